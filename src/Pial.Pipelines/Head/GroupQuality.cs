using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Operations.Quality;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head;

/// <summary><c>group_quality.tsv</c>: one row a scan; MRIQC's columns first, under MRIQC's names and in its order, then Pial's own.</summary>
internal static class GroupQuality
{
    private const string Ending = "_desc-quality_metrics.json";
    private static readonly string[] Own = ["cat_", "cnr_spec", "fber_mean", "snr_spec", "wm2max_95"];

    /// <summary>Gathers every <c>*_desc-quality_metrics.json</c>.</summary>
    /// <returns>The file and how many scans are in it; null when there is none.</returns>
    /// <exception cref="InputException">A file is damaged.</exception>
    public static (string Path, int Scans)? Write(string outputDirectory)
    {
        var files = Directory.GetFiles(outputDirectory, $"sub-*{Ending}", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0) return null;
        var scans = files.Select(f => (Name: BidsName.Of(f), Values: Read(f))).ToArray();
        var columns = scans.SelectMany(s => s.Values.Keys).Distinct(StringComparer.Ordinal)
            .OrderBy(c => Own.Any(o => c.StartsWith(o, StringComparison.Ordinal))).ThenBy(c => c, StringComparer.Ordinal).ToArray();
        var text = new StringBuilder("bids_name\t").AppendJoin('\t', columns).Append("\tparticipant_id\n");
        foreach (var (name, values) in scans)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name.Prefix}_T1w");
            foreach (var column in columns)
                text.Append('\t').Append(values.GetValueOrDefault(column) is { } v ? v.ToString("R", CultureInfo.InvariantCulture) : "n/a");
            text.Append(CultureInfo.InvariantCulture, $"\tsub-{name.Subject}\n");
        }

        var path = Path.Combine(outputDirectory, "group_quality.tsv");
        AtomicFile.WriteText(Sidecar.PathOf(path), Describe(scans.Length, columns).ToJsonString(DatasetDescription.Indented) + "\n");
        AtomicFile.WriteText(path, text.ToString());
        return (path, scans.Length);
    }

    // The numbers at the top are the measures; a null among them is one that is not defined for this scan.
    private static Dictionary<string, double?> Read(string file)
    {
        try
        {
            var root = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            return root["definitions"]!.AsObject().ToDictionary(d => d.Key, d => (double?)root[d.Key], StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new InputException($"{file} is damaged: it holds no quality measures as pial run writes them. Remove it and run the participant again.", e);
        }
    }

    private static JsonObject Describe(int rows, string[] columns)
    {
        var json = new JsonObject
        {
            ["Description"] = "Image quality: one row a scan; MRIQC's columns first, then Pial's own. n/a where a measure is not defined for a scan; its own file says why.",
            ["Rows"] = rows,
            ["Columns"] = columns.Length + 2,
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
