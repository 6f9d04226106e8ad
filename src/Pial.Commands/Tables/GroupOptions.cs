using System.CommandLine;
using System.Globalization;
using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Permutations;
using Pial.Analysis.Tables;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Vbm;

namespace Pial.Cli.Commands;

/// <summary>Options of group statistics, of voxels and of surfaces alike.</summary>
internal static class GroupOptions
{
    public static readonly Option<string> Table = new("--design")
    {
        Description = "Table with one row a subject: participant_id and its variables.",
        HelpName = "participants.tsv",
        Required = true,
    };

    public static readonly Option<string?> Model = new("--formula")
    {
        Description = "The model: \"age + sex\", \"group * age\", C(site) for numbers that are categories, \"- 1\" for no intercept.",
        HelpName = "F",
    };

    public static readonly Option<string[]> Columns = new("--columns")
    {
        Description = "The model as columns that add up; instead of --formula.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    public static readonly Option<string[]> Contrasts = new("--contrast")
    {
        Description =
            "What is tested: \"age\", \"sex[M]-sex[F]\", \"1 0 0\"; a categorical name, or rows separated by ';', is an F test; " +
                "\"NAME=…\" names it. May be given again. Default: each term.",
        HelpName = "C",
    };

    public static readonly Option<bool> FTest = new("--f-test") { Description = "Test all contrasts together, with F." };

    public static readonly Option<string?> Session = new("--session")
    {
        Description = "Session to take, where subjects have several.",
        HelpName = "LABEL"
    };

    public static readonly Option<string[]> Exclude = new("--exclude")
    {
        Description = "Subjects of the table to leave out, or a table of ratings (pial serve: consensus.tsv), whose excluded are left out.",
        HelpName = "ID|TSV",
        AllowMultipleArgumentsPerToken = true,
    };

    public static readonly Option<int> Permutations = new("--permutations")
    {
        Description = "Permutations, the data as they are among them; 0 for none. Default: 5000.",
        HelpName = "N",
        DefaultValueFactory = _ => 5000,
    };

    public static readonly Option<bool> Tfce = new("--tfce")
    {
        Description = "Threshold-free cluster enhancement. Done unless --voxel or a cluster threshold is given alone.",
    };

    public static readonly Option<bool> Voxel = new("--voxel") { Description = "Largest statistic alone, without TFCE." };

    public static readonly Option<string?> Cluster = new("--cluster-threshold")
    {
        Description = "Cluster extent and mass: the t (or F) that forms clusters, or p=0.001 for that uncorrected p.",
        HelpName = "T",
    };

    public static readonly Option<string?> Blocks = new("--blocks")
    {
        Description = "Column of exchangeability blocks: subjects are exchanged within a block alone.",
        HelpName = "COLUMN",
    };

    public static readonly Option<Rearrangement> Kind = Choice.Option("--rearrange",
        "What chance does: exchanges residuals, flips their signs (tests of a mean), or both.", "permute",
        ("permute", Rearrangement.Permute), ("flip", Rearrangement.Flip), ("both", Rearrangement.Both));

    public static readonly Option<bool> OneSided = new("--one-sided") { Description = "Only effects in the contrast's direction count." };

    public static readonly Option<double> Alpha = new("--alpha")
    {
        Description = "Level of significance after correction. Default: 0.05.",
        HelpName = "A",
        DefaultValueFactory = _ => 0.05,
    };

    public static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Seed of the permutations. Default: 1.",
        HelpName = "N",
        DefaultValueFactory = _ => 1UL,
    };

    /// <summary>The table of subjects without those that are to be left out.</summary>
    public static SubjectTable People(CommandRun run)
    {
        var everybody = VbmInputs.ReadTable(run.Get(Table)!);
        return VbmInputs.Without(everybody, VbmInputs.Excluded(run.Get(Exclude) ?? [], everybody, run.Get(Session)));
    }

    /// <summary>Those of the model, for the help.</summary>
    public static Symbol[] OfModel => [Model, Columns, Contrasts, FTest];

    /// <summary>Those of the tests.</summary>
    public static Symbol[] OfTests => [Permutations, Tfce, Voxel, Cluster, Blocks, Kind, OneSided, Alpha, Seed];

    /// <summary>The model and the tests that were asked for; what is tested of maps is the caller's.</summary>
    public static VbmOptions Read(CommandRun run)
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
        return new()
        {
            Formula = formula.ToString(),
            Contrasts = run.Get(Contrasts) is { Length: > 0 } given ? given
                : [.. formula.Terms.Select(t => string.Join(':', t.Select(v => v.Column)))],
            FTest = run.Get(FTest),
            Permutations = run.Get(Permutations),
            Tfce = run.Get(Tfce) || (!run.Get(Voxel) && run.Get(Cluster) is null),
            ClusterThreshold = threshold,
            ClusterP = p,
            Blocks = run.Get(Blocks),
            Rearrangement = run.Get(Kind),
            Sides = run.Get(OneSided) ? Sides.One : Sides.Two,
            Alpha = alpha,
            Seed = run.Get(Seed),
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
