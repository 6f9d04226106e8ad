namespace Pial.Formats;

/// <summary>Collects findings while a header is read.</summary>
public sealed class Findings
{
    private readonly List<HeaderFinding> list = [];

    /// <summary>In the order they were made.</summary>
    public IReadOnlyList<HeaderFinding> All => list;

    /// <summary>Adds what is good to know.</summary>
    /// <param name="code">A short name that does not change.</param>
    /// <param name="text">A sentence.</param>
    public void Note(string code, string text) => list.Add(new(code, FindingSeverity.Note, text));

    /// <summary>Adds what may be wrong.</summary>
    /// <inheritdoc cref="Note"/>
    public void Warn(string code, string text) => list.Add(new(code, FindingSeverity.Warning, text));
}
