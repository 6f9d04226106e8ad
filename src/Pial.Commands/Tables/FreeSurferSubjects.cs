using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.FreeSurfer;

namespace Pial.Cli.Commands;

/// <summary>What the commands that read a SUBJECTS_DIR share.</summary>
internal static class FreeSurferSubjects
{
    public static Argument<string> Argument() =>
        new("SUBJECTS_DIR") { Description = "Directory with one folder a subject, or one subject's folder." };

    public static Option<string[]> Wanted() => new("--subjects")
    {
        Description = "Only these subjects, in this order.",
        HelpName = "ID …",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> WantedFile() =>
        new("--subjects-file") { Description = "Only the subjects that this file lists, one a line.", HelpName = "FILE" };

    /// <summary>Which runs of the longitudinal stream.</summary>
    public static Option<IReadOnlyList<RunKind>> Runs() => Choice.Option<IReadOnlyList<RunKind>>(
        "--runs",
        "Of FreeSurfer's longitudinal stream: scans for themselves, TIMEPOINT.long.BASE, templates, or all; auto takes long where there " +
            "is no cross.", "auto",
        ("auto", []), ("cross", [RunKind.Cross]), ("long", [RunKind.Long]), ("base", [RunKind.Base]), ("all", Enum.GetValues<RunKind>()));

    /// <summary>The subjects that were asked for; none means all.</summary>
    public static IReadOnlyList<string> Names(CommandRun run, Option<string[]> wanted, Option<string?> wantedFile)
    {
        if (run.Get(wantedFile) is not { } file) return run.Get(wanted)!;
        if (run.Get(wanted)!.Length > 0) throw new InputException("--subjects and --subjects-file exclude each other.");
        if (!File.Exists(file)) throw new InputException($"{file} does not exist; expected a file with one subject a line.");
        string[] names = [.. File.ReadAllLines(file).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];
        return names.Length > 0 ? names : throw new InputException($"{file} lists no subject.");
    }

    /// <summary>Reads the cohort with a progress bar and says on stderr what is wrong with whom.</summary>
    /// <exception cref="InputException">No subject could be read.</exception>
    public static FreeSurferCohort Read(CommandRun run, string directory, FreeSurferOptions options, IReadOnlyList<string> names)
    {
        FreeSurferCohort cohort;
        using (var bar = new CountProgress(run, "reading subjects"))
            cohort = FreeSurferCohort.Read(directory, options, names, bar.Report, run.Parallel);
        if (cohort.Subjects.Count == 0)
            throw new InputException(cohort.Failed is [var only] ? $"{only.Id}: {only.Why}."
                : $"None of the {cohort.Failed.Count} subjects of {directory} could be read; the first, {cohort.Failed[0].Id}: " +
                    $"{cohort.Failed[0].Why}.");
        foreach (var failed in cohort.Failed)
            run.Error.WriteLine($"pial: {failed.Id} left out: {failed.Why}.");
        Say(run, "of other runs left out (choose with --runs cross, long, base or all)",
            [.. cohort.OtherRuns.Select(o => $"{o.Id} is {o.Why}")]);
        Say(run, "incomplete",
            [.. cohort.Subjects.Where(s => s.AbsentFiles.Count > 0).Select(s => $"{s.Id} (no {string.Join(", ", s.AbsentFiles)})")]);
        Say(run, "with the very numbers of another subject", [.. cohort.Copies().Select(c => $"{c.Id} = {c.SameAs}")]);
        return cohort;
    }

    private static void Say(CommandRun run, string what, string[] who)
    {
        if (who.Length > 0)
            run.Error.WriteLine(
                $"pial: {who.Length} {(who.Length == 1 ? "subject" : "subjects")} {what}: " +
                    $"{string.Join("; ", who.Take(run.Verbose ? int.MaxValue : 4))}{(who.Length > 4 && !run.Verbose ? "; …" : "")}");
    }
}
