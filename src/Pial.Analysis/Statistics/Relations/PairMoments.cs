namespace Pial.Analysis.Statistics.Relations;

/// <summary>Means and sums of squares and products about them, of pairs both of whose members are finite.</summary>
internal readonly record struct PairMoments(int Count, double MeanX, double MeanY, double SquaresX, double SquaresY, double Products)
{
    // Squares below the rounding of the mean are those of equal numbers.
    public bool XVaries => SquaresX > 1e-24 * Count * MeanX * MeanX;

    public bool YVaries => SquaresY > 1e-24 * Count * MeanY * MeanY;

    public double Correlation => XVaries && YVaries ? Math.Clamp(Products / Math.Sqrt(SquaresX * SquaresY), -1, 1) : 0;

    public static PairMoments Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} values of x for {y.Length} of y.", nameof(y));
        var (count, meanX, meanY) = (0, 0.0, 0.0);
        for (var n = 0; n < x.Length; n++)
            if (Known(x[n], y[n])) (count, meanX, meanY) = (count + 1, meanX + x[n], meanY + y[n]);
        (meanX, meanY) = (meanX / count, meanY / count);
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var n = 0; n < x.Length; n++)
        {
            if (!Known(x[n], y[n])) continue;
            var (dx, dy) = (x[n] - meanX, y[n] - meanY);
            (xx, yy, xy) = (xx + (dx * dx), yy + (dy * dy), xy + (dx * dy));
        }

        return new(count, meanX, meanY, xx, yy, xy);
    }

    public static bool Known(double x, double y) => double.IsFinite(x) && double.IsFinite(y);
}
