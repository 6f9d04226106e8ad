using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pial.Formats.Streams;
using Pial.Operations.Quality;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Cohort;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head;

/// <summary>
/// <c>group_quality.tsv</c>: one row a scan; whose it is, then MRIQC's columns under its names and in its order, then Pial's own.
/// </summary>
internal static class GroupQuality
{
    private static readonly string[] Own = ["cat_", "cnr_spec", "fber_mean", "snr_spec", "wm2max_95"];

    /// <summary>Writes the measures of all scans.</summary>
    public static string Write(string outputDirectory, IReadOnlyList<CohortScan> scans)
    {
        var columns = scans.SelectMany(s => s.Values.Keys).Distinct(StringComparer.Ordinal)
            .OrderBy(c => Own.Any(o => c.StartsWith(o, StringComparison.Ordinal))).ThenBy(c => c, StringComparer.Ordinal).ToArray();
        var first = new ScanColumns([.. scans.Select(s => s.Name)]);
        var text = new StringBuilder(first.Header).Append("\tbids_name\t").AppendJoin('\t', columns).Append('\n');
        foreach (var scan in scans)
        {
            text.Append(CultureInfo.InvariantCulture, $"{first.Of(scan.Name)}\t{scan.Label}_T1w");
            foreach (var column in columns)
                text.Append('\t').Append(scan.Values.GetValueOrDefault(column) is { } v
                    ? v.ToString("R", CultureInfo.InvariantCulture) : "n/a");
            text.Append('\n');
        }

        var path = Path.Combine(outputDirectory, "group_quality.tsv");
        OutputFile.WriteText(Sidecar.PathOf(path),
            Describe(scans.Count, first.Header.Split('\t').Length, columns).ToJsonString(DatasetDescription.Indented) + "\n");
        OutputFile.WriteText(path, text.ToString());
        return path;
    }

    private static JsonObject Describe(int rows, int keys, string[] columns)
    {
        var json = new JsonObject
        {
            ["Description"] =
                "Image quality: one row a scan; whose it is, MRIQC's columns, then Pial's own. n/a where a measure is not defined for a " +
                    "scan; its own file says why.",
            ["Rows"] = rows,
            ["Columns"] = keys + 1 + columns.Length,
        };
        foreach (var column in columns)
        {
            var d = QualityDefinition.Of(column);
            json[column] = new JsonObject { ["LongName"] = d.Label, ["Description"] = d.Meaning, ["Units"] = d.Unit };
        }

        json["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version };
        return json;
    }
}
