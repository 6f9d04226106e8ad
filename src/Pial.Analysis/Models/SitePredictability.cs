using Pial.Analysis.Metrics;
using Pial.Analysis.Metrics.Uncertainty;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>
/// How well the site can be read from features: what a representation still carries of the scanner, as OpenBHB measures it (Dufumier et al.
/// 2022, doi 10.1016/j.neuroimage.2022.119637).
/// </summary>
/// <param name="BalancedAccuracy">Of a logistic regression that weighs all sites the same, on subjects it had not seen; with its
/// interval.</param>
/// <param name="Chance">Balanced accuracy of guessing, 1 / sites.</param>
/// <param name="Sites">Sites that took part.</param>
/// <param name="LeftOut">Sites with too few subjects to be in every fold.</param>
public sealed record SitePredictability(Interval BalancedAccuracy, double Chance, IReadOnlyList<string> Sites,
    IReadOnlyList<string> LeftOut)
{
    /// <summary>Measures it by cross-validation over subjects.</summary>
    /// <param name="x">The features; rows of one group stay together.</param>
    /// <param name="sites">The site of each row.</param>
    /// <param name="folds">Folds.</param>
    /// <param name="c">Inverse penalty of the logistic regression, not tuned.</param>
    /// <param name="seed">Seed of folds and replicates.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="probe">Another classifier in place of the logistic regression: what a linear probe misses.</param>
    /// <exception cref="ArgumentException">Fewer than two sites have as many subjects as there are folds.</exception>
    public static SitePredictability Of(FeatureMatrix x, IReadOnlyList<string> sites, int folds = 5, double c = 0.1, ulong seed = 1,
        ParallelOptions? parallel = null,
        IClassifier? probe = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(sites);
        if (sites.Count != x.Rows) throw new ArgumentException($"{sites.Count} sites for {x.Rows} rows.", nameof(sites));
        var sizes = Enumerable.Range(0, x.Rows).GroupBy(r => sites[r], StringComparer.Ordinal)
            .Select(g => (Site: g.Key, Subjects: x.Groups is { } groups ? g.Select(r => groups[r]).Distinct(StringComparer.Ordinal).Count()
                : g.Count())).OrderBy(s => s.Site, StringComparer.Ordinal).ToList();
        string[] small = [.. sizes.Where(s => s.Subjects < folds).Select(s => s.Site)];
        int[] rows = [.. Enumerable.Range(0, x.Rows).Where(r => !small.Contains(sites[r], StringComparer.Ordinal))];
        var (names, site) = Classes.Number([.. rows.Select(r => sites[r])]);
        if (names.Count < 2) throw new ArgumentException($"Fewer than two sites have {folds} subjects or more.", nameof(sites));
        var taken = x.Take(rows);
        var plan = InnerFolds.Sides(taken, [.. site.Select(s => (double)s)], new() { Folds = folds }, seed)
            ?? throw new ArgumentException("Too few rows for folds.", nameof(x));
        var results = NestedValidation.Run(new PreparedClassifier(probe ?? new LogisticRegression(c, balanced: true)), taken, site,
            names.Count, [.. plan.Select(p => new Fold(p.Train, p.Test))], seed, parallel);
        var (order, predictions) = NestedValidation.Gather(results, site);
        var groups = taken.Groups is { } all ? order.Select(r => all[r]).ToArray() : null;
        return new(Bootstrap.Of(predictions, [MetricCatalog.Get("balanced_accuracy")], groups, new() { Seed = seed }, parallel)[0],
            1.0 / names.Count, names, small);
    }
}
