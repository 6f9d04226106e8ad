using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;

namespace Pial.Cli.Commands;

/// <summary>Gives the subjects of a dataset to SLURM, says how far they are, and submits again what failed.</summary>
internal static class SlurmRunner
{
    private const int Cpus = 2; // what one head uses well
    private const double MemoryGb = 2 * Resources.GbPerHead; // room for the largest heads

    /// <summary>What a person may change of a submission.</summary>
    /// <param name="Threads">Of each task; null for the usual or what was submitted before.</param>
    /// <param name="MemoryGb">Of each task.</param>
    /// <param name="PerTask">Subjects of each task.</param>
    /// <param name="Arguments">For <c>sbatch</c>.</param>
    public sealed record Wishes(int? Threads, double? MemoryGb, int? PerTask, string? Arguments);

    /// <summary>This program, as another machine of the cluster starts it.</summary>
    public static IReadOnlyList<string> Program()
    {
        var process = Environment.ProcessPath ?? "dotnet";
        if (Path.GetFileNameWithoutExtension(process) == "pial") return [process];
        var dotnet = Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? process : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return [dotnet, "exec", Path.Combine(AppContext.BaseDirectory, "pial.dll")];
    }

    /// <summary>Submits the subjects of scans.</summary>
    public static int Run(CommandRun run, IReadOnlyList<string> command, string input, string output, IReadOnlyList<BidsScan> scans,
        Wishes wishes)
    {
        var labels = scans.Select(s => s.Name.Subject).Distinct(StringComparer.Ordinal).ToArray();
        var folder = Folder(output);
        if (Directory.Exists(folder) && SlurmSubmission.ReadAll(folder).Count > 0)
        {
            var busy = SlurmStatus.Read(folder)
                .Where(s => s.State is SlurmState.Waiting or SlurmState.Running && labels.Contains(s.Label, StringComparer.Ordinal))
                .ToArray();
            if (busy.Length > 0)
                throw new InputException(
                    $"{Some(busy)} {(busy.Length == 1 ? "is" : "are")} waiting or running already (job " +
                        $"{string.Join(", ", Jobs(busy.Select(b => b.Submission)))}); wait for it, or take it away with scancel.");
        }

        var job = new SlurmJob([.. Program(), .. command], labels, Environment.CurrentDirectory, wishes.Threads ?? Cpus,
            wishes.MemoryGb ?? MemoryGb, SlurmArguments.Split(wishes.Arguments ?? ""))
        { PerTask = wishes.PerTask ?? 1 };
        return Submit(run, input, output, [job]);
    }

    /// <summary>Says how far every submitted subject is; exit code 1 when some failed.</summary>
    public static int Status(CommandRun run, string input, string output)
    {
        var subjects = SlurmStatus.Read(Folder(output));
        var failed = subjects.Where(s => s.State is SlurmState.Failed or SlurmState.NotSubmitted).ToArray();
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(new
            {
                Subjects = subjects.Select(s => new
                {
                    s.Label,
                    State = Word(s.State),
                    s.Why,
                    s.Log,
                    Submission = s.Submission.Folder,
                    Jobs = s.Submission.Arrays.Select(a => a.Job),
                }),
            }));
            return failed.Length > 0 ? ExitCodes.Failed : ExitCodes.Done;
        }

        foreach (var subject in failed)
            run.Out.WriteLine(
                $"sub-{subject.Label}: {Word(subject.State)}, {subject.Why}{(subject.Log is null ? "" : $"; log: {subject.Log}")}");
        string[] counts = [.. Enum.GetValues<SlurmState>().Select(s => (State: s, Count: subjects.Count(o => o.State == s)))
            .Where(s => s.Count > 0).Select(s => $"{s.Count} {Word(s.State)}")];
        run.Out.WriteLine($"{subjects.Count} {(subjects.Count == 1 ? "subject" : "subjects")}: {string.Join(", ", counts)}");
        if (failed.Length > 0) run.Out.WriteLine($"Submit the failed again:  pial run {Shown(input)} {Shown(output)} resume");
        return failed.Length > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    /// <summary>Submits again what failed or was never taken, as it was submitted but for what is wished otherwise.</summary>
    public static int Resume(CommandRun run, string input, string output, Wishes wishes)
    {
        var subjects = SlurmStatus.Read(Folder(output));
        var failed = subjects.Where(s => s.State is SlurmState.Failed or SlurmState.NotSubmitted).ToArray();
        if (failed.Length == 0)
        {
            run.Out.WriteLine(
                $"Nothing to submit again: of {subjects.Count} subjects {subjects.Count(s => s.State == SlurmState.Done)} are done, the " +
                    "others wait or run.");
            return ExitCodes.Done;
        }

        // What was submitted with other options is submitted with them again, so as a job of its own.
        return Submit(run, input, output,
            [.. failed.GroupBy(f => f.Submission.Folder, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
        {
            var before = g.First().Submission.Job;
            return before with
            {
                Command = [.. Program(), .. before.Command.SkipWhile(word => word != "run")],
                Labels = [.. g.Select(f => f.Label)],
                Cpus = wishes.Threads ?? before.Cpus,
                MemoryGb = wishes.MemoryGb ?? before.MemoryGb,
                PerTask = wishes.PerTask ?? before.PerTask,
                Arguments = wishes.Arguments is { } text ? SlurmArguments.Split(text) : before.Arguments,
            };
        })]);
    }

    private static int Submit(CommandRun run, string input, string output, IReadOnlyList<SlurmJob> jobs)
    {
        var (folder, wait) = (Folder(output), false);
        var submitted = new List<SlurmSubmission>();
        foreach (var job in jobs)
        {
            var (arguments, waits) = SlurmArguments.Wait(job.Arguments);
            wait |= waits;
            submitted.Add(SlurmEngine.Submit(folder, job with { Arguments = arguments }));
        }

        string[] labels = [.. submitted.SelectMany(s => s.Job.Labels)], numbers = [.. Jobs(submitted)];
        var tasks = submitted.Sum(s => s.Tasks);
        if (run.Json) run.Out.WriteLine(JsonText.Of(new
        {
            Jobs = numbers,
            Subjects = labels,
            Tasks = tasks,
            Folders = submitted.Select(s => s.Folder),
        }));
        else run.Out.WriteLine($"""
            {(numbers.Length == 1 ? "Job" : "Jobs")} {string.Join(", ", numbers)}: {labels.Length} {(labels.Length == 1 ? "subject" : "subjects")}, {(tasks == labels.Length ? "a task each" : $"{tasks} tasks")}.
            Follow it:      pial run {Shown(input)} {Shown(output)} status
            Logs:           {string.Join(" ", submitted.Select(s => s.Folder))}
            When it ended:  pial run {Shown(input)} {Shown(output)} group
            """);
        if (!wait) return ExitCodes.Done;
        var bad = SlurmStatus.Wait(folder, run.Parallel.CancellationToken)
            .Where(s => s.State != SlurmState.Done && labels.Contains(s.Label, StringComparer.Ordinal)).ToArray();
        if (bad.Length > 0)
            run.Error.WriteLine(
                $"pial: {bad.Length} of {labels.Length} subjects failed: {Some(bad)}; pial run {Shown(input)} {Shown(output)} status " +
                    "says why.");
        return bad.Length > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static string Folder(string output) => Path.GetFullPath(Path.Combine(output, ".pial", "slurm"));

    private static IEnumerable<string> Jobs(IEnumerable<SlurmSubmission> submissions) =>
        submissions.SelectMany(s => s.Arrays).Select(a => a.Job).Distinct(StringComparer.Ordinal);

    private static string Some(SlurmSubject[] subjects) =>
        $"{string.Join(", ", subjects.Take(8).Select(s => $"sub-{s.Label}"))}{(subjects.Length > 8 ? ", …" : "")}";

    private static string Word(SlurmState state) => state switch
    {
        SlurmState.Done => "done",
        SlurmState.Running => "running",
        SlurmState.Waiting => "waiting",
        SlurmState.Failed => "failed",
        _ => "not submitted",
    };

    // As a person can paste it into a shell.
    private static string Shown(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+=:@".Contains(c, StringComparison.Ordinal))
            ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
