namespace Pial.Analysis.Outliers;

/// <summary>Median and median absolute deviation of few numbers.</summary>
public static class RobustScale
{
    // Makes the median absolute deviation of a normal distribution its standard deviation.
    private const double Normal = 1.4826;

    // Makes the mean absolute deviation of a normal distribution its standard deviation.
    private const double MeanNormal = 1.2533;

    // Croux and Rousseeuw 1992, for 2 … 9 values.
    private static readonly double[] SmallSamples = [1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107];

    /// <summary>The middle value, or the mean of the middle two; NaN values are left out, and nothing has the median NaN.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(v => !double.IsNaN(v)).Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>1.4826 times the median distance from a centre: the standard deviation, were the values normally distributed.</summary>
    /// <remarks>
    /// Multiplied by Croux and Rousseeuw's factor for small samples (1992, doi 10.1007/978-3-662-26811-7_58), since the plain figure is too
    /// small for few values. Where more than half of the values are the same, 1.2533 times the mean distance stands for it, as Iglewicz and
    /// Hoaglin recommend (How to Detect and Handle Outliers, 1993).
    /// </remarks>
    /// <param name="values">Values; NaN is left out.</param>
    /// <param name="centre">What distances are taken from.</param>
    /// <returns>The spread; 0 when all values are the centre, NaN for fewer than two.</returns>
    public static double Spread(IEnumerable<double> values, double centre)
    {
        double[] distances = [.. values.Where(v => !double.IsNaN(v)).Select(v => Math.Abs(v - centre))];
        if (distances.Length < 2) return double.NaN;
        var middle = Median(distances);
        return middle > 0 ? Normal * Correction(distances.Length) * middle : MeanNormal * distances.Average();
    }

    private static double Correction(int count) => count < 10 ? SmallSamples[count - 2] : count / (count - 0.8);
}
