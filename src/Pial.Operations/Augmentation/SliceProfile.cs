using Pial.Kernels;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>How a thick slice sees what lies within it.</summary>
public enum SliceProfile
{
    /// <summary>A point in its middle, without averaging: TorchIO's, which aliases.</summary>
    Point,

    /// <summary>A Gaussian whose full width at half maximum is the slice.</summary>
    Gaussian,

    /// <summary>Everything within the slice alike, nothing beyond: what an ideal pulse would excite, and what partitions of a 3-D scan nearly are.</summary>
    Box,

    /// <summary>A trapezoid, flat in the middle and falling over a fifth of the slice at both borders: what an apodised sinc pulse excites.</summary>
    Pulse,
}

/// <summary>Averaging along one axis as a slice of a given thickness does it.</summary>
internal static class SliceProfiles
{
    private const double Ramp = 0.2; // share of the slice over which a pulse falls, half of it within and half beyond the slice's border

    /// <summary>The image averaged over slices as thick as so many voxels.</summary>
    public static Volume<float> Average(Volume<float> image, int axis, double thickness, SliceProfile profile, ParallelOptions? parallel)
    {
        var s = image.Shape;
        if (profile == SliceProfile.Point || thickness <= 1 || s[axis] == 1) return image;
        float[] half = profile == SliceProfile.Gaussian
            ? Convolution.GaussianHalfKernel(Math.Sqrt((thickness * thickness) - 1) / GaussianSmoothing.FwhmPerSigma) // the voxels already are one wide
            : Half(profile, thickness);
        float[] same = [1];
        return Volume.CreateParallel<float>(image.Grid, voxels => Convolution.Separable(
            Finite.OrZero(image, parallel), s.I, s.J, s.K, axis == 0 ? half : same, axis == 1 ? half : same, axis == 2 ? half : same, Boundary.Reflect, voxels, parallel));
    }

    // Each voxel's share: the integral of the profile over it.
    private static float[] Half(SliceProfile profile, double thickness)
    {
        var ramp = profile == SliceProfile.Pulse ? Ramp * thickness : 0;
        var weights = Enumerable.Range(0, (int)Math.Ceiling(((thickness + ramp) / 2) + 0.5)).Select(n => Integral(n + 0.5, thickness, ramp) - Integral(n - 0.5, thickness, ramp)).ToArray();
        var sum = (2 * weights.Sum()) - weights[0];
        return [.. weights.Select(w => (float)(w / sum))];
    }

    // Of the profile from the slice's middle to x.
    private static double Integral(double x, double thickness, double ramp)
    {
        var (at, flat, end) = (Math.Abs(x), (thickness - ramp) / 2, (thickness + ramp) / 2);
        var fallen = Math.Clamp(at, flat, end) - flat;
        return Math.Sign(x) * (Math.Min(at, flat) + fallen - (ramp > 0 ? fallen * fallen / (2 * ramp) : 0));
    }
}
