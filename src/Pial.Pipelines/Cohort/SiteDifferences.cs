using Pial.Analysis.Statistics;

namespace Pial.Pipelines.Cohort;

/// <summary>Whether a measure differs between sites.</summary>
/// <param name="Metric">The measure.</param>
/// <param name="Test">Kruskal and Wallis's test.</param>
/// <param name="Adjusted">Its p, adjusted for the number of measures (false discovery rate).</param>
/// <param name="Medians">Median by site, in the order of the sites' names.</param>
internal sealed record SiteDifference(CohortMetric Metric, KruskalWallis Test, double Adjusted, IReadOnlyList<double> Medians)
{
    /// <summary>Tests every measure; empty with fewer than two sites.</summary>
    public static IReadOnlyList<SiteDifference> Of(CohortAnalysis cohort)
    {
        var names = cohort.Sites.Names;
        if (names.Count < 2) return [];
        var tested = cohort.Columns.Where(c => c.Metric.Name != CohortMetric.Distance)
            .Select(c => (Column: c, Known: (double[])[.. c.Values.Select((v, n) => cohort.Sites.Of[n].Length > 0 ? v : double.NaN)]))
            .Select(c => (c.Column, c.Known, Test: KruskalWallis.Of(c.Known, cohort.Sites.Of)))
            .Where(c => !double.IsNaN(c.Test.P)).ToArray();
        var adjusted = FalseDiscovery.Adjust([.. tested.Select(t => t.Test.P)]);
        return [.. tested.Select((t, n) => new SiteDifference(
            t.Column.Metric, t.Test, adjusted[n],
            [.. names.Select(s => Analysis.Outliers.RobustScale.Median(t.Known.Where((_, r) => cohort.Sites.Of[r] == s)))]))];
    }
}
