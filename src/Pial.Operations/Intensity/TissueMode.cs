using Pial.Kernels;
using Pial.Kernels.Statistics;

namespace Pial.Operations.Intensity;

/// <summary>Which peak of the smoothed histogram is the tissue's.</summary>
public enum HistogramPeak
{
    /// <summary>The brightest peak: white matter of a T1w.</summary>
    Last,

    /// <summary>The highest peak: T2w and FLAIR.</summary>
    Largest,

    /// <summary>The darkest peak: white matter of a PDw.</summary>
    First,
}

/// <summary>The most frequent intensity of a tissue: a peak of the smoothed histogram of a brain.</summary>
/// <remarks>
/// As the Python package intensity-normalization (2.2) finds it: Gaussian kernel density with a bandwidth of 1/80 of the largest value on
/// 128 points; the values above the 96th percentile are left out before the last peak is looked for, those above the 99th before the first.
/// Where a density has no peak inside, its maximum is taken; the package fails there.
/// </remarks>
public static class TissueMode
{
    private const int GridPoints = 128; // the package asks for 80, which its density rounds to the next power of two

    /// <summary>Finds the mode.</summary>
    /// <param name="values">Finite intensities of a brain.</param>
    /// <param name="peak">Which peak.</param>
    /// <returns>The intensity, a point of the density's grid.</returns>
    /// <exception cref="ArgumentException">There is no value above 0, or all are equal.</exception>
    public static double Of(ReadOnlySpan<float> values, HistogramPeak peak)
    {
        var kept = peak == HistogramPeak.Largest ? values : Below(values, peak == HistogramPeak.Last ? 0.96 : 0.99);
        var (low, high) = Quantile.Range(kept);
        if (!(high > 0)) throw new ArgumentException($"Intensities must be above 0 somewhere in the mask; the largest is {high:g6}.",
            nameof(values));
        if (low == high) throw new ArgumentException($"The image is constant in the mask ({low:g6}); it has no tissue to find.",
            nameof(values));
        var density = KernelDensity.Of(kept, high / 80.0, GridPoints);
        return density.At(PeakOf(density.Values, peak));
    }

    private static int PeakOf(double[] density, HistogramPeak peak)
    {
        var highest = Array.IndexOf(density, density.Max());
        if (peak == HistogramPeak.Largest) return highest;
        var peaks = Enumerable.Range(1, density.Length - 2)
            .Where(n => density[n] > density[n - 1] && density[n] > density[n + 1]).ToArray();
        return peaks.Length == 0 ? highest : peak == HistogramPeak.Last ? peaks[^1] : peaks[0];
    }

    private static ReadOnlySpan<float> Below(ReadOnlySpan<float> values, double q)
    {
        var limit = Quantile.Of(values, q);
        var kept = new float[values.Length];
        var count = 0;
        foreach (var v in values)
            if (v <= limit) kept[count++] = v;
        return kept.AsSpan(0, count);
    }
}
