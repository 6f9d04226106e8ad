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
    public void A_name_gives_prefix_and_folder(string path, string prefix, string folder)
    {
        var name = BidsName.Of(path);
        Assert.Equal(prefix, name.Prefix);
        Assert.Equal(folder, name.AnatFolder);
    }
}
