using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.Streams;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Bids;

/// <summary>The JSON beside a derivative: what it is, what it was made of, and every step back to the raw scan.</summary>
/// <remarks>Nothing in it depends on the clock or the machine, so the same work gives the same bytes.</remarks>
public static class Sidecar
{
    /// <summary>The sidecar of an artifact.</summary>
    /// <param name="artifact">What the file holds.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="sources">BIDS URIs of the scans it was made from.</param>
    /// <param name="fields">Further BIDS fields: <c>Units</c>, <c>SkullStripped</c>, <c>SpatialReference</c>, <c>Type</c>.</param>
    public static JsonObject Of(Artifact artifact, string description, IEnumerable<string> sources,
        params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        var json = new JsonObject
        {
            ["Description"] = description,
            ["Sources"] = new JsonArray([.. sources.Select(s => JsonValue.Create(s))]),
        };
        foreach (var (name, value) in fields)
            if (value is not null) json[name] = value;
        json["Step"] = artifact.Origin.Id;
        json["StepKey"] = artifact.Key.Value;
        json["Parameters"] = JsonNode.Parse(artifact.Origin.Parameters.GetRawText());
        json["Provenance"] = new JsonArray([.. artifact.Chain().Select(ToJson)]);
        json["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version };
        return json;
    }

    /// <summary>Path of the sidecar of a derivative.</summary>
    public static string PathOf(string file)
    {
        var folder = Path.GetDirectoryName(file) ?? "";
        var name = Path.GetFileName(file);
        if (ImageFormats.EndingOf(name) is { Length: > 0 } ending) return Path.Combine(folder, name[..^ending.Length] + ".json");
        foreach (var extension in (ReadOnlySpan<string>)[".surf.gii", ".shape.gii", ".tsv", ".csv", ".npy", ".html", ".txt", ".mat",
            ".png", ".json"])
            if (name.EndsWith(extension, StringComparison.Ordinal)) return Path.Combine(folder, name[..^extension.Length] + ".json");
        return Path.Combine(folder, name + ".json");
    }

    /// <summary>Writes it.</summary>
    public static void Write(string file, JsonObject sidecar)
    {
        ArgumentNullException.ThrowIfNull(sidecar);
        OutputFile.WriteText(PathOf(file), sidecar.ToJsonString(DatasetDescription.Indented) + "\n");
    }

    /// <summary>The step key a derivative's sidecar names, or null when there is no readable sidecar.</summary>
    public static string? KeyOf(string file) => TextOf(file, "StepKey");

    /// <summary>A text field of a derivative's sidecar, or null when there is no readable sidecar or no such field.</summary>
    public static string? TextOf(string file, string field)
    {
        try
        {
            return (string?)JsonFile.Parse(PathOf(file))?[field];
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The chain a derivative's sidecar holds, inputs before what was made of them.</summary>
    /// <exception cref="InputException">There is no such file, no sidecar, or no chain in it.</exception>
    public static IReadOnlyList<ProvenanceStep> ReadChain(string file)
    {
        if (!File.Exists(file)) throw new InputException($"{file} does not exist.");
        var path = PathOf(file);
        if (!File.Exists(path))
            throw new InputException($"{file} has no sidecar {Path.GetFileName(path)}, so nothing is known about how it was made.");
        try
        {
            var chain = JsonFile.Parse(path)?["Provenance"] as JsonArray
                ?? throw new InputException($"{path} does not say how the file was made: it has no Provenance. Was it written by Pial?");
            return [.. chain.Select(FromJson)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InputException($"{path} cannot be read as a sidecar: {e.Message}", e);
        }
    }

    private static JsonNode ToJson(ProvenanceStep step) => new JsonObject
    {
        ["Step"] = step.Id,
        ["Key"] = step.Key.Value,
        ["Parameters"] = JsonNode.Parse(step.Parameters.GetRawText()),
        ["Inputs"] = new JsonArray([.. step.Inputs.Select(i => JsonValue.Create(i.Value))]),
    };

    private static ProvenanceStep FromJson(JsonNode? node) => node is JsonObject step && step["Inputs"] is JsonArray inputs
        ? new(new(Text(step["Key"])), Text(step["Step"]), JsonSerializer.SerializeToElement(step["Parameters"]),
            [.. inputs.Select(static i => new ArtifactKey(Text(i)))])
        : throw new FormatException("a step of its Provenance is no object with Inputs.");

    private static string Text(JsonNode? node) =>
        (string?)node ?? throw new FormatException("a step of its Provenance lacks a Key or a Step.");
}
