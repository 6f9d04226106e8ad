using System.Globalization;
using Pial.Formats;
using Pial.Pipelines.Store;
using Spectre.Console;

namespace Pial.Cli.Shell;

/// <summary>
/// Stages and their times on stderr: a line that counts seconds while a stage runs, replaced by its time when it is done. Plain lines, one
/// a stage that is done, when stderr is no terminal.
/// </summary>
internal sealed class StageProgress : IStageListener, IDisposable
{
    private readonly IAnsiConsole? console;
    private readonly TextWriter? plain;
    private readonly TextWriter error;
    private readonly string label;
    private readonly bool live;
    private readonly Timer? timer;
    private readonly Lock gate = new();
    private string? running;
    private DateTime since;

    /// <summary>Starts showing.</summary>
    /// <param name="run">The command's run.</param>
    /// <param name="label">Put before every line; empty for none.</param>
    /// <param name="live">Whether a running stage is shown; not when several scans run together.</param>
    public StageProgress(CommandRun run, string label, bool live)
    {
        (this.label, this.live) = (label.Length > 0 ? PlainText.OneLine(label) + "  " : "", live);
        error = run.Error;
        if (run.ErrorIsTerminal)
        {
            console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(run.Terminal) });
            if (live) timer = new Timer(_ => Tick(), null, 200, 200);
        }
        else
        {
            plain = run.Error;
        }
    }

    public void Started(string stage)
    {
        lock (gate) (running, since) = (stage, DateTime.UtcNow);
        Tick();
    }

    public void Finished(StageTime stage)
    {
        var time = stage.Reused ? "kept" : string.Create(CultureInfo.InvariantCulture, $"{stage.Time.TotalSeconds:0.0} s");
        lock (gate)
        {
            running = null;
            Clear();
            console?.MarkupLineInterpolated($"[green]✓[/] [grey]{label}[/]{stage.Name,-34} [grey]{time,9}[/]");
            plain?.WriteLine($"{label}{stage.Name}: {time}");
        }
    }

    public void Noticed(string what)
    {
        lock (gate)
        {
            Clear();
            error.WriteLine($"pial: {label}{what}");
        }
    }

    /// <summary>Does one stage of a single verb.</summary>
    public T Do<T>(string stage, Func<T> work)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Started(stage);
        var result = work();
        Finished(new(stage, clock.Elapsed, false));
        return result;
    }

    /// <inheritdoc cref="Do{T}(string, Func{T})"/>
    public void Do(string stage, Action work) => Do(stage, () =>
    {
        work();
        return true;
    });

    public void Dispose()
    {
        timer?.Dispose();
        lock (gate)
        {
            running = null;
            Clear();
        }
    }

    private void Tick()
    {
        if (console is null || !live) return;
        lock (gate)
        {
            if (running is null) return;
            Clear();
            console.MarkupInterpolated(
                $"[yellow]…[/] [grey]{label}[/]{running,-34} [grey]{(DateTime.UtcNow - since).TotalSeconds,7:0} s[/]");
        }
    }

    // Back to the line's beginning and erase it (ECMA-48 EL).
    private void Clear()
    {
        if (live) console?.Profile.Out.Writer.Write("\r\u001b[2K");
    }
}
