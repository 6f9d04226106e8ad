using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Pipelines.Reports;

namespace Pial.Pipelines.Head;

/// <summary>The table of a head's tissue volumes, mL.</summary>
public static class TissueVolumesTable
{
    /// <summary>End of its name.</summary>
    public const string FileName = "desc-tissue_volumes.tsv";

    /// <summary>Writes it.</summary>
    public static string Text(TissueVolumes volumes)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        var (names, values) = (new List<string> { "GM", "WM", "CSF", "TIV" }, new List<double> { volumes.Gm, volumes.Wm, volumes.Csf, volumes.Tiv });
        if (volumes.Lesion is { } lesion)
        {
            names.Add("Lesion");
            values.Add(lesion);
        }

        return $"{string.Join('\t', names)}\n{string.Join('\t', values.Select(static v => v.ToString("0.###", CultureInfo.InvariantCulture)))}\n";
    }

    /// <summary>What its columns are, for the sidecar.</summary>
    public static (string Name, JsonNode? Value)[] Columns(bool lesion)
    {
        static JsonNode Column(string name) => new JsonObject { ["LongName"] = name, ["Units"] = "mL" };
        (string, JsonNode?)[] tissues = [("GM", Column("Grey matter")), ("WM", Column("White matter")), ("CSF", Column("Cerebrospinal fluid")), ("TIV", Column("Total intracranial volume"))];
        return lesion ? [.. tissues, ("Lesion", Column("Lesion"))] : tissues;
    }
}
