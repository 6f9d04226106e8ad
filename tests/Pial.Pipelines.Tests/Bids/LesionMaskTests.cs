using Pial.Formats;
using Pial.Pipelines.Bids;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Bids;

public sealed class LesionMaskTests : IDisposable
{
    private static readonly Grid Scan = Grid.Centred(new(12, 14, 16), new(2, 2, 2), default);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("sub-01/anat/sub-01_label-lesion_roi.nii.gz", true)]
    [InlineData("sub-01/anat/sub-01_space-T1w_label-lesion_mask.nii", true)]
    [InlineData("derivatives/raters/sub-01/anat/sub-01_space-orig_label-lesion_mask.nii.gz", true)]
    [InlineData("derivatives/sub-01/anat/sub-01_label-Lesion_roi.nii.gz", true)]
    [InlineData("sub-01/anat/sub-01_space-MNI152NLin2009cAsym_label-lesion_mask.nii.gz", false)]
    [InlineData("sub-01/anat/sub-01_label-GM_mask.nii.gz", false)]
    [InlineData("sub-01/anat/sub-01_label-lesion_probseg.nii.gz", false)]
    [InlineData("sub-01/anat/sub-01_run-2_label-lesion_roi.nii.gz", false)]
    [InlineData("derivatives/raters/sub-02/anat/sub-02_label-lesion_mask.nii.gz", false)]
    public void Masks_are_found_by_their_bids_names(string mask, bool found)
    {
        folder.Touch("sub-01/anat/sub-01_T1w.nii.gz");
        folder.Touch(mask);
        Assert.Equal(found ? mask : null, BidsDataset.FindHeads(folder.Path, [], [])[0].Lesion?.Relative);
    }

    [Fact]
    public void Each_of_several_scans_has_its_own_mask_and_no_other()
    {
        folder.Touch("sub-01/ses-a/anat/sub-01_ses-a_run-1_T1w.nii.gz");
        folder.Touch("sub-01/ses-a/anat/sub-01_ses-a_run-2_T1w.nii.gz");
        folder.Touch("sub-01/ses-a/anat/sub-01_ses-a_label-lesion_roi.nii.gz"); // whose it is cannot be told
        folder.Touch("sub-01/ses-a/anat/sub-01_ses-a_run-2_label-lesion_roi.nii.gz");
        var heads = BidsDataset.FindHeads(folder.Path, [], []);
        Assert.Null(heads[0].Lesion);
        Assert.Equal("sub-01_ses-a_run-2_label-lesion_roi.nii.gz", Path.GetFileName(heads[1].Lesion!.Path));
    }

    [Fact]
    public void Two_masks_of_one_scan_are_refused_when_it_is_run_and_not_before()
    {
        folder.Touch("sub-01/anat/sub-01_T1w.nii.gz");
        folder.Touch("sub-01/anat/sub-01_label-lesion_roi.nii.gz");
        folder.Touch("sub-01/anat/sub-01_label-lesion_mask.nii.gz");
        var mask = BidsDataset.FindHeads(folder.Path, [], [])[0].Lesion!;
        Assert.Contains("2 lesion masks", Assert.Throws<InputException>(() => mask.Load(Scan)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_a_single_image_it_is_found_and_none_leaves_it_out()
    {
        folder.Touch("sub-01_T1w.nii.gz");
        folder.Touch("sub-01_label-lesion_roi.nii.gz");
        var path = Path.Combine(folder.Path, "sub-01_T1w.nii.gz");
        var scan = new BidsScan(path, BidsName.Of(path), "sub-01_T1w.nii.gz");
        Assert.False(LesionMask.Of(scan, null)!.Asked);
        Assert.Null(LesionMask.Of(scan, "none"));
        Assert.Throws<InputException>(() => LesionMask.Of(scan, Path.Combine(folder.Path, "nowhere.nii")));
    }

    [Fact]
    public void A_mask_that_cannot_be_the_scans_is_refused_in_one_line_and_an_empty_one_that_nobody_named_is_none()
    {
        LesionMask Saved(Volume<bool> mask, bool asked)
        {
            var path = Path.Combine(folder.Path, "lesion.nii.gz");
            ImageFile.Save(path, mask);
            return new(path, "lesion.nii.gz", asked);
        }

        var some = Volume.Filled(Scan, false).Map(_ => true);
        Assert.Equal(Scan.Shape.Count, Saved(some, true).Load(Scan)!.Span.Count(true));
        var moved = some.WithGrid(new(Scan.Shape, Affine.Translation(new(3, 0, 0)) * Scan.Affine));
        foreach (var other in (Volume<bool>[])[moved, Volume.Filled(Grid.Centred(new(12, 14, 15), new(2, 2, 2), default), true)])
        {
            var message = Assert.Throws<InputException>(() => Saved(other, true).Load(Scan)).Message;
            Assert.Contains("does not lie on the scan's grid", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }

        Assert.Contains("is empty", Assert.Throws<InputException>(() => Saved(Volume.Filled(Scan, false), true).Load(Scan)).Message,
            StringComparison.Ordinal);
        Assert.Null(Saved(Volume.Filled(Scan, false), false).Load(Scan));
    }
}
