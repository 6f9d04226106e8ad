namespace Pial.Analysis.Harmonisation;

/// <summary>What a site's standardised values say, feature by feature.</summary>
/// <param name="Count">Known values.</param>
/// <param name="Mean">Their mean: the shift before it is shrunken.</param>
/// <param name="Squares">Sum of squared distances from the mean.</param>
internal readonly record struct SiteMoments(int Count, double Mean, double Squares)
{
    /// <summary>Variance with divisor n − 1: the scale before it is shrunken.</summary>
    public double Variance => Squares / (Count - 1);
}

/// <summary>
/// Shift and scale of a site, shrunken towards what its features have in common (Johnson 2007, doi 10.1093/biostatistics/kxj037).
/// </summary>
internal static class SiteShrinkage
{
    // The published rule ends at this relative change. Going on changes the last digits alone, but they would not be those of other
    // programs.
    private const double Converged = 1e-4;
    private const int MostRounds = 10_000;

    /// <summary>Shrinks.</summary>
    /// <param name="site">Moments of each feature.</param>
    /// <param name="values">Standardised values of each feature in the site; read by the non-parametric prior alone.</param>
    /// <param name="prior">How.</param>
    /// <param name="meanOnly">Whether the scale stays 1.</param>
    /// <returns>Shift, and variance by which is divided.</returns>
    public static (double[] Shift, double[] Scale) Of(SiteMoments[] site, double[][] values, SitePrior prior, bool meanOnly)
    {
        double[] shift = [.. site.Select(m => m.Mean)], scale = [.. site.Select(m => meanOnly ? 1 : m.Variance)];
        if (prior == SitePrior.None) return (shift, scale);
        var (centre, spread) = MeanAndVariance(shift);
        if (meanOnly && prior == SitePrior.Parametric) return ([.. shift.Select(g => (spread * g + centre) / (spread + 1))], scale);
        return prior == SitePrior.Parametric ? Parametric(site, shift, scale, centre, spread) : NonParametric(site, values, shift, scale);
    }

    private static (double[] Shift, double[] Scale) Parametric(SiteMoments[] site, double[] shift, double[] scale, double centre,
        double spread)
    {
        var (mean, variance) = MeanAndVariance(scale);
        // Equal scales leave nothing to learn: the prior is a point.
        var (shape, rate) = variance > 1e-12 * mean * mean
            ? (((2 * variance) + (mean * mean)) / variance, ((mean * variance) + (mean * mean * mean)) / variance) : (1e12, mean * 1e12);
        double[] g = [.. shift], d = [.. scale];
        for (var round = 0; round < MostRounds; round++)
        {
            var change = double.NegativeInfinity;
            for (var f = 0; f < site.Length; f++)
            {
                var (n, m) = (site[f].Count, site[f]);
                var nextShift = ((spread * n * shift[f]) + (d[f] * centre)) / ((spread * n) + d[f]);
                var squares = m.Squares + (n * (m.Mean - nextShift) * (m.Mean - nextShift));
                var nextScale = ((0.5 * squares) + rate) / ((n / 2.0) + shape - 1);
                // As published: the change of a negative shift counts as negative.
                change = Math.Max(change, Math.Max(Change(nextShift, g[f]), Change(nextScale, d[f])));
                (g[f], d[f]) = (nextShift, nextScale);
            }

            if (!(change > Converged)) break;
        }

        return (g, d);
    }

    // Every other feature's shift and scale, weighed by how likely they make this feature's values.
    private static (double[] Shift, double[] Scale) NonParametric(SiteMoments[] site, double[][] values, double[] shift, double[] scale)
    {
        var (g, d) = (new double[site.Length], new double[site.Length]);
        var log = new double[site.Length];
        for (var f = 0; f < site.Length; f++)
        {
            var (n, most) = (site[f].Count, double.NegativeInfinity);
            for (var k = 0; k < site.Length; k++)
            {
                if (k == f) continue;
                var squares = 0.0;
                foreach (var z in values[f])
                    squares += (z - shift[k]) * (z - shift[k]);
                log[k] = (-0.5 * n * Math.Log(2 * Math.PI * scale[k])) - (squares / (2 * scale[k]));
                most = Math.Max(most, log[k]);
            }

            var total = 0.0;
            for (var k = 0; k < site.Length; k++)
            {
                if (k == f) continue;
                var weight = Math.Exp(log[k] - most);
                (g[f], d[f], total) = (g[f] + (weight * shift[k]), d[f] + (weight * scale[k]), total + weight);
            }

            (g[f], d[f]) = (g[f] / total, d[f] / total);
        }

        return (g, d);
    }

    private static double Change(double next, double last) => next == last ? 0 : Math.Abs(next - last) / last;

    private static (double Mean, double Variance) MeanAndVariance(double[] values)
    {
        var mean = values.Average();
        return (mean, values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
