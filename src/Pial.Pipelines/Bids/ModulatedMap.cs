using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pial.Pipelines.Bids;

/// <summary>Tells modulated tissue maps, whose values are amounts of tissue, from images whose brightness is arbitrary.</summary>
public static partial class ModulatedMap
{
    /// <summary>
    /// Why a file is taken for a modulated map, or null: its BIDS name says <c>desc-modulated</c> or <c>desc-vbm</c>, it is named as SPM
    /// and CAT12 name them (<c>mwp1…</c>, <c>smwc1…</c>) or <c>…_VBM_…</c>, or its sidecar says <c>Modulated</c> or lists a modulation
    /// among its steps.
    /// </summary>
    public static string? Reason(string path)
    {
        var name = Path.GetFileName(path);
        if (BidsName.Of(path)["desc"] is "modulated" or "vbm") return $"its name says desc-{BidsName.Of(path)["desc"]}";
        if (ToolsName().IsMatch(name)) return "it is named as VBM tools name modulated maps";
        var sidecar = Sidecar.PathOf(path);
        try
        {
            return File.Exists(sidecar) && JsonFile.Parse(sidecar) is JsonObject json && Says(json)
                ? $"{Path.GetFileName(sidecar)} says so" : null;
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null; // an unreadable sidecar says nothing
        }
    }

    private static bool Says(JsonObject json) =>
        (json["Modulated"] is JsonValue said && said.TryGetValue(out bool modulated) && modulated)
        || IsModulation(json["Step"])
        || (json["Provenance"] is JsonArray chain && chain.Any(s => IsModulation((s as JsonObject)?["Step"])));

    private static bool IsModulation(JsonNode? step) =>
        step is JsonValue value && value.TryGetValue(out string? id) && id.StartsWith("modulation", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(s\d*)?m0?w(p|c|rp)\d|_VBM_", RegexOptions.None, 1000)]
    private static partial Regex ToolsName();
}
