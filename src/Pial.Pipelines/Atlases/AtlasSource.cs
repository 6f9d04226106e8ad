namespace Pial.Pipelines.Atlases;

/// <summary>Where an atlas comes from.</summary>
public enum AtlasKind
{
    /// <summary>Part of Pial.</summary>
    Embedded,

    /// <summary>A folder in TemplateFlow's layout.</summary>
    TemplateFlow,

    /// <summary>A file the person named.</summary>
    Path,
}

/// <summary>An atlas that was found, not yet read.</summary>
/// <param name="Name">Letters and digits, as outputs are named.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Path">Its labels; empty for the embedded one.</param>
/// <param name="TablePath">Its names; null when it has none.</param>
/// <param name="Space">The space its file name tells; null when it tells none.</param>
public sealed record AtlasSource(string Name, AtlasKind Kind, string Path, string? TablePath, string? Space)
{
    /// <summary>Where it was taken from, for people.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Its licence, as far as something beside it says so; null when nothing does.</summary>
    public string? License { get; init; }
}
