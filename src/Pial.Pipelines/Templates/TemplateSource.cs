using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pial.Pipelines.Templates;

/// <summary>Where a template comes from.</summary>
public enum TemplateKind
{
    /// <summary>Part of Pial.</summary>
    Embedded,

    /// <summary>A folder in TemplateFlow's layout.</summary>
    TemplateFlow,

    /// <summary>A file or folder the person named.</summary>
    Path,
}

/// <summary>A template that was found, not yet read.</summary>
/// <param name="Space">Identifier of its space.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="T1wPath">Its T1w image; empty for the embedded one.</param>
/// <param name="MaskPath">Its brain mask, if it has one.</param>
/// <param name="Name">Its name in words, if its description has one.</param>
public sealed record TemplateSource(string Space, TemplateKind Kind, string T1wPath, string? MaskPath, string? Name)
{
    /// <summary>The scans it was made of, as its folder says (<c>pial template build</c>); none where it does not say.</summary>
    /// <exception cref="InputException">Its description cannot be read.</exception>
    public IReadOnlyList<string> MadeOf()
    {
        if (T1wPath.Length == 0) return [];
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(T1wPath))!, "template_description.json");
        try
        {
            return File.Exists(path) && JsonFile.Parse(path)?["Scans"] is JsonArray scans ? [.. scans.Select(s => (string)s!)] : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InputException($"{path} cannot be read: {e.Message.Split('\n')[0]}", e);
        }
    }
}
