using System.Text.Json.Nodes;
using Pial.Analysis.Tables;
using Pial.Formats.Streams;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Regions;

/// <summary>Writes a cohort's regions as a table, wide or long, with a sidecar that explains its rows and columns.</summary>
public static class RegionExport
{
    /// <summary>Quantities of a region that a wide table can have.</summary>
    public static IReadOnlyList<string> Measures { get; } = ["volume", "GM", "WM", "CSF"];

    /// <summary>One row a scan: <c>REGION_volume</c> (mm³) and, when asked for, <c>REGION_GM</c> …, then <c>REGION_MAP_mean</c>.</summary>
    public static FeatureTable Wide(Atlas atlas, IReadOnlyList<ScanRegions> scans, IReadOnlyList<string> measures)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        ArgumentNullException.ThrowIfNull(scans);
        var names = atlas.Table.Labels.Select(static l => l.Name.Replace(' ', '_')).ToArray();
        return FeatureTable.Gather([.. scans.Select(s => (s.Id, (IReadOnlyList<Feature>)[
            .. measures.SelectMany(m => s.Volumes.Select((v, n) => new Feature($"{names[n]}_" +
                $"{m}", m switch { "volume" => v.VolumeMm3, "GM" => v.GmMm3, "WM" => v.WmMm3, _ => v.CsfMm3 }))),
            .. s.Means.SelectMany(m => m.Means.Select((v, n) => new Feature($"{names[n]}_{m.Map}_mean", v.Mean)))]))]);
    }

    /// <summary>Writes the table.</summary>
    /// <param name="path">Ends in .csv or .tsv.</param>
    /// <param name="atlas">The atlas.</param>
    /// <param name="scans">What was measured.</param>
    /// <param name="measures">Some of <see cref="Measures"/>; null for the long form, one row a scan and region.</param>
    /// <param name="failed">Scans that could not be measured, and why.</param>
    /// <returns>Rows and columns, the column of names not counted.</returns>
    public static (int Rows, int Columns) Write(string path, Atlas atlas, IReadOnlyList<ScanRegions> scans, IReadOnlyList<string>? measures,
        IReadOnlyList<string> failed)
    {
        ArgumentNullException.ThrowIfNull(scans);
        var style = TableStyle.OfName(path) ?? throw new InputException($"{path}: the table's name must end in .csv or .tsv.");
        var text = new StringWriter();
        int rows, columns;
        var missing = new JsonObject();
        if (measures is null) (rows, columns) = Long(text, style, atlas, scans);
        else
        {
            var table = Wide(atlas, scans, measures);
            table.Write(text, style);
            (rows, columns) = (table.Ids.Count, table.Columns.Count);
            for (var c = 0; c < columns; c++)
                if (table.MissingIn(c) is > 0 and var n) missing[table.Columns[c]] = n;
        }

        var sidecar = new JsonObject
        {
            ["Description"] =
                $"Regions of {scans.Count} scans by the atlas {atlas.Name}, measured in the native scans: volumes in mm^3, means in the " +
                    "maps' units.",
            ["Atlas"] = RegionTable.Describe(atlas, atlas.Source.Space ?? ""),
            ["Rows"] = measures is null ? $"{rows}: {atlas.Table.Labels.Count} regions of each of {scans.Count} scans"
                : $"{rows}: one a scan",
            ["Columns"] = measures is null ? $"{columns} after the scan's name"
                : $"{columns}: {atlas.Table.Labels.Count} regions with " +
                    $"{string.Join(", ", [.. measures, .. scans.Count > 0 ? scans[0].Means.Select(static m => m.Map + "_mean") : []])}",
            ["MissingValues"] = missing,
            ["NotMeasured"] = new JsonArray([.. failed.Select(f => JsonValue.Create(f))]),
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        };
        OutputFile.WriteText(Sidecar.PathOf(path), sidecar.ToJsonString(DatasetDescription.Indented) + "\n");
        OutputFile.WriteText(path, text.ToString());
        return (rows, columns);
    }

    private static (int Rows, int Columns) Long(StringWriter text, TableStyle style, Atlas atlas, IReadOnlyList<ScanRegions> scans)
    {
        string[] maps = scans.Count > 0 ? [.. scans[0].Means.Select(static m => m.Map)] : [];
        string[] header = [style.IdColumn, "region", "index", "volume_mm3", "GM_mm3", "WM_mm3", "CSF_mm3",
            .. maps.SelectMany(static m => new[] { $"{m}_mean", $"{m}_sd", $"{m}_voxels" })];
        text.Write(string.Join(style.Separator, header.Select(style.Cell)) + "\n");
        foreach (var scan in scans)
        {
            for (var n = 0; n < scan.Volumes.Count; n++)
            {
                var v = scan.Volumes[n];
                string[] cells =
                [
                    style.Cell(scan.Id), style.Cell(atlas.Table.Find(v.Id)!.Name), style.Number(v.Id), style.Number(v.VolumeMm3),
                    style.Number(v.GmMm3), style.Number(v.WmMm3), style.Number(v.CsfMm3),
                    .. scan.Means.SelectMany(m => new[] { style.Number(m.Means[n].Mean), style.Number(m.Means[n].StandardDeviation),
                        style.Number(m.Means[n].Voxels) }),
                ];
                text.Write(string.Join(style.Separator, cells) + "\n");
            }
        }

        return (scans.Sum(static s => s.Volumes.Count), header.Length - 1);
    }
}
