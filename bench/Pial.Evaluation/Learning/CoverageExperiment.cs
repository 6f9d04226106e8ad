using System.Globalization;
using System.Text;
using Pial.Analysis.Metrics;
using Pial.Analysis.Metrics.Uncertainty;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Evaluation.Learning;

/// <summary>How often intervals of 95 % hold the truth: of a model that is given, and of a way of training.</summary>
internal static class CoverageExperiment
{
    private const int Draws = 500;
    private static readonly ParallelOptions One = new() { MaxDegreeOfParallelism = 1 };

    public static int Run(IReadOnlyList<string> arguments)
    {
        var times = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1000;
        var text = new StringBuilder($"""
            # Coverage of intervals

            How often a 95 % interval held the truth, in {times} simulated data sets each ({Draws} bootstrap draws; the standard error of a share near 0.95 is {Math.Sqrt(0.95 * 0.05 / times):0.000}). Made by
            `dotnet run -c Release --project bench/Pial.Evaluation -- coverage {times}`.

            ## A model that is given, tested on n persons

            Regression: ages of 20 to 80, errors normal with 6 years, or skewed (exponential). Classes: half and half, scores of the two 1.5 standard deviations apart. The truth is that of 200,000 persons.

            | measure | n | percentile | BCa | BCa with Student's t (`--intervals bca`) |
            |---|---|---|---|---|

            """);
        foreach (var scenario in (ReadOnlySpan<string>)["MAE, normal errors", "MAE, skewed errors", "R2", "Balanced Accuracy", "AUROC"])
        {
            var metric = MetricOf(scenario);
            var truth = metric.Of(Sample(scenario, 200_000, 999)).Value;
            foreach (var n in (ReadOnlySpan<int>)[24, 50, 100])
                text.Append(CultureInfo.InvariantCulture,
                    $"| {scenario} | {n} | " +
                        $"{string.Join(" | ", Given(scenario, metric, truth, n, times)
                            .Select(c => c.ToString("0.000", CultureInfo.InvariantCulture)))} |\n");
        }

        text.Append("""

            ## A way of training, tried on n persons by repeated splits

            A linear regression on five features learns from 70 % of n persons and is tested on 30 %, twenty times. The truth is the mean absolute error that models trained on as many persons reach in the population, over
            2,000 such trainings. Tested persons drawn again (all splits together) do not know that other training persons give another model; `--intervals splits` does.

            | n | percentile | BCa with Student's t | splits (`--repeats 20 --intervals splits`) |
            |---|---|---|---|

            """);
        foreach (var n in (ReadOnlySpan<int>)[24, 50, 100])
            text.Append(CultureInfo.InvariantCulture,
                $"| {n} | {string.Join(" | ", Trained(n, times).Select(c => c.ToString("0.000", CultureInfo.InvariantCulture)))} |\n");
        File.WriteAllText(Path.Combine("bench", "results", "coverage.md"), text.ToString());
        Console.WriteLine(text);
        return 0;
    }

    private static Metric MetricOf(string scenario) =>
        MetricCatalog.Get(scenario.StartsWith("MAE", StringComparison.Ordinal) ? "mae" : scenario switch
        {
            "R2" => "r2",
            "AUROC" => "auroc",
            _ => "balanced_accuracy",
        });

    private static double[] Given(string scenario, Metric metric, double truth, int n, int times)
    {
        BootstrapOptions[] ways =
        [
            new() { Replicates = Draws }, new() { Replicates = Draws, Method = IntervalMethod.BiasCorrectedAccelerated },
                new() { Replicates = Draws, Method = IntervalMethod.BiasCorrectedAccelerated, Expanded = true },
        ];
        var held = new int[ways.Length][];
        for (var w = 0; w < ways.Length; w++) held[w] = new int[times];
        Parallel.For(0, times, new ParallelOptions { MaxDegreeOfParallelism = 2 }, t =>
        {
            var sample = Sample(scenario, n, (ulong)t + 1);
            for (var w = 0; w < ways.Length; w++)
                if (Bootstrap.Of(sample, [metric], null, ways[w] with { Seed = (ulong)t + 1 }, One)[0] is var i && i.Low <= truth
                    && truth <= i.High) held[w][t] = 1;
        });
        return [.. held.Select(h => h.Average())];
    }

    private static Predictions Sample(string scenario, int n, ulong seed)
    {
        var random = new CounterRandom(seed, 0xC0BE);
        if (scenario is "Balanced Accuracy" or "AUROC")
        {
            var (truth, odds) = (new int[n], new double[2 * n]);
            for (var k = 0; k < n; k++)
            {
                truth[k] = k % 2;
                var p = 1 / (1 + Math.Exp(-(random.Normals((ulong)k).Item1 + (truth[k] == 1 ? 0.75 : -0.75))));
                (odds[2 * k], odds[(2 * k) + 1]) = (1 - p, p);
            }

            return ClassPredictions.Of(truth, FeatureMatrix.Of(n, 2, odds));
        }

        var (ages, said) = (new double[n], new double[n]);
        for (var k = 0; k < n; k++)
        {
            var (a, b, _, _) = random.Normals((ulong)k);
            var (u, v) = (Share(a), Share(b));
            ages[k] = 20 + (60 * u);
            said[k] = ages[k] + (scenario.Contains("skewed", StringComparison.Ordinal) ? -6 * Math.Log(1 - v) : 6 * b);
        }

        return new NumberPredictions(ages, said);
    }

    private static double Share(double normal) => MathNet.Numerics.Distributions.Normal.CDF(0, 1, normal);

    private static double[] Trained(int n, int times)
    {
        const int Splits = 20;
        var train = (int)Math.Round(0.7 * n);
        var truth = Enumerable.Range(0, 2000).Average(t =>
            ExpectedMae(Fit(People(train, (ulong)(1_000_000 + t)), [.. Enumerable.Range(0, train)])));
        var held = new int[3, times];
        Parallel.For(0, times, new ParallelOptions { MaxDegreeOfParallelism = 2 }, t =>
        {
            var people = People(n, (ulong)t + 1);
            var (scores, truths, said, who) = (new List<double>(), new List<double>(), new List<double>(), new List<string>());
            for (var s = 0; s < Splits; s++)
            {
                int[] order = [.. Enumerable.Range(0, n).OrderBy(k => new CounterRandom((ulong)t, (ulong)(77 + s)).Bits((ulong)k).A)];
                var weights = Fit(people, order[..train]);
                var errors = 0.0;
                foreach (var k in order[train..])
                {
                    var predicted = weights[5] + Enumerable.Range(0, 5).Sum(f => weights[f] * people[k][f]);
                    errors += Math.Abs(predicted - people[k][5]);
                    truths.Add(people[k][5]);
                    said.Add(predicted);
                    who.Add(k.ToString(CultureInfo.InvariantCulture));
                }

                scores.Add(errors / (n - train));
            }

            var all = new NumberPredictions([.. truths], [.. said]);
            Interval[] intervals =
            [
                Bootstrap.Of(all, [MetricCatalog.Get("mae")], who, new() { Replicates = Draws }, One)[0],
                Bootstrap.Of(all, [MetricCatalog.Get("mae")], who,
                    new() { Replicates = Draws, Method = IntervalMethod.BiasCorrectedAccelerated, Expanded = true }, One)[0],
                RepeatedSplits.Of("MAE", scores, (n - train) / (double)train, n),
            ];
            for (var w = 0; w < 3; w++)
                if (intervals[w].Low <= truth && truth <= intervals[w].High) held[w, t] = 1;
        });
        return [.. Enumerable.Range(0, 3).Select(w => Enumerable.Range(0, times).Average(t => held[w, t]))];
    }

    // Five features and, last, the target.
    private static double[][] People(int n, ulong seed)
    {
        var random = new CounterRandom(seed, 0x5EED);
        return [.. Enumerable.Range(0, n).Select(k =>
        {
            var (a, b, c, d) = random.Normals((ulong)(2 * k));
            var (e, noise, _, _) = random.Normals((ulong)((2 * k) + 1));
            return new[] { a, b, c, d, e, (4 * a) + (2 * b) + c + (6 * noise) };
        })];
    }

    private static double[] Fit(double[][] people, int[] rows)
    {
        var x = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(rows.Length, 6, (r, c) => c == 5 ? 1 : people[rows[r]][c]);
        var y = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(rows.Length, r => people[rows[r]][5]);
        return [.. x.QR().Solve(y)];
    }

    // The error of a given model is normal in the population: its mean is the intercept, its variance the noise and what the weights are
    // off.
    private static double ExpectedMae(double[] w)
    {
        double[] right = [4, 2, 1, 0, 0];
        var (mean, sd) = (w[5], Math.Sqrt(36 + Enumerable.Range(0, 5).Sum(f => (w[f] - right[f]) * (w[f] - right[f]))));
        return (sd * Math.Sqrt(2 / Math.PI) * Math.Exp(-mean * mean / (2 * sd * sd))) + (mean * (1 - (2 * Share(-mean / sd))));
    }
}
