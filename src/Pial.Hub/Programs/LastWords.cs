namespace Pial.Hub.Programs;

/// <summary>The last lines that a program said, for messages.</summary>
internal sealed class LastWords
{
    private const int Kept = 3, Longest = 200;
    private readonly Queue<string> lines = new();

    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (lines)
        {
            lines.Enqueue(line.Length > Longest ? line[..Longest] + "…" : line);
            if (lines.Count > Kept) lines.Dequeue();
        }
    }

    /// <inheritdoc />
    public override string ToString()
    {
        lock (lines)
            return lines.Count == 0 ? "; it said nothing." : $"; it said last: {string.Join(" / ", lines)}";
    }
}
