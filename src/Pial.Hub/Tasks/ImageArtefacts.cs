using Pial.Kernels;
using Pial.Operations.Smoothing;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Tasks;

/// <summary>Artefacts of growing strength on test images.</summary>
public static class ImageArtefacts
{
    /// <summary>What there is: Rician noise in % of the image's 98th percentile, and blur by its FWHM in mm.</summary>
    public static IReadOnlyList<string> Names { get; } = ["noise", "blur"];

    /// <summary>A case with an artefact.</summary>
    /// <param name="one">The case.</param>
    /// <param name="artefact">One of <see cref="Names"/>.</param>
    /// <param name="strength">How strong; 0 leaves the image as it is.</param>
    /// <param name="seed">Decides what is drawn.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">There is no such artefact of images.</exception>
    public static ImageCase With(ImageCase one, string artefact, double strength, ulong seed, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(one);
        if (!Names.Contains(artefact, StringComparer.Ordinal)) throw new InputException($"there is no artefact '{artefact}' of images.{NearestName.Hint(artefact, [.. Names])}");
        if (strength == 0) return one;
        return one with { Image = artefact == "blur" ? GaussianSmoothing.Apply(one.Image, strength, parallel) : Noisy(one.Image, strength, new(seed, 0xA71F), parallel) };
    }

    // Magnitude of the image with complex Gaussian noise; a pair of normal numbers a voxel.
    private static Volume<float> Noisy(Volume<float> image, double percent, CounterRandom random, ParallelOptions? parallel)
    {
        var (sd, size) = (percent / 100 * Quantile.Of(image.Span, 0.98), image.Shape.SliceCount);
        return Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(image.Shape.K, parallel, k =>
        {
            for (var n = k * size; n < (k + 1) * size; n++)
            {
                var (re, im, _, _) = random.Normals((ulong)n);
                voxels.Span[n] = (float)Math.Sqrt(Math.Pow(image.Span[n] + (sd * re), 2) + Math.Pow(sd * im, 2));
            }
        }));
    }
}
