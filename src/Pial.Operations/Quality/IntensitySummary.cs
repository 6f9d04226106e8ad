using Pial.Kernels;
using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>Intensities of one tissue or of the air, each voxel weighted by how much of it belongs there.</summary>
/// <param name="Mean">Weighted mean.</param>
/// <param name="Median">Weighted median.</param>
/// <param name="P05">5th percentile, weighted.</param>
/// <param name="P95">95th percentile, weighted.</param>
/// <param name="StandardDeviation">Weighted, of the population.</param>
/// <param name="Mad">Median absolute deviation from <paramref name="Median"/> over 0.6745, of the voxels that belong there by more than
/// half of the largest weight.</param>
/// <param name="Kurtosis">Excess kurtosis (0 for a normal distribution) of the same voxels.</param>
/// <param name="Count">Sum of the weights, in voxels.</param>
/// <remarks>
/// As MRIQC's <c>summary_stats</c> (Esteban et al. 2017, doi 10.1371/journal.pone.0184661), but intensities are not rounded to whole
/// numbers first.
/// </remarks>
public sealed record IntensitySummary(double Mean, double Median, double P05, double P95, double StandardDeviation, double Mad,
    double Kurtosis, double Count)
{
    /// <summary>Summary of an image by weights.</summary>
    /// <param name="image">Intensities; what is not finite is left out.</param>
    /// <param name="weights">0 to 1 on the image's grid.</param>
    /// <returns>The summary, or null when no voxel has weight.</returns>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static IntensitySummary? Of(Volume<float> image, Volume<float> weights)
    {
        var (values, shares) = Gather(image, weights);
        return Of(values, shares);
    }

    /// <summary>Summary of an image within a mask.</summary>
    /// <inheritdoc cref="Of(Volume{float}, Volume{float})"/>
    /// <param name="image">Intensities; what is not finite is left out.</param>
    /// <param name="mask">On the image's grid.</param>
    public static IntensitySummary? Of(Volume<float> image, Volume<bool> mask) => Of(Foreground.Of(image, mask, 0, null), []);

    private static IntensitySummary? Of(float[] values, float[] weights)
    {
        if (values.Length == 0) return null;
        var quantiles = new double[3];
        WeightedQuantile.Of(values, weights, [0.05, 0.5, 0.95], quantiles);
        var (mean, sd, count) = Moments(values, weights);
        var core = Core(values, weights);
        return new(mean, quantiles[1], quantiles[0], quantiles[2], sd, MadAround(core, quantiles[1]), ExcessKurtosis(core), count);
    }

    private static (float[] Values, float[] Weights) Gather(Volume<float> image, Volume<float> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var values = Foreground.Of(image, weights.Map(static w => w > 0), 0, null);
        var (shares, at) = (new float[values.Length], 0);
        for (var n = 0; at < shares.Length; n++)
            if (weights.Span[n] > 0 && float.IsFinite(image.Span[n])) shares[at++] = weights.Span[n];
        return (values, shares);
    }

    private static (double Mean, double StandardDeviation, double Count) Moments(float[] values, float[] weights)
    {
        var (sum, count) = (0.0, 0.0);
        for (var n = 0; n < values.Length; n++)
        {
            var w = weights.Length == 0 ? 1.0 : weights[n];
            sum += w * values[n];
            count += w;
        }

        var (mean, squares) = (sum / count, 0.0);
        for (var n = 0; n < values.Length; n++)
            squares += (weights.Length == 0 ? 1.0 : weights[n]) * (values[n] - mean) * (values[n] - mean);
        return (mean, Math.Sqrt(squares / count), count);
    }

    private static float[] Core(float[] values, float[] weights)
    {
        if (weights.Length == 0) return values;
        var half = weights.Max() / 2;
        var core = new List<float>(values.Length);
        for (var n = 0; n < values.Length; n++)
            if (weights[n] > half) core.Add(values[n]);
        return [.. core];
    }

    private static double MadAround(float[] values, double median)
    {
        var deviations = new float[values.Length];
        for (var n = 0; n < values.Length; n++)
            deviations[n] = (float)Math.Abs(values[n] - median);
        return WeightedQuantile.Median(deviations) / 0.67448975019608171;
    }

    private static double ExcessKurtosis(float[] values)
    {
        var mean = 0.0;
        foreach (var v in values)
            mean += v;
        mean /= values.Length;
        var (second, fourth) = (0.0, 0.0);
        foreach (var v in values)
        {
            var square = (v - mean) * (v - mean);
            second += square;
            fourth += square * square;
        }

        return second > 0 ? (fourth * values.Length / (second * second)) - 3 : double.NaN;
    }
}
