namespace Pial.Analysis.Statistics.Relations;

/// <summary>
/// How far two measurements of the same thing agree: the mean of their differences (bias) and the limits that hold 95 % of them.
/// </summary>
/// <remarks>
/// Bland and Altman 1986 (doi 10.1016/S0140-6736(86)90837-8): limits bias ± 1.96 s; standard errors s / √n of the bias and s √(3 / n) of a
/// limit, as they give them, with Student's t with n − 1 degrees of freedom. Differences should not grow with the mean; <see cref="Trend"/>
/// tells.
/// </remarks>
/// <param name="Count">Pairs both of whose members are known.</param>
/// <param name="Bias">Mean of the differences a − b.</param>
/// <param name="Deviation">Standard deviation s of the differences, n − 1 degrees of freedom.</param>
/// <param name="Trend">Line of the differences over the means; null when all means are the same.</param>
public sealed record Agreement(int Count, double Bias, double Deviation, StraightLine? Trend)
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>Lower limit of agreement.</summary>
    public double LowerLimit => Bias - (Normal95 * Deviation);

    /// <summary>Upper limit of agreement.</summary>
    public double UpperLimit => Bias + (Normal95 * Deviation);

    /// <summary>Half the width of the 95 % confidence interval of the bias.</summary>
    public double BiasReach => Distributions.TOf(0.05, Count - 1, Sides.Two) * Deviation / Math.Sqrt(Count);

    /// <summary>Half the width of the 95 % confidence interval of each limit.</summary>
    public double LimitReach => Distributions.TOf(0.05, Count - 1, Sides.Two) * Deviation * Math.Sqrt(3.0 / Count);

    /// <summary>Compares two columns; pairs with an unknown member are left out.</summary>
    /// <param name="a">First measurement.</param>
    /// <param name="b">Second measurement.</param>
    /// <param name="percent">Differences in percent of the mean of the pair.</param>
    /// <exception cref="ArgumentException">The counts differ, or fewer than two pairs are known.</exception>
    public static Agreement Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b, bool percent = false)
    {
        var pairs = Pairs(a, b, percent);
        if (pairs.Length < 2) throw new ArgumentException($"{pairs.Length} pairs are known in both columns; agreement needs at least 2.",
            nameof(b));
        var bias = pairs.Average(p => p.Difference);
        var s = Math.Sqrt(pairs.Sum(p => (p.Difference - bias) * (p.Difference - bias)) / (pairs.Length - 1));
        return new(pairs.Length, bias, s, StraightLine.Fit([.. pairs.Select(p => p.Mean)], [.. pairs.Select(p => p.Difference)]));
    }

    /// <summary>Mean and difference of each known pair; with percent, pairs with a mean of 0 are left out.</summary>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static (double Mean, double Difference)[] Pairs(ReadOnlySpan<double> a, ReadOnlySpan<double> b, bool percent = false)
    {
        if (a.Length != b.Length) throw new ArgumentException($"{a.Length} first measurements for {b.Length} second ones.", nameof(b));
        var pairs = new List<(double, double)>();
        for (var n = 0; n < a.Length; n++)
        {
            var mean = (a[n] + b[n]) / 2;
            if (PairMoments.Known(a[n], b[n]) && !(percent && mean == 0)) pairs.Add((mean, (a[n] - b[n]) * (percent ? 100 / mean : 1)));
        }

        return [.. pairs];
    }
}
