using Pial.Formats;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class SegmentTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-segment-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_phantom_is_segmented_inside_its_mask()
    {
        var prefix = Path.Combine(folder, "sub-7");
        Assert.Equal(0, (await PialLine.Run("phantom", "--analytic", prefix, "--voxel", "3")).Code);
        var outputs = Path.Combine(folder, "out");
        var (code, output, error) = await PialLine.Run("segment", $"{prefix}_T1w.nii.gz", outputs, "--mask", $"{prefix}_mask.nii.gz");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("GM", output, StringComparison.Ordinal);
        var maps = new[] { "GM", "WM", "CSF" }.Select(t => ImageFile.Load(Path.Combine(outputs, $"sub-7_label-{t}_probseg.nii.gz")).Image)
            .ToArray();
        var mask = ImageFile.LoadMask($"{prefix}_mask.nii.gz");
        var labels = ImageFile.LoadLabels(Path.Combine(outputs, "sub-7_dseg.nii.gz"));
        for (var n = 0; n < mask.Shape.Count; n++)
        {
            Assert.Equal(mask.Span[n] ? 1 : 0, maps.Sum(m => m.Span[n]), 1e-2f);
            Assert.Equal(mask.Span[n], labels.Span[n] != 0);
        }

        Assert.True(File.Exists(Path.Combine(outputs, "sub-7_dseg.tsv")));
        Assert.True(File.Exists(Path.Combine(outputs, "sub-7_desc-biasfield_T1w.nii.gz")));
        Assert.Equal("GM\tWM\tCSF\tTIV", File.ReadLines(Path.Combine(outputs, "sub-7_desc-tissue_volumes.tsv")).First());

        (code, _, error) = await PialLine.Run("segment", $"{prefix}_T1w.nii.gz", outputs, "--mask", $"{prefix}_mask.nii.gz");
        Assert.Equal(2, code);
        Assert.Contains("--force", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_z_scored_brain_has_the_volumes_of_the_same_brain_and_what_is_no_head_leaves_no_files()
    {
        var prefix = Path.Combine(folder, "sub-8");
        Assert.Equal(0, (await PialLine.Run("phantom", "--analytic", prefix, "--voxel", "3")).Code);
        var (image, mask) = (ImageFile.Load($"{prefix}_T1w.nii.gz").Image, ImageFile.LoadMask($"{prefix}_mask.nii.gz"));
        Volume<float> Made(Func<float, float> value) => Volume.Create<float>(image.Grid,
            [.. Enumerable.Range(0, image.Shape.Count).Select(n => mask.Span[n] ? value(image.Span[n]) : 0)]);
        async Task<(int Code, string Error, double[] Volumes)> Segmented(string name, Volume<float> volume)
        {
            ImageFile.Save(Path.Combine(folder, $"sub-{name}_T1w.nii.gz"), volume);
            var to = Path.Combine(folder, name);
            var (code, _, error) = await PialLine.Run("segment", Path.Combine(folder, $"sub-{name}_T1w.nii.gz"), to, "--mask",
                $"{prefix}_mask.nii.gz");
            var table = Path.Combine(to, $"sub-{name}_desc-tissue_volumes.tsv");
            Assert.Equal(code == 0, Directory.Exists(to));
            return (code, error,
                code == 0
                    ? [.. File.ReadLines(table).Last().Split('\t')
                        .Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture))] : []);
        }

        var plain = await Segmented("plain", Made(v => v));
        var scored = await Segmented("scored", Made(v => (v - 700) / 250));
        Assert.Equal((0, 0), (plain.Code, scored.Code));
        for (var t = 0; t < 4; t++)
            Assert.InRange(scored.Volumes[t] / plain.Volumes[t], 0.95, 1.05);
        var flat = await Segmented("flat", Made(_ => -3));
        Assert.Equal(2, flat.Code);
        Assert.Single(flat.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_missing_input_is_one_line_and_code_2()
    {
        var (code, _, error) = await PialLine.Run("segment", "missing.nii.gz", Path.Combine(folder, "none"));
        Assert.Equal(2, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(Path.Combine(folder, "none")));
    }
}
