namespace Pial.Kernels;

/// <summary>Counts of values in equal bins over a range.</summary>
/// <param name="Counts">Values in each bin.</param>
/// <param name="Low">Lower end of the first bin.</param>
/// <param name="High">Upper end of the last bin, which belongs to it.</param>
public sealed record Histogram(long[] Counts, double Low, double High)
{
    /// <summary>Width of one bin.</summary>
    public double BinWidth => (High - Low) / Counts.Length;

    /// <summary>Values counted.</summary>
    public long Total => Counts.Sum();

    /// <summary>Middle of a bin.</summary>
    public double Centre(int bin) => Low + ((bin + 0.5) * BinWidth);

    /// <summary>Counts values between two ends; NaN and values beyond them are left out.</summary>
    /// <param name="values">Values.</param>
    /// <param name="bins">Number of bins.</param>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end, above the lower one.</param>
    /// <exception cref="ArgumentException">The range is empty or not finite, or there are no bins.</exception>
    public static Histogram Of(ReadOnlySpan<float> values, int bins, double low, double high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (!(high > low) || !double.IsFinite(high - low))
            throw new ArgumentException($"A histogram needs a range, got {low} to {high}.", nameof(high));
        var counts = new long[bins];
        var scale = bins / (high - low);
        foreach (var v in values)
        {
            if (v >= low && v <= high)
                counts[Math.Min((int)((v - low) * scale), bins - 1)]++;
        }

        return new(counts, low, high);
    }

    /// <summary>
    /// Counts the finite values between the smallest and the largest of them; null when all finite values are equal or there are none.
    /// </summary>
    /// <param name="values">Values; NaN and infinities are left out.</param>
    /// <param name="bins">Number of bins.</param>
    public static Histogram? Of(ReadOnlySpan<float> values, int bins)
    {
        var (low, high) = Quantile.Range(values);
        return high > low ? Of(values, bins, low, high) : null;
    }
}
