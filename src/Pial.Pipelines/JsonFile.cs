using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pial.Pipelines;

/// <summary>
/// Small text files (JSON, YAML) of others: read whole, but not without end. JSON that is nested deeper than 64 is refused by its reader.
/// </summary>
internal static class JsonFile
{
    /// <summary>Longest file, bytes: a sidecar has thousands, the record of a benchmark of ten thousand cases a few million.</summary>
    public const long MostBytes = 64 << 20;

    /// <summary>Parses a file.</summary>
    /// <exception cref="JsonException">It is no JSON, or longer than any record.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static JsonNode? Parse(string path) => JsonNode.Parse(Text(path));

    /// <summary>A file's text.</summary>
    /// <exception cref="JsonException">It is longer than any record.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static string Text(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > MostBytes } file)
            throw new JsonException($"it is {file.Length} bytes long, more than the {MostBytes} of any record.");
        return File.ReadAllText(path);
    }
}
