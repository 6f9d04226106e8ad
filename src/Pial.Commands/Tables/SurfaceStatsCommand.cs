using System.CommandLine;
using System.Globalization;
using Pial.Analysis.Statistics.Designs;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.SurfaceStatistics;
using Pial.Pipelines.Vbm;

namespace Pial.Cli.Commands;

/// <summary><c>pial surface stats</c>: group statistics at the vertices of the cortex.</summary>
internal static class SurfaceStatsCommand
{
    private static readonly string[] Measures = ["thickness", "lgi", "curv", "sulc", "pbt"];
    private static readonly Argument<string> Derivatives = new("DERIVATIVES") { Description = "What 'pial run' wrote, surfaces among it." };
    private static readonly Argument<string> Output = new("OUT_DIR") { Description = "Receives maps, tables, pictures and report.html." };
    private static readonly Option<string> Measure = new("--measure")
    {
        Description = "What is analysed: thickness, lgi, curv, sulc or pbt. Default: thickness.",
        HelpName = "M",
        DefaultValueFactory = _ => "thickness",
    };
    private static readonly Option<double> Fwhm = new("--fwhm")
    {
        Description = "Width of the Gaussian that smooths along the surface, mm; 0 for none. Default: 10.",
        HelpName = "MM",
        DefaultValueFactory = _ => 10.0,
    };
    private static readonly Option<bool> Tiv = new("--tiv") { Description = "Total intracranial volume as a covariate." };

    public static Command Create() => new Verb(
        "stats", "Group statistics of the cortex: a linear model at every vertex of fsaverage6, permutation tests, maps, tables, a report.",
        [
            "pial surface stats derivatives out --design participants.tsv --formula \"age + sex\" --contrast age",
            "pial surface stats derivatives out --design participants.tsv --columns group age " +
                "--contrast \"group[patient]-group[control]\" --fwhm 15",
        ],
        [
            Derivatives, Output, GroupOptions.Table, .. GroupOptions.OfModel, Measure, Fwhm, GroupOptions.Session, GroupOptions.Exclude,
            Tiv, .. GroupOptions.OfTests,
        ],
        Work);

    private static void Work(CommandRun run)
    {
        var measure = run.Get(Measure)!;
        if (!Measures.Contains(measure, StringComparer.Ordinal))
            throw new InputException($"--measure {measure}: give one of {string.Join(", ", Measures)}.");
        var model = GroupOptions.Read(run) with { Tiv = run.Get(Tiv), Threshold = null, Map = measure };
        var table = GroupOptions.People(run);
        foreach (var column in Formula.Parse(model.Formula).Columns.Where(static c => c != "TIV"))
            _ = table[column]; // an unknown column is said before folders are searched
        var wantTiv = !table.Has("TIV") && (model.Tiv || model.Formula.Contains("TIV", StringComparison.Ordinal));
        var participants = VbmInputs.Find(run.Get(Derivatives)!, table, $"_{HeadDerivatives.TargetMeasure.Name("L", measure)}",
            run.Get(GroupOptions.Session), wantTiv);
        using var progress = new StageProgress(run, "", live: true);
        var result = SurfaceStatsPipeline.Run(participants, table, run.Wrote(run.Get(Output)!),
            new() { Model = model, Measure = measure, FwhmMm = run.Get(Fwhm) }, progress, run.Parallel);
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(result));
            return;
        }

        foreach (var f in result.Findings)
        {
            run.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{f.Expression}: {f.AreaMm2 / 100:0.##} cm2 in {f.Clusters} clusters at p <= {model.Alpha:0.###} ({f.Inference}); " +
                    $"least p {f.LeastP:0.####}, largest |{f.Statistic}| {f.LargestStatistic:0.00}"));
        }

        run.Out.WriteLine(result.Report);
    }
}
