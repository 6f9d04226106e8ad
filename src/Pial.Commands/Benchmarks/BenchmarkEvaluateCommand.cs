using System.CommandLine;
using System.Globalization;
using Pial.Cli.Shell;
using Pial.Hub.Evaluation;
using Pial.Hub.Programs;
using Pial.Hub.Reports;
using Pial.Hub.Suites;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary><c>pial benchmark evaluate SUITE PREDICTIONS</c>: predictions alone, without baselines.</summary>
internal sealed class BenchmarkEvaluateCommand
{
    private readonly Argument<string> suite = new("SUITE")
    {
        Description = "Name of a built-in suite, or the file of a suite or benchmark.",
    };
    private readonly Argument<string> predictions = new("PREDICTIONS")
    {
        Description = "Table of predictions (CSV, TSV), a folder of images, or a model record.",
    };
    private readonly Option<string?> data = new("--data")
    {
        Description = "Table, or folder, instead of the task's data.",
        HelpName = "TABLE|DIR",
    };
    private readonly Option<string?> participants = new("--participants")
    {
        Description = "Table whose columns are joined to the data's by subject.",
        HelpName = "TSV",
    };
    private readonly Option<SandboxKind> sandbox = BenchmarkBoard.Sandbox();
    private readonly Option<IntervalKind> intervals = BenchmarkBoard.Intervals();
    private readonly Option<string?> output = new("--output", "-o")
    {
        Description = "Folder for eval.yaml and reports, as pial benchmark run writes them but without baselines.",
        HelpName = "OUT",
    };

    public static Command Create() => new BenchmarkEvaluateCommand().Verb();

    private Verb Verb() => new(
        "evaluate",
        "Measures predictions with intervals and in groups, without running baselines. Exit code 1 when a threshold of the suite is " +
            "missed.",
        ["pial benchmark evaluate synth-age predictions.csv",
            "pial benchmark evaluate age.yaml predictions.csv --data features.csv --json"],
        [suite, predictions, data, participants, sandbox, intervals, output],
        Work);

    private int Work(CommandRun run)
    {
        if (BenchmarkCatalog.Find(run.Get(suite)) is not [var benchmark])
            throw new InputException("predictions are of one suite; name it.");
        if (run.Get(output) is { } folder) RunFolder.MustBeFree(folder, run.Force);
        var result = BenchmarkRun.Execute(benchmark,
            new()
            {
                Data = run.Get(data),
                Participants = run.Get(participants),
                Model = run.Get(predictions),
                Date = DateTime.UtcNow,
                Baselines = false,
                Sandbox = run.Get(sandbox),
                Intervals = run.Get(intervals)
            }, run.Parallel);
        foreach (var warning in result.Warnings)
            run.Error.WriteLine($"pial: warning: {warning.AsFlags()}");
        if (run.Get(output) is { } target) RunFolder.Write(target, result);
        var candidate = result.Candidate;
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(new
            {
                result.EvalId,
                Tested = result.Test,
                Thresholds = BenchmarkBoard.Thresholds(result),
                Metrics = candidate.Metrics.Where(m => double.IsFinite(m.Value)).ToDictionary(m => m.Key, m => new
                {
                    m.Value,
                    Low = Finite(candidate.Confidence[m.Key].Low),
                    High = Finite(candidate.Confidence[m.Key].High),
                }),
            }));
            return BenchmarkBoard.ExitCode([result]);
        }

        foreach (var metric in candidate.Metrics)
            run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{metric.Key,-22} {metric.Value,9:0.0000}  [{candidate.Confidence[metric.Key].Low:0.0000}, " +
                    $"{candidate.Confidence[metric.Key].High:0.0000}]"));
        BenchmarkBoard.PrintThresholds(run, result);
        return BenchmarkBoard.ExitCode([result]);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
