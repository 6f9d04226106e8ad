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
/// A user's program in a folder of its own, with limits of time and memory, shut in by a <see cref="Sandbox"/> where there is one. It is
/// ended with all its children when it hangs, grows too large, or, without a sandbox, is seen to
/// write outside its folder: that guards against accidents, and is no wall against a hostile program.
/// </summary>
internal static class ProgramRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="folder">Its folder: working directory, home and place for temporary files.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="sandbox">Where it runs.</param>
    /// <param name="model">The folder of its record, which it may read.</param>
    /// <param name="hidden">What holds the data: nothing may change there, and in a sandbox it cannot be read.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InputException">
    /// It cannot be started, dies, hangs, grows too large or writes elsewhere; says which, with the end of what it said.
    /// </exception>
    public static ProgramUse Run(
        string name, IReadOnlyList<string> command, string folder, ProgramLimits limits, Sandbox sandbox, string model,
        IReadOnlyList<string> hidden, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(sandbox);
        var watched = sandbox.IsIsolated ? null
            : new FolderState([model, .. hidden.Select(h => Directory.Exists(h) ? h : Path.GetDirectoryName(Path.GetFullPath(h))!)],
                folder);
        var program = Found(command[0])
            ?? throw new InputException($"{name} cannot be started: {command[0]}: there is no such program.");
        var line = sandbox.Command([program, .. command.Skip(1)], folder, model, hidden, limits);
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Clear(); // of bubblewrap, too: what it was started with can be read within
        foreach (var (variable, value) in Sandbox.Variables(folder))
            start.Environment[variable] = value;
        using var process = new Process { StartInfo = start };
        var said = new LastWords();
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw new InputException($"{name} cannot be started: {command[0]}: {e.Message}", e);
        }

        process.StandardInput.Close();
        Thread[] listeners = [said.Listen(process.StandardOutput), said.Listen(process.StandardError)];
        var (watch, peak) = (Stopwatch.StartNew(), Watch(process, name, folder, limits, sandbox, said, cancellation));
        var seconds = watch.Elapsed.TotalSeconds;
        foreach (var listener in listeners)
            listener.Join(LastWord); // what it said last is still on its way; what a child of it holds open is not waited for
        if (process.ExitCode != 0) throw new InputException($"{name} died with exit code {process.ExitCode}{said}");
        if (watched?.Change() is { } change)
        {
            throw new InputException($"{name} wrote outside its folder: {change}. A program writes into its working directory alone; " +
                "nothing of this run is kept.");
        }

        return new(seconds, peak);
    }

    private static double Watch(
        Process process, string name, string folder, ProgramLimits limits, Sandbox sandbox, LastWords said, CancellationToken cancellation)
    {
        var (tree, watch, peak) = (new ProcessTree(process.Id), Stopwatch.StartNew(), 0.0);
        try
        {
            while (!process.WaitForExit(Look))
            {
                cancellation.ThrowIfCancellationRequested();
                if (watch.Elapsed.TotalSeconds > limits.Seconds)
                    throw new InputException(
                        FormattableString.Invariant($"{name} was still running after {limits.Seconds:0.##} s and was ended{said}"));
                var (megabytes, processes, outside) = tree.Look(folder);
                peak = Math.Max(peak, megabytes);
                if (megabytes > limits.MemoryMb)
                {
                    throw new InputException(FormattableString.Invariant(
                        $"{name} used {megabytes:0} MiB, more than the {limits.MemoryMb:0} it may, and was ended{said}"));
                }

                // The limit of the sandbox is one of a user, and root has none.
                if (processes > Sandbox.MostProcesses && sandbox.IsIsolated)
                {
                    throw new InputException(
                        $"{name} started {processes} processes, more than the {Sandbox.MostProcesses} it may, and was ended{said}");
                }

                if (outside is not null && !sandbox.IsIsolated)
                {
                    throw new InputException($"{name} opened {outside} for writing, which lies outside its folder, and was ended. " +
                        "A program writes into its working directory alone.");
                }
            }

            return peak;
        }
        finally
        {
            tree.End(process);
        }
    }

    // By its full path, so that a sandbox can be told where it is.
    private static string? Found(string program) => program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
        ? (File.Exists(program) ? Path.GetFullPath(program) : null)
        : OperatingSystem.IsWindows() ? program
        : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
}
