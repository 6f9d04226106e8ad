using MathNet.Numerics;
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

    /// <summary>
    /// Everything within the slice alike, nothing beyond: what an ideal pulse would excite, and what partitions of a 3-D scan nearly are.
    /// </summary>
    Box,

    /// <summary>
    /// A trapezoid, flat in the middle and falling over a fifth of the slice at both borders: what an apodised sinc pulse excites.
    /// </summary>
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
            // the voxels already are one wide
            ? Convolution.GaussianHalfKernel(Math.Sqrt((thickness * thickness) - 1) / GaussianSmoothing.FwhmPerSigma)
            : Half(profile, thickness);
        float[] same = [1];
        return Volume.CreateParallel<float>(image.Grid, voxels => Convolution.Separable(
            Finite.OrZero(image, parallel), s.I, s.J, s.K, axis == 0 ? half : same, axis == 1 ? half : same, axis == 2 ? half : same,
            Boundary.Reflect, voxels, parallel));
    }

    /// <summary>What a slice sees of a voxel: the profile's integral over it, unscaled.</summary>
    /// <param name="from">The voxel's border on one side, in voxels from the slice's middle.</param>
    /// <param name="to">Its other border.</param>
    /// <param name="thickness">The slice's thickness, or a Gaussian's full width at half maximum, in voxels.</param>
    /// <param name="profile">The profile; a point is refused.</param>
    public static double Share(double from, double to, double thickness, SliceProfile profile) => profile switch
    {
        SliceProfile.Box => Integral(to, thickness, 0) - Integral(from, thickness, 0),
        SliceProfile.Pulse => Integral(to, thickness, Ramp * thickness) - Integral(from, thickness, Ramp * thickness),
        SliceProfile.Gaussian => SpecialFunctions.Erf(to / Wide(thickness)) - SpecialFunctions.Erf(from / Wide(thickness)),
        _ => throw new ArgumentOutOfRangeException(nameof(profile), profile,
            "A thick slice has a box, a pulse or a Gaussian as its profile."),
    };

    private static double Wide(double thickness) => thickness / GaussianSmoothing.FwhmPerSigma * Math.Sqrt(2);

    // Each voxel's share: the integral of the profile over it.
    private static float[] Half(SliceProfile profile, double thickness)
    {
        var ramp = profile == SliceProfile.Pulse ? Ramp * thickness : 0;
        var weights = Enumerable.Range(0, (int)Math.Ceiling(((thickness + ramp) / 2) + 0.5))
            .Select(n => Integral(n + 0.5, thickness, ramp) - Integral(n - 0.5, thickness, ramp)).ToArray();
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
