using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>How <see cref="ZScore"/> treats the voxels outside the mask and which standard deviation it divides by.</summary>
public sealed record ZScoreOptions
{
    /// <summary>
    /// Whether voxels outside the mask get a score too, with the mask's mean and deviation. Default false: they are 0. Note that 0 is also
    /// the mean of the brain, so a network cannot tell the two apart by value.
    /// </summary>
    public bool KeepOutside { get; init; }

    /// <summary>
    /// Delta degrees of freedom: the variance is the sum of squares over (n − this). Default 0, the population's, as NumPy's default and
    /// the package intensity-normalization; 1 is the sample's, as PyTorch.
    /// </summary>
    public int DeltaDegreesOfFreedom { get; init; }

    /// <summary>
    /// Whether the median and 1.4826 × the median absolute deviation stand for mean and standard deviation: both are the same for normal
    /// values, and few lesions, vessels or enhanced voxels do not move them. Default false.
    /// </summary>
    public bool Robust { get; init; }

    /// <summary>
    /// Added to the standard deviation before dividing. Default 0. The data specification's formula as written adds 1e-8, see
    /// <see cref="AsSpecified"/>: it changes nothing for real images and turns a constant one into zeros, which is refused here either way.
    /// </summary>
    public double Epsilon { get; init; }

    /// <summary>The defaults.</summary>
    public static ZScoreOptions Default { get; } = new();

    /// <summary>The data specification's formula as written: <c>(x − mean) / (sd + 1e-8)</c>, population deviation, 0 outside.</summary>
    public static ZScoreOptions AsSpecified { get; } = new() { Epsilon = 1e-8 };
}

/// <summary>A z-scored image and the two numbers that made it.</summary>
/// <param name="Image">Mean 0 and standard deviation 1 in the mask.</param>
/// <param name="Mean">Mean of the input in the mask; its median when robust.</param>
/// <param name="StandardDeviation">Standard deviation of the input in the mask; 1.4826 × the median absolute deviation when robust.</param>
public sealed record ZScoreResult(Volume<float> Image, double Mean, double StandardDeviation);

/// <summary>Intensities in units of their standard deviation: <c>(x − mean) / sd</c>, both taken in the mask.</summary>
/// <remarks>For T1w intensities. Never score modulated tissue maps subject by subject: it removes the volume that they measure.</remarks>
public static class ZScore
{
    /// <summary>Normalises an image.</summary>
    /// <param name="image">Input.</param>
    /// <param name="mask">Where mean and deviation are taken, on the image's grid; voxels that are NaN or infinite are left out of both and
    /// become 0.</param>
    /// <param name="options">Outside, degrees of freedom, epsilon.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, the mask holds fewer than two finite voxels, or the image is constant in
    /// it.</exception>
    public static ZScoreResult Run(Volume<float> image, Volume<bool> mask, ZScoreOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        options ??= ZScoreOptions.Default;
        if (options.DeltaDegreesOfFreedom is < 0 or > 1)
            throw new ArgumentException($"Degrees of freedom: 0 (population) or 1 (sample), got {options.DeltaDegreesOfFreedom}.",
                nameof(options));
        if (!image.Grid.Matches(mask.Grid))
            throw new ArgumentException($"The mask's grid ({mask.Grid}) is not the image's ({image.Grid}).", nameof(mask));
        var (mean, deviation) = options.Robust ? Robust(image, mask, parallel)
            : Plain(image, mask, options.DeltaDegreesOfFreedom, parallel);
        if (!(deviation > 1e-12 * Math.Abs(mean)) || !double.IsFinite(deviation))
        {
            throw new ArgumentException(
                options.Robust && double.IsFinite(mean)
                    ? $"At least half of the mask's voxels have one intensity ({mean:g6}), so their median absolute deviation is 0; " +
                        "score without the robust variant."
                    : $"The image is constant in the mask (mean {mean:g6}, standard deviation {deviation:g6}).",
                nameof(image));
        }

        var scored = ScaledImage.Of(image, mask, mean, deviation + options.Epsilon,
            options.KeepOutside ? Outside.Scale : Outside.Zero, parallel);
        return new(scored.Image, mean, deviation);
    }

    // Two passes: the sum of squared deviations loses nothing to a mean far from 0.
    private static (double Mean, double Deviation) Plain(Volume<float> image, Volume<bool> mask, int ddof, ParallelOptions? parallel)
    {
        var total = new double[2];
        Slices.Sum(image.Shape.K, parallel, (k, row) => Moments(image.Slice(k), mask.Slice(k), row), total);
        if (total[0] < 2)
            throw new ArgumentException($"The mask holds {total[0]} voxels with a number in them; a deviation needs at least 2.",
                nameof(mask));
        var mean = total[1] / total[0];
        var squares = Slices.Sum(image.Shape.K, parallel, k => Squares(image.Slice(k), mask.Slice(k), mean));
        return (mean, Math.Sqrt(squares / (total[0] - ddof)));
    }

    private static (double Median, double Deviation) Robust(Volume<float> image, Volume<bool> mask, ParallelOptions? parallel)
    {
        var values = Foreground.Of(image, mask, 2, parallel);
        var median = Quantile.InPlace(values, 0.5);
        foreach (ref var v in values.AsSpan())
            v = (float)Math.Abs(v - median);
        return (median, 1.4826022185056018 * Quantile.InPlace(values, 0.5)); // 1 / Φ⁻¹(3/4)
    }

    private static void Moments(ReadOnlySpan<float> values, ReadOnlySpan<bool> mask, Span<double> row)
    {
        var (count, sum) = (0L, 0.0);
        for (var n = 0; n < values.Length; n++)
        {
            if (!mask[n] || !float.IsFinite(values[n])) continue;
            count++;
            sum += values[n];
        }

        (row[0], row[1]) = (row[0] + count, row[1] + sum);
    }

    private static double Squares(ReadOnlySpan<float> values, ReadOnlySpan<bool> mask, double mean)
    {
        var sum = 0.0;
        for (var n = 0; n < values.Length; n++)
        {
            if (!mask[n] || !float.IsFinite(values[n])) continue;
            var d = values[n] - mean;
            sum += d * d;
        }

        return sum;
    }
}
