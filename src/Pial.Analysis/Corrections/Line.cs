namespace Pial.Analysis.Corrections;

/// <summary>A straight line through points, by least squares.</summary>
/// <param name="Intercept">y where x is 0.</param>
/// <param name="Slope">Change of y for one unit of x.</param>
internal readonly record struct Line(double Intercept, double Slope)
{
    /// <exception cref="ArgumentException">The counts differ, fewer than two points, or all x equal.</exception>
    public static Line Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} TIVs for {y.Length} volumes.", nameof(y));
        var (meanX, meanY) = (Mean(x), Mean(y));
        var (squares, products) = (0.0, 0.0);
        for (var n = 0; n < x.Length; n++)
        {
            squares += (x[n] - meanX) * (x[n] - meanX);
            products += (x[n] - meanX) * (y[n] - meanY);
        }

        if (x.Length < 2 || !(squares > 1e-18 * x.Length * meanX * meanX))
            throw new ArgumentException($"TIV is the same in all {x.Length} subjects; there is no line to fit.", nameof(x));
        return new(meanY - (products / squares * meanX), products / squares);
    }

    public static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var v in values)
            sum += v;
        return sum / values.Length;
    }
}
