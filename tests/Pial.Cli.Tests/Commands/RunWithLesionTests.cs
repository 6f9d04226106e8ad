using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class RunWithLesionTests : IDisposable
{
    private const string Space = "MNI152NLin2009cAsym";
    private readonly string folder = Directory.CreateTempSubdirectory("pial-lesion-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_lesion_is_left_out_of_the_tissues_and_has_a_class_and_a_volume_of_its_own()
    {
        var head = SharedWork.SaveHead(Path.Combine(folder, "sub-01_T1w.nii.gz"));
        var grid = ImageFile.Load(head).Image.Grid;
        string Mask(string name, Func<Point, bool> inside, Grid? on = null)
        {
            var path = Path.Combine(folder, name);
            var g = on ?? grid;
            ImageFile.Save(path, Volume.Create(g, (g, inside), static (Span<bool> v, (Grid G, Func<Point, bool> F) s) =>
            {
                for (var n = 0; n < v.Length; n++)
                    v[n] = s.F(s.G.Affine.Apply(new(n % s.G.Shape.I, n / s.G.Shape.I % s.G.Shape.J, n / s.G.Shape.SliceCount)));
            }));
            return path;
        }

        var output = Path.Combine(folder, "out");
        var centre = new Point(25, -10, 25);
        foreach (var (bad, says) in ((string, string)[])[
            (Mask("other.nii.gz", _ => true, Grid.Centred(new(20, 20, 20), new(8, 8, 8), default)), "does not lie on the scan's grid"),
            (Mask("all.nii.gz", _ => true), "covers 100 % of the brain"),
            (Mask("empty.nii.gz", _ => false), "is empty"),
            (Path.Combine(folder, "nowhere.nii.gz"), "does not exist")])
        {
            var refused = await PialLine.Run(["run", head, output, "--steps", "segment", "--lesion", bad, .. SharedWork.Option]);
            Assert.Equal(2, refused.Code);
            Assert.Contains(says, refused.Error, StringComparison.Ordinal);
            Assert.Single(refused.Error.TrimEnd().Split('\n'), l => !l.StartsWith("pial: wrote", StringComparison.Ordinal));
            Assert.False(Directory.Exists(Path.Combine(output, "sub-01")));
        }

        var mask = Mask("sub-01_label-lesion_roi.nii.gz", p => (p - centre).Length < 15);
        var (code, _, error) = await PialLine.Run(["run", head, output, "--steps", "segment", "report", "normalize", .. SharedWork.Quick,
            .. SharedWork.Option]);
        Assert.Equal((0, ""), (code, code == 0 ? "" : error));
        string At(string name) => Path.Combine(output, "sub-01", "anat", $"sub-01_{name}");
        var lesion = ImageFile.LoadMask(mask);
        var labels = ImageFile.LoadLabels(At("dseg.nii.gz"));
        var gm = ImageFile.Load(At("label-GM_probseg.nii.gz")).Image;
        for (var n = 0; n < lesion.Shape.Count; n++)
        {
            Assert.Equal(lesion.Span[n], labels.Span[n] == 7);
            if (lesion.Span[n]) Assert.Equal(0, gm.Span[n]);
        }

        Assert.Contains("7\tLesion\tL\t", await File.ReadAllTextAsync(At("dseg.tsv")), StringComparison.Ordinal);
        var table = await File.ReadAllLinesAsync(At("desc-tissue_volumes.tsv"));
        Assert.Equal("GM\tWM\tCSF\tTIV\tLesion", table[0]);
        var ml = table[1].Split('\t').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(ml[3], ml[0] + ml[1] + ml[2] + ml[4], 0.01);
        Assert.Equal(lesion.Span.Count(true) * grid.VoxelVolume / 1000, ml[4], 0.001);
        var sources = JsonNode.Parse(await File.ReadAllTextAsync(At("dseg.json")))!["Sources"]!.AsArray().Select(s => (string)s!);
        Assert.Equal(["bids:raw:sub-01_T1w.nii.gz", "bids:raw:sub-01_label-lesion_roi.nii.gz"], sources);
        Assert.True(ImageFile.LoadMask(At($"space-{Space}_label-lesion_mask.nii.gz")).Span.Contains(true));
        Assert.Contains("path class=\"lesion\"", await File.ReadAllTextAsync(At("report.html")), StringComparison.Ordinal);
        Assert.Empty(BidsValidators.Errors(output));

        var without = await PialLine.Run(["run", head, output, "--steps", "segment", "normalize", .. SharedWork.Quick,
            "--lesion", "none", .. SharedWork.Option]);
        Assert.Equal(0, without.Code);
        Assert.DoesNotContain("Lesion", await File.ReadAllTextAsync(At("dseg.tsv")), StringComparison.Ordinal);
        Assert.False(File.Exists(At($"space-{Space}_label-lesion_mask.nii.gz")));
    }
}
