using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

/// <summary>Heads in other contrasts, alone and beside the first.</summary>
public sealed class RunContrastTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-contrast-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Other_contrasts_are_laid_on_the_head_and_those_that_cannot_be_are_named()
    {
        var head = Head("sub-01_T1w.nii.gz");
        var t1 = ImageFile.Load(head).Image;
        var moved = t1.Map(v => v > 100 ? Math.Max(0, 1400 - v) : v);
        ImageFile.Save(Path.Combine(folder, "sub-01_T2w.nii.gz"),
            moved.WithGrid(new(moved.Shape, Affine.Translation(new(5, -4, 3)) * moved.Grid.Affine)));
        ImageFile.Save(Path.Combine(folder, "empty.nii.gz"), Volume.Filled(t1.Grid, 0f));
        ImageFile.Save(Path.Combine(folder, "noise_PD.nii.gz"), Noise(t1.Grid));
        var output = Path.Combine(folder, "out");
        var (code, _, error) = await PialLine.Run(
            ["run", head, output, "--skip", "vbm,normalize", .. SharedWork.Quick, .. SharedWork.Option, "--also",
                Path.Combine(folder, "sub-01_T2w.nii.gz"), $"FLAIR={Path.Combine(folder, "empty.nii.gz")}",
                Path.Combine(folder, "noise_PD.nii.gz")]);
        Assert.Equal(1, code);
        Assert.Contains("empty.nii.gz: every voxel is 0", error, StringComparison.Ordinal);
        Assert.Contains("noise_PD.nii.gz could not be laid on sub-01_T1w.nii.gz", error, StringComparison.Ordinal);
        string At(string name) => Path.Combine(output, "sub-01", "anat", $"sub-01_{name}");
        foreach (var name in (string[])["desc-preproc_T1w.nii.gz", "dseg.nii.gz", "report.html", "desc-preproc_T2w.nii.gz",
            "desc-brain_T2w.nii.gz", "space-T2w_desc-brain_mask.nii.gz", "space-T1w_desc-brain_T2w.nii.gz"])
            Assert.True(File.Exists(At(name)) && File.Exists(Pial.Pipelines.Bids.Sidecar.PathOf(At(name))), name);
        Assert.False(File.Exists(At("desc-preproc_PDw.nii.gz")) || File.Exists(At("desc-preproc_FLAIR.nii.gz")));
        var map = ItkTransform.Read(At("from-T2w_to-T1w_mode-image_xfm.txt"));
        Assert.InRange(map.Apply(new(10, -20, 30)).DistanceTo(new(15, -24, 33)), 0, 0.7);
        Assert.True(ImageFile.Load(At("space-T1w_desc-preproc_T2w.nii.gz")).Image.Grid.Matches(
            ImageFile.Load(At("desc-preproc_T1w.nii.gz")).Image.Grid));
    }

    [Fact]
    public async Task Contrasts_are_segmented_together_on_request_and_the_sidecars_say_so()
    {
        var anatomy = AnalyticHead.Create(3);
        var (t1, t2) = (Head("bids/sub-01/anat/sub-01_T1w.nii.gz"), Path.Combine(folder, "bids/sub-01/anat/sub-01_T2w.nii.gz"));
        var scan = Phantom.Create(anatomy, new() { MarginVoxels = 3, Contrast = PhantomContrast.T2w }).T1w;
        ImageFile.Save(t2, scan.WithGrid(new(scan.Shape, Affine.Translation(new(4, -3, 5)) * scan.Grid.Affine)));
        var bids = Path.Combine(folder, "bids");
        var output = Path.Combine(folder, "out");
        var (code, _, error) = await PialLine.Run(["run", bids, output, "participant", "--skip", "vbm,normalize", .. SharedWork.Quick,
            .. SharedWork.Option, "--channels", "T1w", "T2w"]);
        Assert.Equal((0, ""), (code, error));
        string At(string name) => Path.Combine(output, "sub-01", "anat", $"sub-01_{name}");
        string[] Sources(string name) =>
            [.. JsonNode.Parse(File.ReadAllText(Pial.Pipelines.Bids.Sidecar.PathOf(At(name))))!["Sources"]!.AsArray()
                .Select(s => (string)s!)];
        string[] both = ["bids:raw:sub-01/anat/sub-01_T1w.nii.gz", "bids:raw:sub-01/anat/sub-01_T2w.nii.gz"];
        Assert.Equal(both[..1], Sources("desc-brain_mask.nii.gz"));
        foreach (var name in (string[])["dseg.nii.gz", "label-GM_probseg.nii.gz", "desc-tissue_volumes.tsv", "desc-preproc_T1w.nii.gz"])
            Assert.Equal(both, Sources(name));
        Assert.Contains("T1w and T2w together", await File.ReadAllTextAsync(At("report.html")), StringComparison.Ordinal);
        (code, var chain, _) = await PialLine.Run("explain", At("label-GM_probseg.nii.gz"));
        Assert.Equal(0, code);
        foreach (var step in (string[])["joint-segmentation@1", "coregistration@2", "sub-01_T2w.nii.gz"])
            Assert.Contains(step, chain, StringComparison.Ordinal);
        Assert.Empty(BidsValidators.Errors(output));
        (code, var said, _) = await PialLine.Run(["run", bids, output, "participant", "--skip", "vbm,normalize", .. SharedWork.Quick,
            .. SharedWork.Option, "--channels", "T1w,T2w"]);
        Assert.Equal(0, code);
        Assert.Contains("everything was there already", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("T7w", "--channels T7w: choose among")]
    [InlineData("T1w", "give one or two contrasts besides T1w")]
    [InlineData("FLAIR", "sub-01 has no FLAIR")]
    [InlineData("inplaneT2", "sub-01_inplaneT2.nii.gz has voxels of 3 × 3 × 5 mm")]
    public async Task Channels_that_cannot_be_used_are_refused_before_any_work(string channel, string why)
    {
        Head("bids/sub-01/anat/sub-01_T1w.nii.gz");
        ImageFile.Save(Path.Combine(folder, "bids/sub-01/anat/sub-01_inplaneT2.nii.gz"),
            Volume.Filled(Grid.Centred(new(40, 40, 20), new(3, 3, 5), default), 1f));
        var (code, _, error) = await PialLine.Run("run", Path.Combine(folder, "bids"), Path.Combine(folder, "out"), "participant",
            "--channels", channel);
        Assert.Equal(2, code);
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(Path.Combine(folder, "out", "sub-01")));
    }

    [Fact]
    public async Task A_head_in_another_contrast_stands_alone_and_its_outputs_are_named_by_it()
    {
        var anatomy = AnalyticHead.Create(3);
        var noise = Noise(anatomy.Grid);
        var path = Path.Combine(folder, "scan.nii.gz");
        var means = anatomy.Map(T2);
        ImageFile.Save(path, Volume.Create(anatomy.Grid, (means, noise),
            static (Span<float> to, (Volume<float> Means, Volume<float> Noise) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Means.Span[n] + (0.15f * s.Noise.Span[n]);
        }));
        var output = Path.Combine(folder, "out");
        var (code, _, error) = await PialLine.Run(["run", path, output, "--contrast", "T2w", "--steps", "preproc,segment",
            .. SharedWork.Quick]);
        Assert.Equal((0, ""), (code, error));
        string At(string name) => Path.Combine(output, "sub-scan", "anat", $"sub-scan_{name}");
        var mask = ImageFile.LoadMask(At("desc-brain_mask.nii.gz"));
        Assert.InRange(mask.Span.Count(true) * mask.Grid.VoxelVolume / 1000, 1000, 2200);
        Assert.True(File.Exists(At("desc-preproc_T2w.nii.gz")));
        Assert.False(File.Exists(At("desc-preproc_T1w.nii.gz")));
        foreach (var name in (string[])["desc-brain_T2w.nii.gz", "dseg.nii.gz", "label-GM_probseg.nii.gz"])
            Assert.True(File.Exists(At(name)), name);
    }

    // T2-weighted means: water bright, white matter darker than grey, bone, dura and air dark.
    private static float T2(int label) => label switch
    {
        0 => 0,
        2 or 41 or 7 or 46 or 16 or 28 or 60 => 420,
        4 or 43 or 5 or 44 or 14 or 15 or 24 or 506 => 1000,
        < 200 => 600,
        511 or 516 => 300,
        514 or 515 or 509 => 60,
        _ => 250,
    };

    private static Volume<float> Noise(Grid grid)
    {
        var values = new float[grid.Shape.Count];
        new Pial.Kernels.CounterRandom(5, 1).FillNormals(values);
        return Volume.Create<float>(grid, values).Map(v => 100 * Math.Abs(v));
    }

    private string Head(string name) => SharedWork.SaveHead(Path.Combine(folder, name));
}
