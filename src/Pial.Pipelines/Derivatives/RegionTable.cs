using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pial.Analysis.Tables;
using Pial.Operations.Regions;
using Pial.Pipelines.Atlases;
using Pial.Volumes;

namespace Pial.Pipelines.Derivatives;

/// <summary>The table of a scan's regions, <c>…_atlas-NAME_desc-regions_volumes.tsv</c>: one row a region, in the atlas's order.</summary>
internal static class RegionTable
{
    private const string Header = "region\tvolume_mm3\tGM_mm3\tWM_mm3\tCSF_mm3\tindex\themisphere";

    /// <summary>What the columns mean, for the sidecar.</summary>
    public static IEnumerable<(string Name, JsonNode? Value)> Columns()
    {
        static JsonObject Column(string name, string? units = null)
        {
            var column = new JsonObject { ["LongName"] = name };
            if (units is not null) column["Units"] = units;
            return column;
        }

        yield return ("region", Column("Name of the region in the atlas"));
        yield return ("volume_mm3", Column("Volume of the voxels that carry the label", "mm^3"));
        yield return ("GM_mm3", Column("Grey matter in them, by partial volume", "mm^3"));
        yield return ("WM_mm3", Column("White matter in them, by partial volume; deep nuclei are partly called white matter", "mm^3"));
        yield return ("CSF_mm3", Column("Cerebrospinal fluid in them, by partial volume", "mm^3"));
        yield return ("index", Column("Number of the region in the label image"));
        yield return ("hemisphere", Column("L, R, or n/a where the name tells no side"));
    }

    /// <summary>Where the regions come from, for the sidecar.</summary>
    public static JsonObject Describe(Atlas atlas, string space)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        return new()
        {
            ["Name"] = atlas.Name,
            ["Source"] = atlas.Source.Origin,
            ["License"] = atlas.Source.License ?? "not stated beside the atlas",
            ["Space"] = atlas.Source.Space ?? space,
            ["Regions"] = atlas.Table.Labels.Count,
            ["Notes"] = new JsonArray([.. atlas.Notes.Select(n => JsonValue.Create(n))]),
        };
    }

    /// <summary>The table as text.</summary>
    public static string Text(LabelTable table, IReadOnlyList<RegionVolume> volumes)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(volumes);
        var text = new StringBuilder(Header).Append('\n');
        foreach (var v in volumes)
        {
            var label = table.Find(v.Id)!;
            text.Append(CultureInfo.InvariantCulture,
                $"{label.Name}\t{v.VolumeMm3:0.###}\t{Number(v.GmMm3)}\t{Number(v.WmMm3)}\t{Number(v.CsfMm3)}\t{v.Id}\t{Side(label)}\n");
        }

        return text.ToString();
    }

    /// <summary>Reads a table back: names and volumes, in order.</summary>
    /// <exception cref="InputException">It is not such a table.</exception>
    public static IReadOnlyList<(string Region, double VolumeMm3)> Read(string path)
    {
        try
        {
            var lines = SeparatedText.Read(File.ReadAllText(path), Path.GetFileName(path));
            if (lines.Count == 0 || lines[0].Cells.Length < 2 || lines[0].Cells[0] != "region" || lines[0].Cells[1] != "volume_mm3")
                throw new FormatException("its first columns are not region and volume_mm3");
            return [.. lines.Skip(1)
                .Select(l =>
                    l.Cells.Length == lines[0].Cells.Length
                        && double.TryParse(l.Cells[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var v)
                ? (l.Cells[0], v)
                : throw new FormatException($"line {l.Line} is damaged"))];
        }
        catch (FormatException e)
        {
            throw new InputException($"{path} is not a table of regions: {e.Message}.", e);
        }
    }

    private static string Number(double v) => double.IsNaN(v) ? "n/a" : v.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Side(Label label) => label.Hemisphere switch { Hemisphere.Left => "L", Hemisphere.Right => "R", _ => "n/a" };
}
