using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Tests.Bids;

public sealed class BidsNameTests
{
    [Theory]
    [InlineData("/data/sub-01/anat/sub-01_T1w.nii.gz", "sub-01", "sub-01/anat")]
    [InlineData("sub-01_ses-02_acq-mprage_run-1_T1w.nii", "sub-01_ses-02_acq-mprage_run-1", "sub-01/ses-02/anat")]
    [InlineData("sub-01_space-MNI_desc-x_T1w.nii.gz", "sub-01", "sub-01/anat")]
    [InlineData("my scan.v2.nii.gz", "sub-myscanv2", "sub-myscanv2/anat")]
    [InlineData("orig.mgz", "sub-orig", "sub-orig/anat")]
    [InlineData("___.nii", "sub-unnamed", "sub-unnamed/anat")]
    [InlineData("sub-_T1w.nii", "sub-subT1w", "sub-subT1w/anat")]
    [InlineData("sub-CON_01_T1w.nii.gz", "sub-CON_01", "sub-CON_01/anat")]
    [InlineData("sub-CON_01.nii.gz", "sub-CON_01", "sub-CON_01/anat")]
    [InlineData("sub-CON_01_ses-pre_op_desc-tissue_volumes.tsv", "sub-CON_01_ses-pre_op", "sub-CON_01/ses-pre_op/anat")]
    [InlineData("sub-01_inv-2_flip-1_mt-on_proc-x_part-mag_echo-1_foo-9_T1w.nii.gz",
        "sub-01_inv-2_flip-1_mt-on_proc-x_part-mag_echo-1_foo-9", "sub-01/anat")]
    [InlineData("sub-01_acq-0.8mm_T1w.nii.gz", "sub-01_acq-0.8mm", "sub-01/anat")]
    [InlineData("sub-01+02_T1w.nii.gz", "sub-01+02", "sub-01+02/anat")]
    [InlineData("sub-01-02_T1w.nii.gz", "sub-01-02", "sub-01-02/anat")]
    [InlineData("sub-张_T1w.nii.gz", "sub-张", "sub-张/anat")]
    [InlineData("李四 2.nii.gz", "sub-李四2", "sub-李四2/anat")]
    [InlineData("𠮷田.nii.gz", "sub-𠮷田", "sub-𠮷田/anat")]
    [InlineData("sub-01_T1w_brain.nii.gz", "sub-01", "sub-01/anat")]
    [InlineData("sub-01_space-MNI152NLin2009cAsym_label-GM_desc-vbm_probseg.nii.gz", "sub-01", "sub-01/anat")]
    public void A_name_gives_prefix_and_folder(string path, string prefix, string folder)
    {
        var name = BidsName.Of(path);
        Assert.Equal(prefix, name.Prefix);
        Assert.Equal(folder, name.AnatFolder);
    }

    [Theory]
    [InlineData("sub-CON_01")]
    [InlineData("sub-张_ses-pre_op_inv-1")]
    [InlineData("sub-01_acq-0.8mm")]
    public void What_is_written_is_read_back(string prefix)
    {
        foreach (var name in (string[])["desc-brain_mask.nii.gz", "dseg.nii.gz", "desc-tissue_volumes.tsv",
            "space-MNI152NLin2009cAsym_label-GM_desc-vbm_probseg.nii.gz", "from-T1w_to-X_mode-image_xfm.txt", "report.html"])
            Assert.Equal(prefix, BidsName.Of($"{prefix}_{name}").Prefix);
    }
}
