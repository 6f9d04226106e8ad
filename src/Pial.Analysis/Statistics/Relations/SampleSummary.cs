namespace Pial.Analysis.Statistics.Relations;

/// <summary>What a box plot shows of a sample, and its mean.</summary>
/// <param name="Count">Known values.</param>
/// <param name="Mean">Their mean; NaN for none.</param>
/// <param name="Deviation">Their standard deviation, n − 1 degrees of freedom; NaN for one.</param>
/// <param name="LowerQuartile">A quarter lies below (NumPy's linear interpolation).</param>
/// <param name="Median">The middle.</param>
/// <param name="UpperQuartile">A quarter lies above.</param>
/// <param name="LowerWhisker">Least value not further below the box than 1.5 times its height (Tukey 1977).</param>
/// <param name="UpperWhisker">Largest value not further above.</param>
public sealed record SampleSummary(int Count, double Mean, double Deviation, double LowerQuartile, double Median, double UpperQuartile,
    double LowerWhisker, double UpperWhisker)
{
    /// <summary>Summarises finite values; others are left out.</summary>
    public static SampleSummary Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length == 0) return new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        var mean = sorted.Average();
        var deviation = sorted.Length > 1 ? Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean)) / (sorted.Length - 1)) : double.NaN;
        var (lower, upper) = (Quantile(sorted, 0.25), Quantile(sorted, 0.75));
        var reach = 1.5 * (upper - lower);
        return new(sorted.Length, mean, deviation, lower, Quantile(sorted, 0.5), upper, sorted.First(v => v >= lower - reach),
            sorted.Last(v => v <= upper + reach));
    }

    /// <summary>Standard error of the mean.</summary>
    public double Error => Deviation / Math.Sqrt(Count);

    /// <summary>Half the width of the 95 % confidence interval of the mean (Student's t); NaN for one value.</summary>
    public double Reach => Count > 1 ? Distributions.TOf(0.05, Count - 1, Sides.Two) * Error : double.NaN;

    /// <summary>Width of bins by Freedman and Diaconis (1981), 2 × quartile distance / ∛n; 0 when the quartiles are the same.</summary>
    public double BinWidth => 2 * (UpperQuartile - LowerQuartile) / Math.Cbrt(Count);

    private static double Quantile(double[] sorted, double q)
    {
        var rank = q * (sorted.Length - 1);
        var n = Math.Min((int)rank, sorted.Length - 2);
        return sorted.Length == 1 ? sorted[0] : sorted[n] + ((rank - n) * (sorted[n + 1] - sorted[n]));
    }
}
