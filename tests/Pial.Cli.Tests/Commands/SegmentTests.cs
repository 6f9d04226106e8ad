using Pial.Formats;

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
        var maps = new[] { "GM", "WM", "CSF" }.Select(t => ImageFile.Load(Path.Combine(outputs, $"sub-7_label-{t}_probseg.nii.gz")).Image).ToArray();
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
    public async Task A_missing_input_is_one_line_and_code_2()
    {
        var (code, _, error) = await PialLine.Run("segment", "missing.nii.gz", Path.Combine(folder, "none"));
        Assert.Equal(2, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(Path.Combine(folder, "none")));
    }
}
