using Pial.Formats;
using Pial.Operations.Resampling;
using Pial.Plots;

namespace Specification;

/// <summary>
/// To 2 mm voxels as nilearn's <c>resample_img(target_affine=np.diag([2, 2, 2]), interpolation='continuous')</c> makes them, grid and
/// values, and a picture like <c>plot_anat</c>. On the command line: <c>pial resample IN OUT --voxel 2 --along world --interpolation
/// continuous</c>, <c>pial plot</c>.
/// </summary>
/// <remarks>
/// nilearn lays a diagonal target affine along the world's axes, and its result aliases.
/// <see cref="Resample.ToVoxelSize(Pial.Volumes.Volume{float}, double, Interpolation, ResampleOptions?, ParallelOptions?)"/> keeps the
/// scan's own axes and field of view; with <see cref="ResampleOptions.AntiAlias"/> it is the better choice when the image is to be looked
/// at or learned from.
/// </remarks>
internal static class ResampleAndPlot
{
    public static void Run()
    {
        var t1 = ImageFile.Load("subject_001_T1w.nii.gz").Image;

        var resampled = Resample.ToGrid(t1, Resample.WorldGrid(t1.Grid, new(2, 2, 2)), null, Interpolation.Cubic,
            new() { ClipToInput = true });
        var picture = AnatPlot.Draw(resampled, options: new() { Dpi = 300 });
        File.WriteAllBytes("subject_001_T1w.png", picture.ToPng(dpi: 300));

        Console.WriteLine($"Resampled: {resampled.Grid}; picture of {picture.PixelsAt(300).Width}×{picture.PixelsAt(300).Height} pixels");
    }
}
