using Pial.Analysis.Metrics;
using Pial.Analysis.Metrics.Uncertainty;
using Pial.Kernels;

namespace Pial.Analysis.Tests.Metrics;

/// <summary>Intervals of 95 % hold the truth about as often; the experiment 'coverage' is the large simulation.</summary>
public class CoverageTests
{
    private static readonly ParallelOptions One = new() { MaxDegreeOfParallelism = 1 };

    [Fact]
    public void Few_subjects_are_held_by_the_expanded_interval_and_missed_by_percentiles()
    {
        const int Times = 400;
        var truth = 6 * Math.Sqrt(2 / Math.PI);
        var (percentile, expanded) = (0, 0);
        for (var t = 0; t < Times; t++)
        {
            var errors = Enumerable.Range(0, 24).Select(k => 6 * new CounterRandom((ulong)t + 1, 5).Normals((ulong)k).Item1).ToArray();
            var sample = new NumberPredictions([.. errors.Select((_, k) => 20.0 + k)], [.. errors.Select((e, k) => 20.0 + k + e)]);
            bool Holds(BootstrapOptions how) => Bootstrap.Of(sample, [MetricCatalog.Get("mae")], null, how with { Replicates = 400 },
                One)[0] is var i && i.Low <= truth && truth <= i.High;
            if (Holds(new())) percentile++;
            if (Holds(new() { Method = IntervalMethod.BiasCorrectedAccelerated, Expanded = true })) expanded++;
        }

        Assert.InRange(expanded / (double)Times, 0.935, 0.975);
        Assert.True(percentile < expanded, $"{percentile} of {expanded}");
    }

    [Fact]
    public void Scores_of_splits_are_corrected_for_shared_subjects()
    {
        // Mean 3, variance 2.5, five splits of 30 %: 2.776 √((1/5 + 3/7) 2.5).
        var interval = RepeatedSplits.Of("mae", [1, 2, 3, 4, 5], 3 / 7.0, 40);
        Assert.Equal(3, interval.Value.Value, 12);
        Assert.Equal(3 - (2.7764451 * Math.Sqrt((0.2 + (3 / 7.0)) * 2.5)), interval.Low, 6);
        Assert.Equal(6, interval.Low + interval.High, 12);
        Assert.True(double.IsNaN(RepeatedSplits.Of("mae", [1, 2, 3, 4], 0.5, 40).Low));
        Assert.True(double.IsNaN(RepeatedSplits.Of("auroc", [1, 2, 3, 4, double.NaN], 0.5, 40).High));
    }

    [Fact]
    public void Very_many_subjects_have_the_skewness_of_some()
    {
        var errors = Enumerable.Range(0, 3000).Select(k => Math.Exp(new CounterRandom(3, 5).Normals((ulong)k).Item1)).ToArray();
        var sample = new NumberPredictions(new double[3000], errors);
        var interval = Bootstrap.Of(sample, [MetricCatalog.Get("mae")], null,
            new() { Replicates = 200, Method = IntervalMethod.BiasCorrectedAccelerated, Expanded = true }, One)[0];
        Assert.InRange(errors.Average(), interval.Low, interval.High);
    }
}
