using System.Globalization;
using Pial.Analysis.Splits;
using Pial.Formats.Npy;
using Pial.Hub.Evaluation;
using Pial.Kernels;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Tasks;

public sealed class TaskMapsTests : IDisposable
{
    private const int Subjects = 40, Voxels = 3000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Maps_are_predicted_from_whole()
    {
        var run = SmallTask.Run(SmallTask.Age(Maps("null"), "  split: {scheme: kfold, folds: 4}\n", "{primary: MAE, secondary: [R2]}"));
        Assert.True(run.Candidate.Metrics["R2"] > 0.6, FormattableString.Invariant($"R2 {run.Candidate.Metrics["R2"]}"));
        Assert.Contains(run.Notes, n => n.Contains("maps of 3000 voxels", StringComparison.Ordinal));
    }

    [Fact]
    public void Models_that_look_at_single_columns_are_not_run_on_turned_maps()
    {
        var run = SmallTask.Run(
            SmallTask.Of(
                $"metrics: {{primary: MAE}}\ntask: {{kind: regression, data: {Maps("null")}, target: age, baselines: all, bootstrap: 40, " +
                    "permutations: 40, split: {scheme: kfold, folds: 2}}\n"));
        Assert.DoesNotContain(run.Entries, e => e.Id is "forest" or "boosting" or "elastic-net");
        Assert.Contains(run.Entries, e => e.Id == "pca-ridge" && e.Failed is null);
    }

    [Fact]
    public void Voxels_chosen_by_subjects_who_are_tested_are_a_leak()
    {
        var everybody = new FittedOn(Enumerable.Range(1, Subjects).Select(s => $"s{s}"), "GM", "all").ToJson().ToJsonString();
        var leak = Assert.Throws<LeakException>(
            () => BenchmarkRun.Prepare(SmallTask.Age(Maps(everybody), "  split: {scheme: kfold, folds: 4}\n"), null, null));
        Assert.StartsWith("Leak: the choice of voxels saw 10 of 10 test subjects of fold ", leak.Message, StringComparison.Ordinal);
        Assert.EndsWith("export with option 'mask' template, or with option 'split' and a task whose split is scheme: column.",
            leak.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Voxels_chosen_by_the_training_subjects_are_none()
    {
        var training = new FittedOn(Enumerable.Range(1, Subjects).Where(s => s % 3 > 0).Select(s => $"s{s}"), "GM", "split = train")
            .ToJson().ToJsonString();
        var (table, plan, _) = BenchmarkRun.Prepare(SmallTask.Age(Maps(training), "  split: {scheme: column, column: split}\n"),
            null, null);
        Assert.Equal(Subjects, plan.Folds.Sum(f => f.Train.Count + f.Test.Count));
        Assert.Contains(table.Notes, n => n.EndsWith("the choice of voxels saw no test subject.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_template_made_of_subjects_who_are_tested_is_a_leak()
    {
        var three = new FittedOn(["s3", "s4", "s5"], "tpl-Study", "scans of the template").ToJson().ToJsonString();
        var data = Maps("null", three);
        var leak = Assert.Throws<LeakException>(
            () => BenchmarkRun.Prepare(SmallTask.Age(data, "  split: {scheme: kfold, folds: 2}\n"), null, null));
        Assert.StartsWith("Leak: the template that the maps lie on saw ", leak.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_of_maps_are_not_degraded_one_by_one()
    {
        var data = Maps("null");
        var refused = Assert.Throws<InputException>(
            () => BenchmarkRun.Prepare(SmallTask.Age(data, "  robustness: {noise: {grid: [0, 1]}}\n"), null, null));
        Assert.Contains("'robustness'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_a_subject_are_refused()
    {
        var data = Maps("null");
        File.AppendAllText(folder["maps/GM_subjects.tsv"], "s99\t30\tF\tA\t1400\ttest\n");
        var refused = Assert.Throws<InputException>(() => BenchmarkRun.Prepare(SmallTask.Age(data), null, null));
        Assert.Contains("40 rows", refused.Message, StringComparison.Ordinal);
    }

    private string Maps(string maskFittedOn, string templateFittedOn = "null")
    {
        Directory.CreateDirectory(folder["maps"]);
        var random = new CounterRandom(3, 5);
        NpyArray.Write(folder["maps/GM.npy"], NpyFloat.Float32, [Subjects, Voxels], write =>
        {
            var row = new float[Voxels];
            for (var s = 0; s < Subjects; s++)
            {
                for (var v = 0; v < Voxels; v++)
                    row[v] = (float)(0.5 + (v % 3 == 0 ? 0.01 * s : 0) + (0.1 * random.Normals((ulong)((s * Voxels) + v)).A));
                write(row);
            }
        });
        folder.Write("maps/GM_subjects.tsv",
            "participant_id\tage\tsex\tsite\teTIV\tsplit\n" + string.Concat(Enumerable.Range(0, Subjects).Select(s =>
            string.Create(CultureInfo.InvariantCulture,
                $"s{s + 1}\t{20 + s}\t{"MF"[s % 2]}\t{"AB"[s / 2 % 2]}\t{1400 + s}\t{((s + 1) % 3 > 0 ? "train" : "test")}\n"))));
        folder.Write("maps/GM.json", $"{{\"MaskFittedOn\": {maskFittedOn}, \"TemplateFittedOn\": {templateFittedOn}}}");
        return folder["maps"];
    }
}
