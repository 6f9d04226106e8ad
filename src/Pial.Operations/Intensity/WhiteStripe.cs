using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>How wide the stripe of <see cref="WhiteStripe"/> is and where.</summary>
public sealed record WhiteStripeOptions
{
    /// <summary>The tissue's peak. Default: the last, white matter of a T1w.</summary>
    public HistogramPeak Peak { get; init; } = HistogramPeak.Last;

    /// <summary>Share of the brain's voxels taken on either side of the mode, 0 to 0.5. Default 0.05, as in the paper.</summary>
    public double Width { get; init; } = 0.05;

    /// <summary>Voxels outside the mask. Default: scaled like the rest.</summary>
    public Outside Outside { get; init; }
}

/// <summary>A white-stripe normalised image and where the stripe lay.</summary>
/// <param name="Scaled">Mean 0 and standard deviation 1 in the stripe.</param>
/// <param name="Mode">The white matter's most frequent intensity.</param>
/// <param name="Low">Intensity the stripe begins above.</param>
/// <param name="High">Intensity the stripe ends below.</param>
/// <param name="StripeVoxels">Voxels in the stripe.</param>
public sealed record WhiteStripeResult(ScaledImage Scaled, double Mode, double Low, double High, long StripeVoxels);

/// <summary>
/// Intensities in units of the spread of normal-appearing white matter: <c>(x − mean) / sd</c>, both taken in a stripe of intensities
/// around the white matter's mode.
/// </summary>
/// <remarks>
/// Shinohara and others (2014), NeuroImage: Clinical 6:9, doi 10.1016/j.nicl.2014.08.008, as the package intensity-normalization 2.2 does
/// it: the mode by <see cref="TissueMode"/>, the stripe from the quantile of the mode − width to that + width, ends left out, population
/// deviation.
/// </remarks>
public static class WhiteStripe
{
    /// <summary>Normalises an image.</summary>
    /// <param name="image">Input, brighter than 0 in the brain.</param>
    /// <param name="mask">The brain, on the image's grid.</param>
    /// <param name="options">Peak, width, outside.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, or the image is constant in the mask or in the stripe, not above 0, or nearly
    /// empty.</exception>
    public static WhiteStripeResult Run(Volume<float> image, Volume<bool> mask, WhiteStripeOptions? options = null,
        ParallelOptions? parallel = null)
    {
        options ??= new();
        if (!(options.Width is > 0 and <= 0.5))
            throw new ArgumentException($"The stripe's width must lie between 0 and 0.5, got {options.Width}.", nameof(options));
        var values = Foreground.Of(image, mask, 2, parallel);
        var mode = TissueMode.Of(values, options.Peak);
        var below = 0L;
        foreach (var v in values)
            below += v < mode ? 1 : 0;
        var quantile = (double)below / values.Length;
        var ends = new double[2];
        Quantile.Of(values, [Math.Max(quantile - options.Width, 0), Math.Min(quantile + options.Width, 1)], ends);
        var (count, mean, deviation) = Moments(values, ends[0], ends[1]);
        if (!(deviation > 1e-12 * Math.Abs(mean)))
            throw new ArgumentException(
                $"The white stripe ({ends[0]:g6} to {ends[1]:g6}) holds {count} voxels of one intensity; widen it, or look at the mask.",
                nameof(image));
        return new(ScaledImage.Of(image, mask, mean, deviation, options.Outside, parallel), mode, ends[0], ends[1], count);
    }

    private static (long Count, double Mean, double Deviation) Moments(ReadOnlySpan<float> values, double low, double high)
    {
        var (count, sum, squares) = (0L, 0.0, 0.0);
        foreach (var v in values)
        {
            if (!(v > low && v < high)) continue;
            count++;
            sum += v;
        }

        var mean = sum / count;
        foreach (var v in values)
            if (v > low && v < high) squares += (v - mean) * (v - mean);
        return (count, mean, Math.Sqrt(squares / count));
    }
}
