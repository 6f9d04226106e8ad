using Pial.Analysis.Metrics;
using Pial.Analysis.Models;
using Pial.Analysis.Tables;
using Pial.Hub.Entries;
using Pial.Hub.Evaluation;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Evaluation;

/// <summary>Metrics and baselines of somebody else's: one call each, and their names work in a task.</summary>
public sealed class AddedTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_metric_and_a_model_of_your_own_are_named_in_a_task()
    {
        MetricCatalog.AddForNumbers("toy_first", "The first prediction", true, p => new(p.Predicted[0]));
        ModelCatalog.AddRegressor("toy-forty", "everybody is forty", () => ModelCatalog.Single(new Forty()));
        var task = SmallTask.Age(folder.Write("t.csv", SmallTask.Table()), metrics: "{primary: toy_first, secondary: [MAE]}");

        var run = SmallTask.Run(task, "toy-forty");

        Assert.Equal(40, run.Candidate.Metrics["toy_first"]);
        Assert.True(run.Candidate.Metrics["MAE"] > run.Entries.Single(e => e.Id == "ridge").Metrics["MAE"]);
        MetricCatalog.AddForNumbers("toy_first", "The first prediction, halved", true, p => new(p.Predicted[0] / 2));
        Assert.Equal(20, SmallTask.Run(task, "toy-forty").Candidate.Metrics["toy_first"]);
    }

    [Fact]
    public void A_measure_and_a_baseline_of_images_of_your_own_are_named_in_a_task()
    {
        ImageMeasure.Add(new("Toy Error", false, p => Math.Abs(p.Predicted.Span[0] - p.Clean.Span[0])));
        ImageBaselines.Add("toy-zero", task => task.Kind != TaskKind.Denoising ? null
            : ImageBaselines.CaseByCase("toy-zero", "nothing", (one, _, _) => new(one.Image.Map(_ => 0f), null)));
        var task = SmallTask.Of(
            "metrics: {primary: Toy Error, secondary: [PSNR]}\ntask:\n  kind: denoising\n  data: phantom-heads\n  bootstrap: 40\n"
            + "  permutations: 40\n  phantoms: {count: 3, voxel_mm: 6, noise: [5], seed: 1}\n");

        var run = SmallTask.Run(task, "toy-zero");

        Assert.Equal("toy-zero", run.Candidate.Id);
        Assert.Contains(run.Entries, e => e.Id == "identity" && e.Metrics["Toy Error"] > 0);
        Assert.Equal(["PSNR", "SSIM", "NMSE"], MeasureCatalog.Denoising.Take(3).Select(m => m.Id));
    }

    [Fact]
    public void A_task_names_the_baselines_of_images_that_are_run()
    {
        const string Task = "metrics: {primary: PSNR}\ntask:\n  kind: denoising\n  data: phantom-heads\n  bootstrap: 40\n"
            + "  permutations: 40\n  phantoms: {count: 3, voxel_mm: 6, noise: [5], seed: 1}\n";

        var run = SmallTask.Run(SmallTask.Of(Task + "  baselines: [gaussian]\n"), "non-local-means");

        Assert.Equal(["gaussian", "identity", "non-local-means"], run.Entries.Select(e => e.Id).Order(StringComparer.Ordinal));
        var odd = Assert.Throws<InputException>(() => SmallTask.Run(SmallTask.Of(Task + "  baselines: [gausian]\n"), "identity"));
        Assert.Contains("'gausian'", odd.Message, StringComparison.Ordinal);
        Assert.Contains("gaussian", odd.Message[20..], StringComparison.Ordinal);
    }

    private sealed class Forty : IRegressor, IFittedRegressor
    {
        public string Id => "toy-forty";

        public IFittedRegressor Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel = null) => this;

        public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null) => [.. Enumerable.Repeat(40.0, x.Rows)];
    }
}
