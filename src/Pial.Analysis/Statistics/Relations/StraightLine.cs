namespace Pial.Analysis.Statistics.Relations;

/// <summary>A straight line through pairs of numbers by least squares, and how sure it is.</summary>
/// <param name="Count">Pairs it was fitted on.</param>
/// <param name="Slope">Change of y for one unit of x.</param>
/// <param name="Intercept">y where x is 0.</param>
/// <param name="Correlation">Pearson's r; 0 when all y are the same.</param>
/// <param name="P">Two-sided p of a slope of 0 (Student's t with n − 2 degrees of freedom); NaN for two pairs.</param>
/// <param name="Residual">Standard deviation of the residuals, n − 2 degrees of freedom; NaN for two pairs.</param>
/// <param name="MeanX">Mean of x.</param>
/// <param name="SquaresX">Sum of squares of x about its mean.</param>
public sealed record StraightLine(int Count, double Slope, double Intercept, double Correlation, double P, double Residual, double MeanX,
    double SquaresX)
{
    /// <summary>Fits it; pairs with an unknown or infinite member are left out.</summary>
    /// <returns>The line, or null when fewer than two pairs are known or all x are the same: there is no line.</returns>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static StraightLine? Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var moments = PairMoments.Of(x, y);
        if (moments.Count < 2 || moments.XVaries is false) return null;
        var (n, xx, yy, xy) = (moments.Count, moments.SquaresX, moments.SquaresY, moments.Products);
        var slope = xy / xx;
        var residual = n > 2 ? Math.Sqrt(Math.Max(0, yy - (slope * xy)) / (n - 2)) : double.NaN;
        return new(n, slope, moments.MeanY - (slope * moments.MeanX), moments.Correlation, Pearson.P(moments.Correlation, n), residual,
            moments.MeanX, xx);
    }

    /// <summary>y of the line.</summary>
    public double At(double x) => Intercept + (Slope * x);

    /// <summary>Standard error of the slope.</summary>
    public double SlopeError => Residual / Math.Sqrt(SquaresX);

    /// <summary>Where the line itself, the mean of y at x, lies with a confidence; NaN for two pairs.</summary>
    /// <param name="x">Where.</param>
    /// <param name="confidence">For example 0.95.</param>
    public (double Low, double High) Band(double x, double confidence) => Within(x, confidence, 0);

    /// <summary>Where one new y at x lies with a confidence; NaN for two pairs.</summary>
    /// <param name="x">Where.</param>
    /// <param name="confidence">For example 0.95.</param>
    public (double Low, double High) Prediction(double x, double confidence) => Within(x, confidence, 1);

    private (double Low, double High) Within(double x, double confidence, double own)
    {
        if (Count < 3) return (double.NaN, double.NaN);
        var reach = Distributions.TOf(1 - confidence, Count - 2, Sides.Two) * Residual
            * Math.Sqrt(own + (1.0 / Count) + ((x - MeanX) * (x - MeanX) / SquaresX));
        return (At(x) - reach, At(x) + reach);
    }
}
