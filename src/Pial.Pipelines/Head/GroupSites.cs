using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Cohort;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head;

/// <summary><c>group_sites.tsv</c>: one row a measure; whether it differs between sites.</summary>
internal static class GroupSites
{
    /// <summary>Writes the table; null, and no table left from before, with fewer than two sites.</summary>
    public static string? Write(string outputDirectory, CohortAnalysis cohort, IReadOnlyList<SiteDifference> differences)
    {
        var path = Path.Combine(outputDirectory, "group_sites.tsv");
        if (differences.Count == 0)
        {
            File.Delete(path);
            File.Delete(Sidecar.PathOf(path));
            return null;
        }

        var names = cohort.Sites.Names;
        var text = new StringBuilder("metric\tscans\tsites\tH\tp\tp_fdr\tepsilon_squared");
        foreach (var name in names)
            text.Append("\tmedian_").Append(name.Replace('\t', ' ').Replace(' ', '_'));
        text.Append('\n');
        foreach (var row in differences)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{row.Metric.Name}\t{row.Test.Count}\t{row.Test.Groups}\t{row.Test.H:G6}\t{row.Test.P:G6}\t{row.Adjusted:G6}\t" +
                    $"{row.Test.EffectSize:0.####}");
            foreach (var median in row.Medians)
                text.Append('\t').Append(double.IsNaN(median) ? "n/a" : median.ToString("G6", CultureInfo.InvariantCulture));
            text.Append('\n');
        }

        var json = new JsonObject
        {
            ["Description"] = "Whether image quality differs between sites: Kruskal and Wallis's test of each measure, one row a measure.",
            ["Rows"] = differences.Count,
            ["Sites"] = cohort.Sites.Source,
            ["H"] = new JsonObject { ["Description"] = "The statistic, corrected for ties." },
            ["p"] = new JsonObject { ["Description"] = "Its tail of χ²; rough where a site has fewer than five scans." },
            ["p_fdr"] = new JsonObject { ["Description"] = "p adjusted for the number of measures (Benjamini and Hochberg)." },
            ["epsilon_squared"] = new JsonObject
            {
                ["Description"] = "Effect size, H / (scans − 1): the share of the ranks' variance between sites, 0 to 1.",
            },
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        };
        OutputFile.WriteText(Sidecar.PathOf(path), json.ToJsonString(DatasetDescription.Indented) + "\n");
        OutputFile.WriteText(path, text.ToString());
        return path;
    }
}
