using Pial.Analysis.Models;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Harmonisation;

/// <summary>What of the sites is in a table of measures, and what of the kept columns.</summary>
/// <param name="Linear">How well a logistic regression tells the site from all measures, people not seen; null where too few sites have
/// five people.</param>
/// <param name="Nonlinear">The same of a random forest.</param>
/// <param name="Columns">Column by column.</param>
public sealed record SiteEvidence(SitePredictability? Linear, SitePredictability? Nonlinear, IReadOnlyList<ColumnEvidence> Columns)
{
    /// <summary>Looks at a table.</summary>
    /// <param name="table">Measures, site and kept columns.</param>
    /// <param name="model">Names the measures, the column of sites and the kept columns.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Fewer than two sites.</exception>
    public static SiteEvidence Of(SubjectTable table, HarmonisationModel model, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(model);
        int[] rows = [.. Enumerable.Range(0, table.Ids.Count)
            .Where(r => model.Keep.Append(model.Batch).All(c => !SubjectTable.IsMissing(table[c][r])))];
        var people = table.Of([.. rows.Select(r => table.Ids[r])]);
        var names = people[model.Batch].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (names.Count < 2) throw new ArgumentException($"{table.Name}: {names.Count} site; what sites do is seen between two or more.");
        var places = names.Select((s, n) => (s, n)).ToDictionary(p => p.s, p => p.n, StringComparer.Ordinal);
        int[] siteOf = [.. people[model.Batch].Select(s => places[s])];
        Covariate[] lines = [.. model.Covariates.Select(c => c with { Spline = null, Means = [] })];
        double[][] kept = [.. lines.SelectMany(c => c.Values(people))];
        var evidence = new ColumnEvidence[model.Columns.Count];
        Slices.For(evidence.Length, parallel, c =>
            evidence[c] = Of(model.Columns[c].Column, people.Numbers(model.Columns[c].Column), siteOf, names.Count, lines, kept));
        var matrix = FeatureMatrix.OfColumns([.. model.Columns.Select(c => (c.Column, (IReadOnlyList<double>)people.Numbers(c.Column)))],
            people.Ids);
        return new(Told(null), Told(new Oversampled(new ForestClassifier())), evidence);

        SitePredictability? Told(IClassifier? probe)
        {
            if (people[model.Batch].CountBy(s => s, StringComparer.Ordinal).Count(s => s.Value >= 5) < 2) return null;
            return SitePredictability.Of(matrix, people[model.Batch], parallel: parallel, probe: probe);
        }
    }

    private static ColumnEvidence Of(string column, double[] values, int[] siteOf, int sites, Covariate[] lines, double[][] kept)
    {
        int[] rows = [.. Enumerable.Range(0, values.Length).Where(r => !double.IsNaN(values[r]))];
        if (rows.Length <= sites + kept.Length || values.Max() == values.Min()) return new(column, double.NaN, []);
        double[] y = [.. rows.Select(r => values[r])];
        try
        {
            double[] Left(int[] site, int count, out double[] slopes)
            {
                var (b, _, _, residuals) = new SiteDesign(rows, site, count, lines, kept).Fit(y, []);
                slopes = b;
                return residuals;
            }

            var without = Left(new int[siteOf.Length], 1, out _).Sum(v => v * v);
            var within = Left(siteOf, sites, out var effects).Sum(v => v * v);
            var (mean, deviation) = (y.Average(), Math.Sqrt(within / (rows.Length - sites - kept.Length)));
            return new(column, (without - within) / y.Sum(v => (v - mean) * (v - mean)), [.. effects.Select(e => e / deviation)]);
        }
        catch (ArgumentException)
        {
            return new(column, double.NaN, []); // a kept column does not vary among these people
        }
    }
}

/// <summary>What of the sites is in a column.</summary>
/// <param name="Column">Its name.</param>
/// <param name="SiteShare">Share of the variance that sites explain beyond the kept columns; NaN when it cannot be known.</param>
/// <param name="Effects">Effect of each kept column within sites, as a straight line: residual standard deviations for one of its units, or
/// beside its reference level.</param>
public sealed record ColumnEvidence(string Column, double SiteShare, IReadOnlyList<double> Effects);
