using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Masks;

/// <summary>Otsu's threshold: the split of the histogram with the largest variance between the two classes.</summary>
/// <remarks>
/// Otsu 1979, IEEE Trans. SMC 9:62, doi 10.1109/TSMC.1979.4310076. The result is a bin's centre, as skimage's <c>threshold_otsu</c> gives
/// it; the upper class is what lies above it.
/// </remarks>
public static class Otsu
{
    /// <summary>Threshold of an image.</summary>
    /// <param name="image">Input; NaN and infinities are left out.</param>
    /// <param name="mask">Where to look; everywhere when null.</param>
    /// <param name="bins">Bins between the smallest and the largest value.</param>
    /// <returns>The threshold; the image's one value when it is constant.</returns>
    /// <exception cref="ArgumentException">No finite value, or the mask is on another grid.</exception>
    public static double Threshold(Volume<float> image, Volume<bool>? mask = null, int bins = 256)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (mask is null) return Threshold(image.Span, bins);
        if (!image.Grid.Matches(mask.Grid))
            throw new ArgumentException($"The mask's grid ({mask.Grid}) is not the image's ({image.Grid}).", nameof(mask));
        var values = new List<float>();
        var voxels = image.Span;
        var inside = mask.Span;
        for (var n = 0; n < voxels.Length; n++)
        {
            if (inside[n]) values.Add(voxels[n]);
        }

        return Threshold(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values), bins);
    }

    /// <summary>Threshold of a set of values.</summary>
    /// <inheritdoc cref="Threshold(Volume{float}, Volume{bool}?, int)"/>
    public static double Threshold(ReadOnlySpan<float> values, int bins = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        if (Histogram.Of(values, bins) is not { } histogram)
        {
            var constant = Quantile.Range(values).Low;
            return float.IsNaN(constant) ? throw new ArgumentException("There is no finite value to split.", nameof(values)) : constant;
        }

        var (total, moment) = (0.0, 0.0);
        for (var b = 0; b < bins; b++)
        {
            total += histogram.Counts[b];
            moment += histogram.Counts[b] * histogram.Centre(b);
        }

        var (best, score, lower, lowerMoment) = (0, -1.0, 0.0, 0.0);
        for (var b = 0; b < bins - 1; b++)
        {
            lower += histogram.Counts[b];
            lowerMoment += histogram.Counts[b] * histogram.Centre(b);
            var difference = (lowerMoment / lower) - ((moment - lowerMoment) / (total - lower));
            var between = lower * (total - lower) * difference * difference;
            if (between > score) (best, score) = (b, between);
        }

        return histogram.Centre(best);
    }

    /// <summary>The voxels above the threshold.</summary>
    /// <inheritdoc cref="Threshold(Volume{float}, Volume{bool}?, int)"/>
    public static Volume<bool> Mask(Volume<float> image, Volume<bool>? mask = null, int bins = 256)
    {
        var threshold = Threshold(image, mask, bins);
        return image.Map(v => v > threshold);
    }
}
