using System.CommandLine;
using System.Globalization;
using Pial.Analysis.Statistics.Clusters;
using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Tables;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Templates;
using Pial.Pipelines.Vbm;

namespace Pial.Cli.Commands;

/// <summary><c>pial vbm</c>: from a group's scans, or the maps made of them, to thresholded statistics.</summary>
internal static class VbmCommand
{
    private static readonly Argument<string> Derivatives = new("BIDS_OR_DERIVATIVES")
    {
        Description = "What 'pial run' wrote, or a BIDS directory of T1w scans: these are processed first, into OUT_DIR/derivatives.",
    };

    private static readonly Argument<string> Output = new("OUT_DIR") { Description = "Receives maps, tables, pictures and report.html." };
    private static readonly Option<string> Map = new("--map")
    {
        Description = "GM, WM, or the end of the maps' names. Default: GM.",
        HelpName = "M",
        DefaultValueFactory = _ => "GM",
    };
    private static readonly Option<string?> Template = new("--template")
    {
        Description = "For scans: TemplateFlow identifier or path to normalise to. Default: the template that is part of Pial.",
        HelpName = "NAME|PATH",
    };
    private static readonly Option<double> VoxelMm = new("--voxel-size")
    {
        Description = "For scans: voxel size of the maps, mm. Default: 1.5, as in CAT12.",
        HelpName = "MM",
        DefaultValueFactory = _ => 1.5,
    };
    private static readonly Option<double> Fwhm = new("--fwhm")
    {
        Description = "For scans: width of the smoothing Gaussian, mm. Default: 8.",
        HelpName = "MM",
        DefaultValueFactory = _ => 8.0,
    };
    private static readonly Option<bool> NoTiv = new("--no-tiv")
    {
        Description = "Leave out total intracranial volume, which is a covariate otherwise.",
    };
    private static readonly Option<string?> Mask = new("--mask")
    {
        Description = "Voxels to test. With it, --threshold is not applied unless given.",
        HelpName = "M",
    };
    private static readonly Option<double?> Threshold = new("--threshold")
    {
        Description = "Test voxels whose mean over the subjects is above this. Default: 0.2 for GM and WM without --mask.",
        HelpName = "T",
    };
    private static readonly Option<Connectivity> Neighbours = Choice.Option("--neighbours",
        "Voxels that touch: 6 (faces), 18 (edges too), 26 (corners too).", "6", ("6", Connectivity.Faces), ("18", Connectivity.Edges),
        ("26", Connectivity.Corners));
    private static readonly Option<string?> Atlas =
        new("--atlas")
        {
            Description =
        $"Atlas that names the peaks: {EmbeddedAtlas.Name}, a TemplateFlow name on this machine, or an image of labels in the maps' " +
            $"space. Default: {EmbeddedAtlas.Name} for maps in its space.",
            HelpName = "NAME|PATH"
        };
    private static readonly Option<string?> AtlasNames =
        new("--atlas-names") { Description = "Table of the atlas's numbers and names. Default: the one beside it.", HelpName = "TSV" };
    private static readonly Option<double> Memory = new("--mem-gb")
    {
        Description = "Memory to stay within; larger cohorts are kept in a temporary file. Default: 2.",
        HelpName = "G",
        DefaultValueFactory = _ => 2.0,
    };

    public static Command Create() => new Verb(
        "vbm", "Group statistics of tissue maps: a linear model at every voxel, permutation tests, maps, tables, a report.",
        [
            "pial vbm derivatives out --design participants.tsv --formula \"age + sex\" --contrast age",
            "pial vbm bids out --design bids/participants.tsv --formula \"age + sex\" --contrast age",
            "pial vbm derivatives out --design participants.tsv --columns group age sex --contrast \"group[patient]-group[control]\" " +
                "--atlas AAL",
            "pial vbm derivatives out --design participants.tsv --formula \"site + age\" --contrast age --blocks site " +
                "--cluster-threshold p=0.001",
        ],
        [
            Derivatives, Output, GroupOptions.Table, .. GroupOptions.OfModel, Map, GroupOptions.Session, GroupOptions.Exclude, Template,
            VoxelMm, Fwhm, NoTiv, .. GroupOptions.OfTests, Mask, Threshold, Neighbours, Atlas, AtlasNames, Memory,
        ],
        Work);

    private static void Work(CommandRun run)
    {
        var options = Options(run);
        var table = GroupOptions.People(run);
        foreach (var column in Formula.Parse(options.Formula).Columns.Where(c => c != "TIV"))
            _ = table[column]; // an unknown column is said before folders are searched
        var wantTiv = !table.Has("TIV") && (options.Tiv || options.Formula.Contains("TIV", StringComparison.Ordinal));
        var derivatives = run.Get(Derivatives);
        if (VbmInputs.HoldsScans(derivatives))
        {
            var template = TemplateProvider.Default().Resolve(run.Get(Template));
            VbmPipeline.Check(table, run.Get(Output), options, template.Space);
            derivatives = Process(run, derivatives, table, template);
        }

        var participants = VbmInputs.Find(derivatives, table, options.Map, run.Get(GroupOptions.Session), wantTiv);
        using var progress = new StageProgress(run, "", live: true);
        var result = VbmPipeline.Run(participants, table, run.Wrote(run.Get(Output)), options, progress,
            warning => run.Error.WriteLine($"pial: warning: {warning}"), run.Parallel);
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(result));
            return;
        }

        foreach (var f in result.Findings)
        {
            run.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{f.Expression}: {f.SignificantVoxels} voxels in {f.Clusters} clusters at p <= {options.Alpha:0.###} ({f.Inference}); " +
                    $"least p {f.LeastP:0.####}, largest |{f.Statistic}| {f.LargestStatistic:0.00}"));
        }

        run.Out.WriteLine(result.Report);
    }

    // Scans first, as 'pial run' would: what is there already is not done again, so a stopped analysis goes on.
    private static string Process(CommandRun run, string bids, SubjectTable table, TemplateSource template)
    {
        if (run.Get(VoxelMm) is not (>= 0.5 and <= 8)) throw new InputException("--voxel-size must be between 0.5 and 8 mm.");
        if (run.Get(Fwhm) is not (>= 0 and <= 50)) throw new InputException("--fwhm must be between 0 and 50 mm.");
        string[] sessions = run.Get(GroupOptions.Session) is { } session ? [session] : [];
        var found = BidsDataset.FindT1w(bids, [.. table.Ids.Select(VbmInputs.Label)], sessions);
        if (found.PassedOver.Any(p => p.WholeSubject))
            throw new InputException(
                $"{bids} has no T1w scan of everybody in the table: {string.Join(" ", found.Reasons())} Leave them out with --exclude.");
        var options = new HeadRunOptions
        {
            VoxelMm = run.Get(VoxelMm),
            SmoothingFwhmMm = run.Get(Fwhm),
            Outputs = HeadOutputs.Of(TissueStage.Name, NormalizeStage.Name, VbmStage.Name, ReportStage.Name),
        };
        var output = Directory.CreateDirectory(Path.Combine(run.Get(Output), "derivatives")).FullName;
        var setup = new HeadRunSetup(bids, output, found.Scans)
        {
            Target = template,
            Atlas = null,
            Options = options,
            Resources = new(run.Parallel.MaxDegreeOfParallelism, null),
            Replace = run.Force,
        };
        if (HeadRunner.Run(run, setup, found) != ExitCodes.Done)
            throw new InputException(
                "Not every scan could be processed, so the group is not complete; leave the ones named out with --exclude, and run again.");
        return output;
    }

    private static VbmOptions Options(CommandRun run)
    {
        if (!(run.Get(Memory) >= 0.8)) throw new InputException("--mem-gb must be at least 0.8.");
        if (run.Get(AtlasNames) is not null && run.Get(Atlas) is null) throw new InputException("--atlas-names needs --atlas.");
        var map = run.Get(Map)!;
        var isTissue = map.ToUpperInvariant() is "GM" or "WM";
        return GroupOptions.Read(run) with
        {
            Tiv = !run.Get(NoTiv),
            Connectivity = run.Get(Neighbours),
            Mask = run.Get(Mask),
            Threshold = run.Get(Threshold) ?? (isTissue && run.Get(Mask) is null ? 0.2 : null),
            Atlas = run.Get(Atlas),
            AtlasNames = run.Get(AtlasNames),
            MemoryBytes = (long)((run.Get(Memory) - 0.6) * (1L << 30)),
            Map = map,
        };
    }
}
