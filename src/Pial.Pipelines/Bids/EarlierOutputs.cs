using System.Text.Json.Nodes;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Bids;

/// <summary>
/// What earlier runs left under the name of a scan: its own, or another scan's of the same name, told by the key of the raw image that
/// every sidecar holds.
/// </summary>
internal static class EarlierOutputs
{
    private const string RawUri = "bids:raw:";

    /// <summary>The derivatives of a scan: all files of its folder with its prefix.</summary>
    public static IEnumerable<string> Of(string folder, string prefix) => !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder)
        .Where(f => Path.GetFileName(f).StartsWith(prefix + "_", StringComparison.Ordinal) && BidsName.Of(f).Prefix == prefix);

    /// <summary>Whether a derivative was made of other scans alone; one without a sidecar is nobody's.</summary>
    public static bool IsOfAnother(string file, ArtifactKey raw)
    {
        var scans = ScansOf(file);
        return scans.Count > 0 && !scans.Contains(raw.Value);
    }

    /// <summary>Removes what was made of another scan of the name, so that the files of two never lie together.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="prefix">The name.</param>
    /// <param name="raw">Key of the raw image whose derivatives are to lie there.</param>
    /// <param name="replace">Whether they may be removed.</param>
    /// <exception cref="InputException">They may not.</exception>
    public static void MakeWay(string folder, string prefix, ArtifactKey raw, bool replace)
    {
        var files = Of(folder, prefix).ToArray();
        if (!Array.Exists(files, f => IsOfAnother(f, raw))) return;
        if (!replace) throw Refusal(folder, prefix);
        foreach (var file in files)
            File.Delete(file);
    }

    /// <summary>Says whose outputs are in the way.</summary>
    public static InputException Refusal(string folder, string prefix)
    {
        var source = Of(folder, prefix).Select(f => SourceOf(f, folder)).FirstOrDefault(s => s is not null);
        var whose = source is null ? "" : $", {source}";
        return new(
            $"{Path.Combine(folder, prefix)}_… are the outputs of another scan of the same name{whose}; give another OUT_DIR, rename the " +
                "scan, or add option 'force' to replace them.");
    }

    private static HashSet<string> ScansOf(string file) => Read(file)?["Provenance"] is JsonArray chain
        ? [.. chain.OfType<JsonObject>().Where(s => Text(s["Step"]) == "raw").Select(s => Text(s["Key"])).OfType<string>()]
        : [];

    // The path of the scan, when the description of the dataset around the folder still leads to it.
    private static string? SourceOf(string file, string folder)
    {
        if (Read(file)?["Sources"] is not JsonArray { Count: > 0 } sources || Text(sources[0]) is not { } uri) return null;
        var relative = uri.StartsWith(RawUri, StringComparison.Ordinal) ? uri[RawUri.Length..] : uri;
        for (var (at, up) = (Path.GetFullPath(folder), 0); up < 4 && at is not null; up++, at = Path.GetDirectoryName(at)!)
        {
            if (DatasetDescription.SourceOfDerivatives(at) is { } source && File.Exists(Path.Combine(source, relative)))
                return Path.Combine(source, relative);
        }

        return relative;
    }

    private static JsonObject? Read(string file)
    {
        try
        {
            return File.Exists(Sidecar.PathOf(file)) ? JsonFile.Parse(Sidecar.PathOf(file)) as JsonObject : null;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // being written, or damaged: then it says nothing
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
