using System.Text.Json;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class InfoAndConvertTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Info_says_what_was_decided_and_why()
    {
        var (code, output, error) = await PialLine.Run("info", Image("a.nii.gz"));
        Assert.Equal((0, string.Empty), (code, error));
        Assert.Contains("LAS: the axes run to the left, front and top", output, StringComparison.Ordinal);
        Assert.Contains("from the sform", output, StringComparison.Ordinal);
        Assert.Contains("Nothing is odd", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_names_what_is_odd()
    {
        var path = In("flat.nii");
        ImageFile.Save(path, Volume.Filled(new Grid(new(3, 3, 3), Affine.Scaling(500, 500, 500)), 7f));
        var (code, output, _) = await PialLine.Run("info", path);
        Assert.Equal(0, code);
        Assert.Contains("[voxel-size]", output, StringComparison.Ordinal);
        Assert.Contains("[constant]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_as_JSON_has_the_affine_and_the_findings()
    {
        var (_, output, _) = await PialLine.Run("info", Image("a.nii.gz"), "--json");
        var root = JsonDocument.Parse(output).RootElement;
        Assert.Equal(-2, root.GetProperty("affine")[0][0].GetDouble());
        Assert.Equal("sform", root.GetProperty("affineSource").GetString());
        Assert.Equal(0, root.GetProperty("findings").GetArrayLength());
    }

    [Theory]
    [InlineData("b.mgz")]
    [InlineData("b.nii")]
    [InlineData("b.hdr")]
    public async Task Convert_keeps_values_type_and_place(string name)
    {
        var (code, _, error) = await PialLine.Run("convert", Image("a.nii.gz"), In(name), "--orientation", "RAS");
        Assert.Equal((0, string.Empty), (code, error));
        var (before, after) = (ImageFile.Load(In("a.nii.gz")), ImageFile.Load(In(name)));
        Assert.Equal(StoredType.Int16, after.Header.StoredType);
        Assert.Equal("RAS", after.Image.Grid.Orientation.ToString());
        Assert.Equal(before.Image.Span.ToArray(), after.Image.Reorient(Orientation.Parse("LAS")).Span.ToArray());
    }

    [Fact]
    public async Task Convert_refuses_an_output_that_exists()
    {
        Image("b.nii");
        var (code, _, error) = await PialLine.Run("convert", Image("a.nii.gz"), In("b.nii"));
        Assert.Equal(2, code);
        Assert.Contains("--force", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_never_writes_over_the_other_half_of_its_input()
    {
        var (code, _, error) = await PialLine.Run("convert", Image("p.hdr"), In("p.img"), "--force");
        Assert.Equal(2, code);
        Assert.Contains("input itself", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c.xyz", "names no format", null)]
    [InlineData("c.nii", "no voxel type", "int12")]
    [InlineData("c.mgz", "cannot store", "float64")]
    public async Task Convert_says_in_one_line_what_it_cannot_do(string name, string reason, string? type)
    {
        string[] more = type is null ? [] : ["--dtype", type];
        var (code, _, error) = await PialLine.Run(["convert", Image("a.nii.gz"), In(name), .. more]);
        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(In(name)));
    }

    private string In(string name) => Path.Combine(folder, name);

    private string Image(string name)
    {
        var grid = new Grid(new(4, 5, 6), new(-2, 0, 0, 3, 0, 1, 0, -9, 0, 0, 1.5, 4));
        ImageFile.Save(In(name), Volume.Create(grid, 0, static (Span<float> v, int _) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = n - 7;
        }), new() { Type = StoredType.Int16 });
        return In(name);
    }
}
