using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;

namespace Pial.Pipelines.Bids;

/// <summary>Writes what makes a folder a BIDS derivative dataset.</summary>
public static class DatasetDescription
{
    /// <summary>How Pial writes JSON files: indented, UTF-8 as it is.</summary>
    internal static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>dataset_description.json</c> and <c>.bidsignore</c>, unless they say the same already.</summary>
    /// <param name="outputDirectory">The derivative dataset.</param>
    /// <param name="sourceDirectory">The raw dataset, or the folder of the single scan; linked relative to the output.</param>
    /// <param name="sourceName">Its name, when it has one.</param>
    /// <param name="template">What was normalised to: a source as well, with its scans, when it says which it was made of.</param>
    public static void Write(string outputDirectory, string sourceDirectory, string? sourceName, TemplateSource? template = null)
    {
        string Link(string to) => Path.GetRelativePath(Path.GetFullPath(outputDirectory), Path.GetFullPath(to)).Replace('\\', '/');
        var link = Link(sourceDirectory);
        var sources = new JsonArray(new JsonObject { ["URL"] = link });
        if (template?.MadeOf() is { Count: > 0 } scans)
            sources.Add((JsonNode)new JsonObject { ["URL"] = Link(Path.GetDirectoryName(Path.GetFullPath(template.T1wPath))!), ["Scans"] = new JsonArray([.. scans.Select(s => JsonValue.Create(s))]) });
        var json = new JsonObject
        {
            ["Name"] = sourceName is null ? "Pial derivatives" : $"Pial derivatives of {sourceName}",
            ["BIDSVersion"] = "1.9.0",
            ["DatasetType"] = "derivative",
            ["GeneratedBy"] = new JsonArray(new JsonObject
            {
                ["Name"] = "Pial",
                ["Version"] = Software.Version,
                ["Description"] = "Structural MRI from the raw T1w to tissue maps in standard space.",
            }),
            ["SourceDatasets"] = sources,
            ["DatasetLinks"] = new JsonObject { ["raw"] = link },
        };
        WriteIfDifferent(Path.Combine(outputDirectory, "dataset_description.json"), json.ToJsonString(Indented) + "\n");
        WriteIfDifferent(Path.Combine(outputDirectory, ".bidsignore"), "*_report.html\n*_log.json\n*_xfm.*\n*_volumes.*\n.pial/\n");
    }

    /// <summary>The <c>Name</c> of a dataset's description, or null.</summary>
    public static string? NameOf(string directory)
    {
        var path = Path.Combine(directory, "dataset_description.json");
        try
        {
            return File.Exists(path) ? (string?)JsonNode.Parse(File.ReadAllText(path))?["Name"] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>The template that derivatives lie on, by its folder's name, and the scans it was made of, as <see cref="Write"/> left them; null where none are named.</summary>
    /// <exception cref="InputException">The description cannot be read.</exception>
    public static (string Name, IReadOnlyList<string> Scans)? TemplateOf(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var path = Path.Combine(directory, "dataset_description.json");
        try
        {
            if (!File.Exists(path) || JsonNode.Parse(File.ReadAllText(path))?["SourceDatasets"] is not JsonArray sources) return null;
            return sources.FirstOrDefault(s => s?["Scans"] is JsonArray) is { } made ? (Path.GetFileName((string?)made["URL"] ?? ""), [.. made["Scans"]!.AsArray().Select(s => (string)s!)]) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InputException($"{path} cannot be read: {e.Message.Split('\n')[0]}", e);
        }
    }

    private static void WriteIfDifferent(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text) AtomicFile.WriteText(path, text);
    }
}
