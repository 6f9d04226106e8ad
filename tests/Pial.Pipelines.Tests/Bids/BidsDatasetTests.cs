using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Tests.Bids;

public sealed class BidsDatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public BidsDatasetTests()
    {
        folder.Touch("sub-01/anat/sub-01_T1w.nii.gz");
        folder.Touch("sub-01/anat/sub-01_T1w.json");
        folder.Touch("sub-01/anat/sub-01_T2w.nii.gz");
        folder.Touch("sub-02/ses-a/anat/sub-02_ses-a_run-1_T1w.nii");
        folder.Touch("sub-02/ses-a/anat/sub-02_ses-a_run-2_T1w.nii");
        folder.Touch("sub-02/ses-b/anat/sub-02_ses-b_T1w.nii.gz");
        folder.Touch("sub-03/func/sub-03_bold.nii.gz");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_t1w_of_every_session_and_run_is_found() => Assert.Equal(
        ["sub-01", "sub-02_ses-a_run-1", "sub-02_ses-a_run-2", "sub-02_ses-b"],
        BidsDataset.FindT1w(folder.Path, [], []).Select(s => s.Name.Prefix));

    [Theory]
    [InlineData("02")]
    [InlineData("sub-02")]
    public void Labels_choose_with_and_without_prefix(string label) =>
        Assert.Equal(["sub-02_ses-b"], BidsDataset.FindT1w(folder.Path, [label], ["b"]).Select(s => s.Name.Prefix));

    [Fact]
    public void A_label_that_is_not_there_is_named()
    {
        var error = Assert.Throws<InputException>(() => BidsDataset.FindT1w(folder.Path, ["01", "77"], []));
        Assert.Contains("77", error.Message, StringComparison.Ordinal);
        Assert.Contains("sub-01", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_dataset_and_no_scan_say_so()
    {
        Assert.Contains("no BIDS dataset", Assert.Throws<InputException>(() => BidsDataset.FindT1w(folder["sub-01"], [], [])).Message, StringComparison.Ordinal);
        Assert.Contains("no T1w", Assert.Throws<InputException>(() => BidsDataset.FindT1w(folder.Path, ["03"], [])).Message, StringComparison.Ordinal);
    }
}
