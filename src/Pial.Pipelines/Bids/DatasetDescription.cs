using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Formats.Streams;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Bids;

/// <summary>Writes what makes a folder a BIDS derivative dataset.</summary>
public static class DatasetDescription
{
    /// <summary>How Pial writes JSON files: indented, UTF-8 as it is.</summary>
    internal static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string RawLink = "raw", TemplateLink = "template";

    /// <summary>Writes <c>dataset_description.json</c> and <c>.bidsignore</c>, unless they say the same already.</summary>
    /// <param name="outputDirectory">The derivative dataset.</param>
    /// <param name="sourceDirectory">The raw dataset, or the folder of the single scan; linked relative to the output.</param>
    /// <param name="sourceName">Its name, when it has one.</param>
    /// <param name="notBids">What BIDS has no name for, one pattern each.</param>
    /// <param name="template">What was normalised to: a source as well, with its scans, when they are known.</param>
    public static void Write(
        string outputDirectory, string sourceDirectory, string? sourceName, IReadOnlyList<string> notBids,
        (string Folder, IReadOnlyList<string> Scans)? template = null)
    {
        string Link(string to) => Path.GetRelativePath(Path.GetFullPath(outputDirectory), Path.GetFullPath(to)).Replace('\\', '/');
        var links = new JsonObject { [RawLink] = Link(sourceDirectory) };
        var sources = new JsonArray(SourceOf(sourceDirectory));
        if (template is { Scans: { Count: > 0 } scans, Folder: var folder })
        {
            links[TemplateLink] = Link(folder);
            sources.Add((JsonNode)new JsonObject
            {
                ["URL"] = $"bids:{TemplateLink}:",
                ["Scans"] = new JsonArray([.. scans.Select(s => JsonValue.Create(s))]),
            });
        }

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
            ["DatasetLinks"] = links,
        };
        WriteIfDifferent(Path.Combine(outputDirectory, "dataset_description.json"), json.ToJsonString(Indented) + "\n");
        WriteIfDifferent(Path.Combine(outputDirectory, ".bidsignore"), string.Concat(notBids.Select(p => p + "\n")));
    }

    /// <summary>Writes the description of a raw dataset, unless there is one.</summary>
    public static void WriteRaw(string directory, string name)
    {
        var path = Path.Combine(directory, "dataset_description.json");
        if (!File.Exists(path))
            OutputFile.WriteText(path,
                new JsonObject { ["Name"] = name, ["BIDSVersion"] = "1.9.0", ["DatasetType"] = "raw" }.ToJsonString(Indented) + "\n");
    }

    /// <summary>The <c>Name</c> of a dataset's description, or null.</summary>
    public static string? NameOf(string directory) => Field(directory, d => (string?)d["Name"]);

    /// <summary>The folder that a derivative dataset was made from, as <see cref="Write"/> left it; null when it does not say.</summary>
    public static string? SourceOfDerivatives(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return Field(directory, d => (string?)d["DatasetLinks"]?[RawLink]) is { } link
            ? Path.GetFullPath(link, Path.GetFullPath(directory)) : null;
    }

    // A dataset with a DOI is named by it, wherever it lies; another by its link, which BIDS resolves.
    private static JsonObject SourceOf(string directory)
    {
        var source = new JsonObject { ["URL"] = $"bids:{RawLink}:" };
        if (Field(directory, d => (string?)d["DatasetDOI"]) is not { } doi
            || doi.IndexOf("10.", StringComparison.Ordinal) is not (>= 0 and var at)) return source;
        source["URL"] = $"https://doi.org/{Uri.EscapeDataString(doi[at..].Trim()).Replace("%2F", "/", StringComparison.Ordinal)}";
        source["DOI"] = doi;
        return source;
    }

    private static string? Field(string directory, Func<JsonNode, string?> take)
    {
        var path = Path.Combine(directory, "dataset_description.json");
        try
        {
            return File.Exists(path) && JsonFile.Parse(path) is { } description ? take(description) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// The template that derivatives lie on, by its folder's name, and the scans it was made of, as <see cref="Write"/> left them; null
    /// where none are named.
    /// </summary>
    /// <exception cref="InputException">The description cannot be read.</exception>
    public static (string Name, IReadOnlyList<string> Scans)? TemplateOf(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var path = Path.Combine(directory, "dataset_description.json");
        try
        {
            var description = File.Exists(path) ? JsonFile.Parse(path) : null;
            if (description?["SourceDatasets"] is not JsonArray sources
                || sources.FirstOrDefault(s => s?["Scans"] is JsonArray) is not { } made) return null;
            var folder = (string?)description["DatasetLinks"]?[TemplateLink] ?? (string?)made["URL"] ?? "";
            return (Path.GetFileName(folder), [.. made["Scans"]!.AsArray().Select(s => (string)s!)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InputException($"{path} cannot be read: {e.Message.Split('\n')[0]}", e);
        }
    }

    private static void WriteIfDifferent(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text) OutputFile.WriteText(path, text);
    }
}
