using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

/// <summary>A small phantom head through the whole program, at once and in pieces.</summary>
public sealed class KilledRunTests : IDisposable
{
    private const string Space = "MNI152NLin2009cAsym";
    private readonly string folder = Directory.CreateTempSubdirectory("pial-killed-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_run_killed_at_any_point_ends_with_the_same_bytes_and_does_only_what_is_missing()
    {
        var head = Head("sub-01_T1w.nii.gz");
        var interrupted = Path.Combine(folder, "interrupted");
        foreach (var point in (string[])["brain extraction:", "structures and tissues:", "modulating GM:"])
        {
            using var run = PialProcess.Start(["run", head, interrupted, "--verbose", "--threads", "2", .. SharedWork.Quick]);
            Assert.True(run.WaitFor(point), $"no '{point}' in: {run.Error}{run.Output}");
            run.Kill();
        }

        using (var last = PialProcess.Start(["run", head, interrupted, "--verbose", "--threads", "2", .. SharedWork.Quick]))
        {
            Assert.Equal(0, last.Exit());
            foreach (var stage in (string[])["brain extraction", "bias field", "structures and tissues", "affine to MNI152NLin2009cAsym"])
                Assert.DoesNotContain($"{stage}: 0", last.Error.Replace($"{stage}: kept", "", StringComparison.Ordinal),
                    StringComparison.Ordinal);
        }

        var whole = Path.Combine(folder, "whole");
        var output = SharedWork.CopyTo(whole);
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
        (var code, output, _) = await PialLine.Run("explain",
            Path.Combine(whole, "sub-01", "anat", $"sub-01_space-{Space}_label-GM_desc-vbm_probseg.nii.gz"));
        Assert.Equal(0, code);
        foreach (var step in (string[])["smoothing@1", "modulation@2", "warp@1", "affine@2", "head-segmentation@4", "n4@1",
            "brain-extraction@6", "raw sub-01_T1w.nii.gz"])
            Assert.Contains(step, output, StringComparison.Ordinal);
        await LeanAsksForNoLargeFile(head, whole);
    }

    private static async Task AgainItSaysTheSame(string head, string done, string verdict)
    {
        var (code, output, error) = await PialLine.Run(["run", head, done, "--verbose", .. SharedWork.Quick]);
        Assert.Equal(0, code);
        Assert.StartsWith($"{verdict} (everything was there already)\n", output, StringComparison.Ordinal);
        // nothing is computed to find that nothing is to be done
        Assert.DoesNotContain("brain extraction", error, StringComparison.Ordinal);
        (code, output, _) = await PialLine.Run(["run", head, done, "--json", .. SharedWork.Quick]);
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
        var (code, output, _) = await PialLine.Run(["run", head, done, "--outputs", "lean", .. SharedWork.Quick]);
        Assert.Equal(0, code);
        Assert.Contains("everything was there already", output, StringComparison.Ordinal);
        Assert.Equal(left.Select(l => $"sub-01_{l}.nii.gz"),
            Directory.GetFiles(done, "*.nii.gz", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)!)
                .Order(StringComparer.Ordinal));
        var error = (await PialLine.Run("run", head, done, "--outputs", "lean", "--steps", "normalize")).Error;
        Assert.Contains("lean leaves normalize out", error, StringComparison.Ordinal);
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

    private string Head(string name) => SharedWork.SaveHead(Path.Combine(folder, name));
}
