using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Engines;

/// <summary>Work for a SLURM array: the same command line once for each subject, over a shared file system.</summary>
/// <param name="Command">The program and what every task is called with; the subject's label is appended.</param>
/// <param name="Labels">One for each task.</param>
/// <param name="Folder">Where the script, the list of labels and the tasks' logs go.</param>
/// <param name="Cpus">Of each task.</param>
/// <param name="MemoryGb">Of each task.</param>
/// <param name="Arguments">For <c>sbatch</c>, before the script: partition, time, account; they overrule the script.</param>
public sealed record SlurmJob(IReadOnlyList<string> Command, IReadOnlyList<string> Labels, string Folder, int Cpus, double MemoryGb, IReadOnlyList<string> Arguments)
{
    /// <summary>The script that <c>sbatch</c> reads.</summary>
    public string ScriptPath => Path.Combine(Folder, "run.sbatch");

    /// <summary>The labels, one a line.</summary>
    public string LabelsPath => Path.Combine(Folder, "subjects.txt");

    /// <summary>The script's text.</summary>
    public string Script() => string.Create(CultureInfo.InvariantCulture, $$"""
        #!/bin/bash
        #SBATCH --job-name=pial
        #SBATCH --array=1-{{Labels.Count}}
        #SBATCH --cpus-per-task={{Cpus}}
        #SBATCH --mem={{Math.Ceiling(MemoryGb * 1024):0}}M
        #SBATCH --output="{{Path.Combine(Folder, "%A_%a.log")}}"
        cd {{Quoted(Environment.CurrentDirectory)}} || exit 1
        label=$(sed -n "${SLURM_ARRAY_TASK_ID}p" {{Quoted(LabelsPath)}})
        exec {{string.Join(' ', Command.Select(Quoted))}} --participant-label "$label"

        """);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>Hands arrays to SLURM's <c>sbatch</c>.</summary>
public static class SlurmEngine
{
    /// <summary>Writes the script and submits it.</summary>
    /// <param name="job">The work.</param>
    /// <returns>The job's number, and whether all is well: with <c>--wait</c> among the arguments, that every task ended well.</returns>
    /// <exception cref="InputException">There is no <c>sbatch</c> here, or it refused the job; its own words are passed on.</exception>
    public static (string Number, bool Well) Submit(SlurmJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        AtomicFile.WriteText(job.LabelsPath, string.Concat(job.Labels.Select(l => l + "\n")));
        AtomicFile.WriteText(job.ScriptPath, job.Script());
        try
        {
            var start = new ProcessStartInfo("sbatch", ["--parsable", .. job.Arguments, job.ScriptPath]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var number = said.Split(';', '\n')[0].Trim(); // "number" or "number;cluster"
            if (number.Length == 0)
                throw new InputException($"sbatch refused the job (exit code {process.ExitCode}): {error.Result.Trim().ReplaceLineEndings(" ")}");
            return (number, process.ExitCode == 0);
        }
        catch (Win32Exception e)
        {
            throw new InputException("--engine slurm needs SLURM's sbatch on the PATH, and it is not there; run it on a login node of the cluster, or use --engine local.", e);
        }
    }

    /// <summary>Splits what a shell would: at spaces, quotes kept together.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<string>();
        var (part, quote, begun) = (new StringBuilder(), '\0', false);
        foreach (var c in text)
        {
            if (quote == '\0' && c is '\'' or '"') (quote, begun) = (c, true);
            else if (c == quote) quote = '\0';
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (begun) parts.Add(part.ToString());
                part.Clear();
                begun = false;
            }
            else
            {
                part.Append(c);
                begun = true;
            }
        }

        if (begun) parts.Add(part.ToString());
        return parts;
    }
}
