using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head;

/// <summary><c>group_regions.tsv</c>: one row a scan, one column a region, mm³.</summary>
internal static class GroupRegions
{
    /// <summary>
    /// Gathers every <c>*_atlas-NAME_desc-regions_volumes.tsv</c>; with several atlases the columns begin with the atlas's name.
    /// </summary>
    /// <returns>The file and how many scans are in it; null when there is no such table.</returns>
    /// <exception cref="InputException">A table is damaged.</exception>
    public static (string Path, int Scans)? Write(string outputDirectory, string into)
    {
        var files = HeadDerivatives.RegionVolumes.Find(outputDirectory, "*");
        if (files.Length == 0) return null;
        var atlases = files.Select(AtlasOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var columns = new List<string>();
        var scans = new SortedDictionary<string, (BidsName Name, Dictionary<string, double> Volumes)>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var name = BidsName.Of(file);
            if (!scans.TryGetValue(name.Prefix, out var scan)) scans[name.Prefix] = scan = (name, new(StringComparer.Ordinal));
            foreach (var (region, volume) in HeadDerivatives.RegionVolumes.Read(file, null))
            {
                var column = atlases.Length > 1 ? $"{AtlasOf(file)}_{region}" : region;
                if (!columns.Contains(column, StringComparer.Ordinal)) columns.Add(column);
                if (!scan.Volumes.TryAdd(column, volume)) throw new InputException($"{file} names the region {region} twice.");
            }
        }

        var path = Path.Combine(into, "group_regions.tsv");
        OutputFile.WriteText(Sidecar.PathOf(path),
            Describe(scans.Values, columns, atlases).ToJsonString(DatasetDescription.Indented) + "\n");
        OutputFile.WriteText(path, Text(scans.Values, columns));
        return (path, scans.Count);
    }

    private static string AtlasOf(string file) => BidsName.Of(file)["atlas"] ?? "";

    private static string Text(IReadOnlyCollection<(BidsName Name, Dictionary<string, double> Volumes)> scans, List<string> columns)
    {
        var first = new ScanColumns([.. scans.Select(s => s.Name)]);
        var text = new StringBuilder(first.Header);
        foreach (var column in columns)
            text.Append('\t').Append(column);
        text.Append('\n');
        foreach (var (name, volumes) in scans)
        {
            text.Append(first.Of(name));
            foreach (var column in columns)
                text.Append('\t').Append(volumes.TryGetValue(column, out var v)
                    ? v.ToString("0.###", CultureInfo.InvariantCulture) : "n/a");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static JsonObject Describe(IReadOnlyCollection<(BidsName Name, Dictionary<string, double> Volumes)> scans, List<string> columns,
        string[] atlases)
    {
        var missing = scans.Where(s => s.Volumes.Count < columns.Count).Select(s => s.Name.Prefix).ToArray();
        return new()
        {
            ["Description"] =
                $"Volumes of regions in the native scans, mm^3: one row a scan, one column a region of {string.Join(", ", atlases)}.",
            ["Rows"] = scans.Count,
            ["Columns"] = columns.Count,
            ["Atlases"] = new JsonArray([.. atlases.Select(a => JsonValue.Create(a))]),
            ["Units"] = "mm^3",
            ["MissingValues"] = missing.Length == 0 ? "none"
                : $"n/a where a scan was not measured with an atlas: {string.Join(", ", missing)}",
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        };
    }
}
