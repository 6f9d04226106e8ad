using System.Globalization;
using Pial.Cli.Shell;
using Pial.Hub.Evaluation;

namespace Pial.Cli.Commands;

/// <summary>The board of a run on stdout.</summary>
internal static class BenchmarkBoard
{
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
                Entries = result.Entries.Select(e => new { e.Id, e.IsCandidate, Rank = e.Outcome is null ? (double?)null : e.Rank, e.Failed, Metrics = e.Metrics.ToDictionary(m => m.Key, m => Finite(m.Value)), Seconds = Math.Round(e.Seconds, 3) }),
            }));
            return;
        }

        run.Out.WriteLine($"{result.Benchmark.Name}: {result.Primary.Name}, {result.Test} tested ({result.Split})");
        foreach (var e in result.Entries)
        {
            var interval = e.Outcome is null ? default : e.Confidence[result.Primary.Id];
            run.Out.WriteLine(e.Outcome is null ? $"   –   {e.Id,-18} failed: {e.Failed}"
                : string.Create(CultureInfo.InvariantCulture, $"{(e.IsCandidate ? '*' : ' ')} {e.Rank,4:0.#}  {e.Id,-18} {e.Metrics[result.Primary.Id],9:0.000}  [{interval.Low:0.000}, {interval.High:0.000}]"));
        }

        run.Out.WriteLine($"{Path.Combine(folder, "report.html")}");
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
