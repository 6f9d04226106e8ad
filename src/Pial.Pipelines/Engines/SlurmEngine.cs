using System.Globalization;

namespace Pial.Pipelines.Engines;

/// <summary>Work for SLURM: the same command line once for each subject, over a shared file system.</summary>
/// <param name="Command">The program and what it is called with for every subject; threads, memory and the label are appended.</param>
/// <param name="Labels">The subjects.</param>
/// <param name="WorkingDirectory">Where the command is run.</param>
/// <param name="Cpus">Of each task.</param>
/// <param name="MemoryGb">Of each task.</param>
/// <param name="Arguments">For <c>sbatch</c>: partition, time, account; they overrule the script.</param>
public sealed record SlurmJob(IReadOnlyList<string> Command, IReadOnlyList<string> Labels, string WorkingDirectory, int Cpus,
    double MemoryGb, IReadOnlyList<string> Arguments)
{
    /// <summary>Subjects that a task works on one after another.</summary>
    public int PerTask { get; init; } = 1;

    /// <summary>
    /// The script's text. It is called with the number of tasks that other arrays of the submission have before this one's first, and
    /// leaves each subject's exit code in <c>state</c>.
    /// </summary>
    /// <param name="folder">The submission's folder.</param>
    internal string Script(string folder) => string.Create(CultureInfo.InvariantCulture, $$"""
        #!/bin/bash
        #SBATCH --job-name=pial
        #SBATCH --cpus-per-task={{Cpus}}
        #SBATCH --mem={{Math.Ceiling(MemoryGb * 1024):0}}M
        folder={{Quoted(folder)}}
        cd {{Quoted(WorkingDirectory)}} || exit 1
        task=$(($1 + SLURM_ARRAY_TASK_ID - 1))
        failed=0
        for ((n = task * {{PerTask}} + 1; n <= (task + 1) * {{PerTask}} && n <= {{Labels.Count}}; n++)); do
          label=$(sed -n "${n}p" "$folder/subjects.txt")
          {{string.Join(' ', Command.Select(Quoted))}} --n-cpus {{Cpus}} --mem-gb {{MemoryGb}} --participant-label "$label"
          code=$?
          echo $code > "$folder/state/.$n" && mv "$folder/state/.$n" "$folder/state/$n"
          [ $code -eq 0 ] || failed=1
        done
        exit $failed

        """);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>Hands arrays to SLURM's <c>sbatch</c>.</summary>
public static class SlurmEngine
{
    /// <summary>
    /// Makes a folder for the submission and submits it, in as many arrays as the cluster's <c>MaxArraySize</c> asks for.
    /// </summary>
    /// <param name="parent">Where submissions are kept.</param>
    /// <param name="job">The work.</param>
    /// <exception cref="InputException">There is no <c>sbatch</c> here, or it refused an array; its own words are passed on.</exception>
    public static SlurmSubmission Submit(string parent, SlurmJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var (arguments, limit) = SlurmArguments.Limit(job.Arguments);
        var most = SlurmTools.MostTasks();
        parent = Path.GetFullPath(parent);
        if (parent.Contains('\\', StringComparison.Ordinal) || parent.Contains('\n', StringComparison.Ordinal))
            throw new InputException(
                $"{parent}: SLURM cannot write logs below a name with a backslash or a line end; choose another OUT_DIR.");
        var submission = SlurmSubmission.Create(parent, job);
        var logs = Path.Combine(submission.Folder.Replace("%", "%%", StringComparison.Ordinal), "%A_%a.log"); // SLURM's patterns
        for (var first = 0; first < submission.Tasks; first += most)
        {
            var tasks = Math.Min(most, submission.Tasks - first);
            string[] call =
            [
                "--parsable", $"--output={logs}", .. arguments, string.Create(CultureInfo.InvariantCulture, $"--array=1-{tasks}{limit}"),
                submission.ScriptPath, first.ToString(CultureInfo.InvariantCulture),
            ];
            var (code, said, error) = SlurmTools.Run("sbatch", call);
            var number = said.Split(';', '\n')[0].Trim(); // "number" or "number;cluster"
            if (number.Length == 0) throw Refused(submission, code, error);
            submission = submission with { Arrays = [.. submission.Arrays, new(number, first, tasks)] };
            submission.Save();
        }

        return submission;
    }

    private static InputException Refused(SlurmSubmission submission, int code, string error)
    {
        var before = submission.Arrays.Count == 0
            ? "" : $" Before it, {string.Join(", ", submission.Arrays.Select(a => a.Job))} had been taken; 'resume' submits the rest.";
        if (submission.Arrays.Count == 0) Directory.Delete(submission.Folder, recursive: true);
        return new($"sbatch refused the job (exit code {code}): {error.Trim().ReplaceLineEndings(" ")}{before}");
    }
}
