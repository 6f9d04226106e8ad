using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Smoothing;

/// <summary>Gaussian smoothing in millimetres.</summary>
/// <remarks>
/// Separable along the voxel axes, each with its own voxel size, so it is isotropic in space on any grid without shear. The kernel is
/// sampled at voxels, cut at 4 sigma and normalised, and the image continues as its mirror about the outer edge
/// (<see cref="Boundary.Reflect"/>): scipy's and nilearn's defaults. With that edge the sum of all voxels is kept, within rounding (1e-5 of
/// it), also for content at the edge.
/// </remarks>
public static class GaussianSmoothing
{
    /// <summary>Full width at half maximum of a Gaussian of sigma 1: 2·√(2 ln 2).</summary>
    public const double FwhmPerSigma = 2.3548200450309493;

    /// <summary>Smooths an image.</summary>
    /// <param name="image">Input. NaN and infinity count as 0, as in nilearn's <c>smooth_img</c>.</param>
    /// <param name="fwhmMm">Full width at half maximum of the Gaussian, mm; 0 returns the input as it is.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is negative or not finite.</exception>
    public static Volume<float> Apply(Volume<float> image, double fwhmMm, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!(fwhmMm >= 0) || !double.IsFinite(fwhmMm))
            throw new ArgumentOutOfRangeException(nameof(fwhmMm), fwhmMm, "The width must be a finite number of mm, 0 or more.");
        var (sigma, size) = (fwhmMm / FwhmPerSigma, image.Grid.VoxelSize);
        return ApplyVoxels(image, new(sigma / size.X, sigma / size.Y, sigma / size.Z), keepNonFinite: false, parallel);
    }

    /// <summary>Smooths by a standard deviation in voxels along each axis; 0 leaves an axis alone.</summary>
    internal static Volume<float> ApplyVoxels(Volume<float> image, Point sigmaVoxels, bool keepNonFinite, ParallelOptions? parallel)
    {
        if (sigmaVoxels is { X: 0, Y: 0, Z: 0 }) return image;
        var s = image.Shape;
        var finite = keepNonFinite ? image.Memory : Finite.OrZero(image, parallel);
        return Volume.CreateParallel<float>(image.Grid, voxels => Convolution.Separable(
            finite, s.I, s.J, s.K, Kernel(sigmaVoxels.X, s.I), Kernel(sigmaVoxels.Y, s.J), Kernel(sigmaVoxels.Z, s.K),
            Boundary.Reflect, voxels, parallel));
    }

    // Along an axis of one voxel every reflection is that voxel: the identity, without a kernel as long as sigma asks for.
    private static float[] Kernel(double sigma, int extent) => Convolution.GaussianHalfKernel(extent == 1 ? 0 : sigma);
}
