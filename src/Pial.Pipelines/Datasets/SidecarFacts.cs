using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pial.Pipelines.Datasets;

/// <summary>What the JSON sidecars of an image say about the scanner and about what was done; null where they are silent.</summary>
public sealed record SidecarFacts
{
    /// <summary><c>MagneticFieldStrength</c> in tesla.</summary>
    public double? FieldStrength { get; init; }

    /// <summary><c>Manufacturer</c>.</summary>
    public string? Manufacturer { get; init; }

    /// <summary><c>ManufacturersModelName</c>.</summary>
    public string? Model { get; init; }

    /// <summary><c>InstitutionName</c>.</summary>
    public string? Institution { get; init; }

    /// <summary>
    /// The contrast that the names of protocol and series speak of, or that an echo time allows alone: <c>T1w</c>, <c>T2w</c>, <c>PDw</c>,
    /// <c>FLAIR</c>.
    /// </summary>
    public string? Contrast { get; init; }

    /// <summary><c>SkullStripped</c>.</summary>
    public bool? SkullStripped { get; init; }

    /// <summary><c>SpatialReference</c> or <c>Space</c>: the identifier of a space, or the end of a path to a reference.</summary>
    public string? Space { get; init; }

    /// <summary>Steps that made the image, as its provenance lists them: <c>n4@3</c>.</summary>
    public IReadOnlyList<string>? Steps { get; init; }

    /// <summary>Why it cannot be read; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Reads a sidecar.</summary>
    /// <param name="file">The JSON.</param>
    public static SidecarFacts Of(string file)
    {
        try
        {
            var json = JsonFile.Parse(file) as JsonObject ?? throw new JsonException("it is no JSON object.");
            return new()
            {
                FieldStrength = Number(json["MagneticFieldStrength"]),
                Manufacturer = Text(json["Manufacturer"]),
                Model = Text(json["ManufacturersModelName"]),
                Institution = Text(json["InstitutionName"]),
                Contrast = SidecarContrast.Of($"{Text(json["ProtocolName"])} {Text(json["SeriesDescription"])}", Number(json["EchoTime"]),
                    Number(json["RepetitionTime"]), Number(json["InversionTime"])),
                SkullStripped = json["SkullStripped"] is JsonValue flag && flag.TryGetValue(out bool stripped) ? stripped : null,
                Space = Text(json["Space"]) ?? Text(json["SpatialReference"])
                    ?? Text((json["SpatialReference"] as JsonObject)?.FirstOrDefault().Value),
                Steps = StepsOf(json) is { Count: > 0 } steps ? steps : null,
            };
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return new() { Problem = e.Message.Split('\n')[0] };
        }
    }

    /// <summary>What a nearer sidecar says over what a farther one does (BIDS' inheritance).</summary>
    public SidecarFacts Under(SidecarFacts nearer)
    {
        ArgumentNullException.ThrowIfNull(nearer);
        return new()
        {
            FieldStrength = nearer.FieldStrength ?? FieldStrength,
            Manufacturer = nearer.Manufacturer ?? Manufacturer,
            Model = nearer.Model ?? Model,
            Institution = nearer.Institution ?? Institution,
            Contrast = nearer.Contrast ?? Contrast,
            SkullStripped = nearer.SkullStripped ?? SkullStripped,
            Space = nearer.Space ?? Space,
            Steps = nearer.Steps ?? Steps,
        };
    }

    private static List<string> StepsOf(JsonObject json)
    {
        var steps = new List<string>();
        if (Text(json["Step"]) is { } own) steps.Add(own);
        foreach (var step in json["Provenance"] as JsonArray ?? [])
            if (Text((step as JsonObject)?["Step"]) is { } made && !steps.Contains(made, StringComparer.Ordinal)) steps.Add(made);
        return steps;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) && text.Trim().Length > 0
        ? text.Trim() : null;

    private static double? Number(JsonNode? node) => node is not JsonValue value ? null
        : value.TryGetValue(out double number) ? number
        : value.TryGetValue(out string? text) && double.TryParse(text.Trim().TrimEnd('T', 't'), NumberStyles.Float,
            CultureInfo.InvariantCulture, out number) ? number : null;
}
