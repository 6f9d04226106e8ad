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
        BidsDataset.FindHeads(folder.Path, [], []).Select(s => s.Name.Prefix));

    [Fact]
    public void Other_contrasts_come_with_the_first_t1w_of_their_folder()
    {
        folder.Touch("sub-01/anat/sub-01_acq-dark_FLAIR.nii");
        folder.Touch("sub-01/anat/sub-01_inplaneT2.nii.gz");
        folder.Touch("sub-02/ses-a/anat/sub-02_ses-a_PD.nii.gz");
        var scans = BidsDataset.FindHeads(folder.Path, [], []);
        Assert.Equal(["FLAIR sub-01_acq-dark", "T2w sub-01", "inplaneT2 sub-01"],
            scans[0].Also.Select(s => $"{s.Contrast} {s.Name.Prefix}").Order(StringComparer.Ordinal));
        Assert.Equal(["PDw"], scans[1].Also.Select(s => s.Contrast));
        Assert.Empty(scans[2].Also);
    }

    [Fact]
    public void The_uniform_image_of_an_MP2RAGE_is_a_T1w_where_there_is_no_other()
    {
        folder.Touch("sub-06/anat/sub-06_UNIT1.nii.gz");
        folder.Touch("sub-06/anat/sub-06_inv-1_MP2RAGE.nii.gz");
        folder.Touch("sub-06/anat/sub-06_inv-2_MP2RAGE.nii.gz");
        folder.Touch("sub-01/anat/sub-01_UNIT1.nii.gz");
        var scan = Assert.Single(BidsDataset.FindHeads(folder.Path, ["06"], []));
        Assert.Equal(("T1w", "sub-06_UNIT1.nii.gz"), (scan.Contrast, Path.GetFileName(scan.Path)));
        Assert.EndsWith("sub-01_T1w.nii.gz", Assert.Single(BidsDataset.FindHeads(folder.Path, ["01"], [])).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_t1w_another_whole_head_stands_for_it()
    {
        folder.Touch("sub-04/anat/sub-04_FLAIR.nii.gz");
        folder.Touch("sub-04/anat/sub-04_inplaneT2.nii.gz");
        folder.Touch("sub-04/anat/sub-04_T2w.nii.gz");
        folder.Touch("sub-05/anat/sub-05_inplaneT2.nii.gz");
        var scan = Assert.Single(BidsDataset.FindHeads(folder.Path, ["04"], []));
        Assert.Equal("T2w", scan.Contrast);
        Assert.Equal(["FLAIR", "inplaneT2"], scan.Also.Select(s => s.Contrast));
        Assert.Contains("inplaneT2 alone", Assert.Throws<InputException>(() => BidsDataset.FindHeads(folder.Path, ["05"], [])).Message,
            StringComparison.Ordinal);
        Assert.Throws<InputException>(() => BidsDataset.FindT1w(folder.Path, ["04"], []));
    }

    [Theory]
    [InlineData("sub-01_T2w.nii.gz", "T2w")]
    [InlineData("chris_PD.nii", "PDw")]
    [InlineData("flair.nii.gz", "FLAIR")]
    [InlineData("sub-01_ce-gd_T1w.nii.gz", "T1w")]
    [InlineData("scan3.nii.gz", null)]
    public void A_name_ends_in_its_contrast(string name, string? contrast) => Assert.Equal(contrast, ContrastName.Of(name));

    [Theory]
    [InlineData("02")]
    [InlineData("sub-02")]
    public void Labels_choose_with_and_without_prefix(string label) =>
        Assert.Equal(["sub-02_ses-b"], BidsDataset.FindHeads(folder.Path, [label], ["b"]).Select(s => s.Name.Prefix));

    [Fact]
    public void A_label_that_is_not_there_is_named()
    {
        var error = Assert.Throws<InputException>(() => BidsDataset.FindHeads(folder.Path, ["01", "77"], []));
        Assert.Contains("77", error.Message, StringComparison.Ordinal);
        Assert.Contains("sub-01", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_dataset_and_no_scan_say_so()
    {
        Assert.Contains("no BIDS dataset", Assert.Throws<InputException>(() => BidsDataset.FindHeads(folder["sub-01"], [], [])).Message,
            StringComparison.Ordinal);
        Assert.Contains("no T1w", Assert.Throws<InputException>(() => BidsDataset.FindHeads(folder.Path, ["03"], [])).Message,
            StringComparison.Ordinal);
    }
}
