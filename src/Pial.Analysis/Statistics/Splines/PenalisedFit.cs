using Pial.Kernels.Linear;

namespace Pial.Analysis.Statistics.Splines;

/// <summary>Normal equations of a least-squares fit with smooth terms: <c>|y − X b|² + Σ λ bᵀ S b</c>.</summary>
/// <param name="Columns">Columns of X.</param>
/// <param name="Products"><c>XᵀX</c>, row after row.</param>
/// <param name="Smooths">Where each smooth term's columns begin, and its roughness (<see cref="SplineBasis.Roughness"/>), scaled as the
/// columns are.</param>
/// <param name="Rows">Rows of X.</param>
/// <param name="Absorbed">Columns that were taken out of X and y before (sites), for degrees of freedom.</param>
internal sealed record PenalisedFit(int Columns, double[] Products, IReadOnlyList<(int Start, int Count, double[] Roughness)> Smooths,
    int Rows, int Absorbed)
{
    // Between these a smooth term goes from free to a straight line, whatever the data's scale.
    private const double LeastWeight = 1e-8, MostWeight = 1e8;
    private const int Steps = 33;

    /// <summary>Coefficients under given weights.</summary>
    /// <exception cref="ArgumentException">The columns are not independent.</exception>
    public double[] Solve(double[] xy, IReadOnlyList<double> weights)
    {
        var b = (double[])xy.Clone();
        if (Columns > 0) Factor(weights).Solve(b);
        return b;
    }

    /// <summary>
    /// The weights with the largest restricted likelihood (Wood 2011, doi 10.1111/j.1467-9868.2010.00749.x), one smooth term after the
    /// other until none moves. Deterministic, and with fewer false minima than
    /// cross-validation or AIC.
    /// </summary>
    /// <param name="xy"><c>Xᵀy</c>.</param>
    /// <param name="yy"><c>yᵀy</c>.</param>
    public double[] Weights(double[] xy, double yy)
    {
        double[] scale = [.. Smooths.Select(s => Trace(Products, Columns, s.Start, s.Count) / Trace(s.Roughness, s.Count, 0, s.Count))];
        double[] weights = [.. scale];
        for (var round = 0; round < (Smooths.Count > 1 ? 6 : 1); round++)
        {
            var moved = 0.0;
            for (var k = 0; k < weights.Length; k++)
            {
                var found = Search(l =>
                    Restricted(xy, yy, [.. weights.Select((w, j) => j == k ? Math.Exp(l) : w)]), Math.Log(scale[k] * LeastWeight),
                    Math.Log(scale[k] * MostWeight));
                moved = Math.Max(moved, Math.Abs(found - Math.Log(weights[k])));
                weights[k] = Math.Exp(found);
            }

            if (moved < 1e-3) break;
        }

        return weights;
    }

    private static double Search(Func<double, double> cost, double low, double high)
    {
        double[] grid = [.. Enumerable.Range(0, Steps).Select(n => low + ((high - low) * n / (Steps - 1)))];
        double[] costs = [.. grid.Select(cost)];
        var best = Array.IndexOf(costs, costs.Min());
        var (a, b) = (grid[Math.Max(0, best - 1)], grid[Math.Min(Steps - 1, best + 1)]);
        return GoldenSection.Least(cost, a, b, 1e-6);
    }

    // −2 log restricted likelihood with the variance profiled out, but for constants.
    private double Restricted(double[] xy, double yy, double[] weights)
    {
        var factor = Factor(weights);
        var b = (double[])xy.Clone();
        factor.Solve(b);
        var left = yy;
        for (var c = 0; c < Columns; c++)
            left -= b[c] * xy[c];
        var penalty = 0.0;
        for (var k = 0; k < weights.Length; k++)
            penalty += (Smooths[k].Count - 1) * Math.Log(weights[k]); // a straight line is not penalised
        var free = Absorbed + Columns - Smooths.Sum(s => s.Count - 1);
        return ((Rows - free) * Math.Log(Math.Max(left, 1e-300))) + factor.LogDeterminant - penalty;
    }

    private CholeskyFactor Factor(IReadOnlyList<double> weights)
    {
        var a = (double[])Products.Clone();
        for (var k = 0; k < Smooths.Count; k++)
        {
            var (start, count, roughness) = Smooths[k];
            for (var r = 0; r < count; r++)
            {
                for (var c = 0; c < count; c++)
                    a[((start + r) * Columns) + start + c] += weights[k] * roughness[(r * count) + c];
            }
        }

        return CholeskyFactor.Of(a, Columns, overwrite: true)
            ?? throw new ArgumentException("The kept columns are not independent of each other within the sites; leave one of them out.");
    }

    private static double Trace(double[] matrix, int size, int start, int count) =>
        Enumerable.Range(start, count).Sum(n => matrix[(n * size) + n]);
}

/// <summary>The least value of a function of one number by golden sections.</summary>
internal static class GoldenSection
{
    /// <summary>Where a function that falls and then rises is least.</summary>
    public static double Least(Func<double, double> cost, double low, double high, double precision)
    {
        var ratio = (Math.Sqrt(5) - 1) / 2;
        var (a, b) = (low, high);
        var (c, d) = (b - (ratio * (b - a)), a + (ratio * (b - a)));
        var (fc, fd) = (cost(c), cost(d));
        while (b - a > precision)
        {
            if (fc <= fd)
            {
                (b, d, fd) = (d, c, fc);
                c = b - (ratio * (b - a));
                fc = cost(c);
            }
            else
            {
                (a, c, fc) = (c, d, fd);
                d = a + (ratio * (b - a));
                fd = cost(d);
            }
        }

        return (a + b) / 2;
    }
}
