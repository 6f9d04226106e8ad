using System.Text.Json;

namespace Pial.Cli.Tests.Commands;

public sealed class QualityTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-quality-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_phantom_with_mask_and_tissues_is_rated()
    {
        var prefix = Path.Combine(folder, "sub-7");
        Assert.Equal(0, (await PialLine.Run("phantom", "--analytic", prefix, "--voxel", "3")).Code);
        var (image, mask, tissues) = ($"{prefix}_T1w.nii.gz", $"{prefix}_mask.nii.gz", Path.Combine(folder, "out"));
        Assert.Equal(0, (await PialLine.Run("segment", image, tissues, "--mask", mask)).Code);

        var file = Path.Combine(folder, "quality.json");
        var (code, output, error) = await PialLine.Run("quality", image, "--mask", mask, "--tissues", tissues, "--json", "-o", file,
            "--masks", Path.Combine(folder, "masks"));
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(File.ReadAllText(file), output);
        using var json = JsonDocument.Parse(output);
        Assert.InRange(json.RootElement.GetProperty("cjv").GetDouble(), 0.05, 1);
        Assert.Equal(3, json.RootElement.GetProperty("spacing_x").GetDouble(), 1e-6);
        Assert.Equal("mm", json.RootElement.GetProperty("definitions").GetProperty("spacing_x").GetProperty("Unit").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("inu_range").ValueKind);
        Assert.Contains("bias field", json.RootElement.GetProperty("undefined").GetProperty("inu_range").GetString(),
            StringComparison.Ordinal);
        Assert.Equal(["desc-air_mask.nii.gz", "desc-artefact_mask.nii.gz", "desc-head_mask.nii.gz"],
            Directory.GetFiles(Path.Combine(folder, "masks")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));

        Assert.Equal("face", json.RootElement.GetProperty("head").GetProperty("state").GetString());

        (code, output, _) = await PialLine.Run("quality", image, "--mask", mask, "--tissues", tissues);
        Assert.Equal(0, code);
        Assert.Contains("Contrast-to-noise ratio", output, StringComparison.Ordinal);
        Assert.Contains("shows a face", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mask_alone_is_refused()
    {
        var (code, _, error) = await PialLine.Run("quality", "T1w.nii.gz", "--mask", "mask.nii.gz");
        Assert.Equal(2, code);
        Assert.Contains("--tissues", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_maps_is_named()
    {
        var prefix = Path.Combine(folder, "sub-8");
        Assert.Equal(0, (await PialLine.Run("phantom", "--analytic", prefix, "--voxel", "6")).Code);
        var (code, _, error) = await PialLine.Run("quality", $"{prefix}_T1w.nii.gz", "--mask", $"{prefix}_mask.nii.gz", "--tissues",
            Path.Combine(folder, "none"));
        Assert.Equal(2, code);
        Assert.Contains("does not exist", error, StringComparison.Ordinal);
    }
}
