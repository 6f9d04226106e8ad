using Pial.Hub.Suites;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Tasks;

public sealed class ImageArtefactTests
{
    private const string Head =
        "metrics: {primary: Dice}\ntask:\n  kind: segmentation\n  data: phantom-heads\n  labels: {GM: 1, WM: 2, CSF: 3}\n  phantoms: " +
            "{count: 3, voxel_mm: 6, noise: [1]}\n  split: {folds: 3}\n  bootstrap: 40\n  permutations: 40\n  robustness:\n";
    private static readonly ImageCase Labelled = PhantomHeads.Create(
        new() { Kind = TaskKind.Segmentation, Phantoms = new() { Count = 3, VoxelMm = 6, Noise = [0] } })[0];
    private static readonly ImageCase Restored = PhantomHeads.Create(
        new() { Kind = TaskKind.Denoising, Phantoms = new() { Count = 3, VoxelMm = 6, Noise = [0] } })[0];

    public static TheoryData<string, double> Strengths => new() { { "noise", 10 }, { "blur", 8 }, { "bias", 60 }, { "motion", 5 },
        { "ghosting", 0.8 }, { "spike", 0.3 }, { "anisotropy", 3 }, { "gamma", 0.4 }, { "rotation", 15 } };

    [Theory]
    [MemberData(nameof(Strengths))]
    public void An_artefact_grows_with_its_strength_and_is_the_same_for_any_number_of_threads(string name, double strength)
    {
        double Change(double s) => Rms(ImageArtefacts.With(Labelled, name, s).Image.Span, Labelled.Image.Span);
        var none = name == "anisotropy" ? 1 : 0;
        Assert.True(ImageArtefacts.IsNone(name, none));
        Assert.Same(Labelled, ImageArtefacts.With(Labelled, name, none));
        Assert.InRange(Change(none + ((strength - none) / 2)), 1e-3, Change(strength));
        var one = ImageArtefacts.With(Labelled, name, strength, new() { MaxDegreeOfParallelism = 1 }).Image;
        Assert.Equal(one.Span, ImageArtefacts.With(Labelled, name, strength, new() { MaxDegreeOfParallelism = 3 }).Image.Span);
        Assert.NotEqual(Change(strength),
            Rms(ImageArtefacts.With(Labelled with { Id = "other" }, name, strength).Image.Span, Labelled.Image.Span)
                + (name is "noise" or "bias" or "motion" or "spike" ? 0 : 1));
    }

    [Theory]
    [MemberData(nameof(Strengths))]
    public void The_truth_changes_with_the_head_and_not_with_the_scan(string name, double strength)
    {
        var (labels, clean) = (ImageArtefacts.With(Labelled, name, strength).Labels!, ImageArtefacts.With(Restored, name, strength).Clean!);
        Assert.Equal(name == "rotation", !labels.Span.SequenceEqual(Labelled.Labels!.Span));
        Assert.Equal(name is "rotation" or "bias" or "gamma", !clean.Span.SequenceEqual(Restored.Clean!.Span));
    }

    [Fact]
    public void Strengths_mean_what_their_units_say()
    {
        var field = ImageArtefacts.With(Labelled, "bias", 40);
        var inside = Enumerable.Range(0, Labelled.Image.Shape.Count).Where(n => Labelled.Mask!.Span[n] && Labelled.Image.Span[n] > 1)
            .Select(n => field.Image.Span[n] / Labelled.Image.Span[n]).ToList();
        Assert.Equal((0.8, 1.2), (inside.Min(), inside.Max()), Near);
        var (noisy, bright) = (ImageArtefacts.With(Labelled, "noise", 5), Kernels.Quantile.Of(Labelled.Image.Span, 0.98));
        var air = Enumerable.Range(0, Labelled.Image.Shape.Count).Where(n => Labelled.Image.Span[n] == 0)
            .Select(n => (double)noisy.Image.Span[n]).Average();
        Assert.Equal(0.05, air / 1.2533 / bright, 0.002);
        var turned = ImageArtefacts.With(Labelled, "rotation", 20);
        Assert.InRange(turned.Mask!.Span.Count(true) / (double)Labelled.Mask!.Span.Count(true), 0.95, 1.05);
        Assert.True(Agreement(turned) > 0.9);
        Assert.True(Agreement(turned with { Labels = Labelled.Labels }) < 0.7);

        // Bright voxels are white matter.
        double Agreement(ImageCase c) => Enumerable.Range(0, c.Image.Shape.Count).Where(n => c.Image.Span[n] > 0.85 * bright)
            .Where(n => c.Labels!.Span[n] > 0).Average(n => c.Labels!.Span[n] == 2 ? 1 : 0.0);
    }

    private static readonly IEqualityComparer<(double, double)> Near = EqualityComparer<(double, double)>.Create(
        (a, b) => Math.Abs(a.Item1 - b.Item1) < 0.03 && Math.Abs(a.Item2 - b.Item2) < 0.03, _ => 0);

    [Fact]
    public void A_segmentation_has_curves_of_its_candidate()
    {
        var run = SmallTask.Run(
            SmallTask.Of(
                Head + "    noise: {grid: [0, 20, 80]}\n    gaussian_noise: {grid: [40, 20, 0], unit: dB (SNR)}\n    anisotropy: {grid: " +
                    "[1, 3]}\n"), "pial-tissues");
        var curves = run.Candidate.Probes;
        Assert.Equal(["noise", "gaussian_noise", "anisotropy"], curves.Select(c => c.Name));
        Assert.All(curves, c => Assert.True(c.Scores[^1] < c.Scores[0]));
        Assert.Equal(run.Candidate.Metrics["Dice"], curves[0].Scores[0], 12);
        Assert.Equal([1, 10, 100], curves[1].Grid.Select(g => Math.Round(g, 9)));
        Assert.Equal("times thicker slices", curves[2].Unit);
        Assert.All(run.Entries.Where(e => !e.IsCandidate), e => Assert.Empty(e.Probes));
    }

    [Theory]
    [InlineData("nose: {grid: [0, 1]}", "line 19: 'nose' is no artefact of images. Did you mean 'noise'?")]
    [InlineData("line_noise: {frequencies: [50, 60], grid: [40, 5]}",
        "line 19: 'line_noise' cannot be run on images: it is of signals in time; interference in a scanner is asked for by spike.")]
    [InlineData("channel_permutation: {num_permutations: 10}",
        "line 19: 'channel_permutation' cannot be run on images: it changes the order of channels, and an image has none.")]
    [InlineData("ghosting: {grid: [0, 2]}", "line 19: 'grid' must lie between 0 (none) and 1 share of every fourth line's signal.")]
    [InlineData("anisotropy: {grid: [0, 2]}", "line 19: 'grid' must lie between 1 (none) and 50 times thicker slices.")]
    [InlineData("motion: {grid: [2, 1]}", "line 19: 'grid' must be two or more growing strengths.")]
    public void Probes_that_cannot_be_run_are_refused(string probe, string says) =>
        Assert.EndsWith(says, Assert.Throws<InputException>(() => SmallTask.Of(Head + $"    {probe}\n").Task).Message,
            StringComparison.Ordinal);

    private static double Rms(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var n = 0; n < a.Length; n++)
            sum += (a[n] - b[n]) * (double)(a[n] - b[n]);
        return Math.Sqrt(sum / a.Length);
    }
}
