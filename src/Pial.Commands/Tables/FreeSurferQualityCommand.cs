using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.FreeSurfer;
using Pial.Pipelines.FreeSurfer.Quality;
using Pial.Pipelines.Rules;

namespace Pial.Cli.Commands;

/// <summary><c>pial features freesurfer-qc SUBJECTS_DIR -o DIR</c>: how well FreeSurfer's reconstructions went.</summary>
internal sealed class FreeSurferQualityCommand
{
    private readonly Argument<string> Subjects = FreeSurferSubjects.Argument();
    private readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Folder for freesurfer_qc.tsv, .json and .html.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string> Thresholds = new("--thresholds")
    {
        Description =
            "Set of thresholds: default, rosen2018, specification (the data specification's, as written); or a YAML file, FILE:SET for " +
                "one of its sets.",
        HelpName = "NAME|FILE",
        DefaultValueFactory = _ => "default",
    };
    private readonly Option<bool> Show = new("--show-thresholds")
    {
        Description = "Print Pial's sets of thresholds as YAML, to copy and change; nothing else is done.",
    };
    private readonly Option<string?> Participants = new("--participants")
    {
        Description = "Table with the subjects' sites, such as participants.tsv. Without it all subjects are of one site.",
        HelpName = "TABLE",
    };
    private readonly Option<string> Site = new("--site")
    {
        Description = "Its column of sites.",
        HelpName = "COLUMN",
        DefaultValueFactory = _ => "site",
    };
    private readonly Option<string> Atlas = new("--atlas")
    {
        Description = "Parcellation whose files tell thickness; aparc.DKTatlas for FastSurfer.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "aparc",
    };
    private readonly Option<IReadOnlyList<RunKind>> Runs = FreeSurferSubjects.Runs();
    private readonly Option<string[]> Wanted = FreeSurferSubjects.Wanted();
    private readonly Option<string?> WantedFile = FreeSurferSubjects.WantedFile();

    public static Command Create() => new FreeSurferQualityCommand().Verb();

    private Verb Verb()
    {
        Subjects.Arity = ArgumentArity.ZeroOrOne; // none with --show-thresholds
        Output.Required = false;
        return new(
            "freesurfer-qc",
            "Quality of reconstructions: holes and Euler numbers, thickness, volumes, outliers of their site; a table and a page.",
            [
                "pial features freesurfer-qc $SUBJECTS_DIR -o qc",
                "pial features freesurfer-qc $SUBJECTS_DIR -o qc --participants participants.tsv --site site",
                "pial features freesurfer-qc $SUBJECTS_DIR -o qc --thresholds mine.yaml",
                "pial features freesurfer-qc --show-thresholds",
            ],
            [Subjects, Output, Thresholds, Show, Participants, Site, Atlas, Runs, Wanted, WantedFile],
            Run);
    }

    private int Run(CommandRun run)
    {
        if (run.Get(Show))
        {
            run.Out.Write(ReconstructionMetric.Vocabulary.Embedded());
            return ExitCodes.Done;
        }

        if (!run.Given(Subjects)) throw new InputException("SUBJECTS_DIR is missing; give FreeSurfer's directory of subjects.");
        var folder = run.Get(Output) ?? throw new InputException("-o is missing; give a folder for the results.");
        if (File.Exists(folder)) throw new InputException($"{folder} is a file; -o is a folder.");
        if (!run.Force && QualityReport.Files.Select(f => Path.Combine(folder, f)).FirstOrDefault(File.Exists) is { } existing)
            throw new InputException($"{existing} exists; add --force to replace it.");
        var (set, rules) = RuleSets.Resolve(run.Get(Thresholds)!, ReconstructionMetric.Vocabulary);
        var cohort = FreeSurferSubjects.Read(run, run.Get(Subjects),
            ReconstructionMetric.Options(run.Get(Atlas)!) with { Runs = run.Get(Runs)! },
            FreeSurferSubjects.Names(run, Wanted, WantedFile));
        var sites = run.Get(Participants) is { } table
            ? SiteTable.Read(table, run.Get(Site)!, [.. cohort.Subjects.Select(s => s.Id)]) : null;
        var report = new QualityReport(cohort, set, rules, QualityControl.Judge(cohort, rules, sites));
        report.Write(folder);
        Print(run, report, folder);
        return cohort.Failed.Count > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static void Print(CommandRun run, QualityReport report, string folder)
    {
        var flagged = report.Verdicts.Where(v => v.Flags.Count > 0).OrderByDescending(v => v.Worst)
            .ThenBy(v => v.Subject.Id, StringComparer.Ordinal).ToArray();
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(new
            {
                Subjects = report.Verdicts.Count,
                Keep = report.Count("keep"),
                Look = report.Count("look"),
                Exclude = report.Count("exclude"),
                NotJudged = report.Count(QualityVerdict.NotJudgedWord),
                Flagged = flagged.Select(v => new { v.Subject.Id, Verdict = v.Word, Flags = v.Flags.Select(f => f.Rule.Name) }),
                report.Cohort.Failed,
                Report = Path.Combine(folder, QualityReport.Files[2]),
            }));
            return;
        }

        foreach (var verdict in flagged.Take(20))
            run.Out.WriteLine(
                $"{verdict.Word,-8} {verdict.Subject.Id}: " +
                    $"{string.Join(", ", verdict.Flags.Select(f => f.Rule.Name))}" +
                    $"{(verdict.Impossible.Count > 0 ? $" ({string.Join("; ", verdict.Impossible)})" : "")}");
        if (flagged.Length > 20) run.Out.WriteLine($"… and {flagged.Length - 20} more");
        var open = report.Verdicts.Where(v => v.Word == QualityVerdict.NotJudgedWord).GroupBy(v => string.Join(", ", v.Unjudged),
            StringComparer.Ordinal);
        foreach (var group in open)
            run.Out.WriteLine(
                $"{QualityVerdict.NotJudgedWord} " +
                    $"{string.Join(", ", group.Take(8).Select(v => v.Subject.Id))}{(group.Count() > 8 ? ", …" : "")}: no rule could be " +
                    $"applied to {group.Key}");
        var count = report.Verdicts.Count;
        run.Out.WriteLine(
            $"{count} {(count == 1 ? "subject" : "subjects")}: {report.Count("keep")} as expected, {report.Count("look")} to look at, " +
                $"{report.Count("exclude")} to exclude, {report.Count(QualityVerdict.NotJudgedWord)} not judged");
        run.Out.WriteLine(Path.Combine(run.Wrote(folder), QualityReport.Files[2]));
    }
}
