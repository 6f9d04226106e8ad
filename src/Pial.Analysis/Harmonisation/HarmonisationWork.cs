using System.Collections.Concurrent;
using Pial.Analysis.Mixed;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Harmonisation;

/// <summary>The data of a fit, and the fit of one column. Columns with the same unknown values share a design.</summary>
internal sealed class HarmonisationWork
{
    private readonly HarmonisationOptions options;
    private readonly IReadOnlyList<(string Name, int Rows)> sites;
    private readonly IReadOnlyList<Covariate> covariates;
    private readonly IReadOnlyList<string> columns;
    private readonly SubjectTable people;
    private readonly double[][] kept;
    private readonly int[][] rows;
    private readonly string[] pattern;
    private readonly Dictionary<string, SiteDesign> designs = new(StringComparer.Ordinal);
    private readonly int reference;

    public HarmonisationWork(SubjectTable people, IReadOnlyList<(string Name, int Rows)> sites, IReadOnlyList<Covariate> covariates,
        IReadOnlyList<string> columns, double[][] values, HarmonisationOptions options)
    {
        (this.people, this.sites, this.covariates, this.columns, Values, this.options) = (people, sites, covariates, columns, values,
            options);
        var places = sites.Select((s, n) => (s.Name, n)).ToDictionary(p => p.Name, p => p.n, StringComparer.Ordinal);
        SiteOf = [.. people[options.Batch].Select(s => places[s])];
        kept = [.. covariates.SelectMany(c => c.Values(people))];
        rows = [.. values.Select(v => Enumerable.Range(0, v.Length).Where(r => !double.IsNaN(v[r])).ToArray())];
        pattern = [.. rows.Select(r => r.Length == people.Ids.Count ? "" : string.Join(',', r))];
        reference = options.Reference is { } name ? places[name] : -1;
    }

    /// <summary>Values, one array a column.</summary>
    public double[][] Values { get; }

    /// <summary>The site of each row.</summary>
    public int[] SiteOf { get; }

    /// <summary>Makes the designs; then columns can be fitted on several threads.</summary>
    public void Prepare()
    {
        for (var c = 0; c < columns.Count; c++)
        {
            HarmonisationChecks.Column(people, columns[c], Values[c], rows[c], SiteOf, sites, options);
            if (!designs.ContainsKey(pattern[c])) designs[pattern[c]] = new(rows[c], SiteOf, sites.Count, covariates, kept);
            if (rows[c].Length <= designs[pattern[c]].Parameters - covariates.Where(k => k.Spline is not null)
                .Sum(k => k.Spline!.Count - 1))
                throw new ArgumentException(
                    $"{people.Name}: {rows[c].Length} known values of {columns[c]} cannot fit {sites.Count} sites and the kept columns.");
        }
    }

    /// <summary>Fits a column.</summary>
    public HarmonisationFit.ColumnFit Fit(int c)
    {
        var design = designs[pattern[c]];
        double[] values = [.. rows[c].Select(r => Values[c][r])];
        if (values.Max() - values.Min() <= 1e-12 * Math.Max(1e-300, Math.Abs(values[0])))
            return new(new(columns[c], values[0], 0, [.. kept.Select(_ => 0.0)], []), [], reference, [], []);
        return options.Method == HarmonisationMethod.Longitudinal ? WithPeople(c, design, values) : Alone(c, design, values);
    }

    private HarmonisationFit.ColumnFit Alone(int c, SiteDesign design, double[] values)
    {
        var given = options.Smoothing is { Count: 1 } one
            ? [.. options.Smooth.Select(_ => one[0])] : options.Smoothing is { } each ? (IReadOnlyList<double>)[each[c]] : null;
        var (coefficients, levels, weights, residuals) = design.Fit(values, given);
        return Standardised(c, design, values, new(coefficients, levels, weights, residuals, 0, Pooled(design, residuals)));
    }

    // Levels of people are taken out as predicted, so that a person with more scans has them taken out more fully.
    private HarmonisationFit.ColumnFit WithPeople(int c, SiteDesign design, double[] values)
    {
        string[] persons = [.. rows[c].Select(r => options.Person is { } column ? people[column][r] : SubjectKey.Of(people.Ids[r]))];
        int[] present = [.. Enumerable.Range(0, sites.Count).Where(s => design.Counts[s] > 0)];
        double[][] x = [.. present.Select(s => design.Site.Select(k => k == s ? 1.0 : 0).ToArray()),
            .. kept.Select(k => rows[c].Select(r => k[r]).ToArray())];
        RandomInterceptFit fit;
        RandomIntercept mixed;
        try
        {
            mixed = new(x, persons);
            fit = mixed.Fit(values);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{people.Name}: longitudinal ComBat of {columns[c]} needs people with several scans: {e.Message}",
                e);
        }

        var level = mixed.Groups.Select((g, n) => (g, fit.Effects[n])).ToDictionary(p => p.g, p => p.Item2, StringComparer.Ordinal);
        var (levels, coefficients) = (new double[sites.Count], fit.Coefficients.Skip(present.Length).ToArray());
        Array.Fill(levels, double.NaN);
        for (var n = 0; n < present.Length; n++)
            levels[present[n]] = fit.Coefficients[n];
        var residuals = new double[values.Length];
        for (var r = 0; r < values.Length; r++)
            residuals[r] = values[r] - level[persons[r]] - x.Select((column, k) => column[r] * fit.Coefficients[k]).Sum();
        return Standardised(c, design, values, new(coefficients, levels, [], residuals, fit.GroupVariance / fit.ResidualVariance,
            Math.Sqrt(fit.ResidualVariance)));
    }

    private double Pooled(SiteDesign design, double[] residuals)
    {
        var (sum, count) = (0.0, 0);
        for (var r = 0; r < residuals.Length; r++)
        {
            if (reference >= 0 && design.Site[r] != reference) continue;
            sum += residuals[r] * residuals[r];
            count++;
        }

        return Math.Sqrt(sum / count);
    }

    // A column's regression: effects of the kept columns, levels of the sites, weights of the curves, what is left of each row, the
    // variance between people in terms of that within, and the deviation of a row.
    private sealed record Regression(
        double[] Coefficients, double[] Levels, double[] Weights, double[] Residuals, double Between, double Deviation);

    private HarmonisationFit.ColumnFit Standardised(int c, SiteDesign design, double[] values, Regression regression)
    {
        var (coefficients, levels, weights, residuals, between, deviation) = regression;
        var grand = 0.0;
        for (var s = 0; s < levels.Length; s++)
            if (design.Counts[s] > 0)
                grand += levels[s] * (reference < 0 ? design.Counts[s] / (double)values.Length : s == reference ? 1 : 0);
        if (!(deviation > 1e-12 * Math.Max(1e-300, values.Max(Math.Abs))))
            throw new ArgumentException(
                $"{people.Name}: {columns[c]} is wholly explained by site and kept columns; it is no measure. Take it out of option " +
                    "'columns'.");
        double[] z = [.. residuals.Select((r, n) => (r + levels[design.Site[n]] - grand) / deviation)];
        var moments = new SiteMoments[levels.Length];
        for (var s = 0; s < moments.Length; s++)
        {
            moments[s] = HarmonisationFit.Moments([.. z.Where((_, n) => design.Site[n] == s)]);
            if (!options.MeanOnly && s != reference && options.Prior != SitePrior.Parametric && moments[s].Squares <= 1e-20)
                throw new ArgumentException(
                    $"{people.Name}: {columns[c]} is the same for everybody of site '{sites[s].Name}', so its scale is not known; use " +
                    $"option 'prior' parametric or option 'mean-only', or leave column or site out.");
        }

        return new(new(columns[c], grand, deviation, coefficients, weights, between), moments, reference,
            options.Prior == SitePrior.NonParametric ? z : [], design.Site);
    }
}
