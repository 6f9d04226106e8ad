using Pial.Analysis.Splits;
using Pial.Formats;
using Pial.Hub.Entries;
using Pial.Hub.Evaluation;
using Pial.Hub.Suites;
using Pial.Hub.Tasks;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Tests.Evaluation;

public sealed class LesionTaskTests : IDisposable
{
    private const string Lesions =
        "metrics: {primary: Dice, secondary: [Lesion F1, HD95]}\ntask:\n  kind: segmentation\n  data: phantom-heads\n  labels: {Lesion: " +
            "1}\n  lesions: {minimum_mm3: 0}\n  phantoms: {count: 3, voxel_mm: 4, noise: [1]}\n  split: {folds: 3}\n  bootstrap: 40\n  " +
            "permutations: 40\n";
    private static readonly Grid Line = new(new(10, 1, 1), Affine.Identity);
    private static readonly TaskDefinition Task = SmallTask.Of(Lesions).Task;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Known_lesions_are_found_by_the_baselines_and_a_leak_is_refused()
    {
        var run = SmallTask.Run(SmallTask.Of(Lesions));
        Assert.Equal(["flair-outliers", "lesion-regression", "majority-atlas", "nothing", "random"],
            run.Entries.Select(e => e.Id).Order(StringComparer.Ordinal));
        Assert.All(run.Entries, e => Assert.Null(e.Failed));
        double Dice(string id) => run.Entries.Single(e => e.Id == id).Metrics["Dice"];
        Assert.Equal("lesion-regression", run.Candidate.Id);
        Assert.True(Dice("lesion-regression") > 0.3, $"regression {Dice("lesion-regression")}");
        Assert.True(Dice("flair-outliers") > Dice("random"));
        Assert.Equal(0, Dice("nothing"));
        Assert.Contains(run.Notes, n => n.StartsWith("3 people are too few", StringComparison.Ordinal));
        var again = SmallTask.Run(SmallTask.Of(Lesions), threads: 1);
        Assert.Equal(run.Candidate.Metrics["Dice"], again.Candidate.Metrics["Dice"]);
        var cases = PhantomHeads.Create(Task);
        Assert.Throws<LeakException>(() => new LesionEntry(new(1)).Predict(new(Task, "1", cases, [cases[0]], 1)));
    }

    [Fact]
    public void Predictions_of_a_model_that_saw_a_tested_case_are_refused()
    {
        foreach (var one in PhantomHeads.Create(Task))
        {
            Directory.CreateDirectory(folder["mine"]);
            ImageFile.Save(folder[$"mine/{one.Id}.nii"], one.Labels!);
        }

        folder.Write("seen.txt", "head-02\n");
        var model = folder.Write("m.yaml", "model_id: net\ntype: predictions\npath: mine\nfitted_on: seen.txt\n");
        Assert.Contains("head-02", Assert.Throws<LeakException>(() => SmallTask.Run(SmallTask.Of(Lesions), model)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", new double[] { 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData("", "23", new double[] { 0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("23", "", new double[] { 0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("23 7", "2", new double[] { 0.5, 1.0 / 3, 5, 1.5, 0.75, 0.5, 1.0 / 3, 1, 2.0 / 3, 0.5, 1 })]
    public void Empty_truths_and_missed_lesions_count_as_the_policy_says(string truth, string predicted, double[] wanted)
    {
        var (values, missed) = StructureMeasures.Of(Task, Labels(predicted), Labels(truth), null);
        Assert.Equal(truth.Length > 0 && predicted.Length == 0 ? 1 : 0, missed);
        Assert.Equal(wanted.Where((_, n) => n is not (2 or 3 or 4)), values.Where((_, n) => n is not (2 or 3 or 4)),
            (a, b) => Math.Abs(a - b) < 1e-9);
        if (truth.Length * predicted.Length == 0 && truth.Length + predicted.Length > 0) Assert.True(values[2] >= wanted[2]);
    }

    [Fact]
    public void Lesion_wise_measures_are_of_lesions() =>
        Assert.StartsWith("the measure 'Lesion F1' is of lesions",
            Assert.Throws<InputException>(() => MeasureCatalog.Find(Task with { Lesions = null }, "Lesion F1")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_head_without_lesions_is_told_and_predicting_none_there_is_right()
    {
        Directory.CreateDirectory(folder["data"]);
        foreach (var (one, n) in PhantomHeads.Create(Task).Select((c, n) => (c, n)))
        {
            ImageFile.Save(folder[$"data/{one.Id}_FLAIR.nii.gz"], one.Channel("FLAIR")!, new() { Type = StoredType.Int16 });
            ImageFile.Save(folder[$"data/{one.Id}_dseg.nii.gz"], n == 0 ? one.Labels!.Map(_ => 0) : one.Labels!,
                new() { Type = StoredType.UInt8 });
        }

        var run = SmallTask.Run(SmallTask.Of(Lesions.Replace("phantom-heads",
            folder["data"] + "\n  channels: {FLAIR: _FLAIR.nii.gz}\n  references: _dseg.nii.gz", StringComparison.Ordinal)), "nothing");
        Assert.Equal(1.0 / 3, run.Candidate.Metrics["Dice"], 9);
        Assert.Contains(run.Notes, n => n.StartsWith("1 of 3 cases have none of the structures", StringComparison.Ordinal));
        Assert.Contains(run.Entries,
            e => e.Id == "flair-outliers" && e.Failed!.Contains("needs the channels FLAIR and T1w", StringComparison.Ordinal));
    }

    private static Volume<int> Labels(string places) => Volume.Create<int, string>(Line, places, static (voxels, p) =>
    {
        foreach (var c in p.Where(char.IsAsciiDigit))
            voxels[c - '0'] = 1;
    });
}
