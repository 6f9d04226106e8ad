using System.Globalization;
using Pial.Analysis.Outliers;
using Pial.Pipelines.Rules;

namespace Pial.Pipelines.Cohort;

/// <summary>Acceptance rules for the quality measures of a cohort.</summary>
internal static class CohortRules
{
    /// <summary>What rules about image quality may say.</summary>
    public static RuleVocabulary Vocabulary { get; } = new("rules.yaml", "quality-rules.yaml", CohortMetric.Names, "check", [], true);

    /// <summary>Applies a cohort's rules to its scans.</summary>
    public static CohortVerdict[] Judge(CohortAnalysis cohort) =>
        [.. Enumerable.Range(0, cohort.Scans.Count).Select(n => Judge(cohort, n))];

    private static CohortVerdict Judge(CohortAnalysis cohort, int scan)
    {
        var broken = new List<(BrokenRule Rule, double Excess)>();
        var open = new List<(QualityRule Rule, string Why)>();
        foreach (var rule in cohort.Rules)
        {
            var columns = rule.Metric == RuleVocabulary.Any
                ? cohort.Columns.Where(c => c.Metric is { Rated: true, Mean: false } && c.Metric.Name != CohortMetric.Distance)
                : cohort.Columns.Where(c => c.Metric.Name == rule.Metric);
            var applied = false;
            string? why = null;
            foreach (var column in columns)
            {
                var (compared, reason) = Compare(rule, column, scan, cohort.Scans[scan]);
                why ??= reason;
                applied |= reason is null;
                if (reason is null && Excess(rule, column, scan, compared) is > 0 and var excess)
                    broken.Add((new(rule, column.Metric.Name, Say(cohort, rule, column, scan, compared)), excess));
            }

            if (!applied) open.Add((rule, why ?? $"no scan has {rule.Metric}"));
        }

        return new([.. broken.OrderByDescending(b => b.Rule.Rule.Flag).ThenBy(b => b.Rule.Rule.Metric == RuleVocabulary.Any)
            .ThenByDescending(b => b.Excess).Select(b => b.Rule)], open, Unjudged(cohort, open));
    }

    // A metric is judged when one of its rules could be applied: a limit on values stands in for a comparison that has too few scans. What
    // the participants' runs did not make is nothing to judge.
    private static string[] Unjudged(CohortAnalysis cohort, List<(QualityRule Rule, string Why)> open) =>
        [.. cohort.Rules.GroupBy(r => r.Metric, StringComparer.Ordinal)
            .Where(g => g.Key is RuleVocabulary.Any or CohortMetric.Distance || cohort[g.Key]?.Values.Any(double.IsFinite) == true)
            .Where(g => g.All(r => open.Exists(o => o.Rule == r)))
            .Select(g => g.Key == RuleVocabulary.Any ? "each measure among the others" : g.Key)];

    private static (double Compared, string? Why) Compare(QualityRule rule, CohortColumn column, int scan, CohortScan who)
    {
        var (value, deviation) = (column.Values[scan], column.Deviations[scan]);
        if (double.IsNaN(value)) return (value, who.Reasons.GetValueOrDefault(column.Metric.Name, $"{column.Metric.Name} is not known"));
        if (rule.Reference == QualityReference.Value) return (value, null);
        if (deviation.Basis == SiteBasis.None || deviation.Count < rule.Needs)
            return (value, $"{deviation.Count} scans have {column.Metric.Name}, {rule.Needs} are needed");
        return rule.Reference == QualityReference.SiteMedian ? (value - deviation.Centre, null)
            : double.IsNaN(deviation.Z) ? (value, $"{column.Metric.Name} does not vary") : (deviation.Z, null);
    }

    // How far beyond its limit, in the limit's unit; not positive when the rule holds.
    private static double Excess(QualityRule rule, CohortColumn column, int scan, double compared)
    {
        var excess = double.NegativeInfinity;
        if (rule.Below is { } below) excess = Math.Max(excess, below - compared);
        if (rule.Above is { } above) excess = Math.Max(excess, compared - above);
        if (rule.Worse is { } worse && column.Metric.Rated) excess = Math.Max(excess, column.Badness(scan) - worse);
        return excess;
    }

    private static string Say(CohortAnalysis cohort, QualityRule rule, CohortColumn column, int scan, double compared)
    {
        string Number(double v) => v.ToString("G3", CultureInfo.InvariantCulture);
        var limit = rule.Worse ?? (rule.Above is { } above && compared > above ? above : rule.Below ?? double.NaN);
        if (column.Metric.Name == CohortMetric.Distance)
            return $"All measures together lie {Number(compared)} deviations further out than is usual in this cohort (limit " +
                $"{Number(limit)}){Most(cohort, scan)}.";
        var d = column.Deviations[scan];
        var named = $"{column.Metric.Definition.Label} ({column.Metric.Name}) is {Number(column.Values[scan])}";
        if (rule.Reference == QualityReference.Value) return $"{named}; the limit is {Number(limit)}.";
        var whose = d.Basis == SiteBasis.Site ? $"the {d.Count} scans of {cohort.Sites.Of[scan]}" : $"all {d.Count} scans";
        var distance = rule.Reference == QualityReference.SiteMedian ? $"{Number(Math.Abs(compared))} {(compared < 0 ? "below" : "above")}"
            : $"{Number(Math.Abs(compared))} deviations {(compared < 0 ? "below" : "above")}";
        return $"{named}, {distance} the median {Number(d.Centre)} of {whose} (limit {Number(limit)}).";
    }

    // The measures that lie farthest on their bad side, one of each kind.
    private static string Most(CohortAnalysis cohort, int scan)
    {
        var most = cohort.Columns.Where(c => c.Metric.Rated && c.Metric.Name != CohortMetric.Distance && c.Badness(scan) > 2)
            .OrderByDescending(c => c.Badness(scan)).DistinctBy(c => c.Metric.Name.Split('_')[0], StringComparer.Ordinal).Take(3)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Metric.Name} {c.Deviations[scan].Z:+0.0;−0.0}")).ToArray();
        return most.Length == 0 ? "; no single measure stands out" : $"; most of all {string.Join(", ", most)}";
    }
}
