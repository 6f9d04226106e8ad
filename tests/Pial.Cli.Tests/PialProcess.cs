using System.Diagnostics;
using System.Text;

namespace Pial.Cli.Tests;

/// <summary>The program as a process of its own, so that it can be interrupted and killed.</summary>
internal sealed class PialProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder error = new();
    private readonly StringBuilder output = new();

    private PialProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public static PialProcess Start(params string[] args)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, ["exec", Path.Combine(AppContext.BaseDirectory, "pial.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        var running = new PialProcess(Process.Start(start)!);
        running.process.OutputDataReceived += (_, e) => Append(running.output, e.Data);
        running.process.ErrorDataReceived += (_, e) => Append(running.error, e.Data);
        running.process.BeginErrorReadLine();
        running.process.BeginOutputReadLine();
        return running;
    }

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

    /// <summary>Waits until stderr holds a text; false when the process ended first.</summary>
    public bool WaitFor(string text)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(4))
        {
            if (Error.Contains(text, StringComparison.Ordinal)) return true;
            if (process.HasExited) return Error.Contains(text, StringComparison.Ordinal);
            Thread.Sleep(20);
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
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(4)), "pial did not end");
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }
}
