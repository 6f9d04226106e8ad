using Pial.Hub.Evaluation;
using Pial.Hub.Records;
using Pial.Hub.Reports;
using Pial.Hub.Suites;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Evaluation;

public sealed class ThresholdTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private Benchmark Suite(string thresholds, string more = "") => SmallTask.Age(folder.Write("t.csv", SmallTask.Table()), more) with
    {
        Suite = RecordFile.Parse(
            $"suite_id: S\nbenchmark_id: BM-SMALL\nname: s\ninputs: {{dataset: {{default: d}}}}\nthresholds:\n{thresholds}", "suite.yaml"),
    };

    [Fact]
    public void Each_is_told_and_written_down()
    {
        var run = SmallTask.Run(
            Suite("  MAE: {max: 20, description: better than a guess}\n  R2: {min: 0.9999}\n  robustness_score: {min: 0.1}\n",
                "  robustness: {noise: {grid: [0, 1]}}\n"));
        Assert.Equal([true, false, true], run.Thresholds.Select(t => t.Passed));
        var eval = EvalFile.Record(run);
        Assert.Equal(["MAE", "R2", "robustness_score"], eval.Thresholds.Select(t => t.Name));
        Assert.Equal("false", eval.Thresholds[1].Values["passed"]);
        Assert.Contains("| at least 1.000 | **missed** |", MarkdownReport.Write(run), StringComparison.Ordinal);
        Assert.Contains("✕ missed", HtmlReport.Write(run), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_measured_is_missed()
    {
        var suite = Suite("  noise_rAUC: {min: 0.1}\n", "  robustness: {noise: {grid: [0, 1]}}\n");
        var (_, tested) = SmallTask.Tested(suite);
        var run = BenchmarkRun.Execute(suite, new()
        {
            Date = SmallTask.Date,
            Baselines = false,
            Model = folder.Write("p.csv", "participant_id,prediction\n" + string.Concat(tested.Select(id => $"{id},30\n"))),
        });
        Assert.False(Assert.Single(run.Thresholds).Passed);
    }

    [Theory]
    [InlineData("  MAEE: {max: 3}\n", "suite.yaml, line 6: 'MAEE' is no measure of the benchmark. Did you mean 'MAE'?")]
    [InlineData("  MAE: {description: low}\n", "suite.yaml, line 6: 'MAE' needs min or max.")]
    [InlineData("  MAE: {min: 3, max: 2}\n", "suite.yaml, line 6: 'MAE' has min 3 above max 2; nothing passes.")]
    public void One_that_cannot_be_meant_is_refused_before_anything_runs(string thresholds, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => SmallTask.Run(Suite(thresholds))).Message);
}
