using Pial.Kernels;
using Pial.Kernels.Linear;

namespace Pial.Analysis.Harmonisation;

/// <summary>CovBat's second half: shift and scale of each site's scores on the principal components of what ComBat leaves.</summary>
internal static class ComponentFit
{
    /// <summary>Fits.</summary>
    /// <param name="model">The model without components.</param>
    /// <param name="z">Standardised values without the sites' shift and scale, one array a column.</param>
    /// <param name="siteOf">Site of each row.</param>
    /// <param name="explained">Share of the variance to be corrected.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static ComponentCorrection Of(HarmonisationModel model, double[][] z, int[] siteOf, double explained, ParallelOptions? parallel)
    {
        var (columns, rows) = (z.Length, siteOf.Length);
        double[][] centred = [.. z.Select(c => c.Average() is var mean ? c.Select(v => v - mean).ToArray() : c)];
        var covariance = new double[columns * columns];
        Slices.For(columns, parallel, a =>
        {
            for (var b = 0; b <= a; b++)
            {
                var sum = 0.0;
                for (var r = 0; r < rows; r++)
                    sum += centred[a][r] * centred[b][r];
                covariance[(a * columns) + b] = sum / rows;
            }
        });
        var (values, vectors) = SymmetricEigen.Of(covariance, columns, parallel);
        var (total, sum) = (values.Sum(v => Math.Max(0, v)), 0.0);
        var count = 0;
        while (count < columns && values[count] > 1e-10 * values[0] && sum < explained * total) sum += values[count++];
        double[][] loadings = [.. Enumerable.Range(0, count).Select(k => vectors.AsSpan(k * columns, columns).ToArray())];
        double[][] scores = [.. loadings.Select(l => Scores(z, l, rows))];
        double[] pooled = [.. scores.Select(s =>
            Math.Sqrt(Enumerable.Range(0, model.Sites.Count).Sum(k => Moments(s, siteOf, k).Squares) / rows))];
        var sites = Enumerable.Range(0, model.Sites.Count).Select(k =>
        {
            SiteMoments[] moments = [.. scores.Select(s => Moments(s, siteOf, k))];
            return k < model.Sites.Count && model.Sites[k].Name == model.Reference
                ? new SiteEffect([.. moments.Select(_ => 0.0)], [.. moments.Select(_ => 1.0)])
                : new SiteEffect([.. moments.Select(m => m.Mean)],
                    [.. moments.Select((m, c) => model.MeanOnly ? 1 : m.Variance / (pooled[c] * pooled[c]))]);
        }).ToList();
        return new(loadings, sites) { Explained = sum / total, Deviations = pooled };
    }

    /// <summary>The correction with one site more.</summary>
    public static ComponentCorrection WithSite(ComponentCorrection components, double[][] z)
    {
        SiteMoments[] moments = [.. components.Loadings.Select(l => HarmonisationFit.Moments(Scores(z, [.. l], z[0].Length)))];
        return components with
        {
            Sites = [.. components.Sites,
            new SiteEffect([.. moments.Select(m => m.Mean)],
            [.. moments.Select((m, c) => m.Variance / (components.Deviations[c] * components.Deviations[c]))])],
        };
    }

    /// <summary>Corrects standardised values in place.</summary>
    public static void Apply(ComponentCorrection components, double[][] z, int[] siteOf)
    {
        foreach (var (loading, k) in components.Loadings.Select((l, k) => (l, k)))
        {
            var scores = Scores(z, [.. loading], siteOf.Length);
            for (var r = 0; r < scores.Length; r++)
            {
                if (siteOf[r] < 0 || double.IsNaN(scores[r])) continue;
                var site = components.Sites[siteOf[r]];
                var change = ((scores[r] - site.Shift[k]) / Math.Sqrt(site.Variance[k])) - scores[r];
                for (var c = 0; c < z.Length; c++)
                    z[c][r] += change * loading[c];
            }
        }
    }

    private static double[] Scores(double[][] z, double[] loading, int rows)
    {
        var scores = new double[rows];
        for (var c = 0; c < z.Length; c++)
        {
            for (var r = 0; r < rows; r++)
                scores[r] += loading[c] * z[c][r];
        }

        return scores;
    }

    private static SiteMoments Moments(double[] scores, int[] siteOf, int site) =>
        HarmonisationFit.Moments([.. scores.Where((_, r) => siteOf[r] == site)]);
}
