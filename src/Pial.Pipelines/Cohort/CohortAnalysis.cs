using Pial.Analysis.Outliers;
using Pial.Pipelines.Rules;

namespace Pial.Pipelines.Cohort;

/// <summary>A cohort judged.</summary>
internal sealed class CohortAnalysis
{
    private CohortAnalysis(CohortScan[] scans, CohortSites sites, CohortMaps? maps, string set, IReadOnlyList<QualityRule> rules)
    {
        (Scans, Sites, Maps, RuleSet, Rules) = (scans, sites, maps, set, rules);
        var columns = new List<CohortColumn>();
        foreach (var metric in CohortMetric.Ordered(scans.SelectMany(s => s.Values.Keys.Concat(s.Volumes.Keys))
            .Concat(maps is null ? [] : [CohortMetric.MapMetric]).Distinct(StringComparer.Ordinal)))
        {
            var values = metric.Name == CohortMetric.MapMetric ? OfMaps(maps!, scans.Length)
                : [.. scans.Select(
                    s => s.Values.GetValueOrDefault(metric.Name) ?? (s.Volumes.TryGetValue(metric.Name, out var v) ? v : double.NaN))];
            columns.Add(new(metric, values, DeviationsOf(metric, values, sites.Of)));
        }

        var rated = columns.Where(c => c.Metric is { Rated: true, Mean: false }).ToArray();
        Distances = OutlierDistance.Of([.. rated.Select(c => c.Deviations.Select(d => d.Z).ToArray())],
            [.. rated.Select(c => c.Metric.Worse!.Value)]);
        if (scans.Length >= new SiteOptions().Fewest && Distances.Metrics > 0)
            columns.Insert(0, new(CohortMetric.Of(CohortMetric.Distance), Distances.Deviations,
                [.. Distances.Deviations.Select(d => new Deviation(d, 0, 1, SiteBasis.Pooled, scans.Length))]));
        Columns = columns;
        Verdicts = CohortRules.Judge(this);
        Components = PrincipalComponents.Of([.. rated.Select(c => c.Deviations.Select(d => Math.Clamp(d.Z, -8, 8)).ToArray())]);
    }

    /// <summary>The scans.</summary>
    public IReadOnlyList<CohortScan> Scans { get; }

    /// <summary>Their sites.</summary>
    public CohortSites Sites { get; }

    /// <summary>Likeness of the maps; null with fewer than three.</summary>
    public CohortMaps? Maps { get; }

    /// <summary>Name of the set of rules.</summary>
    public string RuleSet { get; }

    /// <summary>The rules.</summary>
    public IReadOnlyList<QualityRule> Rules { get; }

    /// <summary>All measures, in the order of a page.</summary>
    public IReadOnlyList<CohortColumn> Columns { get; }

    /// <summary>Distances over the rated measures.</summary>
    public OutlierDistances Distances { get; }

    /// <summary>The first two components of the rated measures' deviations, drawn in to ±8.</summary>
    public PrincipalComponents Components { get; }

    /// <summary>What the rules say, one a scan.</summary>
    public IReadOnlyList<CohortVerdict> Verdicts { get; }

    /// <summary>Judges a cohort.</summary>
    public static CohortAnalysis Of(CohortScan[] scans, CohortSites sites, CohortMaps? maps, string set,
        IReadOnlyList<QualityRule> rules) => new(scans, sites, maps, set, rules);

    /// <summary>A measure; null when no scan has it.</summary>
    public CohortColumn? this[string name] => Columns.FirstOrDefault(c => c.Metric.Name == name);

    /// <summary>Scans by verdict.</summary>
    public int Count(string word) => Verdicts.Count(v => v.Word == word);

    /// <summary>Metrics that no rule could judge, of the scans whose verdict is that; with how many scans, the most first.</summary>
    public IReadOnlyList<(string Metric, int Scans)> Unjudged =>
        [.. Verdicts.Where(v => v.Word == CohortVerdict.NotJudgedWord).SelectMany(v => v.Unjudged)
        .GroupBy(m => m, StringComparer.Ordinal).Select(g => (g.Key, g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key,
            StringComparer.Ordinal)];

    /// <summary>Scans in the order of a page: the worst verdict first, then the farthest.</summary>
    public IEnumerable<int> WorstFirst() => Enumerable.Range(0, Scans.Count)
        .OrderByDescending(n => Verdicts[n].Word switch { "exclude" => 3, "check" => 2, CohortVerdict.NotJudgedWord => 1, _ => 0 })
        .ThenByDescending(n => Distances.Deviations[n] is var d && double.IsNaN(d) ? double.MinValue : d);

    private static Deviation[] DeviationsOf(CohortMetric metric, double[] values, IReadOnlyList<string> sites)
    {
        var options = new SiteOptions { LeastSpread = metric.LeastSpread };
        if (!metric.Logarithmic || values.Any(v => v <= 0)) return SiteDeviations.Of(values, sites, options);
        return [.. SiteDeviations.Of([.. values.Select(v => Math.Log(v))], sites, options)
            .Select(d => d with { Centre = Math.Exp(d.Centre) })];
    }

    private static double[] OfMaps(CohortMaps maps, int scans)
    {
        var values = new double[scans];
        Array.Fill(values, double.NaN);
        for (var n = 0; n < maps.Scans.Count; n++)
            values[maps.Scans[n]] = maps.Homogeneity.QuarticMeanZ[n];
        return values;
    }
}
