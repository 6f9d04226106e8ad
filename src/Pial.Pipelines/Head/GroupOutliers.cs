using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Cohort;
using Pial.Pipelines.Rules;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head;

/// <summary><c>group_outliers.tsv</c>: one row a scan; the verdict, why, and every rated measure's place within its site.</summary>
internal static class GroupOutliers
{
    /// <summary>Writes the table and its description.</summary>
    public static string Write(string outputDirectory, CohortAnalysis cohort)
    {
        var first = new ScanColumns([.. cohort.Scans.Select(s => s.Name)]);
        var rated = cohort.Columns.Where(c => c.Metric.Rated && c.Metric.Name != CohortMetric.Distance).ToArray();
        var text = new StringBuilder(first.Header).Append("\tsite\tverdict\trules\treasons\tnot_judged\toutlier_distance\tvbm_quartic_z");
        foreach (var column in rated)
            text.Append("\tz_").Append(column.Metric.Name);
        text.Append('\n');
        for (var n = 0; n < cohort.Scans.Count; n++)
        {
            var (verdict, site) = (cohort.Verdicts[n], cohort.Sites.Of[n]);
            text.Append(first.Of(cohort.Scans[n].Name)).Append('\t').Append(site.Length > 0 ? Plain(site) : "n/a").Append('\t')
                .Append(verdict.Word)
                .Append('\t').Append(verdict.Broken.Count > 0
                    ? string.Join(';', verdict.Broken.Select(b => b.Rule.Name).Distinct(StringComparer.Ordinal)) : "n/a")
                .Append('\t').Append(verdict.Broken.Count > 0 ? Plain(string.Join(' ', verdict.Broken.Select(b => b.Text))) : "n/a")
                .Append('\t').Append(verdict.NotJudged.Count > 0 ? string.Join(';', verdict.NotJudged.Select(o => o.Rule.Name)) : "n/a")
                .Append('\t').Append(Cell(cohort.Distances.Deviations[n])).Append('\t')
                .Append(Cell(cohort[CohortMetric.MapMetric]?.Values[n] ?? double.NaN));
            foreach (var column in rated)
                text.Append('\t').Append(Cell(column.Deviations[n].Z));
            text.Append('\n');
        }

        var path = Path.Combine(outputDirectory, "group_outliers.tsv");
        OutputFile.WriteText(Sidecar.PathOf(path), Describe(cohort, rated).ToJsonString(DatasetDescription.Indented) + "\n");
        OutputFile.WriteText(path, text.ToString());
        return path;
    }

    private static string Plain(string text) => Analysis.Tables.TextCell.Guarded(text).Replace('\t', ' ').Replace('\n', ' ');

    private static string Cell(double value) => double.IsFinite(value) ? value.ToString("0.####", CultureInfo.InvariantCulture) : "n/a";

    private static JsonObject Describe(CohortAnalysis cohort, CohortColumn[] rated)
    {
        var json = new JsonObject
        {
            ["Description"] = "Which scans stand out of the cohort, and why: one row a scan.",
            ["Rows"] = cohort.Scans.Count,
            ["Verdicts"] = new JsonObject
            {
                ["accept"] = cohort.Count("accept"),
                ["check"] = cohort.Count("check"),
                ["exclude"] = cohort.Count("exclude"),
                [CohortVerdict.NotJudgedWord] = cohort.Count(CohortVerdict.NotJudgedWord),
            },
            ["Sites"] = cohort.Sites.Source,
            ["Rules"] = new JsonObject(cohort.Rules.Select(r => KeyValuePair.Create(r.Name, (JsonNode?)new JsonObject
            {
                ["Flagged"] = r.Limits,
                ["Flag"] = r.Flag == QualityFlag.Exclude ? "exclude" : "check",
                ["Means"] = r.Means,
                ["Source"] = r.Source,
                ["Scans"] = cohort.Verdicts.Count(v => v.Broken.Any(b => b.Rule == r)),
                ["NotJudged"] = new JsonObject(cohort.Verdicts.SelectMany(v => v.NotJudged.Where(o => o.Rule == r))
                    .GroupBy(o => o.Why, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Count()))),
            }))),
            ["RuleSet"] = cohort.RuleSet,
            ["site"] = Column("Where the scan was made; n/a where it is not known, and then it is compared with all scans."),
            ["verdict"] = Column(
                "accept, check (a person should look), exclude, or not judged: no rule is broken, but to one of the measures none could " +
                    "be applied."),
            ["not_judged"] = Column("Rules that could not be applied to the scan; why stands under Rules."),
            ["rules"] = Column("Rules that the scan breaks."),
            ["reasons"] = Column("The same in words, with values and limits."),
            [CohortMetric.Distance] = Column(CohortMetric.Of(CohortMetric.Distance).Definition.Meaning),
            [CohortMetric.MapMetric] = Column(CohortMetric.Of(CohortMetric.MapMetric).Definition.Meaning),
        };
        if (double.IsFinite(cohort.Distances.Shrinkage)) json["Shrinkage"] = Math.Round(cohort.Distances.Shrinkage, 4);
        foreach (var column in rated)
            json[$"z_{column.Metric.Name}"] = Column($"{column.Metric.Definition.Label}: deviations from its site's median.");
        json["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version };
        return json;
    }

    private static JsonObject Column(string description) => new() { ["Description"] = description };
}
