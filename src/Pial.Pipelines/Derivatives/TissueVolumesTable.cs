using System.Globalization;
using System.Text.Json.Nodes;

namespace Pial.Pipelines.Derivatives;

/// <summary>The table of a head's tissue volumes, mL.</summary>
public static class TissueVolumesTable
{
    /// <summary>Its first line.</summary>
    public const string Header = "GM\tWM\tCSF\tTIV";

    /// <summary>The same of a head with a lesion.</summary>
    public const string HeaderWithLesion = Header + "\tLesion";

    /// <summary>Its text.</summary>
    public static string Text(TissueVolumes volumes)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        double[] values = [volumes.Gm, volumes.Wm, volumes.Csf, volumes.Tiv, .. volumes.Lesion is { } lesion ? [lesion] : (double[])[]];
        return $"{(volumes.Lesion is null ? Header : HeaderWithLesion)}\n" +
            $"{string.Join('\t', values.Select(static v => v.ToString("0.###", CultureInfo.InvariantCulture)))}\n";
    }

    /// <summary>Reads it: volumes by column, mL.</summary>
    /// <param name="path">The table; need not be there.</param>
    /// <returns>NaN where a cell is no number; empty when there is no table.</returns>
    public static IReadOnlyDictionary<string, double> Read(string path)
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var volumes = new Dictionary<string, double>(StringComparer.Ordinal);
        if (lines.Length < 2) return volumes;
        foreach (var (name, cell) in lines[0].Split('\t').Zip(lines[1].Split('\t')))
            volumes[name] = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : double.NaN;
        return volumes;
    }

    /// <summary>What its columns are, for the sidecar.</summary>
    public static (string Name, JsonNode? Value)[] Columns(bool lesion)
    {
        static JsonNode Column(string name) => new JsonObject { ["LongName"] = name, ["Units"] = "mL" };
        (string, JsonNode?)[] tissues = [("GM", Column("Grey matter")), ("WM", Column("White matter")),
            ("CSF", Column("Cerebrospinal fluid")), ("TIV", Column("Total intracranial volume"))];
        return lesion ? [.. tissues, ("Lesion", Column("Lesion"))] : tissues;
    }
}
