using Pial.Kernels.Surfaces;
using Pial.Kernels.Surfaces.Spheres;

namespace Pial.Kernels.Tests.Surfaces;

public sealed class SurfaceSmoothingTests
{
    private const float RadiusMm = 60;
    private static readonly Icosphere Ico = Icosphere.Of(5);
    private static readonly TriangleMesh Sphere = new([.. Ico.Positions.Select(static x => (float)(RadiusMm * x))], Ico.Triangles);

    [Theory]
    [InlineData(8)]
    [InlineData(15)]
    public void A_point_becomes_a_Gaussian_of_the_width_that_was_asked_for(double fwhm)
    {
        var (map, areas) = (new float[Sphere.VertexCount], MeshGeometry.VertexAreas(Sphere.Positions, Sphere.Triangles));
        map[0] = 1 / areas[0];
        var smooth = new SurfaceSmoothing(Sphere, All()).Run(map, fwhm);
        Assert.All(smooth, static x => Assert.True(x >= -1e-6));
        var (sum, squares) = (0.0, 0.0);
        for (var v = 0; v < smooth.Length; v++)
        {
            var far = RadiusMm * Math.Acos(Math.Clamp(Ico.Positions[(3 * v) + 2], -1, 1));
            (sum, squares) = (sum + (areas[v] * smooth[v]), squares + (areas[v] * smooth[v] * far * far));
        }

        Assert.Equal(1, sum, 1e-3);
        Assert.Equal(fwhm, Math.Sqrt(squares / sum / 2) * Math.Sqrt(8 * Math.Log(2)), 0.04 * fwhm); // a sphere is a little narrower
    }

    [Fact]
    public void Nothing_crosses_into_what_is_left_out_and_a_constant_stays()
    {
        var kept = Enumerable.Range(0, Sphere.VertexCount).Select(static v => Ico.Positions[3 * v] > 0.1).ToArray();
        var map = Enumerable.Range(0, Sphere.VertexCount).Select(v => kept[v] ? 2.5f : 100).ToArray();
        var smooth = new SurfaceSmoothing(Sphere, kept).Run(map, 20);
        Assert.All(Enumerable.Range(0, smooth.Length), v => Assert.Equal(kept[v] ? 2.5f : 0, smooth[v], 1e-4));
        Assert.Equal(map.Select((x, v) => kept[v] ? x : 0), new SurfaceSmoothing(Sphere, kept).Run(map, 0));
    }

    private static bool[] All() => [.. Enumerable.Repeat(true, Sphere.VertexCount)];
}
