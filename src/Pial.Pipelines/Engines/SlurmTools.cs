using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Pial.Pipelines.Engines;

/// <summary>Calls SLURM's own programs.</summary>
internal static class SlurmTools
{
    private const int UsualArray = 1001; // SLURM's own default of MaxArraySize

    /// <summary>Runs one of the programs; arguments are handed over as they are, without a shell.</summary>
    /// <exception cref="InputException">It is not on the PATH.</exception>
    public static (int Code, string Said, string Error) Run(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said, error.Result);
        }
        catch (Win32Exception e)
        {
            throw new InputException(
                $"option 'engine' slurm needs SLURM's {program} on the PATH, and it is not there; run it on a login node of the cluster, " +
                    "or use option 'engine' local.", e);
        }
    }

    /// <summary>
    /// The most tasks that one array may have: <c>MaxArraySize</c> - 1, as <c>scontrol show config</c> tells it; SLURM's default where it
    /// cannot be asked.
    /// </summary>
    /// <exception cref="InputException">This cluster allows no arrays.</exception>
    public static int MostTasks()
    {
        var size = UsualArray;
        try
        {
            var (code, said, _) = Run("scontrol", ["show", "config"]);
            var line = said.Split('\n').FirstOrDefault(l => l.StartsWith("MaxArraySize", StringComparison.Ordinal));
            if (code == 0 && line is not null && int.TryParse(line.Split('=')[^1], NumberStyles.Integer, CultureInfo.InvariantCulture,
                out var told)) size = told;
        }
        catch (InputException)
        {
            // Some sites hide scontrol from users.
        }

        return size > 1 ? size - 1
            : throw new InputException(
                $"This cluster allows no arrays (MaxArraySize is {size} in scontrol show config); use option 'engine' local.");
    }

    /// <summary>Tasks of an array that wait or run, with SLURM's word for their state; empty when the job is over.</summary>
    /// <exception cref="InputException">The queue cannot be asked.</exception>
    public static IReadOnlyDictionary<int, string> Queue(string job)
    {
        var (code, said, error) = Run("squeue", ["--noheader", "--array", $"--jobs={job}", "--format=%K %T"]);
        if (code != 0) return error.Contains("Invalid job id", StringComparison.Ordinal) ? new Dictionary<int, string>()
            : throw new InputException($"squeue does not answer (exit code {code}): {error.Trim().ReplaceLineEndings(" ")}");
        var tasks = new Dictionary<int, string>();
        foreach (var line in said.Split('\n'))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var index, var state]
                && int.TryParse(index, NumberStyles.Integer, CultureInfo.InvariantCulture, out var task)) tasks[task] = state;
        return tasks;
    }
}
