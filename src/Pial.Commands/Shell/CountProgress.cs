using System.Globalization;

namespace Pial.Cli.Shell;

/// <summary>
/// A bar on stderr for work that is counted: redrawn at most ten times a second, gone when it is done; nothing where stderr is no terminal.
/// </summary>
internal sealed class CountProgress(CommandRun run, string what) : IDisposable
{
    private const int Width = 30;
    private readonly Lock gate = new();
    private DateTime last;
    private bool drawn;

    /// <summary>Tells how far the work is; may be called from any thread.</summary>
    public void Report(int done, int total)
    {
        if (!run.ErrorIsTerminal || total < 2) return;
        lock (gate)
        {
            var now = DateTime.UtcNow;
            if (now - last < TimeSpan.FromMilliseconds(100)) return;
            (last, drawn) = (now, true);
            var full = (int)((long)Width * done / total);
            run.Terminal.Write(string.Create(CultureInfo.InvariantCulture,
                $"\r{what} [{new string('#', full)}{new string('.', Width - full)}] {done}/{total}"));
        }
    }

    // Back to the line's beginning and erase it (ECMA-48 EL).
    public void Dispose()
    {
        lock (gate)
        {
            if (drawn) run.Terminal.Write("\r\u001b[2K");
        }
    }
}
