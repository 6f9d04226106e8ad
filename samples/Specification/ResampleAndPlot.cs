using Pial.Formats;
using Pial.Operations.Resampling;
using Pial.Pipelines.Plots;

namespace Specification;

/// <summary>
/// To 2 mm voxels with cubic B-splines (nilearn's <c>continuous</c>) and a picture like <c>plot_anat</c>. On the command line: <c>pial resample</c>,
/// <c>pial plot</c>.
/// </summary>
/// <remarks>
/// nilearn lays a diagonal target affine along the world's axes; here the new voxels keep the directions and the centre of the scan's. Without
/// <see cref="ResampleOptions.AntiAlias"/> the result aliases as nilearn's does; ask for it when the image is to be looked at or learned from.
/// </remarks>
internal static class ResampleAndPlot
{
    public static void Run()
    {
        var t1 = ImageFile.Load("subject_001_T1w.nii.gz").Image;

        var resampled = Resample.ToVoxelSize(t1, voxelSizeMm: 2, Interpolation.Cubic, new() { AntiAlias = true });
        var picture = AnatPlot.Draw(resampled, options: new() { Dpi = 300 });
        File.WriteAllBytes("subject_001_T1w.png", picture.ToPng(dpi: 300));

        Console.WriteLine($"Resampled: {resampled.Grid}; picture of {picture.PixelsAt(300).Width}×{picture.PixelsAt(300).Height} pixels");
    }
}
