using Pial.Formats;

namespace Pial.Cli.Tests.Commands;

public sealed class PhantomAndN4Tests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-phantom-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_phantom_is_made_and_corrected()
    {
        var prefix = Path.Combine(folder, "head");
        var (code, output, error) = await PialLine.Run("phantom", "--analytic", prefix, "--voxel", "6", "--inu", "40");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("intracranial", output, StringComparison.Ordinal);
        foreach (var part in new[] { "T1w", "dseg", "mask", "tightmask", "bias", "labels", "GM_pv", "WM_pv", "CSF_pv" })
            Assert.True(File.Exists($"{prefix}_{part}.nii.gz"), part);
        var fraction = ImageFile.Load($"{prefix}_WM_pv.nii.gz").Image.Span.ToArray();
        Assert.Equal(1, fraction.Max(), 0.005);

        var (t1w, corrected, field) = ($"{prefix}_T1w.nii.gz", Path.Combine(folder, "n4.nii.gz"), Path.Combine(folder, "field.nii.gz"));
        (code, output, error) = await PialLine.Run("n4", t1w, corrected, "--mask", $"{prefix}_mask.nii.gz", "--field", field, "-c",
            "[10x10,0.0]", "--json");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("\"meshElements\":2", output, StringComparison.Ordinal);
        var (a, b, f) = (ImageFile.Load(t1w).Image, ImageFile.Load(corrected).Image, ImageFile.Load(field).Image);
        for (var n = 0; n < a.Shape.Count; n += 97)
            Assert.Equal(a.Span[n], b.Span[n] * f.Span[n], 0.01);
    }

    [Theory]
    [InlineData("phantom", "out")]
    [InlineData("phantom", "--analytic", "labels", "out")]
    [InlineData("phantom", "missing.nii.gz", "out")]
    [InlineData("n4", "missing.nii.gz", "out.nii.gz")]
    [InlineData("n4", "missing.nii.gz", "out.nii.gz", "--convergence", "50xtwo")]
    [InlineData("n4", "missing.nii.gz", "out.nii.gz", "--shrink-factor", "0")]
    public async Task Mistakes_are_one_line_and_code_2(params string[] args)
    {
        var (code, _, error) = await PialLine.Run(args);
        Assert.Equal(2, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(File.Exists("out.nii.gz"));
    }

    [Fact]
    public async Task An_output_that_exists_stays()
    {
        var prefix = Path.Combine(folder, "head");
        await File.WriteAllTextAsync($"{prefix}_mask.nii.gz", "mine");
        var (code, _, error) = await PialLine.Run("phantom", "--analytic", prefix, "--voxel", "8");
        Assert.Equal(2, code);
        Assert.Contains("--force", error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync($"{prefix}_mask.nii.gz"));
        Assert.Single(Directory.GetFiles(folder));
    }
}
