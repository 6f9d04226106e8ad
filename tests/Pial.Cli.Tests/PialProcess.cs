using System.Diagnostics;
using System.Text;

namespace Pial.Cli.Tests;

/// <summary>The program as a process of its own, so that it can be interrupted and killed.</summary>
internal sealed class PialProcess : IDisposable
{
    /// <summary>When it counts as hanging: far beyond what it takes on a busy machine.</summary>
    public static readonly TimeSpan Hangs = TimeSpan.FromMinutes(10);

    private readonly Process process;
    private readonly StringBuilder error = new();
    private readonly StringBuilder output = new();

    private Thread[] readers = [];

    private PialProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public static PialProcess Start(params string[] args) => Start(path: null, args);

    /// <summary>With folders put before the PATH.</summary>
    public static PialProcess Start(string? path, string[] args) =>
        StartWith(path is null ? new()
            : new Dictionary<string, string?> { ["PATH"] = $"{path}:{Environment.GetEnvironmentVariable("PATH")}" }, args);

    /// <summary>With variables set; null takes one away.</summary>
    public static PialProcess StartWith(Dictionary<string, string?> environment, string[] args)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, ["exec", Path.Combine(AppContext.BaseDirectory, "pial.dll"), .. args]);
        foreach (var (name, value) in environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        return Started(start);
    }

    private static PialProcess Started(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        (start.RedirectStandardError, start.RedirectStandardOutput, start.RedirectStandardInput) = (true, true, true);
        var running = new PialProcess(Process.Start(start)!);
        running.readers = [Read(running.process.StandardOutput, running.output), Read(running.process.StandardError, running.error)];
        return running;
    }

    /// <summary>Under a limit that a shell sets first.</summary>
    public static PialProcess Limited(string limit, params string[] args)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return Started(new ProcessStartInfo("/bin/sh",
            ["-c", $"{limit}; exec \"$@\"", "sh", dotnet, "exec", Path.Combine(AppContext.BaseDirectory, "pial.dll"), .. args]));
    }

    /// <summary>Whether it ends by itself in a time.</summary>
    public bool EndsWithin(TimeSpan time) => process.WaitForExit(time);

    public string Error
    {
        get
        {
            lock (error) return error.ToString();
        }
    }

    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    // Threads of their own: other tests keep the pool's threads busy for seconds, and a line that comes late is a stage that was missed.
    private static Thread Read(StreamReader from, StringBuilder to)
    {
        var thread = new Thread(() =>
        {
            while (from.ReadLine() is { } line) Append(to, line);
        })
        { IsBackground = true };
        thread.Start();
        return thread;
    }

    private void JoinReaders()
    {
        foreach (var reader in readers) reader.Join();
    }

    /// <summary>Waits until stderr holds a text; false when the process ended first.</summary>
    public bool WaitFor(string text)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Hangs)
        {
            if (Error.Contains(text, StringComparison.Ordinal)) return true;
            if (process.HasExited)
            {
                JoinReaders(); // what it said last may still be on its way
                return Error.Contains(text, StringComparison.Ordinal);
            }

            Thread.Sleep(5);
        }

        return false;
    }

    /// <summary>As a hard stop of the machine would: no handler runs.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>As Ctrl-C at the terminal.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public int Exit()
    {
        Assert.True(process.WaitForExit(Hangs), "pial did not end");
        JoinReaders();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        JoinReaders();
        process.Dispose();
    }

    private static void Append(StringBuilder text, string line)
    {
        lock (text) text.AppendLine(line);
    }
}
