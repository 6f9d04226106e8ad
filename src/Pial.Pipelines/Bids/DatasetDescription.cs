using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Pipelines.Store;

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
    /// <param name="templateDirectory">The template's folder, when it says whom it was made of: a source as well; null for other templates.</param>
    public static void Write(string outputDirectory, string sourceDirectory, string? sourceName, string? templateDirectory = null)
    {
        string Link(string to) => Path.GetRelativePath(Path.GetFullPath(outputDirectory), Path.GetFullPath(to)).Replace('\\', '/');
        var link = Link(sourceDirectory);
        var sources = new JsonArray(new JsonObject { ["URL"] = link });
        if (templateDirectory is not null) sources.Add((JsonNode)new JsonObject { ["URL"] = Link(templateDirectory) });
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

    /// <summary>Folders of the sources that lie on this machine, from <c>SourceDatasets</c>.</summary>
    public static IReadOnlyList<string> SourcesOf(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var path = Path.Combine(directory, "dataset_description.json");
        try
        {
            if (!File.Exists(path) || JsonNode.Parse(File.ReadAllText(path))?["SourceDatasets"] is not JsonArray sources) return [];
            return [.. sources.Select(s => (string?)s?["URL"]).OfType<string>().Select(u => Path.GetFullPath(u, Path.GetFullPath(directory))).Where(Directory.Exists)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or ArgumentException)
        {
            return [];
        }
    }

    private static void WriteIfDifferent(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text) AtomicFile.WriteText(path, text);
    }
}
