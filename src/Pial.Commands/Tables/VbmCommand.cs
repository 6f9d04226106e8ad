using System.CommandLine;
using System.Globalization;
using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Clusters;
using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Permutations;
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
    private static readonly Option<string> Table = new("--design")
    {
        Description = "Table with one row a subject: participant_id and its variables.",
        HelpName = "participants.tsv",
        Required = true,
    };
    private static readonly Option<string?> Model = new("--formula")
    {
        Description = "The model: \"age + sex\", \"group * age\", C(site) for numbers that are categories, \"- 1\" for no intercept.",
        HelpName = "F",
    };
    private static readonly Option<string[]> Columns = new("--columns")
    {
        Description = "The model as columns that add up; instead of --formula.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string[]> Contrasts = new("--contrast")
    {
        Description =
            "What is tested: \"age\", \"sex[M]-sex[F]\", \"1 0 0\"; a categorical name, or rows separated by ';', is an F test; " +
                "\"NAME=…\" names it. May be given again. Default: each term.",
        HelpName = "C",
    };
    private static readonly Option<bool> FTest = new("--f-test") { Description = "Test all contrasts together, with F." };
    private static readonly Option<string> Map = new("--map")
    {
        Description = "GM, WM, or the end of the maps' names. Default: GM.",
        HelpName = "M",
        DefaultValueFactory = _ => "GM",
    };
    private static readonly Option<string?> Session = new("--session")
    {
        Description = "Session to take, where subjects have several.",
        HelpName = "LABEL"
    };
    private static readonly Option<string[]> Exclude = new("--exclude")
    {
        Description = "Subjects of the table to leave out, or a table of ratings (pial serve: consensus.tsv), whose excluded are left out.",
        HelpName = "ID|TSV",
        AllowMultipleArgumentsPerToken = true,
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
    private static readonly Option<int> Permutations = new("--permutations")
    {
        Description = "Permutations, the data as they are among them; 0 for none. Default: 5000.",
        HelpName = "N",
        DefaultValueFactory = _ => 5000,
    };
    private static readonly Option<bool> Tfce = new("--tfce")
    {
        Description = "Threshold-free cluster enhancement. Done unless --voxel or a cluster threshold is given alone.",
    };
    private static readonly Option<bool> Voxel = new("--voxel") { Description = "Largest statistic alone, without TFCE." };
    private static readonly Option<string?> Cluster = new("--cluster-threshold")
    {
        Description = "Cluster extent and mass: the t (or F) that forms clusters, or p=0.001 for that uncorrected p.",
        HelpName = "T",
    };
    private static readonly Option<string?> Blocks = new("--blocks")
    {
        Description = "Column of exchangeability blocks: subjects are exchanged within a block alone.",
        HelpName = "COLUMN",
    };
    private static readonly Option<Rearrangement> Kind = Choice.Option("--rearrange",
        "What chance does: exchanges residuals, flips their signs (tests of a mean), or both.", "permute",
        ("permute", Rearrangement.Permute), ("flip", Rearrangement.Flip), ("both", Rearrangement.Both));
    private static readonly Option<bool> OneSided = new("--one-sided") { Description = "Only effects in the contrast's direction count." };
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
    private static readonly Option<double> Alpha = new("--alpha")
    {
        Description = "Level of significance after correction. Default: 0.05.",
        HelpName = "A",
        DefaultValueFactory = _ => 0.05,
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
    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Seed of the permutations. Default: 1.",
        HelpName = "N",
        DefaultValueFactory = _ => 1UL,
    };
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
            Derivatives, Output, Table, Model, Columns, Contrasts, FTest, Map, Session, Exclude, Template, VoxelMm, Fwhm, NoTiv,
            Permutations, Tfce, Voxel, Cluster, Blocks, Kind, OneSided, Mask, Threshold, Alpha, Neighbours, Atlas, AtlasNames, Seed, Memory,
        ],
        Work);

    private static void Work(CommandRun run)
    {
        var options = Options(run);
        var everybody = VbmInputs.ReadTable(run.Get(Table)!);
        var table = VbmInputs.Without(everybody, VbmInputs.Excluded(run.Get(Exclude) ?? [], everybody, run.Get(Session)));
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

        var participants = VbmInputs.Find(derivatives, table, options.Map, run.Get(Session), wantTiv);
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
        var found = BidsDataset.FindT1w(bids, [.. table.Ids.Select(VbmInputs.Label)], run.Get(Session) is { } session ? [session] : []);
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
        if (run.Get(Model) is not null && run.Given(Columns))
            throw new InputException("--formula and --columns say the same; give one of them.");
        if (run.Get(Model) is null && !run.Given(Columns))
            throw new InputException("Give the model: --formula \"age + sex\" or --columns age sex.");
        var formula = run.Get(Model) is { } text ? Formula.Parse(text) : Formula.Of(run.Get(Columns)!);
        var (threshold, p) = ClusterThreshold(run.Get(Cluster));
        var alpha = run.Get(Alpha);
        if (!(alpha > 0 && alpha < 1)) throw new InputException("--alpha must lie between 0 and 1.");
        if (run.Get(Permutations) is < 0 or 1) throw new InputException("--permutations must be 0 (none) or at least 2; 5000 is usual.");
        if (!(run.Get(Memory) >= 0.8)) throw new InputException("--mem-gb must be at least 0.8.");
        if (run.Get(AtlasNames) is not null && run.Get(Atlas) is null) throw new InputException("--atlas-names needs --atlas.");
        var map = run.Get(Map)!;
        var isTissue = map.ToUpperInvariant() is "GM" or "WM";
        return new()
        {
            Formula = formula.ToString(),
            Contrasts = run.Get(Contrasts) is { Length: > 0 } given ? given
                : [.. formula.Terms.Select(t => string.Join(':', t.Select(v => v.Column)))],
            FTest = run.Get(FTest),
            Tiv = !run.Get(NoTiv),
            Permutations = run.Get(Permutations),
            Tfce = run.Get(Tfce) || (!run.Get(Voxel) && run.Get(Cluster) is null),
            ClusterThreshold = threshold,
            ClusterP = p,
            Blocks = run.Get(Blocks),
            Rearrangement = run.Get(Kind),
            Sides = run.Get(OneSided) ? Sides.One : Sides.Two,
            Connectivity = run.Get(Neighbours),
            Mask = run.Get(Mask),
            Threshold = run.Get(Threshold) ?? (isTissue && run.Get(Mask) is null ? 0.2 : null),
            Alpha = alpha,
            Atlas = run.Get(Atlas),
            AtlasNames = run.Get(AtlasNames),
            Seed = run.Get(Seed),
            MemoryBytes = (long)((run.Get(Memory) - 0.6) * (1L << 30)),
            Map = map,
            Force = run.Force,
        };
    }

    private static (double? T, double? P) ClusterThreshold(string? text)
    {
        if (text is null) return (null, null);
        var isP = text.StartsWith("p=", StringComparison.OrdinalIgnoreCase);
        if (!double.TryParse(isP ? text[2..] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value > 0)
            || (isP && value >= 1))
            throw new InputException($"--cluster-threshold {text}: give a t above 0 such as 3.1, or p=0.001.");
        return isP ? (null, value) : (value, null);
    }
}
