using System.Text.Json;
using Pial.Formats;

namespace Pial.Cli.Tests.Commands;

public sealed class DefaceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-deface-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_phantom_loses_its_face_and_keeps_its_brain_grid_and_type()
    {
        var prefix = Path.Combine(folder, "sub-1");
        Assert.Equal(0, (await PialLine.Run("phantom", "--analytic", prefix, "--voxel", "3")).Code);
        var (image, mask, stored, result, gone) = ($"{prefix}_T1w.nii.gz", $"{prefix}_mask.nii.gz", Path.Combine(folder, "head.nii.gz"),
            Path.Combine(folder, "out.nii.gz"), Path.Combine(folder, "gone.nii.gz"));
        Assert.Equal(0, (await PialLine.Run("convert", image, stored, "--dtype", "int16")).Code);

        var (code, output, error) = await PialLine.Run("deface", stored, result, "--mask", mask, "--removed", gone, "--json");
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal("face", json.RootElement.GetProperty("before").GetProperty("state").GetString());
        Assert.Equal("defaced", json.RootElement.GetProperty("after").GetProperty("state").GetString());

        var (from, to, brain, removed) = (ImageFile.Load(stored), ImageFile.Load(result), ImageFile.LoadMask(mask),
            ImageFile.LoadMask(gone));
        Assert.Equal((from.Image.Grid, from.Header.StoredType), (to.Image.Grid, to.Header.StoredType));
        for (var n = 0; n < brain.Shape.Count; n++)
            Assert.True(removed.Span[n] ? !brain.Span[n] && to.Image.Span[n] == 0 : to.Image.Span[n] == from.Image.Span[n]);

        Assert.Equal(2, (await PialLine.Run("deface", stored, result, "--mask", mask)).Code);

        // Once more: there is none left, which is said; the rest stays.
        (code, _, error) = await PialLine.Run("deface", result, Path.Combine(folder, "again.nii.gz"), "--mask", mask);
        Assert.Equal(0, code);
        Assert.Contains("The face was removed", error, StringComparison.Ordinal);
    }
}
