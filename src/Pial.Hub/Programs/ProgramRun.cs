using System.ComponentModel;
using System.Diagnostics;
using Pial.Pipelines;

namespace Pial.Hub.Programs;

/// <summary>What a program may use.</summary>
/// <param name="Seconds">Time, s.</param>
/// <param name="MemoryMb">Resident memory of it and its children together, MiB; watched where the system tells it (Linux).</param>
internal sealed record ProgramLimits(double Seconds, double MemoryMb);

/// <summary>What a program used.</summary>
/// <param name="Seconds">Time, s.</param>
/// <param name="PeakMemoryMb">Largest memory seen, MiB; 0 where the system does not tell.</param>
internal sealed record ProgramUse(double Seconds, double PeakMemoryMb);

/// <summary>
/// A user's program in a folder of its own, with limits of time and memory. It is ended with all its children when it hangs, grows too large, or writes outside its folder. This guards against
/// accidents; it is no wall against a hostile program, which needs a container.
/// </summary>
internal static class ProgramRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="folder">Its folder: working directory, home and place for temporary files.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="watched">Folders besides its own in which nothing may change.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InputException">It cannot be started, dies, hangs, grows too large or writes elsewhere; says which, with the end of what it said.</exception>
    public static ProgramUse Run(string name, IReadOnlyList<string> command, string folder, ProgramLimits limits, IReadOnlyList<string> watched, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(limits);
        var before = new FolderState(watched, folder);
        var start = new ProcessStartInfo(command[0]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        foreach (var variable in new[] { "HOME", "TMPDIR", "TEMP", "TMP" })
            start.Environment[variable] = folder;
        // Python leaves compiled files beside its sources otherwise, which is no harm and would look like some.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = new Process { StartInfo = start };
        var said = new LastWords();
        process.OutputDataReceived += (_, e) => said.Add(e.Data);
        process.ErrorDataReceived += (_, e) => said.Add(e.Data);
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw new InputException($"{name} cannot be started: {command[0]}: {e.Message}", e);
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var (watch, peak) = (Stopwatch.StartNew(), Watch(process, name, folder, limits, said, cancellation));
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0) throw new InputException($"{name} died with exit code {process.ExitCode}{said}");
        if (before.Change() is { } change) throw new InputException($"{name} wrote outside its folder: {change}. A program writes into its working directory alone; nothing of this run is kept.");
        return new(seconds, peak);
    }

    private static double Watch(Process process, string name, string folder, ProgramLimits limits, LastWords said, CancellationToken cancellation)
    {
        var (tree, watch, peak) = (new ProcessTree(process.Id), Stopwatch.StartNew(), 0.0);
        try
        {
            while (!process.WaitForExit(Look))
            {
                cancellation.ThrowIfCancellationRequested();
                if (watch.Elapsed.TotalSeconds > limits.Seconds) throw new InputException(FormattableString.Invariant($"{name} was still running after {limits.Seconds:0.##} s and was ended{said}"));
                var (megabytes, outside) = tree.Look(folder);
                peak = Math.Max(peak, megabytes);
                if (megabytes > limits.MemoryMb) throw new InputException(FormattableString.Invariant($"{name} used {megabytes:0} MiB, more than the {limits.MemoryMb:0} it may, and was ended{said}"));
                if (outside is not null) throw new InputException($"{name} opened {outside} for writing, which lies outside its folder, and was ended. A program writes into its working directory alone.");
            }

            process.WaitForExit(); // what it said last is still on its way
            return peak;
        }
        finally
        {
            tree.End(process);
        }
    }
}
