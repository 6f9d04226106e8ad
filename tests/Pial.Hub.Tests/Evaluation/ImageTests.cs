using Pial.Formats;
using Pial.Hub.Suites;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Evaluation;

public sealed class ImageTests : IDisposable
{
    private const string Tissue =
        "metrics: {primary: Dice, secondary: [HD95, Volume Similarity]}\ntask:\n  kind: segmentation\n  data: phantom-heads\n  labels: " +
            "{GM: 1, WM: 2, CSF: 3}\n  strata: [noise]\n  phantoms: {count: 3, voxel_mm: 6, noise: [1, 3]}\n  split: {folds: 3}\n  " +
            "bootstrap: 40\n  permutations: 40\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Predicted_labels_are_scored_case_by_case_and_what_is_missed_counts_as_missed()
    {
        var benchmark = SmallTask.Of(Tissue);
        var cases = PhantomHeads.Create(benchmark.Task);
        Directory.CreateDirectory(folder["mine"]);
        foreach (var one in cases)
            ImageFile.Save(folder[$"mine/{one.Id}_dseg.nii.gz"], one.Labels!.Map(v => v == 3 ? 0 : v), new() { Type = StoredType.UInt8 });
        var run = SmallTask.Run(benchmark, folder["mine"]);
        Assert.Equal(2.0 / 3, run.Candidate.Metrics["Dice"], 6);
        Assert.True(run.Candidate.Metrics["HD95"] > 50);
        Assert.Contains(run.Notes, n => n.StartsWith("mine missed 3 structures", StringComparison.Ordinal));
        Assert.Equal(["majority", "majority-atlas", "mine", "pial-tissues", "random"],
            run.Entries.Select(e => e.Id).Order(StringComparer.Ordinal));
        Assert.All(run.Entries, e => Assert.Null(e.Failed));
        File.Delete(folder["mine/head-01_dseg.nii.gz"]);
        Assert.Equal($"{folder["mine"]} has no image of 1 of 3 cases: head-01.",
            Assert.Throws<InputException>(() => SmallTask.Run(benchmark, folder["mine"])).Message);
    }

    [Fact]
    public void A_folder_of_images_is_a_task()
    {
        var cases = PhantomHeads.Create(new() { Kind = TaskKind.Denoising, Phantoms = new() { Count = 3, VoxelMm = 6, Noise = [9] } });
        foreach (var one in cases)
        {
            Directory.CreateDirectory(folder["data"]);
            ImageFile.Save(folder[$"data/{one.Id}_T1w.nii.gz"], one.Image, new() { Type = StoredType.Int16 });
            ImageFile.Save(folder[$"data/{one.Id}_clean.nii.gz"], one.Clean!, new() { Type = StoredType.Int16 });
        }

        var run = SmallTask.Run(
            SmallTask.Of(
                $"metrics: {{primary: PSNR, secondary: [SSIM]}}\ntask:\n  kind: denoising\n  data: {folder["data"]}\n  images: " +
                    "_T1w.nii.gz\n  references: _clean.nii.gz\n  bootstrap: 40\n  permutations: 40\n"), "identity");
        Assert.Equal(3, run.Test);
        Assert.All(run.Entries, e => Assert.Null(e.Failed));
        File.Delete(folder["data/head-02_clean.nii.gz"]);
        Assert.Equal($"head-02 has no reference: there is no head-02_clean.nii.gz in {folder["data"]}.",
            Assert.Throws<InputException>(() => ImageFolder.Load(folder["data"], run.Benchmark.Task)).Message);
    }
}
