using Pial.Kernels.Surfaces;
using Pial.Kernels.Surfaces.Spheres;

namespace Pial.Kernels.Tests.Surfaces;

public sealed class SphereTests
{
    [Fact]
    public void A_ball_with_deep_folds_is_laid_on_the_sphere_without_a_fold_and_with_little_distortion()
    {
        var mesh = Folded(5, 0.35);
        var sphere = SphereEmbedding.Run(mesh);
        Assert.Empty(SphereUnfolding.Folded(sphere, mesh.Triangles));
        Assert.Equal(4 * Math.PI, Enumerable.Range(0, mesh.TriangleCount).Sum(t => Area(sphere, mesh.Triangles, t)), 0.02);
        Assert.InRange(Spread(mesh, sphere), 0.01, 0.35);
    }

    [Fact]
    public void The_sphere_of_a_sphere_is_itself_but_for_a_turn()
    {
        var ico = Icosphere.Of(4);
        var mesh = new TriangleMesh(Array.ConvertAll(ico.Positions, static x => (float)x), ico.Triangles);
        Assert.InRange(Spread(mesh, SphereEmbedding.Run(mesh)), 0, 0.06);
    }

    [Fact]
    public void What_is_not_of_the_topology_of_a_sphere_is_refused()
    {
        var ico = Icosphere.Of(1);
        var positions = Array.ConvertAll(ico.Positions, static x => (float)x);
        var open = Assert.Throws<ArgumentException>(() => SphereEmbedding.Run(new(positions, ico.Triangles[3..])));
        Assert.Contains("42 vertices and 79 triangles", open.Message, StringComparison.Ordinal);
        var two = new TriangleMesh([.. positions, .. positions], [.. ico.Triangles, .. ico.Triangles.Select(static v => v + 42)]);
        Assert.Throws<ArgumentException>(() => SphereEmbedding.Run(two));
    }

    [Fact]
    public void The_triangle_of_a_direction_is_found_alike_by_an_icosphere_and_by_looking_near()
    {
        var ico = Icosphere.Of(4);
        Assert.Equal((2562, 5120), (ico.VertexCount, ico.Triangles.Length / 3));
        var locator = new SphereLocator(ico.Positions, ico.Triangles);
        Span<double> p = stackalloc double[3], w = stackalloc double[3], other = stackalloc double[3];
        for (var n = 0; n < 500; n++)
        {
            var (z, turn) = (-0.999 + (n / 250.0), 2.4 * n);
            var r = Math.Sqrt(1 - (z * z));
            (p[0], p[1], p[2]) = (r * Math.Cos(turn), r * Math.Sin(turn), z);
            var t = ico.Locate(p, w);
            Assert.Equal(1, w[0] + w[1] + w[2], 1e-12);
            for (var c = 0; c < 3; c++)
            {
                var at = 0.0;
                for (var k = 0; k < 3; k++)
                    at += w[k] * ico.Positions[(3 * ico.Triangles[(3 * t) + k]) + c];
                Assert.Equal(p[c], at, 0.01);
            }

            if (locator.Locate(p, other) != t) Assert.InRange(w[0] * w[1] * w[2], 0, 1e-6); // on an edge either will do
        }
    }

    [Fact]
    public void Vertices_and_triangles_are_in_the_order_of_fsaverage()
    {
        // From the spheres of FreeSurfer's fsaverage5 and fsaverage.
        var (five, seven) = (Icosphere.Of(5), Icosphere.Of(7));
        Assert.Equal([0, 2564, 2562, 0, 2562, 2565], five.Triangles[..6]);
        Assert.Equal([2562, 2563, 642, 2564, 2563, 2562, 2564, 644, 2563], five.Triangles[(3 * 5120)..(3 * 5123)]);
        Assert.Equal([0, 40964, 40962, 0, 40962, 40965], seven.Triangles[..6]);
        double[] first = [0, 0, 1, 0.27639, -0.85067, 0.44718, 0.89443, 0, 0.44721, 0.27639, 0.85067, 0.44718];
        for (var n = 0; n < first.Length; n++)
            Assert.Equal(first[n], five.Positions[n], 1e-4);
    }

    [Fact]
    public void A_knot_of_folded_triangles_comes_apart()
    {
        // A cap of the sphere is turned over: east and west change places within it.
        var ico = Icosphere.Of(5);
        var sphere = (double[])ico.Positions.Clone();
        for (var n = 0; n < sphere.Length; n += 3)
            if (sphere[n + 2] > 0.99) sphere[n] *= -0.8;
        for (var n = 0; n < sphere.Length; n += 3)
        {
            var length = Math.Sqrt((sphere[n] * sphere[n]) + (sphere[n + 1] * sphere[n + 1]) + (sphere[n + 2] * sphere[n + 2]));
            (sphere[n], sphere[n + 1], sphere[n + 2]) = (sphere[n] / length, sphere[n + 1] / length, sphere[n + 2] / length);
        }

        Assert.InRange(SphereUnfolding.Folded(sphere, ico.Triangles).Count, 60, 200);
        var before = (double[])sphere.Clone();
        Assert.Equal(0, SphereUnfolding.Run(sphere, ico.Triangles));
        Assert.Empty(SphereUnfolding.Folded(sphere, ico.Triangles));
        Assert.All(Enumerable.Range(0, ico.VertexCount).Where(v => ico.Positions[(3 * v) + 2] < 0.5),
            v => Assert.Equal(before[3 * v], sphere[3 * v]));
    }

    [Fact]
    public void A_planted_mapping_is_found_by_demons_without_a_fold()
    {
        // Values of a smooth pattern, and the same pattern seen through a mapping that swirls it by up to 0.25 about the axis.
        var ico = Icosphere.Of(4);
        var (target, moving, weight) = (new float[ico.VertexCount], new float[ico.VertexCount], new float[ico.VertexCount]);
        Array.Fill(weight, 1);
        var planted = new double[ico.Positions.Length];
        for (var n = 0; n < planted.Length; n += 3)
        {
            var (x, y, z) = (ico.Positions[n], ico.Positions[n + 1], ico.Positions[n + 2]);
            var (sin, cos) = Math.SinCos(0.25 * (1 - (z * z)));
            (planted[n], planted[n + 1], planted[n + 2]) = ((cos * x) - (sin * y), (sin * x) + (cos * y), z);
            (moving[n / 3], target[n / 3]) = (Pattern(x, y, z), Pattern(planted[n], planted[n + 1], planted[n + 2]));
        }

        var warp = SphereWarp.Identity(ico);
        SphereDemons.Run(warp, [new(moving, target, weight)], new(60, 1, 1));
        Assert.Equal(0, warp.Folds());
        double Away(double[] to) => Enumerable.Range(0, ico.VertexCount).Average(v => Math.Sqrt(Enumerable.Range(0, 3)
            .Sum(c => (to[(3 * v) + c] - planted[(3 * v) + c]) * (to[(3 * v) + c] - planted[(3 * v) + c]))));
        Assert.InRange(Away(warp.To), 0, 0.2 * Away(ico.Positions));
    }

    [Fact]
    public void Triangles_that_a_vertex_was_pulled_over_are_turned_back()
    {
        var ico = Icosphere.Of(3);
        var sphere = (double[])ico.Positions.Clone();
        ico.Positions.AsSpan(3 * ico.Neighbours.Of(ico.Neighbours.Of(100)[0])[2], 3).CopyTo(sphere.AsSpan(300));
        Assert.NotEmpty(SphereUnfolding.Folded(sphere, ico.Triangles));
        Assert.Equal(0, SphereUnfolding.Run(sphere, ico.Triangles));
        Assert.Empty(SphereUnfolding.Folded(sphere, ico.Triangles));
    }

    private static float Pattern(double x, double y, double z) =>
        (float)(Math.Sin(4 * x) + Math.Cos((5 * y) - 1) + Math.Sin((3 * z) + (2 * x)));

    private static TriangleMesh Folded(int level, double depth)
    {
        var ico = Icosphere.Of(level);
        var positions = new float[ico.Positions.Length];
        for (var n = 0; n < positions.Length; n += 3)
        {
            var (x, y, z) = (ico.Positions[n], ico.Positions[n + 1], ico.Positions[n + 2]);
            var r = 50 * (1 + (depth * Math.Sin(9 * x) * Math.Cos(8 * y) * Math.Cos(7 * z)));
            (positions[n], positions[n + 1], positions[n + 2]) = ((float)(r * x), (float)(r * y), (float)(1.3 * r * z));
        }

        return new(positions, ico.Triangles);
    }

    // Standard deviation over triangles of the logarithm of the share of area on the sphere over that on the surface.
    private static double Spread(TriangleMesh mesh, double[] sphere)
    {
        var surface = Array.ConvertAll(mesh.Positions, static x => (double)x);
        var logs = Enumerable.Range(0, mesh.TriangleCount)
            .Select(t => Math.Log(Area(sphere, mesh.Triangles, t) / Area(surface, mesh.Triangles, t))).ToArray();
        var mean = logs.Average();
        return Math.Sqrt(logs.Average(l => (l - mean) * (l - mean)));
    }

    private static double Area(double[] p, int[] triangles, int t)
    {
        int a = 3 * triangles[3 * t], b = 3 * triangles[(3 * t) + 1], c = 3 * triangles[(3 * t) + 2];
        double ux = p[b] - p[a], uy = p[b + 1] - p[a + 1], uz = p[b + 2] - p[a + 2];
        double wx = p[c] - p[a], wy = p[c + 1] - p[a + 1], wz = p[c + 2] - p[a + 2];
        double x = (uy * wz) - (uz * wy), y = (uz * wx) - (ux * wz), z = (ux * wy) - (uy * wx);
        return Math.Sqrt((x * x) + (y * y) + (z * z)) / 2;
    }
}
