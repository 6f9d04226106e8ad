using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Mixed;

/// <summary>What <see cref="MeasureTests"/> does.</summary>
public sealed record MeasureTestOptions
{
    /// <summary>The model.</summary>
    public required Formula Formula { get; init; }

    /// <summary>What is tested (<see cref="Contrast.Parse"/>, one row each); null for every column but the intercept.</summary>
    public IReadOnlyList<string>? Contrasts { get; init; }

    /// <summary>What errors allow for, without groups. Default: classical.</summary>
    public CoefficientErrors Errors { get; init; }

    /// <summary>Column whose values have a level of their own each, such as the person or the family; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>Effects that are too small to matter; null for no test of equivalence.</summary>
    public (double Low, double High)? Equivalence { get; init; }

    /// <summary>Confidence of the intervals. Default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;
}

/// <summary>One effect on one measure.</summary>
/// <param name="Measure">Column of the table.</param>
/// <param name="Contrast">What is tested.</param>
/// <param name="Rows">Rows with the measure.</param>
/// <param name="Estimate">The effect, in units of the measure.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="DegreesOfFreedom">Of t.</param>
public sealed record MeasureTest(string Measure, string Contrast, int Rows, double Estimate, double StandardError, double DegreesOfFreedom)
{
    /// <summary>Estimate over its error.</summary>
    public double T => Estimate / StandardError;

    /// <summary>Two-sided p.</summary>
    public double P => Distributions.TTail(T, DegreesOfFreedom, Sides.Two);

    /// <summary>p after the false discovery rate over all measures of the contrast.</summary>
    public double AdjustedP { get; init; } = double.NaN;

    /// <summary>Lower end of the confidence interval.</summary>
    public double Low { get; init; }

    /// <summary>Upper end.</summary>
    public double High { get; init; }

    /// <summary>
    /// p of the two one-sided tests that the effect lies within the bounds (Schuirmann 1987, doi 10.1007/BF01068419); NaN where none are
    /// given.
    /// </summary>
    public double EquivalenceP { get; init; } = double.NaN;

    /// <summary>Variance within groups; the residual variance without groups.</summary>
    public double ResidualVariance { get; init; }

    /// <summary>Variance between groups; NaN without.</summary>
    public double GroupVariance { get; init; } = double.NaN;

    /// <summary>p of two one-sided t tests: the larger of both.</summary>
    /// <param name="estimate">The effect.</param>
    /// <param name="error">Its standard error.</param>
    /// <param name="dof">Degrees of freedom.</param>
    /// <param name="bounds">What would be too small to matter.</param>
    public static double Equivalent(double estimate, double error, double dof, (double Low, double High) bounds) =>
        Math.Max(Distributions.TTail((estimate - bounds.Low) / error, dof, Sides.One),
            Distributions.TTail((bounds.High - estimate) / error, dof, Sides.One));
}

/// <summary>Linear models of many measures of a table: classical or robust errors, random intercepts, equivalence.</summary>
public static class MeasureTests
{
    /// <summary>Tests every contrast on every measure, the contrasts of a measure together.</summary>
    /// <param name="table">Measures and predictors. A row without a measure is left out of that measure's model.</param>
    /// <param name="measures">Columns of numbers.</param>
    /// <param name="options">The model.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">A predictor is missing, the design cannot be fitted, or no group has two rows.</exception>
    public static IReadOnlyList<MeasureTest> Of(SubjectTable table, IReadOnlyList<string> measures, MeasureTestOptions options,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(measures);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Equivalence is { } bounds && !(bounds.Low < bounds.High))
            throw new ArgumentException("The bounds of equivalence must grow: -0.1..0.1.");
        if (measures.FirstOrDefault(m => options.Formula.Columns.Contains(m, StringComparer.Ordinal)) is { } both)
            throw new ArgumentException($"'{both}' is a predictor and cannot be a measure too.");
        var found = new MeasureTest[measures.Count][];
        Slices.For(measures.Count, parallel, m => found[m] = One(table, measures[m], options));
        return Adjusted([.. found.SelectMany(f => f)]);
    }

    private static MeasureTest[] One(SubjectTable table, string measure, MeasureTestOptions options)
    {
        var all = table.Numbers(measure);
        int[] rows = [.. Enumerable.Range(0, all.Length).Where(r => !double.IsNaN(all[r]))];
        var used = rows.Length == all.Length ? table : table.Of([.. rows.Select(r => table.Ids[r])]);
        double[] y = [.. rows.Select(r => all[r])];
        if (Array.FindIndex(y, double.IsInfinity) is var odd and >= 0)
            throw new ArgumentException($"{table.Name}: {measure} of {used.Ids[odd]} is infinite.");
        if (y.Length == 0 || y.Max() == y.Min())
            throw new ArgumentException(
                $"{table.Name}: {measure} {(y.Length == 0 ? "has no value" : "is the same in all rows")}; leave it out.");
        var design = DesignBuilder.Build(used, options.Formula);
        var contrasts = options.Contrasts is { } wanted ? wanted.Select(c => Contrast.Parse(c, design)).ToList()
            : design.Names.Select((n, c) => (n, c)).Where(p => p.n != "intercept")
                .Select(p => new Contrast(p.n, p.n, [[.. design.Names.Select((_, k) => k == p.c ? 1.0 : 0)]])).ToList();
        if (contrasts.Find(c => c.IsF) is { } several)
            throw new ArgumentException($"The contrast '{several.Expression}' has several rows; tables of measures test one at a time.");
        double[][] x = [.. design.Names.Select((_, c) => design.Column(c).ToArray())];
        try
        {
            if (options.Group is null)
            {
                var fit = LeastSquares.Fit(x, y, options.Errors);
                return [.. contrasts.Select(c =>
                    Test(measure, c, y.Length, fit.Coefficients, fit.StandardError(c.Rows[0]), fit.DegreesOfFreedom,
                    options) with { ResidualVariance = fit.ResidualVariance })];
            }

            var groups = used[options.Group];
            var missing = Enumerable.Range(0, groups.Count).FirstOrDefault(r => SubjectTable.IsMissing(groups[r]), -1);
            if (missing >= 0) throw new ArgumentException($"{used.Ids[missing]} has no {options.Group}.");
            var mixed = new RandomIntercept(x, groups).Fit(y);
            return
            [
                .. contrasts.Select(c =>
                    Test(measure, c, y.Length, mixed.Coefficients, mixed.StandardError(c.Rows[0]), mixed.DegreesOfFreedom(c.Rows[0]),
                    options)
                    with { ResidualVariance = mixed.ResidualVariance, GroupVariance = mixed.GroupVariance }),
            ];
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{table.Name}, {measure}: {e.Message}", e);
        }
    }

    private static MeasureTest Test(string measure, Contrast contrast, int rows, IReadOnlyList<double> coefficients, double error,
        double dof, MeasureTestOptions options)
    {
        var estimate = coefficients.Zip(contrast.Rows[0], (b, w) => b * w).Sum();
        var wide = Distributions.TOf(1 - options.Confidence, dof, Sides.Two) * error;
        return new(measure, contrast.Expression, rows, estimate, error, dof)
        {
            Low = estimate - wide,
            High = estimate + wide,
            EquivalenceP = options.Equivalence is { } bounds ? MeasureTest.Equivalent(estimate, error, dof, bounds) : double.NaN,
        };
    }

    private static List<MeasureTest> Adjusted(List<MeasureTest> tests)
    {
        foreach (var group in Enumerable.Range(0, tests.Count).GroupBy(n => tests[n].Contrast, StringComparer.Ordinal))
        {
            int[] places = [.. group];
            var adjusted = FalseDiscovery.Adjust([.. places.Select(n => tests[n].P)]);
            for (var k = 0; k < places.Length; k++)
                tests[places[k]] = tests[places[k]] with { AdjustedP = adjusted[k] };
        }

        return tests;
    }
}
