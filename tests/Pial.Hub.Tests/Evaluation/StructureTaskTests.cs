using Pial.Formats;
using Pial.Hub.Evaluation;
using Pial.Hub.Reports;
using Pial.Hub.Suites;
using Pial.Hub.Tasks;
using Pial.Volumes;

namespace Pial.Hub.Tests.Evaluation;

public sealed class StructureTaskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Subfields_are_structures_like_any_other()
    {
        // Head, body and tail of the hippocampi of made-up heads: one of them from the other two.
        var whole =
            SmallTask.Of(
                "metrics: {primary: Dice}\ntask:\n  kind: segmentation\n  data: phantom-heads\n  labels: {Left-Hippocampus: 17, " +
                    "Right-Hippocampus: 53}\n  phantoms: {count: 3, voxel_mm: 4, noise: [1]}\n").Task;
        Directory.CreateDirectory(folder["data"]);
        foreach (var one in PhantomHeads.Create(whole))
        {
            ImageFile.Save(folder[$"data/{one.Id}_T1w.nii"], one.Image);
            ImageFile.Save(folder[$"data/{one.Id}_mask.nii"], one.Mask!);
            ImageFile.Save(folder[$"data/{one.Id}_labels.nii"], Subfields(one.Labels!));
        }

        var run = SmallTask.Run(
            SmallTask.Of(
                $"metrics: {{primary: Dice, secondary: [HD95]}}\ntask:\n  kind: segmentation\n  data: {folder["data"]}\n  images: " +
                    "_T1w.nii\n  mask: _mask.nii\n  references: _labels.nii\n  labels: {lh-head: 231, lh-body: 232, lh-tail: 226, " +
                    "rh-head: 1231, rh-body: 1232, rh-tail: 1226}\n  " +
                    "split: {scheme: holdout, test_fraction: 0.34, seeds: [1]}\n  bootstrap: 20\n  permutations: 20\n"));
        Assert.Equal(["majority-atlas", "multi-atlas", "nothing", "random"], run.Entries.Select(e => e.Id).Order(StringComparer.Ordinal));
        Assert.All(run.Entries, e => Assert.Null(e.Failed));
        Assert.Equal("multi-atlas", run.Candidate.Id);
        Assert.True(run.Candidate.Metrics["Dice"] > 0.5, $"{run.Candidate.Metrics["Dice"]}");
        var page = HtmlReport.Write(run);
        Assert.Contains("id=\"cases\"", page, StringComparison.Ordinal);
        Assert.Contains("class=\"truth\" d=\"M", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Worst_median_and_best_are_told_by_the_primary_measure()
    {
        var benchmark = SmallTask.Of(
            "metrics: {primary: HD95}\ntask:\n  kind: segmentation\n  data: phantom-heads\n  labels: {GM: 1, WM: 2, CSF: 3}\n  phantoms: " +
                "{count: 3, voxel_mm: 6, noise: [1, 5, 20]}\n  split: {folds: 3}\n  bootstrap: 20\n  permutations: 20\n");
        var pictures = SmallTask.Run(benchmark, "pial-tissues").Pictures;
        Assert.Equal(["Worst", "Median", "Best"], pictures.Select(p => p.Place));
        Assert.True(pictures[0].Score >= pictures[1].Score && pictures[1].Score >= pictures[2].Score);
    }

    [Fact]
    public void A_restoration_shows_the_truth_what_was_given_what_came_back_and_the_difference()
    {
        var run = SmallTask.Run(
            SmallTask.Of(
                "metrics: {primary: PSNR}\ntask:\n  kind: denoising\n  data: phantom-heads\n  phantoms: {count: 3, voxel_mm: 6, noise: " +
                    "[20, 25, 30]}\n  bootstrap: 20\n  permutations: 20\n"));
        Assert.Equal(["Worst", "Median", "Best"], run.Pictures.Select(p => p.Place));
        Assert.All(run.Pictures, p => Assert.IsType<RestoredPicture>(p));
        var page = HtmlReport.Write(run);
        Assert.Equal(3, page.Split("given back − true").Length / 2);
        Assert.Contains("ahead of doing nothing (identity), which 3 subjects cannot prove.", page, StringComparison.Ordinal);
    }

    private static Volume<int> Subfields(Volume<int> labels) => Volume.Create<int, Volume<int>>(labels.Grid, labels, static (voxels, l) =>
    {
        for (var n = 0; n < voxels.Length; n++)
        {
            if (l.Span[n] == 0) continue;
            var y = l.Grid.Affine.Apply(new(n % l.Shape.I, n / l.Shape.I % l.Shape.J, n / l.Shape.SliceCount)).Y;
            voxels[n] = (l.Span[n] == 17 ? 0 : 1000) + (y > -16 ? 231 : y > -28 ? 232 : 226);
        }
    });
}
