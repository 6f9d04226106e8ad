using Pial.Hub.Evaluation;
using Pial.Hub.Tasks;

namespace Pial.Hub.Tests.Evaluation;

public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_baselines_that_show_what_little_would_do_are_always_on_the_board()
    {
        var run = SmallTask.Run(SmallTask.Sex(folder.Write("t.csv", SmallTask.Table()),
            "  split: {scheme: kfold, folds: 3, seeds: [1, 2]}\n"));
        Assert.Equal(["age-sex-only", "head-size-only", "logistic", "majority", "random", "site-only"],
            run.Entries.Select(e => e.Id).Order(StringComparer.Ordinal));
        Assert.All(run.Entries, e => Assert.Null(e.Failed));
        Assert.Equal("logistic", run.Candidate.Id);
        Assert.True(run.Candidate.Metrics["Balanced Accuracy"] > 0.7);
        Assert.All(run.Entries.Where(e => !e.IsCandidate), e => Assert.NotNull(e.Against));
        Assert.Equal(60, run.Test);
        Assert.Equal(120, run.Candidate.Outcome!.Rows.Ids.Count);
        // Age and sex alone may not use the sex that is predicted.
        Assert.Contains("(age)", run.Entries.Single(e => e.Id == "age-sex-only").What, StringComparison.Ordinal);
    }

    [Fact]
    public void One_thread_and_several_find_the_same()
    {
        var benchmark = SmallTask.Age(folder.Write("t.csv", SmallTask.Table()), "  robustness: {noise: {grid: [0, 1]}}\n");
        var (one, several) = (SmallTask.Run(benchmark, threads: 1), SmallTask.Run(benchmark, threads: 3));
        for (var n = 0; n < one.Entries.Count; n++)
        {
            Assert.Equal(one.Entries[n].Outcome!.Values, several.Entries[n].Outcome!.Values);
            Assert.Equal(one.Entries[n].Confidence, several.Entries[n].Confidence);
            Assert.Equal(one.Entries[n].Against, several.Entries[n].Against);
        }
    }

    [Fact]
    public void Folds_that_cannot_hold_the_classes_alike_are_told()
    {
        var table = folder.Write("t.csv", SmallTask.Table(24));
        var (uneven, even) = (SmallTask.Run(SmallTask.Sex(table, "  split: {scheme: kfold, folds: 8}\n")),
            SmallTask.Run(SmallTask.Sex(table, "  split: {scheme: kfold, folds: 6}\n")));
        Assert.Contains(uneven.Notes, n => n.StartsWith("Folds test 1 to 2 subjects of class 'F'.", StringComparison.Ordinal));
        Assert.True(uneven.Entries.Single(e => e.Id == "majority").Metrics["Balanced Accuracy"] < 0.45);
        Assert.DoesNotContain(even.Notes, n => n.StartsWith("Folds test", StringComparison.Ordinal));
        Assert.Equal(0.5, even.Entries.Single(e => e.Id == "majority").Metrics["Balanced Accuracy"]);
    }

    [Fact]
    public void Sites_that_were_not_trained_on_are_tested_one_by_one()
    {
        var run = SmallTask.Run(SmallTask.Age(folder.Write("t.csv", SmallTask.Table()), "  split: {scheme: leave-site-out}\n"));
        Assert.Equal((60, 30), (run.Test, run.Train));
        Assert.Contains("leave one site out", run.Split, StringComparison.Ordinal);
    }

    [Fact]
    public void The_age_bias_is_corrected_with_training_subjects_alone()
    {
        var run = SmallTask.Run(SmallTask.Age(folder.Write("t.csv", SmallTask.Table(120))));
        var ridge = run.BrainAge.Single(b => b.Entry == "ridge");
        Assert.Equal(run.Candidate.Metrics["MAE"], ridge.Mae, 9);
        Assert.True(Math.Abs(ridge.CorrectedSlope) < 0.15);
    }

    [Fact]
    public void Robustness_falls_with_the_strength_and_only_what_uses_features_has_it()
    {
        var run = SmallTask.Run(SmallTask.Age(folder.Write("t.csv", SmallTask.Table(120)),
            "  robustness: {noise: {grid: [0, 0.5, 4], unit: sd}}\n"));
        var curve = run.Candidate.Probes.Single();
        Assert.Equal(1, curve.Scores[0], 9);
        Assert.True(curve.Scores[2] < curve.Scores[1] && curve.Scores[1] < 1);
        Assert.Empty(run.Entries.Single(e => e.Id == "site-only").Probes);
    }

    [Fact]
    public void The_area_under_a_curve_is_that_of_trapezoids() =>
    Assert.Equal(((1 + 0.5) / 2 * 1 / 3) + (0.5 * 2 / 3), Area.Under([0, 1, 3], [1, 0.5, 0.5]), 12);

    [Fact]
    public void The_cohorts_planted_effects_are_there()
    {
        var cohort = SyntheticCohort.Create(2000);
        var (sex, tiv, age, hippocampus) = (cohort["sex"], cohort.Numbers("eTIV"), cohort.Numbers("age"),
            cohort.Numbers("Left-Hippocampus"));
        double Mean(string of, double[] values) => values.Where((_, r) => sex[r] == of).Average();
        Assert.InRange(Mean("M", tiv) - Mean("F", tiv), 150, 170);
        Assert.True(hippocampus.Where((_, r) => age[r] < 35).Average() > hippocampus.Where((_, r) => age[r] > 65).Average());
        Assert.Equal(cohort.Numbers("lh_insula_thickness"), SyntheticCohort.Create(2000).Numbers("lh_insula_thickness"));
    }
}
