using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats.Streams;
using Pial.Pipelines;
using Pial.Pipelines.Datasets;
using Pial.Pipelines.Store;

namespace Pial.Cli.Commands;

/// <summary><c>pial dataset …</c>: what a dataset states of itself, against its files.</summary>
internal static class DatasetCommand
{
    public static Command Create()
    {
        var dataset = new Command("dataset", "What a dataset states of itself (dataset.yaml), against its files.");
        dataset.Subcommands.Add(DatasetInitCommand.Create());
        dataset.Subcommands.Add(DatasetValidateCommand.Create());
        dataset.Subcommands.Add(DatasetShowCommand.Create());
        return dataset;
    }

    internal static Option<string?> Index() => new("--index")
    {
        Description = "SQLite file that keeps what is known of the files, outside of the dataset. Default: under ~/.cache/pial/datasets.",
        HelpName = "FILE",
    };

    internal static Option<int> Look(int count) => new("--look")
    {
        Description = "Images to look at, evenly spaced, for whether they show a head, a defaced head or a brain alone; some seconds each.",
        HelpName = "N",
        DefaultValueFactory = _ => count,
    };

    /// <summary>
    /// The YAML of an argument: itself, that of a folder, or the one in the working directory whose path is the folder (a dataset is never
    /// written to).
    /// </summary>
    internal static string Yaml(string given)
    {
        if (!Directory.Exists(given) || File.Exists(Path.Combine(given, DatasetFile.FileName)) || !File.Exists(DatasetFile.FileName))
            return given;
        var here = DatasetFile.FolderOf(DatasetFile.FileName, DatasetFile.Load(DatasetFile.FileName));
        return here is not null && Path.TrimEndingDirectorySeparator(here) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(given))
            ? DatasetFile.FileName : given;
    }

    internal static int LookOf(CommandRun run, Option<int> look) =>
        run.Get(look) is >= 0 and var n ? n : throw new InputException("--look must be 0 or more.");
}

/// <summary><c>pial dataset init</c>: writes the YAML that the files support.</summary>
internal sealed class DatasetInitCommand
{
    private readonly Argument<string> folder = new("DIR") { Description = "A BIDS folder." };
    private readonly Option<string?> output = new("--output", "-o")
    {
        Description = "File the YAML goes to, with the folder as its path. Default: stdout.",
        HelpName = "FILE",
    };
    private readonly Option<string?> index = DatasetCommand.Index();
    private readonly Option<int> look = DatasetCommand.Look(1);

    public static Command Create() => new DatasetInitCommand().Verb();

    private Verb Verb() => new(
        "init",
        "Writes a dataset.yaml from a BIDS folder: counts, voxel sizes, scanners, space, ages, licence.",
        ["pial dataset init ds002748 -o ds002748.yaml", "pial dataset init ds002748 --look 0        to stdout, headers and sidecars alone"],
        [folder, output, index, look],
        Run);

    private void Run(CommandRun run)
    {
        var input = run.Get(folder);
        if (File.Exists(input)) throw new InputException($"{input} is a file; expected a BIDS folder.");
        var target = run.Get(output) is null or "-" ? null : run.Output(run.Get(output)!);
        using var database = DatasetIndex.Open(input, run.Get(index));
        using var progress = new CountProgress(run, "files");
        var content = database.Update(run.Parallel, progress.Report);
        var seen = DatasetDraft.Look(content, DatasetCommand.LookOf(run, look), run.Parallel);
        var record = DatasetDraft.Of(content, seen);
        if (target is not null) record = record with { Path = PathFrom(target, input) };
        var yaml = DatasetDraft.ToYaml(record, content);
        if (target is not null) OutputFile.WriteText(target, yaml);
        if (run.Json)
            run.Out.WriteLine(target is null ? JsonText.Of(record)
                : JsonText.Of(new { yaml = target, subjects = record.Subjects?.Low, images = content.Images.Count }));
        else if (target is null) run.Out.Write(yaml);
        (target is null ? run.Error : run.Out).WriteLine(Found(content, record));
    }

    // What the record rests on, for a person to see at once whether the right folder was read.
    private static string Found(DatasetContent content, DatasetRecord record)
    {
        static string Count(int n, string what) => $"{n} {what}{(n == 1 ? "" : "s")}";
        string[] parts =
        [
            $"found {Count(content.Subjects.Count, "subject")}, {Count(content.Images.Count, "image")}",
            record.License is { } license ? $"licence {license}" : "no licence",
            File.Exists(Path.Combine(content.Folder, "participants.tsv")) ? "participants.tsv" : "no participants.tsv",
        ];
        return string.Join(", ", parts);
    }

    // None when the YAML lies in the dataset itself.
    private static string? PathFrom(string yaml, string folder) =>
        Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(yaml))!, Path.GetFullPath(folder)).Replace('\\', '/') is var path
            && path == "." ? null : path;
}

/// <summary><c>pial dataset validate</c>: each claim with what the files say to it.</summary>
internal sealed class DatasetValidateCommand
{
    private readonly Argument<string> dataset = new("DIR") { Description = "A dataset.yaml, or the folder that holds it." };
    private readonly Option<string?> index = DatasetCommand.Index();
    private readonly Option<int> look = DatasetCommand.Look(3);
    private readonly Option<bool> duplicates = new("--duplicates")
    {
        Description = "Also compare what all scans show, for subjects who are one scan; a second or two an image, kept for the next time.",
    };
    private readonly Option<string?> files = new("--files")
    {
        Description = "Also write a table of every image: header, sidecars, space, what is wrong with it.",
        HelpName = "FILE",
    };

    public static Command Create() => new DatasetValidateCommand().Verb();

    private Verb Verb() => new(
        "validate",
        "Holds a dataset.yaml against the files, file by file: claim, stated, found, verdict. Exit code 1 when a claim is false.",
        ["pial dataset validate ds002748", "pial dataset validate ds002748.yaml --files files.tsv --look 24",
            "pial dataset validate ds002748 --duplicates --json"],
        [dataset, index, look, duplicates, files],
        Run);

    private int Run(CommandRun run)
    {
        var table = run.Output(files, run.Get(dataset));
        using var progress = new CountProgress(run, "files");
        var report = DatasetReport.Of(DatasetCommand.Yaml(run.Get(dataset)), run.Get(index), DatasetCommand.LookOf(run, look),
            run.Get(duplicates), progress.Report, run.Parallel);
        if (table is not null) OutputFile.WriteText(table, report.FileTable());
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(new
            {
                dataset = report.Record.Id,
                holds = !report.Failed,
                claims = report.Claims.Select(c => new
                {
                    claim = c.Field,
                    c.Stated,
                    c.Found,
                    verdict = DatasetReport.Word(c.Verdict).ToLowerInvariant(),
                    c.Against,
                    c.Note,
                }),
                report.Notes,
            }));
        }
        else
        {
            run.Out.Write(report.Text());
        }

        return report.Failed ? ExitCodes.Failed : ExitCodes.Done;
    }
}

/// <summary><c>pial dataset show</c>: what the YAML states.</summary>
internal sealed class DatasetShowCommand
{
    private readonly Argument<string> dataset = new("DIR") { Description = "A dataset.yaml, or the folder that holds it." };
    private readonly Option<bool> fmbench = new("--fmbench") { Description = "As fmbench writes its datasets." };
    private readonly Option<bool> schema = new("--schema")
    {
        Description = "Print the JSON Schema of dataset.yaml; DIR is then not needed.",
    };

    public static Command Create() => new DatasetShowCommand().Verb();

    private Verb Verb()
    {
        dataset.Arity = ArgumentArity.ZeroOrOne;
        return new(
            "show",
            "Shows what a dataset.yaml states; what is not stated is left out.",
            ["pial dataset show ds002748", "pial dataset show ukb.yaml --fmbench", "pial dataset show --schema"],
            [dataset, fmbench, schema],
            Run);
    }

    private void Run(CommandRun run)
    {
        if (run.Get(schema))
        {
            run.Out.Write(DatasetSchema.Kind.SchemaText());
            return;
        }

        if (!run.Given(dataset)) throw new InputException("Give a dataset.yaml, or the folder that holds it.");
        var record = DatasetFile.Load(DatasetCommand.Yaml(run.Get(dataset)));
        if (run.Json) run.Out.WriteLine(JsonText.Of(record));
        else run.Out.Write(run.Get(fmbench) ? DatasetFile.ToFmbench(record) : DatasetFile.ToYaml(record));
    }
}
