using System.CommandLine;
using System.Globalization;
using Pial.Cli.Shell;
using Pial.Hub.Leaderboard;

namespace Pial.Cli.Commands;

/// <summary><c>pial benchmark compare A B</c>: two entries on the same test subjects.</summary>
internal static class BenchmarkCompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("A")
        {
            Description = "Folder of a run, or its eval.yaml; with :ENTRY for another entry than its candidate.",
        };
        var second = new Argument<string>("B") { Description = "Another, or another entry of the same." };
        return new Verb(
            "compare", "Two entries on the same test subjects: differences with 95 % intervals, paired permutation tests.",
            ["pial benchmark compare runA runB", "pial benchmark compare out:ridge out:svr"],
            [first, second],
            run =>
            {
                var (a, b, metrics) = Comparison.Of(run.Get(first), run.Get(second), run.Parallel);
                if (run.Json)
                {
                    run.Out.WriteLine(JsonText.Of(new
                    {
                        A = a,
                        B = b,
                        Metrics = metrics.Where(m => double.IsFinite(m.Difference.Difference)).Select(m => new
                        {
                            m.Metric,
                            A = m.First,
                            B = m.Second,
                            m.Difference.Difference,
                            Low = Finite(m.Difference.Interval.Low),
                            High = Finite(m.Difference.Interval.High),
                            P = Finite(m.Difference.P),
                        }),
                    }));
                    return;
                }

                run.Out.WriteLine($"{"",-22} {Short(a),12} {Short(b),12} {"difference",12}  95 % interval         p");
                foreach (var m in metrics)
                    run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{m.Metric,-22} {m.First,12:0.0000} {m.Second,12:0.0000} {m.Difference.Difference,12:0.0000}  " +
                            $"[{m.Difference.Interval.Low:0.0000}, {m.Difference.Interval.High:0.0000}]  {m.Difference.P:0.0000}"));
            });
    }

    private static string Short(string name) => name.Length > 12 ? name[..11] + "…" : name;

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
