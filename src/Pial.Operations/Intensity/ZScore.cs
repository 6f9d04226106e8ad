using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>How <see cref="ZScore"/> treats the voxels outside the mask and which standard deviation it divides by.</summary>
public sealed record ZScoreOptions
{
    /// <summary>
    /// Whether voxels outside the mask get a score too, with the mask's mean and deviation. Default false: they are 0. Note that 0 is also the mean
    /// of the brain, so a network cannot tell the two apart by value.
    /// </summary>
    public bool KeepOutside { get; init; }

    /// <summary>Delta degrees of freedom: the variance is the sum of squares over (n − this). Default 0, the population's, as NumPy and TorchIO's default.</summary>
    public int DeltaDegreesOfFreedom { get; init; }

    /// <summary>
    /// Added to the standard deviation before dividing. Default 0. The data specification's formula as written adds 1e-8, see <see cref="AsSpecified"/>:
    /// it changes nothing for real images and turns a constant one into zeros, which is refused here either way.
    /// </summary>
    public double Epsilon { get; init; }

    /// <summary>The defaults.</summary>
    public static ZScoreOptions Default { get; } = new();

    /// <summary>The data specification's formula as written: <c>(x − mean) / (sd + 1e-8)</c>, population deviation, 0 outside.</summary>
    public static ZScoreOptions AsSpecified { get; } = new() { Epsilon = 1e-8 };
}

/// <summary>A z-scored image and the two numbers that made it.</summary>
/// <param name="Image">Mean 0 and standard deviation 1 in the mask.</param>
/// <param name="Mean">Mean of the input in the mask.</param>
/// <param name="StandardDeviation">Standard deviation of the input in the mask.</param>
public sealed record ZScoreResult(Volume<float> Image, double Mean, double StandardDeviation);

/// <summary>Intensities in units of their standard deviation: <c>(x − mean) / sd</c>, both taken in the mask.</summary>
/// <remarks>For T1w intensities. Never score modulated tissue maps subject by subject: it removes the volume that they measure.</remarks>
public static class ZScore
{
    /// <summary>Normalises an image.</summary>
    /// <param name="image">Input.</param>
    /// <param name="mask">Where mean and deviation are taken, on the image's grid; voxels that are NaN or infinite are left out of both and become 0.</param>
    /// <param name="options">Outside, degrees of freedom, epsilon.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, the mask holds fewer than two finite voxels, or the image is constant in it.</exception>
    public static ZScoreResult Normalize(Volume<float> image, Volume<bool> mask, ZScoreOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        options ??= ZScoreOptions.Default;
        if (!image.Grid.Matches(mask.Grid))
            throw new ArgumentException($"The mask's grid ({mask.Grid}) is not the image's ({image.Grid}).", nameof(mask));
        var s = image.Shape;

        // Two passes: the sum of squared deviations loses nothing to a mean far from 0.
        var total = new double[2];
        Slices.Sum(s.K, parallel, (k, row) => Moments(image.Slice(k), mask.Slice(k), row), total);
        if (total[0] < 2)
            throw new ArgumentException($"The mask holds {total[0]} voxels with a number in them; a deviation needs at least 2.", nameof(mask));
        var (count, mean) = (total[0], total[1] / total[0]);
        var squares = Slices.Sum(s.K, parallel, k => Squares(image.Slice(k), mask.Slice(k), mean));
        var deviation = Math.Sqrt(squares / (count - options.DeltaDegreesOfFreedom));
        if (!(deviation > 1e-12 * Math.Abs(mean)) || !double.IsFinite(deviation))
            throw new ArgumentException($"The image is constant in the mask (mean {mean:g6}, standard deviation {deviation:g6}).", nameof(image));

        var scale = 1 / (deviation + options.Epsilon);
        var scored = Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(s.K, parallel, k =>
        {
            var source = image.Slice(k);
            var inside = mask.Slice(k);
            var target = voxels.Span.Slice(k * s.SliceCount, s.SliceCount);
            for (var n = 0; n < target.Length; n++)
                target[n] = (inside[n] || options.KeepOutside) && float.IsFinite(source[n]) ? (float)((source[n] - mean) * scale) : 0;
        }));
        return new(scored, mean, deviation);
    }

    private static void Moments(ReadOnlySpan<float> values, ReadOnlySpan<bool> mask, Span<double> row)
    {
        for (var n = 0; n < values.Length; n++)
        {
            if (!mask[n] || !float.IsFinite(values[n])) continue;
            row[0]++;
            row[1] += values[n];
        }
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
