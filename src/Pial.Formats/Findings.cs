namespace Pial.Formats;

/// <summary>Collects findings while a header is read.</summary>
internal sealed class Findings
{
    private readonly List<HeaderFinding> list = [];

    public IReadOnlyList<HeaderFinding> All => list;

    public void Note(string code, string text) => list.Add(new(code, FindingSeverity.Note, text));

    public void Warn(string code, string text) => list.Add(new(code, FindingSeverity.Warning, text));
}
