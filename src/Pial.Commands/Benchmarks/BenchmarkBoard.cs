using System.CommandLine;
using System.Globalization;
using Pial.Cli.Shell;
using Pial.Hub.Evaluation;
using Pial.Hub.Programs;

namespace Pial.Cli.Commands;

/// <summary>The board of a run on stdout.</summary>
internal static class BenchmarkBoard
{
    /// <summary>What intervals are of.</summary>
    public static Option<IntervalKind> Intervals() => Choice.Option(
        "--intervals",
            "What 95 % intervals are of: bca, tested persons drawn again, corrected for skewness and few persons; percentile, the same " +
                "without; splits, scores of five or more splits, so that training other persons is in them.", "bca",
        ("bca", IntervalKind.Bca), ("percentile", IntervalKind.Percentile), ("splits", IntervalKind.Splits));

    public static Option<SandboxKind> Sandbox() => Choice.Option(
        "--sandbox",
        "Where a participant's program runs: bwrap, shut in by bubblewrap without network, other processes, labels and this user's " +
            "variables; none, as any program; auto, bwrap where it works, else none, which is said.", "auto",
        ("auto", SandboxKind.Auto), ("bwrap", SandboxKind.Bwrap), ("none", SandboxKind.None));

    public static void Print(CommandRun run, RunResult result, string folder)
    {
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(new
            {
                result.EvalId,
                Benchmark = result.Benchmark.Id,
                Primary = result.Primary.Name,
                Folder = folder,
                Thresholds = Thresholds(result),
                Entries = result.Entries.Select(e => new
                {
                    e.Id,
                    e.IsCandidate,
                    Rank = e.Outcome is null ? (double?)null : e.Rank,
                    e.Failed,
                    Metrics = e.Metrics.ToDictionary(m => m.Key, m => Finite(m.Value)),
                    Seconds = Math.Round(e.Seconds, 3),
                }),
            }));
            return;
        }

        run.Out.WriteLine($"{result.Benchmark.Name}: {result.Primary.Name}, {result.Test} tested ({result.Split})");
        foreach (var e in result.Entries)
        {
            var interval = e.Outcome is null ? default : e.Confidence[result.Primary.Id];
            run.Out.WriteLine(e.Outcome is null ? $"   –   {e.Id,-18} failed: {e.Failed}"
                : string.Create(CultureInfo.InvariantCulture,
                    $"{(e.IsCandidate ? '*' : ' ')} {e.Rank,4:0.#}  {e.Id,-18} {e.Metrics[result.Primary.Id],9:0.000}  " +
                        $"[{interval.Low:0.000}, {interval.High:0.000}]"));
        }

        PrintThresholds(run, result);
        run.Out.WriteLine($"{Path.Combine(folder, "report.html")}");
    }

    /// <summary>One line a threshold.</summary>
    public static void PrintThresholds(CommandRun run, RunResult result)
    {
        foreach (var t in result.Thresholds)
            run.Out.WriteLine(
                $"{(t.Passed ? "passed" : "MISSED")}  {t.Asked.Measure} " +
                    $"{(double.IsFinite(t.Value) ? Text(t.Value) : "was not measured")}; " +
                    $"{string.Join(", ",
                        new[] { t.Asked.Min is { } min ? $"at least {Text(min)}" : null,
                            t.Asked.Max is { } max ? $"at most {Text(max)}" : null }.OfType<string>())} is asked for");
    }

    /// <summary>The thresholds for machines.</summary>
    public static object Thresholds(RunResult result) =>
        result.Thresholds.Select(t => new { t.Asked.Measure, Value = Finite(t.Value), t.Asked.Min, t.Asked.Max, t.Passed });

    /// <summary>1 when a threshold was missed.</summary>
    public static int ExitCode(IEnumerable<RunResult> results) =>
        results.SelectMany(r => r.Thresholds).All(t => t.Passed) ? ExitCodes.Done : ExitCodes.Failed;

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
