using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Tests.Bids;

/// <summary>Two scans never have one result: both have outputs, or both are named before any work.</summary>
public sealed class SameOutputsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("sub-CON_01/anat/sub-CON_01_T1w.nii.gz", "sub-CON_02/anat/sub-CON_02_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_inv-1_T1w.nii.gz", "sub-01/anat/sub-01_inv-2_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_flip-1_T1w.nii.gz", "sub-01/anat/sub-01_flip-2_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_mt-on_T1w.nii.gz", "sub-01/anat/sub-01_mt-off_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_proc-a_T1w.nii.gz", "sub-01/anat/sub-01_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_mine-1_T1w.nii.gz", "sub-01/anat/sub-01_mine-2_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_acq-0.8mm_T1w.nii.gz", "sub-01/anat/sub-01_acq-08mm_T1w.nii.gz")]
    [InlineData("sub-张/anat/sub-张_T1w.nii.gz", "sub-李/anat/sub-李_T1w.nii.gz")]
    [InlineData("sub-01/ses-1/anat/sub-01_T1w.nii.gz", "sub-01/ses-2/anat/sub-01_T1w.nii.gz")]
    [InlineData("sub-01/ses-pre_1/anat/sub-01_ses-pre_1_T1w.nii.gz", "sub-01/ses-pre_2/anat/sub-01_ses-pre_2_T1w.nii.gz")]
    public void Both_have_outputs(string one, string other)
    {
        folder.Touch(one);
        folder.Touch(other);
        var scans = BidsDataset.FindHeads(folder.Path, [], []);
        Assert.Equal(2, scans.Select(s => $"{s.Name.AnatFolder}/{s.Name.Prefix}").Distinct().Count());
        foreach (var scan in scans)
            Assert.StartsWith(scan.Relative.Split('/')[0] + "/", scan.Name.AnatFolder, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sub-01/anat/sub-01_T1w.nii", "sub-01/anat/sub-01_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_T1.nii.gz", "sub-01/anat/sub-01_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_desc-a_T1w.nii.gz", "sub-01/anat/sub-01_desc-b_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_space-X_T1w.nii.gz", "sub-01/anat/sub-01_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_desc-a_T2w.nii.gz", "sub-01/anat/sub-01_desc-b_T2w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_ses-1_T1w.nii.gz", "sub-01/ses-1/anat/sub-01_ses-1_T1w.nii.gz")]
    [InlineData("sub-01/anat/sub-01_T1w.nii.gz", "sub-02/anat/sub-01_T1w.nii.gz")]
    [InlineData("sub-01/ses-1/anat/sub-01_ses-1_T1w.nii.gz", "sub-01/ses-2/anat/sub-01_ses-1_T1w.nii.gz")]
    public void Both_are_named(string one, string other)
    {
        folder.Touch(one);
        folder.Touch(other);
        var message = Assert.Throws<InputException>(() => BidsDataset.FindHeads(folder.Path, [], [])).Message;
        Assert.Contains(one, message, StringComparison.Ordinal);
        Assert.Contains(other, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_scans_of_another_contrast_beside_a_head_are_named()
    {
        folder.Touch("sub-01/anat/sub-01_T1w.nii.gz");
        folder.Touch("sub-01/anat/sub-01_T2w.nii");
        folder.Touch("sub-01/anat/sub-01_T2w.nii.gz");
        var message = Assert.Throws<InputException>(() => BidsDataset.FindHeads(folder.Path, [], [])).Message;
        Assert.Contains("sub-01_T2w.nii and sub-01/anat/sub-01_T2w.nii.gz", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_folder_of_another_subject_is_refused_by_itself()
    {
        folder.Touch("sub-01/anat/sub-02_T1w.nii.gz");
        Assert.Contains("lies in the folder of sub-01, but its name says sub-02",
            Assert.Throws<InputException>(() => BidsDataset.FindHeads(folder.Path, [], [])).Message, StringComparison.Ordinal);
    }
}
