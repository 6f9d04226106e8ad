using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Tests.Bids;

/// <summary>No subject vanishes: what is passed over is named with the reason.</summary>
public sealed class PassedOverTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PassedOverTests() => folder.Touch("sub-01/anat/sub-01_T1w.nii.gz");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("sub-10/anat/sub-10_T1map.nii.gz", "T1map alone")]
    [InlineData("sub-10/anat/sub-10_T1w.mgz", "sub-10_T1w.mgz is not .nii.gz or .nii")]
    [InlineData("sub-10/anat/sub-10_T1w.NII.GZ", "sub-10_T1w.NII.GZ ends in capitals")]
    [InlineData("sub-10/anat/sub-10_T2w.nii.bz2", "sub-10_T2w.nii.bz2 is not .nii.gz or .nii")]
    [InlineData("sub-10/anat/T1w.nii.gz", "T1w.nii.gz does not begin with sub-")]
    [InlineData("sub-10/anat/sub-10_mprage.nii.gz", "mprage alone")]
    [InlineData("sub-10/anat/sub-10_T1w.json", "no image")]
    [InlineData("sub-10/func/sub-10_bold.nii.gz", "no anat folder")]
    [InlineData("sub-10/sub-10_T1w.nii.gz", "no anat folder")]
    public void A_subject_is_named_with_the_reason(string file, string why)
    {
        folder.Touch(file);
        var found = BidsDataset.Find(folder.Path, [], []);
        Assert.Single(found.Scans);
        var passed = Assert.Single(found.PassedOver);
        Assert.Equal(("sub-10", true), (passed.Label, passed.WholeSubject));
        Assert.Contains(why, passed.Why, StringComparison.Ordinal);
        Assert.StartsWith("passed over sub-10: ", Assert.Single(found.Reasons()), StringComparison.Ordinal);
        Assert.Contains(why, Assert.Throws<InputException>(() => BidsDataset.FindHeads(folder.Path, ["10"], [])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_and_a_run_are_named_and_their_subject_counts_as_found()
    {
        folder.Touch("sub-02/ses-1/anat/sub-02_ses-1_T1w.nii.gz");
        folder.Touch("sub-02/ses-2/anat/sub-02_ses-2_T1map.nii.gz");
        folder.Touch("sub-01/anat/sub-01_run-2_T1w.mgz");
        folder.Touch("sub-01/anat/sub-01_T1w.mgz");
        var found = BidsDataset.Find(folder.Path, [], []);
        Assert.Equal(["sub-01", "sub-02_ses-2"], found.PassedOver.Select(p => p.Label));
        Assert.Contains("sub-01_run-2_T1w.mgz", found.PassedOver[0].Why, StringComparison.Ordinal);
        Assert.DoesNotContain(found.PassedOver, p => p.WholeSubject);
    }

    [Fact]
    public void A_session_that_is_nowhere_is_refused_and_one_that_some_lack_is_named()
    {
        folder.Touch("sub-02/ses-1/anat/sub-02_ses-1_T1w.nii.gz");
        Assert.Contains("no session 7", Assert.Throws<InputException>(() => BidsDataset.Find(folder.Path, [], ["7"])).Message,
            StringComparison.Ordinal);
        Assert.Equal("sub-01", Assert.Single(BidsDataset.Find(folder.Path, [], ["1"]).PassedOver).Label);
    }

    [Fact]
    public void Where_only_T1w_will_do_other_contrasts_are_passed_over()
    {
        folder.Touch("sub-02/anat/sub-02_T2w.nii.gz");
        var found = BidsDataset.FindT1w(folder.Path, [], []);
        Assert.Equal(["sub-01"], found.Scans.Select(s => s.Name.Prefix));
        Assert.Contains("no T1w, but T2w", Assert.Single(found.PassedOver).Why, StringComparison.Ordinal);
    }
}
