using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Head;

/// <summary>
/// <c>group_thickness.tsv</c>, <c>group_area.tsv</c> and <c>group_cortexvolume.tsv</c>: one row a scan, one column a region of the cortex;
/// with several atlases the columns begin with the atlas's name.
/// </summary>
internal static class GroupCortex
{
    private static readonly (string File, string What, string Unit, string Format, Func<ParcelRow, double> Value)[] Tables =
    [
        ("group_thickness.tsv", "Mean thickness", "mm", "0.####", static r => r.ThicknessMm),
        ("group_area.tsv", "Area of the white surface", "mm^2", "0.#", static r => r.AreaMm2),
        ("group_cortexvolume.tsv", "Volume of the cortex", "mm^3", "0.#", static r => r.VolumeMm3),
    ];

    /// <summary>Gathers every <c>*_atlas-NAME_desc-cortex_measures.tsv</c>.</summary>
    /// <returns>The files and how many scans are in each; none when there is nothing to gather.</returns>
    /// <exception cref="InputException">A table is damaged.</exception>
    public static IEnumerable<(string Path, int Scans)> Write(string outputDirectory, string into)
    {
        var files = HeadDerivatives.CortexMeasures.Find(outputDirectory, "*");
        if (files.Length == 0) yield break;
        var many = files.Select(AtlasOf).Distinct(StringComparer.Ordinal).Count() > 1;
        var columns = new List<string>();
        var scans = new SortedDictionary<string, (BidsName Name, Dictionary<string, ParcelRow> Rows)>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var name = BidsName.Of(file);
            if (!scans.TryGetValue(name.Prefix, out var scan)) scans[name.Prefix] = scan = (name, new(StringComparer.Ordinal));
            foreach (var row in HeadDerivatives.CortexMeasures.Read(file, null))
            {
                var column = many ? $"{AtlasOf(file)}_{row.Region}" : row.Region;
                if (!columns.Contains(column, StringComparer.Ordinal)) columns.Add(column);
                if (!scan.Rows.TryAdd(column, row)) throw new InputException($"{file} names the region {row.Region} twice.");
            }
        }

        foreach (var table in Tables)
        {
            var path = Path.Combine(into, table.File);
            var about = new JsonObject
            {
                ["Description"] = $"{table.What} of the regions of the cortex, {table.Unit}: one row a scan, one column a region.",
                ["Units"] = table.Unit,
                ["MissingValues"] = "n/a where a scan has no surface of the hemisphere, or the region is empty",
                ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
            };
            OutputFile.WriteText(Sidecar.PathOf(path), about.ToJsonString(DatasetDescription.Indented) + "\n");
            OutputFile.WriteText(path, Text(scans.Values, columns, row => table.Value(row), table.Format));
            yield return (path, scans.Count);
        }
    }

    private static string AtlasOf(string file) => BidsName.Of(file)["atlas"] ?? "";

    private static string Text(IReadOnlyCollection<(BidsName Name, Dictionary<string, ParcelRow> Rows)> scans, List<string> columns,
        Func<ParcelRow, double> value, string format)
    {
        var first = new ScanColumns([.. scans.Select(static s => s.Name)]);
        var text = new StringBuilder(first.Header).Append('\t').AppendJoin('\t', columns).Append('\n');
        foreach (var (name, rows) in scans)
        {
            text.Append(first.Of(name));
            foreach (var column in columns)
            {
                var v = rows.TryGetValue(column, out var row) ? value(row) : double.NaN;
                text.Append('\t').Append(double.IsNaN(v) ? "n/a" : v.ToString(format, CultureInfo.InvariantCulture));
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
