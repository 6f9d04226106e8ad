using Pial.Analysis.Metrics;
using Pial.Analysis.Metrics.Uncertainty;
using Pial.Analysis.Models;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Tests.Metrics;

public sealed class MetricTests
{
    private static readonly ParallelOptions One = new() { MaxDegreeOfParallelism = 1 };

    [Fact]
    public void What_the_data_do_not_define_is_nan_with_a_reason()
    {
        var same = ClassPredictions.Of([1, 1, 1], FeatureMatrix.Of(3, 2, [0.2, 0.8, 0.6, 0.4, 0.1, 0.9]));
        Assert.Equal("no row is negative", Reason("auroc", same));
        Assert.Equal("only one class occurs", Reason("balanced_accuracy", same));
        Assert.Equal("no row is of class 0", Reason("specificity", same));
        Assert.Equal(1, MetricCatalog.Get("auprc").Of(same).Value);
        var majority = ClassPredictions.Of([0, 1, 0], [0, 0, 0], 2);
        Assert.Equal("only one class is predicted", Reason("mcc", majority));
        Assert.Equal("class 1 is never predicted", Reason("precision", majority));
        Assert.Equal(0, MetricCatalog.Get("f1").Of(majority).Value);
        Assert.Equal(0.5, MetricCatalog.Get("balanced_accuracy").Of(majority).Value);
        Assert.Equal("there are no probabilities", Reason("auroc", majority));
        var three = ClassPredictions.Of([0, 1], FeatureMatrix.Of(2, 3, [1, 0, 0, 0, 1, 0]));
        Assert.Equal("class 2 against the rest: no row is positive", Reason("auroc", three));
        var flat = new NumberPredictions([20, 30, 40], [30, 30, 30]);
        Assert.Equal("the prediction is the same in all rows", Reason("r", flat));
        Assert.Equal((0, -1), (MetricCatalog.Get("r2").Of(flat).Value, MetricCatalog.Get("bias_slope").Of(flat).Value));
        Assert.Equal("the truth is the same in all rows", Reason("r2", new NumberPredictions([3, 3], [1, 2])));
        Assert.Equal(10.0 / 30, MetricCatalog.Get("weighted_mae").Of(new NumberPredictions([20, 50], [30, 60])).Value, 1e-12);
        Assert.Contains("must be finite", Assert.Throws<ArgumentException>(() => new NumberPredictions([1], [double.NaN])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Calibration_error_of_a_hand_made_case()
    {
        // Confidence 0.9 thrice, right twice: |2 − 2.7| / 4; confidence 0.6 once, right: |1 − 0.6| / 4.
        var p = ClassPredictions.Of([0, 0, 1, 1], FeatureMatrix.Of(4, 2, [0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.4, 0.6]));
        Assert.Equal(0.7 / 4 + (0.4 / 4), ProbabilityMetrics.ExpectedCalibrationError(p).Value, 1e-12);
    }

    [Fact]
    public void Intervals_cover_the_truth_and_widen_where_rows_share_a_subject()
    {
        var mae = MetricCatalog.Get("mae");
        var options = new BootstrapOptions { Replicates = 400 };
        var covered = 0;
        for (var trial = 0; trial < 60; trial++)
        {
            var p = Errors(40, (ulong)trial, repeat: 1);
            var interval = Bootstrap.Of(p, [mae], null, options with { Seed = (ulong)trial })[0];
            if (interval.Low <= Math.Sqrt(2 / Math.PI) && Math.Sqrt(2 / Math.PI) <= interval.High) covered++;
        }

        Assert.InRange(covered, 50, 60); // 95 % of 60 is 57
        var repeated = Errors(40, 7, repeat: 4);
        string[] subjects = [.. Enumerable.Range(0, 160).Select(r => $"sub-{r % 40}")];
        var (clustered, naive) = (Bootstrap.Of(repeated, [mae], subjects, options)[0], Bootstrap.Of(repeated, [mae], null, options)[0]);
        Assert.Equal((40, 160), (clustered.Subjects, naive.Subjects));
        Assert.InRange((clustered.High - clustered.Low) / (naive.High - naive.Low), 1.6, 2.4); // four copies of each: the root of 4
        Assert.Equal(clustered, Bootstrap.Of(repeated, [mae], subjects, options, One)[0]);
        var shifted = Bootstrap.Of(repeated, [mae], subjects, options with { Method = IntervalMethod.BiasCorrectedAccelerated }, One)[0];
        Assert.InRange(shifted.Low, clustered.Low - 0.1, clustered.High);
    }

    [Fact]
    public void Entries_that_differ_are_told_apart_and_equal_ones_are_not()
    {
        var mae = MetricCatalog.Get("mae");
        var (good, bad, other) = (Errors(60, 1, 1, 0.5), Errors(60, 2, 1, 1.5), Errors(60, 3, 1, 0.5));
        var differ = ScoreTests.Difference(good, bad, mae, permutations: 499);
        Assert.True(differ.Observed > 0);
        Assert.Equal(1 / 500.0, differ.P);
        Assert.True(ScoreTests.Difference(good, other, mae, permutations: 499).P > 0.05);
        Assert.Equal(1, ScoreTests.Difference(good, good, mae, permutations: 99).P);
        Assert.Equal(differ, ScoreTests.Difference(good, bad, mae, permutations: 499, parallel: One));
        var ranking = RankingStability.Of([("bad", bad), ("good", good), ("other", other)], mae, null, new() { Replicates = 200 });
        Assert.Equal("bad", ranking.Entries[^1].Entry);
        Assert.Equal((3, 3, 3), (ranking.Entries[^1].Rank, ranking.Entries[^1].Low, ranking.Entries[^1].High));
        Assert.InRange(ranking.Kendall, 0.3, 1);
        Assert.Equal(1, ranking.Entries[0].First + ranking.Entries[1].First, 1e-12);
    }

    [Fact]
    public void Chance_is_found_to_be_chance()
    {
        var random = new CounterRandom(4, 4);
        int[] truth = [.. Enumerable.Range(0, 80).Select(r => r % 2)];
        var signal = FeatureMatrix.Of(80, 2,
            [.. truth.SelectMany((t, r) => Pair(ScoreRules.Logistic((t * 2) - 1 + random.Normals((ulong)r).A)))]);
        var noise = FeatureMatrix.Of(80, 2, [.. truth.SelectMany((_, r) => Pair(ScoreRules.Logistic(random.Normals((ulong)r).B)))]);
        var auroc = MetricCatalog.Get("auroc");
        var found = ScoreTests.AgainstChance(ClassPredictions.Of(truth, signal), auroc, permutations: 199);
        Assert.Equal(1 / 200.0, found.P);
        Assert.InRange(found.NullMean, 0.48, 0.52);
        Assert.InRange(found.NullHigh, 0.55, 0.68);
        Assert.True(ScoreTests.AgainstChance(ClassPredictions.Of(truth, noise), auroc, permutations: 199).P > 0.05);
        // A predictor that only knows the group (site) is at chance within groups.
        string[] site = [.. truth.Select((t, r) => r % 10 < 8 ? $"s{t}" : "both")];
        var known = FeatureMatrix.Of(80, 2, [.. site.SelectMany(s => Pair(s == "s1" ? 0.9 : s == "s0" ? 0.1 : 0.5))]);
        Assert.Equal(1, ScoreTests.AgainstChance(ClassPredictions.Of(truth, known), auroc, within: site, permutations: 99).P);
    }

    [Fact]
    public void Strata_are_counted_and_flagged()
    {
        var p = Errors(50, 1, 1);
        string[] level = [.. Enumerable.Range(0, 50).Select(r => r < 10 ? "F" : r < 49 ? "M" : "")];
        var strata = StratifiedScores.Of(p, [MetricCatalog.Get("mae")], "sex", level, options: new() { Replicates = 50 });
        Assert.Equal([("F", 10, true), ("M", 39, false), ("n/a", 1, true)], strata.Select(s => (s.Level, s.Rows, s.TooFew)));
        Assert.Equal(["20-29", "30-39", ""], StratifiedScores.Bands([29.99, 30, double.NaN]));
    }

    [Fact]
    public void Ranks_share_ties_and_rankings_agree_with_themselves()
    {
        Assert.Equal([2.5, 1, 2.5, 4], Ranks.Of([5, 1, 5, 9]));
        Assert.Equal(1, Ranks.Kendall([1, 2, 3], [10, 20, 30]));
        Assert.Equal(-1, Ranks.Kendall([1, 2, 3], [3, 2, 1]));
        Assert.True(double.IsNaN(Ranks.Kendall([1, 1], [1, 2])));
    }

    private static double[] Pair(double p) => [1 - p, p];

    private static string? Reason(string metric, Predictions p) => MetricCatalog.Get(metric).Of(p).Undefined;

    // Standard normal errors, the rows of a subject all alike.
    private static NumberPredictions Errors(int subjects, ulong seed, int repeat, double scale = 1)
    {
        var random = new CounterRandom(seed, 99);
        double[] truth = [.. Enumerable.Range(0, subjects * repeat).Select(r => (double)(r % subjects))];
        return new(truth, [.. truth.Select((t, r) => t + (scale * random.Normals((ulong)(r % subjects)).A))]);
    }
}
