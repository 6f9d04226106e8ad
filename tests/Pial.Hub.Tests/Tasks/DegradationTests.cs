using Pial.Formats;
using Pial.Hub.Suites;
using Pial.Hub.Tasks;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Tests.Tasks;

public sealed class DegradationTests : IDisposable
{
    private const string Tail = "  phantoms: {count: 3, voxel_mm: 5}\n  bootstrap: 40\n  permutations: 40\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string Task(string kind, string degradation, string data = "phantom-heads", string more = "") =>
        $"metrics: {{primary: PSNR, secondary: [SSIM, NMSE]}}\ntask:\n  kind: {kind}\n  data: {data}\n  degradation: " +
            $"{degradation}\n{Tail}{more}";

    [Fact]
    public void Slices_come_on_their_own_grid_and_answers_on_the_fine_one()
    {
        var benchmark = SmallTask.Of(Task("super-resolution", "{thick_slices: {spacing_mm: [10, 15]}, seed: 3}",
            more: "  strata: [spacing]\n"));
        var cases = PhantomHeads.Create(benchmark.Task);
        Assert.Equal([10, 15, 10], cases.Select(c => c.Image.Grid.VoxelSize.Z));
        Assert.All(cases, c => Assert.Equal((5, c.Clean!.Grid), (c.Answer.VoxelSize.Z, c.Answer)));
        var run = SmallTask.Run(benchmark);
        Assert.All(run.Entries, e => Assert.Null(e.Failed));
        Assert.Equal(["cubic", "linear", "nearest", "non-local-upsampling"], run.Entries.Select(e => e.Id).Order(StringComparer.Ordinal));
        Assert.Equal("non-local-upsampling", run.Entries[0].Id);
        Assert.Equal(["10 mm", "15 mm"], run.Candidate.Strata.Select(s => s.Level).Order(StringComparer.Ordinal));
        Assert.Contains(run.DataCard, d => d.Name == "Degradation" && d.Value == "feet-head slices 10, 15 mm apart, profile box; seed 3");
        var eval = Pial.Hub.Reports.EvalFile.Write(run);
        Assert.Contains("kind: super-resolution", eval, StringComparison.Ordinal);
        Assert.Contains("spacing_mm", eval, StringComparison.Ordinal);

        Directory.CreateDirectory(folder["mine"]);
        foreach (var one in cases)
            ImageFile.Save(folder[$"mine/{one.Id}.nii.gz"], one.Image);
        Assert.Contains(") does not lie on the case's fine grid (",
            Assert.Throws<InputException>(() => SmallTask.Run(benchmark, folder["mine"])).Message, StringComparison.Ordinal);
        foreach (var one in cases)
            ImageFile.Save(folder[$"mine/{one.Id}.nii.gz"], one.Clean!, new() { Type = StoredType.Float32 });
        Assert.True(SmallTask.Run(benchmark, folder["mine"]).Candidate.Metrics["SSIM"] > 0.9999);
    }

    [Fact]
    public void Lines_of_k_space_are_left_out_by_the_seed_and_the_case()
    {
        var benchmark = SmallTask.Of(Task("reconstruction", "{kspace: {acceleration: [2, 3], noise: 1}}"));
        var (cases, again) = (PhantomHeads.Create(benchmark.Task, new() { MaxDegreeOfParallelism = 1 }),
            PhantomHeads.Create(benchmark.Task, new() { MaxDegreeOfParallelism = 3 }));
        Assert.Equal(["2×", "3×", "2×"], cases.Select(c => c.Fields["acceleration"]));
        Assert.All(cases.Zip(again), p => Assert.Equal(p.First.Image.Span, p.Second.Image.Span));
        Assert.NotEqual(cases[0].KSpace!.Lines, cases[2].KSpace!.Lines);
        var run = SmallTask.Run(benchmark);
        Assert.All(run.Entries, e => Assert.Null(e.Failed));
        Assert.Equal(["compressed-sensing", "gaussian", "zero-filled"], run.Entries.Select(e => e.Id).Order(StringComparer.Ordinal));
        Assert.Equal("compressed-sensing", run.Entries[0].Id);
    }

    [Fact]
    public void A_program_finds_the_lines_measured_and_the_grid_to_answer_on()
    {
        string Manifest(string name, string kind, string degradation)
        {
            var task = SmallTask.Of(Task(kind, degradation)).Task;
            var cases = PhantomHeads.Create(task);
            Directory.CreateDirectory(folder[name]);
            Pial.Hub.Entries.ImageFoldFolder.Write(folder[name], new(task, "1", [cases[0]], [cases[1] with { Clean = null }], 1),
                new(10, 100));
            return File.ReadAllText(folder[$"{name}/manifest.json"]);
        }

        var kspace = Manifest("k", "reconstruction", "{kspace: {acceleration: 2}}");
        Assert.Contains("\"kspace\": \"test/head-02_kspace.npy\"", kspace, StringComparison.Ordinal);
        Assert.Contains("\"phase_axis\": 1", kspace, StringComparison.Ordinal);
        Assert.Contains("k-space under-sampled 2", kspace, StringComparison.Ordinal);
        var header = System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(folder["k/test/head-02_kspace.npy"]), 0, 128);
        Assert.Contains("<c8", header, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["k/test/head-02_reference.nii"]));
        Assert.Contains("\"grid\": {", Manifest("s", "super-resolution", "{thick_slices: {spacing_mm: 10}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_images_is_its_own_truth_and_artefacts_come_before_the_scan()
    {
        Directory.CreateDirectory(folder["data"]);
        foreach (var one in PhantomHeads.Create(SmallTask.Of(Task("denoising", "{noise: {percent: 5}}")).Task))
            ImageFile.Save(folder[$"data/{one.Id}_T1w.nii.gz"], one.Clean!, new() { Type = StoredType.Float32 });
        var benchmark = SmallTask.Of(Task("denoising", "{noise: {snr: [20, 10]}}", folder["data"],
            "  images: _T1w.nii.gz\n  robustness: {noise: {grid: [0, 20]}, bias: {grid: [0, 60]}}\n"));
        var cases = ImageFolder.Load(folder["data"], benchmark.Task);
        Assert.Equal(["5 %", "10 %", "5 %"], cases.Select(c => c.Fields["noise"]));
        var bright = Kernels.Quantile.Of(cases[0].Clean!.Span, 0.98);
        Assert.Equal(0.05 * bright * 1.2533, Enumerable.Range(0, cases[0].Image.Shape.Count).Where(n => cases[0].Clean!.Span[n] == 0)
            .Average(n => (double)cases[0].Image.Span[n]), 0.003 * bright);
        var shaded = ImageArtefacts.With(cases[0], "bias", 60);
        Assert.NotEqual(cases[0].Clean!.Span.ToArray(), shaded.Clean!.Span.ToArray());
        Assert.Same(cases[0].Clean, ImageArtefacts.With(cases[0], "motion", 3).Clean);
        var curves = SmallTask.Run(benchmark).Candidate.Probes;
        Assert.True(curves[0].Scores[1] < curves[0].Scores[0] - 3);
        Assert.InRange(curves[1].Scores[1], curves[1].Scores[0] - 4, curves[1].Scores[0] + 4);
    }

    [Theory]
    [InlineData("super-resolution", "{noise: {percent: 3}}", "'degradation' needs 'thick_slices' for a super-resolution.")]
    [InlineData("denoising", "{kspace: {acceleration: 4}}",
        "'degradation' of a denoising is 'noise'; thick_slices is for super-resolution, kspace for reconstruction.")]
    [InlineData("reconstruction", "{kspace: {acceleration: [4, 8], centre_fraction: [0.1, 0.2]}}",
        "'centre_fraction' has a centre of 0.2, more than acceleration 8 leaves.")]
    [InlineData("reconstruction", "{kspace: {acceleration: 0.5}}", "'acceleration' must lie between 1.01 and 100.")]
    [InlineData("denoising", "{noise: {percent: 3, snr: 5}}", "'noise' needs either 'percent' or 'snr'.")]
    [InlineData("segmentation", "{noise: {percent: 3}}", "'degradation' is for denoising, super-resolution and reconstruction.")]
    public void What_cannot_be_meant_is_refused(string kind, string degradation, string says) =>
        Assert.EndsWith(says, Assert.Throws<InputException>(() => SmallTask.Of(Task(kind, degradation)).Task).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Slices_thinner_than_the_images_own_are_refused_by_name()
    {
        var task = SmallTask.Of(Task("super-resolution", "{thick_slices: {spacing_mm: 3}}")).Task;
        Assert.StartsWith("head-01 (", Assert.Throws<InputException>(() => PhantomHeads.Create(task)).Message, StringComparison.Ordinal);
    }
}
