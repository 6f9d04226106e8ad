using Pial.Hub.Tasks;
using Pial.Operations.Denoising;
using Pial.Operations.Reconstruction;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;
using Each = Pial.Hub.Entries.ImageBaselines.Each;

namespace Pial.Hub.Entries;

/// <summary>Baselines of tasks that give an image back: doing nothing, the usual, and a published method that learns from nobody.</summary>
internal static class RestorationBaselines
{
    public static IReadOnlyList<IImageEntry> Of(TaskKind kind) => kind switch
    {
        TaskKind.SuperResolution =>
        [
            new Each("nearest", "the nearest slice", (c, _, p) => new(Interpolated(c, Interpolation.Nearest, p), null)),
            new Each("linear", "linear interpolation between slices", (c, _, p) => new(Interpolated(c, Interpolation.Linear, p), null)),
            new Each("cubic", "cubic B-spline interpolation", (c, _, p) => new(Interpolated(c, Interpolation.Cubic, p), null)),
            new Each("non-local-upsampling", "non-local means that agrees with the slices (Manjón et al. 2010)",
                (c, _, p) => new(NonLocalUpsampling.Apply(c.Image, c.Slices!, null, p), null)),
        ],
        TaskKind.Reconstruction =>
        [
            new Each("zero-filled", "zeros in the place of lines not measured", (c, _, _) => new(c.Image, null)),
            new Each("gaussian", "the zero-filled image, Gaussian smoothing, FWHM one voxel", (c, _, p) => new(Smoothed(c, p), null)),
            new Each("compressed-sensing", "wavelet-sparse image that agrees with the lines measured (Lustig et al. 2007, FISTA)",
                (c, _, p) => new(CompressedSensing.Reconstruct(c.KSpace!, null, p), null)),
        ],
        _ =>
        [
            new Each("identity", "the image as it is", (c, _, _) => new(c.Image, null)),
            new Each("gaussian", "Gaussian smoothing, FWHM one voxel", (c, _, p) => new(Smoothed(c, p), null)),
            new Each("non-local-means", "guided non-local means for Rician noise (pial denoise)",
                (c, _, p) => new(NonLocalMeans.Run(c.Image, null, null, p).Denoised, null)),
        ],
    };

    /// <summary>The slices on the fine grid.</summary>
    public static Volume<float> Interpolated(ImageCase one, Interpolation interpolation, ParallelOptions? parallel) =>
        Resample.ToGrid(one.Image, one.Answer, null, interpolation, new() { ExtendEdge = true }, parallel);

    private static Volume<float> Smoothed(ImageCase one, ParallelOptions? parallel) =>
        GaussianSmoothing.Apply(one.Image, one.Image.Grid.VoxelSize.X, parallel);
}
