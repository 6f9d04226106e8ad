using System.Text;
using Pial.Formats;

namespace Pial.Hub.Programs;

/// <summary>
/// The last lines that a program said, for messages; however much it says, and however long its lines are, no more than that is kept.
/// </summary>
internal sealed class LastWords
{
    private const int Kept = 3, Longest = 200, Room = 8 << 10;
    private readonly StringBuilder tail = new();

    /// <summary>Listens to a stream until it ends, on a thread of its own.</summary>
    public Thread Listen(StreamReader stream)
    {
        var thread = new Thread(() =>
        {
            var buffer = new char[4096];
            try
            {
                for (int n; (n = stream.Read(buffer, 0, buffer.Length)) > 0;)
                    Add(buffer.AsSpan(0, n));
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The program is gone, and nobody waits for what a child of it may say.
            }
        })
        { IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Add(ReadOnlySpan<char> said)
    {
        lock (tail)
        {
            tail.Append(said);
            if (tail.Length > 2 * Room) tail.Remove(0, tail.Length - Room);
        }
    }

    /// <inheritdoc />
    public override string ToString()
    {
        lock (tail)
        {
            var lines = tail.ToString().Split('\n').Select(static l => PlainText.OneLine(l.Trim())).Where(static l => l.Length > 0)
                .TakeLast(Kept).Select(static l => l.Length > Longest ? l[..Longest] + "…" : l).ToArray();
            return lines.Length == 0 ? "; it said nothing." : $"; it said last: {string.Join(" / ", lines)}";
        }
    }
}
