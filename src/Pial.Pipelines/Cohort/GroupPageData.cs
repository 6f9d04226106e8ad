using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Operations.Quality;

namespace Pial.Pipelines.Cohort;

/// <summary>The numbers of the cohort's page, as its script reads them.</summary>
internal static class GroupPageData
{
    /// <summary>Scans, measures, sites and scatters.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="folder">Where the page will be; links to reports are relative to it.</param>
    public static JsonObject Of(CohortAnalysis cohort, string folder)
    {
        var sites = cohort.Sites.Names.ToList();
        var rank = cohort.WorstFirst().Select((n, place) => (n, place)).ToDictionary(p => p.n, p => p.place);
        return new()
        {
            ["sites"] = new JsonArray([.. sites.Select(s => JsonValue.Create(s))]),
            ["scans"] = new JsonArray([.. cohort.Scans.Select((s, n) => new JsonObject
            {
                ["label"] = s.Label,
                ["site"] = sites.IndexOf(cohort.Sites.Of[n]),
                ["verdict"] = cohort.Verdicts[n].Word,
                ["reasons"] = new JsonArray([.. cohort.Verdicts[n].Reasons.Select(r => JsonValue.Create(r))]),
                ["open"] = string.Join(", ", cohort.Verdicts[n].Unjudged),
                ["report"] = Link(s, folder),
                ["rank"] = rank[n],
            })]),
            ["metrics"] = new JsonArray([.. cohort.Columns.Select(Metric)]),
            ["plots"] = Plots(cohort),
        };
    }

    /// <summary>The way from a page in a folder to a scan's report; null when there is none.</summary>
    public static string? Link(CohortScan scan, string folder) => !File.Exists(scan.Report) ? null
        : string.Join('/', Path.GetRelativePath(folder, Path.GetFullPath(scan.Report)).Replace('\\', '/').Split('/')
            .Select(Uri.EscapeDataString));

    /// <summary>A measure's unit for people; empty for none.</summary>
    public static string Unit(QualityDefinition d) => d.Unit is "1" or "image units" or "mark" ? "" : d.Unit;

    private static JsonObject Metric(CohortColumn column) => new()
    {
        ["name"] = column.Metric.Name,
        ["label"] = column.Metric.Definition.Label,
        ["unit"] = Unit(column.Metric.Definition),
        ["meaning"] = column.Metric.Definition.Meaning,
        ["v"] = Numbers(column.Values, 5),
        ["z"] = Numbers(column.Deviations.Select(d => d.Z), 3),
    };

    private static JsonObject Plots(CohortAnalysis cohort)
    {
        var plots = new JsonObject();
        var all = Enumerable.Range(0, cohort.Scans.Count).ToArray();
        string Axis(int n, double share) => string.Create(CultureInfo.InvariantCulture, $"component {n} ({100 * share:0} %)");
        if (cohort.Components.Scores.Count > 1)
            plots["measures"] = Plot(all, cohort.Components.Scores[0], cohort.Components.Scores[1], Axis(1, cohort.Components.Explained[0]),
                Axis(2, cohort.Components.Explained[1]), CohortMetric.Distance);
        if (cohort.Maps is not { } maps) return plots;
        if (maps.Components.Scores.Count > 1)
            plots["maps"] = Plot(maps.Scans, maps.Components.Scores[0], maps.Components.Scores[1], Axis(1, maps.Components.Explained[0]),
                Axis(2, maps.Components.Explained[1]), CohortMetric.MapMetric);
        if (cohort["cat_iqr_percent"] is { } rating)
            plots["homogeneity"] = Plot(all, rating.Values, cohort[CohortMetric.MapMetric]!.Values, "image quality rating, %",
                "quartic mean z", CohortMetric.MapMetric);
        return plots;
    }

    private static JsonObject Plot(IReadOnlyList<int> scans, IReadOnlyList<double> x, IReadOnlyList<double> y, string xLabel, string yLabel,
        string metric) => new()
        {
            ["n"] = new JsonArray([.. scans.Select(n => JsonValue.Create(n))]),
            ["x"] = Numbers(x, 4),
            ["y"] = Numbers(y, 4),
            ["xlabel"] = xLabel,
            ["ylabel"] = yLabel,
            ["metric"] = metric,
        };

    private static JsonArray Numbers(IEnumerable<double> values, int digits) =>
        new([.. values.Select(
            v => double.IsFinite(v)
                ? JsonValue.Create(double.Parse(v.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
                : null)]);
}
