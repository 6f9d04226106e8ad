using System.Diagnostics;
using System.Globalization;

namespace Pial.Evaluation.Runs;

/// <summary>What a finished command cost.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="WallSeconds">From start to end.</param>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="PeakMiB">Largest resident set.</param>
internal sealed record MeasuredProcess(int ExitCode, double WallSeconds, double CpuSeconds, double PeakMiB)
{
    /// <summary>Runs a command to its end; its output goes to this program's error stream when it fails.</summary>
    public static MeasuredProcess Run(string program, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false },
        };
        var watch = Stopwatch.StartNew();
        process.Start();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        var (peak, cpu) = (0.0, 0.0);
        while (!process.WaitForExit(50))
        {
            peak = Math.Max(peak, HighWaterMiB(process.Id));
            cpu = Seconds(process) ?? cpu;
        }

        process.WaitForExit();
        var wall = watch.Elapsed.TotalSeconds;
        Task.WaitAll(error, output);
        if (process.ExitCode != 0) Console.Error.WriteLine(error.Result);
        return new(process.ExitCode, wall, cpu, peak);
    }

    private static double? Seconds(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }
        catch (InvalidOperationException)
        {
            return null; // it has just ended
        }
    }

    // The kernel's own record, so that a short peak between two looks is not missed.
    private static double HighWaterMiB(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
