using System.Runtime.InteropServices;
using System.Text.Json;
using Pial.Operations.Masks;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Golden.Operations;

/// <summary>Resampling, smoothing and masks give scipy's numbers (resampling/README.md says which commands).</summary>
public sealed class ScipyTests
{
    private const double Tolerance = 1e-3;

    public static TheoryData<string> Resampled => Outputs("resampling");

    public static TheoryData<string> Smoothed => Outputs("smoothing");

    [Theory]
    [MemberData(nameof(Resampled))]
    public void Resampling(string output)
    {
        var row = Rows("resampling").Single(r => r.GetProperty("output").GetString() == output);
        var image = Floats("resampling", row.GetProperty("input").GetString()!, new(Shape(row, "shape"), Affine.Identity));
        var map = Affine.FromRows(Doubles(row, "map"));
        var target = new Grid(Shape(row, "outputShape"), Affine.Identity);
        var interpolation = row.GetProperty("order").GetInt32() switch
        {
            0 => Interpolation.Nearest,
            1 => Interpolation.Linear,
            _ => Interpolation.Cubic
        };
        var result = Resample.ToGrid(image, target, map, interpolation, new ResampleOptions { Fill = -7 });
        var expected = Floats("resampling", output, target);
        var inside = 0;
        for (var n = 0; n < result.Span.Length; n++)
        {
            if (expected.Span[n] != -7) inside++;
            var (i, j, k) = (n % target.Shape.I, n / target.Shape.I % target.Shape.J, n / target.Shape.SliceCount);
            if (!OnTheEdge(map.Apply(new(i, j, k)), image.Shape)) Assert.Equal(expected.Span[n], result.Span[n], Tolerance);
        }

        Assert.True(inside > 10);
    }

    [Theory]
    [MemberData(nameof(Smoothed))]
    public void Smoothing(string output)
    {
        var row = Rows("smoothing").Single(r => r.GetProperty("output").GetString() == output);
        var size = Doubles(row, "voxel");
        var grid = new Grid(Shape(row, "shape"), Affine.Scaling(size[0], size[1], size[2]));
        var result = GaussianSmoothing.Apply(Floats("smoothing", row.GetProperty("input").GetString()!, grid),
            row.GetProperty("fwhm").GetDouble());
        var expected = Floats("smoothing", output, grid);
        for (var n = 0; n < result.Span.Length; n++)
            Assert.Equal(expected.Span[n], result.Span[n], Tolerance);
    }

    [Fact]
    public void Masks()
    {
        foreach (var row in Rows("masks"))
        {
            var (name, size) = (row.GetProperty("name").GetString()!, Doubles(row, "voxel"));
            var grid = new Grid(Shape(row, "shape"), Affine.Scaling(size[0], size[1], size[2]));
            var mask = Mask($"{name}.u8", grid);
            var (distance, expected) = (EuclideanDistance.Inside(mask), Floats("masks", $"{name}_edt.f32", grid));
            for (var n = 0; n < distance.Span.Length; n++)
                Assert.Equal(expected.Span[n], distance.Span[n], 1e-5);
            Assert.Equal(Mask($"{name}_filled.u8", grid).Span.ToArray(), FillHoles.Apply(mask).Span.ToArray());
            Assert.Equal(row.GetProperty("otsu").GetDouble(), Otsu.Threshold(Floats("masks", $"{name}_image.f32", grid)), 1e-3);
            foreach (var connectivity in Enum.GetValues<Connectivity>())
            {
                var sizes = row.GetProperty("sizes").GetProperty($"{(int)connectivity}").EnumerateArray().Select(e => e.GetInt32());
                Assert.Equal(sizes, ConnectedComponents.Run(mask, connectivity).Sizes);
            }
        }
    }

    private static bool OnTheEdge(Point p, Shape s) =>
        Near(p.X, 0) || Near(p.X, s.I - 1) || Near(p.Y, 0) || Near(p.Y, s.J - 1) || Near(p.Z, 0) || Near(p.Z, s.K - 1);

    private static bool Near(double c, double edge) => Math.Abs(c - edge) < 2e-6;

    private static string At(string folder, string file) => Path.Combine(AppContext.BaseDirectory, folder, file);

    private static List<JsonElement> Rows(string folder) =>
        [.. JsonDocument.Parse(File.ReadAllText(At(folder, "cases.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    private static TheoryData<string> Outputs(string folder) => new(Rows(folder).Select(r => r.GetProperty("output").GetString()!));

    private static double[] Doubles(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(e => e.GetDouble())];

    private static Shape Shape(JsonElement row, string name) =>
        Doubles(row, name) is var d ? new((int)d[0], (int)d[1], (int)d[2]) : default;

    private static Volume<float> Floats(string folder, string file, Grid grid) =>
        Volume.Create(grid, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(At(folder, file))));

    private static Volume<bool> Mask(string file, Grid grid) =>
        Volume.Create<byte>(grid, File.ReadAllBytes(At("masks", file))).Map(v => v != 0);
}
