using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

/// <summary>A small phantom head through the whole program.</summary>
public sealed class RunTests : IDisposable
{
    private const string Space = "MNI152NLin2009cAsym";
    private static readonly string[] Quick = ["--voxel", "2", "--quality", "fast"];
    private readonly string folder = Directory.CreateTempSubdirectory("pial-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_run_killed_at_any_point_ends_with_the_same_bytes_and_does_only_what_is_missing()
    {
        var head = Head("sub-01_T1w.nii.gz");
        var interrupted = Path.Combine(folder, "interrupted");
        foreach (var point in (string[])["brain extraction:", "structures and tissues:", "modulating GM:"])
        {
            using var run = PialProcess.Start(["run", head, interrupted, "--verbose", "--threads", "2", .. Quick]);
            Assert.True(run.WaitFor(point), $"no '{point}' in: {run.Error}{run.Output}");
            run.Kill();
        }

        using (var last = PialProcess.Start(["run", head, interrupted, "--verbose", "--threads", "2", .. Quick]))
        {
            Assert.Equal(0, last.Exit());
            foreach (var stage in (string[])["brain extraction", "bias field", "structures and tissues", "affine to MNI152NLin2009cAsym"])
                Assert.DoesNotContain($"{stage}: 0", last.Error.Replace($"{stage}: kept", "", StringComparison.Ordinal),
                    StringComparison.Ordinal);
        }

        var whole = Path.Combine(folder, "whole");
        var (code, output, error) = await PialLine.Run(["run", head, whole, "--threads", "1", .. Quick]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("sub-01_report.html", output, StringComparison.Ordinal);
        SameFiles(whole, interrupted);
        Everything(Path.Combine(whole, "sub-01", "anat"));
        foreach (var place in (string[])[whole, interrupted])
        {
            Assert.Empty(Directory.GetFiles(place, "*.part",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }));
            Assert.False(Directory.Exists(Path.Combine(place, ".pial")));
        }

        await AgainItSaysTheSame(head, whole, output.Split('\n')[0]);
        await AnotherScanOfTheNameIsRefused(head, whole);
        Assert.Equal(0, (await PialLine.Run("run", folder, whole, "group")).Code);
        Assert.Empty(BidsValidators.Errors(whole));
        (code, output, _) = await PialLine.Run("explain",
            Path.Combine(whole, "sub-01", "anat", $"sub-01_space-{Space}_label-GM_desc-vbm_probseg.nii.gz"));
        Assert.Equal(0, code);
        foreach (var step in (string[])["smoothing@1", "modulation@2", "warp@1", "affine@2", "head-segmentation@4", "n4@1",
            "brain-extraction@6", "raw sub-01_T1w.nii.gz"])
            Assert.Contains(step, output, StringComparison.Ordinal);
        await LeanAsksForNoLargeFile(head, whole);
    }

    private static async Task AgainItSaysTheSame(string head, string done, string verdict)
    {
        var (code, output, error) = await PialLine.Run(["run", head, done, "--verbose", .. Quick]);
        Assert.Equal(0, code);
        Assert.StartsWith($"{verdict} (everything was there already)\n", output, StringComparison.Ordinal);
        // nothing is computed to find that nothing is to be done
        Assert.DoesNotContain("brain extraction", error, StringComparison.Ordinal);
        (code, output, _) = await PialLine.Run(["run", head, done, "--json", .. Quick]);
        Assert.Equal((0, verdict), (code, (string?)JsonNode.Parse(output)![0]!["verdict"]));
    }

    private async Task AnotherScanOfTheNameIsRefused(string head, string done)
    {
        var other = Directory.CreateDirectory(Path.Combine(folder, "other")).FullName;
        ImageFile.Save(Path.Combine(other, Path.GetFileName(head)), ImageFile.Load(head).Image.Map(v => v + 1));
        var before = Directory.GetFiles(done, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => (f, File.GetLastWriteTimeUtc(f))).ToArray();
        var (code, _, error) = await PialLine.Run("run", Path.Combine(other, Path.GetFileName(head)), done, "--steps", "segment");
        Assert.Equal(2, code);
        Assert.Contains($"{head}; give another OUT_DIR", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Equal(before, Directory.GetFiles(done, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => (f, File.GetLastWriteTimeUtc(f))));
    }

    // What VBM and tables need is what is left when everything large is taken away.
    private static async Task LeanAsksForNoLargeFile(string head, string done)
    {
        string[] large = ["_xfm.nii.gz", "_T1w.nii.gz", "_desc-modulated_probseg.nii.gz", $"_space-{Space}_desc-brain_mask.nii.gz",
            $"_space-{Space}_label-GM_probseg.nii.gz", $"_space-{Space}_label-WM_probseg.nii.gz",
            $"_space-{Space}_label-CSF_probseg.nii.gz"];
        foreach (var file in Directory.GetFiles(done, "sub-*.nii.gz", SearchOption.AllDirectories)
            .Where(f => large.Any(e => f.EndsWith(e, StringComparison.Ordinal))))
            File.Delete(file);
        string[] left = ["atlas-PialStructures_dseg", "desc-brain_mask", "dseg", "label-CSF_probseg", "label-GM_probseg",
            "label-WM_probseg", $"space-{Space}_label-GM_desc-vbm_probseg", $"space-{Space}_label-WM_desc-vbm_probseg"];
        var (code, output, _) = await PialLine.Run(["run", head, done, "--outputs", "lean", .. Quick]);
        Assert.Equal(0, code);
        Assert.Contains("everything was there already", output, StringComparison.Ordinal);
        Assert.Equal(left.Select(l => $"sub-01_{l}.nii.gz"),
            Directory.GetFiles(done, "*.nii.gz", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)!)
                .Order(StringComparer.Ordinal));
        var error = (await PialLine.Run("run", head, done, "--outputs", "lean", "--steps", "normalize")).Error;
        Assert.Contains("lean leaves normalize out", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sub-10", 1)]
    [InlineData("10", 1)]
    [InlineData(null, 2)]
    public async Task A_subject_that_is_passed_over_is_named_and_counts_when_it_was_asked_for(string? label, int expected)
    {
        Directory.CreateDirectory(Path.Combine(folder, "bids", "sub-10", "anat"));
        await File.WriteAllTextAsync(Path.Combine(folder, "bids", "sub-10", "anat", "sub-10_T1map.nii.gz"), "x");
        var (code, output, error) = await PialLine.Run(["run", Path.Combine(folder, "bids"), Path.Combine(folder, "out"), "participant",
            "--json", .. label is null ? Array.Empty<string>() : ["--participant-label", label]]);
        Assert.Equal(expected, code);
        Assert.Contains("assed over sub-10: its anat folder holds T1map alone", error, StringComparison.Ordinal);
        if (label is not null) Assert.Contains("T1map", (string?)JsonNode.Parse(output)![0]!["passedOver"], StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "out", "dataset_description.json")));
    }

    [Fact]
    public async Task In_a_dataset_one_failing_subject_is_named_and_the_others_are_done()
    {
        var bids = Path.Combine(folder, "bids");
        Head("bids/sub-02/ses-a/anat/sub-02_ses-a_T1w.nii.gz");
        Directory.CreateDirectory(Path.Combine(bids, "sub-01", "anat"));
        await File.WriteAllTextAsync(Path.Combine(bids, "sub-01", "anat", "sub-01_T1w.nii.gz"), "no image");
        Directory.CreateDirectory(Path.Combine(bids, "sub-03", "anat"));
        await File.WriteAllTextAsync(Path.Combine(bids, "sub-03", "anat", "sub-03_T1map.nii.gz"), "never read");
        await File.WriteAllTextAsync(Path.Combine(bids, "dataset_description.json"),
            "{ \"Name\": \"Two heads\", \"BIDSVersion\": \"1.9.0\" }");
        var output = Path.Combine(folder, "out");
        var (code, said, error) = await PialLine.Run(["run", bids, output, "participant", "--skip", "vbm,normalize",
            "--skip-bids-validation", "--n-cpus", "2", "--mem-gb", "4", .. Quick, .. SharedWork.Option]);
        Assert.Equal(1, code);
        Assert.Contains("sub-01 failed: sub-01_T1w.nii.gz", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Contains("sub-02_ses-a", said, StringComparison.Ordinal);
        Assert.Contains("passed over sub-03: its anat folder holds T1map alone", error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(output, "sub-02", "ses-a", "anat", "sub-02_ses-a_report.html")));
        Assert.Empty(Directory.GetFiles(output, "*space-*", SearchOption.AllDirectories));
        var description = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(output, "dataset_description.json")))!;
        Assert.Equal("derivative", (string?)description["DatasetType"]);
        Assert.Equal("Pial", (string?)description["GeneratedBy"]![0]!["Name"]);
        Assert.Equal("../bids", (string?)description["DatasetLinks"]!["raw"]);

        (code, said, _) = await PialLine.Run("run", bids, output, "group");
        Assert.Equal(0, code);
        var table = await File.ReadAllLinesAsync(Path.Combine(output, "group_volumes.tsv"));
        Assert.Equal("participant_id\tsession_id\tGM\tWM\tCSF\tTIV", table[0]);
        Assert.StartsWith("sub-02\tses-a\t", table.Single(l => l.StartsWith("sub-", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("participant_id\tsession_id\tLeft-Cerebral-White-Matter\t",
            (await File.ReadAllLinesAsync(Path.Combine(output, "group_regions.tsv")))[0], StringComparison.Ordinal);
    }

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
            ["run", head, output, "--skip", "vbm,normalize", .. Quick, .. SharedWork.Option, "--also",
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
        var (code, _, error) = await PialLine.Run(["run", bids, output, "participant", "--skip", "vbm,normalize", .. Quick,
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
        (code, var said, _) = await PialLine.Run(["run", bids, output, "participant", "--skip", "vbm,normalize", .. Quick,
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
        var (code, _, error) = await PialLine.Run(["run", path, output, "--contrast", "T2w", "--steps", "preproc,segment", .. Quick]);
        Assert.Equal((0, ""), (code, error));
        string At(string name) => Path.Combine(output, "sub-scan", "anat", $"sub-scan_{name}");
        var mask = ImageFile.LoadMask(At("desc-brain_mask.nii.gz"));
        Assert.InRange(mask.Span.Count(true) * mask.Grid.VoxelVolume / 1000, 1000, 2200);
        Assert.True(File.Exists(At("desc-preproc_T2w.nii.gz")));
        Assert.False(File.Exists(At("desc-preproc_T1w.nii.gz")));
        foreach (var name in (string[])["desc-brain_T2w.nii.gz", "dseg.nii.gz", "label-GM_probseg.nii.gz"])
            Assert.True(File.Exists(At(name)), name);
    }

    [Theory]
    [InlineData("no_such_T2w.nii.gz", "does not exist")]
    [InlineData("scan.nii.gz", "does not say which contrast")]
    [InlineData("T1w=scan.nii.gz", "are both T1w of sub-01")]
    public async Task Scans_that_cannot_be_told_apart_are_refused_before_any_work(string also, string why)
    {
        var head = Head("sub-01_T1w.nii.gz");
        File.Copy(head, Path.Combine(folder, "scan.nii.gz"));
        var at = also.IndexOf('=', StringComparison.Ordinal) + 1;
        var (code, _, error) = await PialLine.Run("run", head, Path.Combine(folder, "out"), "--also",
            also[..at] + Path.Combine(folder, also[at..]));
        Assert.Equal(2, code);
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "out", "sub-01")));
    }

    [Theory]
    [InlineData("--contrast", "T7w")]
    [InlineData("--engine", "slurm")]
    [InlineData("--engine", "pbs")]
    [InlineData("--template", "NoSuchTemplate")]
    [InlineData("--atlas", "aparc")]
    [InlineData("--voxel", "0")]
    [InlineData("--steps", "dance")]
    [InlineData("--mem-gb", "-1")]
    public async Task What_cannot_be_done_is_refused_before_any_work(string option, string value)
    {
        var head = Head("sub-01_T1w.nii.gz");
        var output = Path.Combine(folder, "out");
        var (code, _, error) = await PialLine.Run("run", head, output, option, value);
        Assert.Equal(2, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any());
    }

    [Fact]
    public void Ctrl_c_is_one_line_code_130_and_leaves_nothing_half_written()
    {
        var head = Head("sub-01_T1w.nii.gz");
        var output = Path.Combine(folder, "out");
        using var run = PialProcess.Start("run", head, output, "--verbose");
        Assert.True(run.WaitFor("reading:"), run.Error);
        Thread.Sleep(500);
        run.Interrupt();
        Assert.Equal(130, run.Exit());
        Assert.Contains("pial: cancelled", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(output, "*.nii.gz", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(output, "*.part",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }));
    }

    private static void SameFiles(string expected, string found)
    {
        string[] Names(string root) =>
            [.. Directory.GetFiles(root, "sub-*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f))
                .Where(f => !f.Contains("report", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(Names(expected), Names(found));
        foreach (var name in Names(expected))
            Assert.True(File.ReadAllBytes(Path.Combine(expected, name)).AsSpan()
                .SequenceEqual(File.ReadAllBytes(Path.Combine(found, name))), $"{name} differs");
    }

    // Every file CLI.md promises for this pipeline, with what can be said of each.
    private static void Everything(string anat)
    {
        string At(string name) => Path.Combine(anat, $"sub-01_{name}");
        var mask = ImageFile.LoadMask(At("desc-brain_mask.nii.gz"));
        Assert.Equal(StoredType.UInt8, ImageFile.Load(At("desc-brain_mask.nii.gz")).Header.StoredType);
        var (gm, wm, csf) = (ImageFile.Load(At("label-GM_probseg.nii.gz")).Image, ImageFile.Load(At("label-WM_probseg.nii.gz")).Image,
            ImageFile.Load(At("label-CSF_probseg.nii.gz")).Image);
        for (var n = 0; n < mask.Shape.Count; n += 7)
            Assert.Equal(mask.Span[n] ? 1 : 0, gm.Span[n] + wm.Span[n] + csf.Span[n], 1e-4);
        Assert.Equal("index\tname\tabbreviation\tcolor", File.ReadLines(At("dseg.tsv")).First());
        var volumes = File.ReadAllLines(At("desc-tissue_volumes.tsv"))[1].Split('\t')
            .Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(volumes[3], 900, 2200);
        Assert.Equal(volumes[3], volumes[0] + volumes[1] + volumes[2], 0.01);
        var there = ItkTransform.Read(At($"from-T1w_to-{Space}_mode-image_desc-affine_xfm.txt"));
        var back = ItkTransform.Read(At($"from-{Space}_to-T1w_mode-image_desc-affine_xfm.txt"));
        Assert.True(back.Apply(there.Apply(new(10, 20, 30))).DistanceTo(new(10, 20, 30)) < 1e-6);
        var warp = TransformFile.Read(At($"from-T1w_to-{Space}_mode-image_xfm.nii.gz"));
        var inverse = TransformFile.Read(At($"from-{Space}_to-T1w_mode-image_xfm.nii.gz"));
        foreach (var p in (Point[])[new(10, 20, 30), new(-30, -40, 10), new(20, -60, -10)])
        {
            // a voxel of the scan, which the inverse is sampled on: the phantom is bent far to look like a brain of 1 mm
            Assert.InRange(inverse.Apply(warp.Apply(p)).DistanceTo(p), 0, 3);
            Assert.InRange(warp.Apply(p).DistanceTo(there.Apply(p)), 0, 40);
        }

        foreach (var name in (string[])["desc-preproc_T1w", "desc-brain_T1w", "desc-brain_mask", "label-GM_probseg", "label-WM_probseg",
            "label-CSF_probseg", "label-WM_desc-vbm_probseg"])
            Assert.Equal(2, ImageFile.Load(At($"space-{Space}_{name}.nii.gz")).Image.Grid.VoxelSize.X, 1e-5);
        var modulated = ImageFile.Load(At($"space-{Space}_label-GM_desc-modulated_probseg.nii.gz")).Image;
        var total = 0.0;
        foreach (var v in modulated.Span)
            total += v;
        Assert.Equal(1, total * modulated.Grid.VoxelVolume / 1000 / volumes[0], 0.005);
        var page = File.ReadAllText(At("report.html"));
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script src", page, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(anat)
            .Where(f => !f.EndsWith(".json", StringComparison.Ordinal) && !f.EndsWith("dseg.tsv", StringComparison.Ordinal)))
            Assert.True(File.Exists(Pial.Pipelines.Bids.Sidecar.PathOf(file)), file);
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

    private string Head(string name)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFile.Save(path, Phantom.Create(AnalyticHead.Create(3), new() { MarginVoxels = 3 }).T1w);
        return path;
    }
}
