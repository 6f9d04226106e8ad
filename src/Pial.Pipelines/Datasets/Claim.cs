namespace Pial.Pipelines.Datasets;

/// <summary>How a statement of a <c>dataset.yaml</c> stands against the files.</summary>
public enum Verdict
{
    /// <summary>The files agree.</summary>
    Holds,

    /// <summary>The files say otherwise.</summary>
    False,

    /// <summary>Nothing in the files tells.</summary>
    CannotTell,

    /// <summary>The YAML does not say.</summary>
    NotStated,
}

/// <summary>One statement, and what the files say to it.</summary>
/// <param name="Field">The field of the YAML, or what else is checked.</param>
/// <param name="Stated">What it states; empty when nothing.</param>
/// <param name="Found">What the files hold.</param>
/// <param name="Verdict">Whether they agree.</param>
public sealed record Claim(string Field, string Stated, string Found, Verdict Verdict)
{
    /// <summary>Files, subjects or columns that contradict, in order.</summary>
    public IReadOnlyList<string> Against { get; init; } = [];

    /// <summary>What a reader should know besides, or null.</summary>
    public string? Note { get; init; }
}
