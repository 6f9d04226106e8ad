using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.FreeSurfer;

namespace Pial.Cli.Commands;

/// <summary><c>pial features freesurfer SUBJECTS_DIR -o TABLE</c>: tables of what FreeSurfer or FastSurfer measured.</summary>
internal sealed class FreeSurferFeaturesCommand
{
    private readonly Argument<string> Subjects = FreeSurferSubjects.Argument();
    private readonly Option<string> Output = new("--output", "-o")
    {
        Description =
            "Table to write: .csv, .tsv or .npy (with the names of columns and subjects beside it); the folder for --per-subject.",
        HelpName = "TABLE",
        Required = true,
    };
    private readonly Option<string> Atlas = new("--atlas")
    {
        Description =
            "Cortical atlas: aparc (Desikan-Killiany), aparc.a2009s (Destrieux), aparc.DKTatlas, or any other with ?h.NAME.stats.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "aparc",
    };
    private readonly Option<string[]> Measure = new("--measure")
    {
        Description =
            $"Measures of the cortex, of {string.Join(", ", CorticalMeasure.All.Select(m => m.Name))}. The structures' volumes come with " +
                "volume. Default: volume thickness area.",
        HelpName = "NAME …",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
    private readonly Option<bool> Wide = new("--wide") { Description = "One row a subject (default)." };
    private readonly Option<bool> Long = new("--long")
    {
        Description = "One row a subject and region: participant_id, region, volume_mm3, thickness_mm, surface_area_mm2.",
    };
    private readonly Option<bool> PerSubject = new("--per-subject")
    {
        Description =
            "One file a subject in the folder TABLE: region, volume_mm3, thickness_mm, surface_area_mm2, a row a cortical region.",
    };
    private readonly Option<bool> CortexOnly = new("--cortex-only")
    {
        Description = "The atlas's regions alone: no structures, no global measures.",
    };
    private readonly Option<string[]> More = new("--stats")
    {
        Description =
            "Volumes from further files too, looked for in stats and mri: wmparc.stats, hipposubfields.lh.T1.v22.stats, " +
                "lh.hippoSfVolumes-T1.v21.txt, …",
        HelpName = "FILE …",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> Like = new Option<string?>("--like")
    {
        Description = "Header and numbers as that FreeSurfer tool writes them; aparcstats2table needs --hemi and one --measure.",
        HelpName = "asegstats2table|aparcstats2table",
    }.AcceptOnlyFromAmong("asegstats2table", "aparcstats2table");
    private readonly Option<string?> Hemi = new Option<string?>("--hemi")
    {
        Description = "Hemisphere, for --like aparcstats2table.",
        HelpName = "lh|rh"
    }.AcceptOnlyFromAmong("lh", "rh");
    private readonly Option<IReadOnlyList<RunKind>> Runs = FreeSurferSubjects.Runs();
    private readonly Option<string[]> Wanted = FreeSurferSubjects.Wanted();
    private readonly Option<string?> WantedFile = FreeSurferSubjects.WantedFile();

    public static Command Create() => new FreeSurferFeaturesCommand().Verb();

    private Verb Verb() => new(
        "freesurfer",
        "Regional volumes, thickness and area from the stats files of FreeSurfer or FastSurfer, with eTIV and Euler numbers.",
        [
            "pial features freesurfer $SUBJECTS_DIR -o features.csv",
            "pial features freesurfer $SUBJECTS_DIR -o destrieux.tsv --atlas aparc.a2009s --measure thickness",
            "pial features freesurfer $SUBJECTS_DIR -o features.npy --cortex-only --measure volume thickness",
            "pial features freesurfer $SUBJECTS_DIR -o subfields.csv --stats lh.hippoSfVolumes-T1.v21.txt rh.hippoSfVolumes-T1.v21.txt",
            "pial features freesurfer $SUBJECTS_DIR -o tables --per-subject",
            "pial features freesurfer $SUBJECTS_DIR -o lh.aparc.thickness.tsv --like aparcstats2table --hemi lh --measure thickness",
        ],
        [Subjects, Output, Atlas, Measure, Wide, Long, PerSubject, CortexOnly, More, Like, Hemi, Runs, Wanted, WantedFile],
        Run);

    private int Run(CommandRun run)
    {
        var layout = Layout(run);
        var path = run.Get(Output)!;
        foreach (var file in FreeSurferExport.FilesOf(path, layout))
            _ = layout == TableLayout.PerSubject ? run.Wrote(Folder(run, file)) : run.Output(file);
        if (layout != TableLayout.PerSubject) run.Output(Sidecar.PathOf(path));
        var options = new FreeSurferOptions
        {
            Atlas = run.Get(Atlas)!,
            Measures = Measures(run, layout),
            CortexOnly = run.Get(CortexOnly),
            MoreStats = run.Get(More)!,
            Runs = run.Get(Runs)!,
        };
        if (options.MoreStats.Count > 0 && layout != TableLayout.Wide) throw new InputException("--stats belongs to the wide table.");
        var cohort = FreeSurferSubjects.Read(run, run.Get(Subjects), options, FreeSurferSubjects.Names(run, Wanted, WantedFile));
        var (rows, columns) = FreeSurferExport.Write(cohort, path, layout, run.Get(Hemi));
        if (run.Json) run.Out.WriteLine(JsonText.Of(new
        {
            Table = path,
            Rows = rows,
            Columns = columns,
            Subjects = cohort.Subjects.Count,
            cohort.Failed,
            OtherRuns = cohort.OtherRuns.Count,
            NotSubjects = cohort.Others.Count,
        }));
        else run.Out.WriteLine($"{path}: {rows} {(layout == TableLayout.PerSubject ? "files" : "rows")}, {columns} columns");
        return cohort.Failed.Count > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    private TableLayout Layout(CommandRun run)
    {
        Option[] given = [.. new Option[] { Wide, Long, PerSubject, Like }.Where(run.Given)];
        if (given.Length > 1) throw new InputException($"{given[0].Name} and {given[1].Name} exclude each other.");
        var layout = run.Get(Long) ? TableLayout.Long
            : run.Get(PerSubject) ? TableLayout.PerSubject
            : run.Get(Like) switch
            {
                "asegstats2table" => TableLayout.AsegStats2Table,
                "aparcstats2table" => TableLayout.AparcStats2Table,
                _ => TableLayout.Wide,
            };
        if (layout == TableLayout.AparcStats2Table && run.Get(Hemi) is null)
            throw new InputException("--like aparcstats2table makes the table of one hemisphere; add --hemi lh or rh.");
        if (layout != TableLayout.AparcStats2Table && run.Get(Hemi) is not null)
            throw new InputException("--hemi belongs to --like aparcstats2table; other tables have both hemispheres.");
        return layout;
    }

    private IReadOnlyList<CorticalMeasure> Measures(CommandRun run, TableLayout layout)
    {
        CorticalMeasure[] named = [.. run.Get(Measure)!.SelectMany(w => w.Split(',', StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal).Select(CorticalMeasure.Of)];
        switch (layout)
        {
            case TableLayout.PerSubject when named.Length > 0:
                throw new InputException(
                    "--per-subject has the columns region, volume_mm3, thickness_mm, surface_area_mm2; leave --measure away.");
            case TableLayout.AsegStats2Table when named is not ([] or [{ Name: "volume" }]):
                throw new InputException("--like asegstats2table makes the table of volumes; leave --measure away.");
            case TableLayout.AsegStats2Table:
                return [CorticalMeasure.Volume];
            case TableLayout.AparcStats2Table:
                return named.Length == 1 ? named : named.Length == 0 ? [CorticalMeasure.Area]
                    : throw new InputException("--like aparcstats2table makes the table of one measure; name one with --measure.");
            default:
                return named.Length > 0 ? named : new FreeSurferOptions().Measures;
        }
    }

    private static string Folder(CommandRun run, string path)
    {
        if (File.Exists(path)) throw new InputException($"{path} is a file; --per-subject writes into a folder.");
        if (Directory.Exists(path) && Directory.EnumerateFiles(path, "*_aparc_stats.csv").Any() && !run.Force)
            throw new InputException($"{path} holds such tables already; add --force to replace them.");
        return path;
    }
}
