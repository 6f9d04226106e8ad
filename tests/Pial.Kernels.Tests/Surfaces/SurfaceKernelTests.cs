using System.Numerics;
using Pial.Kernels.Surfaces;

namespace Pial.Kernels.Tests.Surfaces;

public sealed class SurfaceKernelTests
{
    private const int N = 24;

    [Fact]
    public void A_ball_becomes_a_closed_surface_of_its_volume_that_is_turned_outward()
    {
        var mesh = Ball(8);
        Assert.Equal(2, Euler(mesh));
        Assert.Equal(4.0 / 3 * Math.PI * 8 * 8 * 8, MeshGeometry.Volume(mesh.Positions, mesh.Triangles), 40.0);
        Assert.Equal(4 * Math.PI * 8 * 8, MeshGeometry.Area(mesh.Positions, mesh.Triangles), 25.0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    public void What_hangs_by_a_neck_of_one_triangle_is_cut_off_and_both_parts_are_closed(int at)
    {
        // A thread of two rings and a tip on the first triangle of a ball.
        var ball = Ball(5);
        var (v, t) = (ball.VertexCount, ball.Triangles);
        List<float> positions = [.. ball.Positions];
        float Out(int vertex, int x, float share) =>
            ball.Positions[(3 * vertex) + x] + (share * (ball.Positions[(3 * vertex) + x] - 11.5f));
        for (var n = 1; n <= 2; n++)
            for (var c = 0; c < 3; c++)
                for (var x = 0; x < 3; x++) positions.Add(Out(t[c], x, n / 3f));
        for (var x = 0; x < 3; x++) positions.Add(Out(t[0], x, 1));
        List<int> thread = [];
        for (var (n, ring) = (0, t[..3]); n < 2; n++)
        {
            int[] next = [v + (3 * n), v + (3 * n) + 1, v + (3 * n) + 2];
            for (var c = 0; c < 3; c++)
                thread.AddRange([ring[c], ring[(c + 1) % 3], next[c], ring[(c + 1) % 3], next[(c + 1) % 3], next[c]]);
            ring = next;
            if (n == 1) for (var c = 0; c < 3; c++) thread.AddRange([ring[c], ring[(c + 1) % 3], v + 6]);
        }

        var mesh = new TriangleMesh([.. positions], [.. thread, .. t[3..]]);
        Assert.Equal(2, Euler(mesh));
        var (kept, part) = MeshNecks.Cut(mesh, [at], 7)!.Value;
        Assert.All(new[] { kept, part }, m =>
        {
            _ = new CornerTable(m); // refuses edges that have not two triangles that turn one way
            Assert.Equal(2, Euler(m));
        });
        if (at == 0) Assert.Equal(v, kept.VertexCount); // the first ring's triangles reach the ball's own corners
        Assert.Equal(MeshGeometry.Volume(mesh.Positions, mesh.Triangles),
            MeshGeometry.Volume(kept.Positions, kept.Triangles) + MeshGeometry.Volume(part.Positions, part.Triangles), 0.01);
        Assert.Null(MeshNecks.Cut(mesh, [at], 0));
        Assert.Null(MeshNecks.Cut(ball, [at], 1000)); // no neck
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_surface_of_any_set_is_closed_and_has_its_topology(int seed)
    {
        var field = Noise(seed);
        var mesh = MarchingTetrahedra.Extract(field, 0.5f, N, N, N);
        var inside = Array.ConvertAll(field, v => v > 0.5f);
        _ = new CornerTable(mesh); // refuses edges that have not two triangles
        Assert.Equal(2 * LatticeFlood.EulerCharacteristic(inside, N, N, N), Euler(mesh));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_front_through_any_set_stays_one_part_without_handles_or_cavities(int seed)
    {
        var field = Noise(seed);
        var ranks = Array.ConvertAll(field, v => v > 0.35f ? (byte)(255 * v) : (byte)0);
        var set = new bool[field.Length];
        set[(N / 2) + (N * ((N / 2) + (N * (N / 2))))] = true;
        var added = TopologyFront.Grow(set, ranks, N, N, N);
        Assert.True(added > 500, $"{added} voxels");
        Assert.Equal(1, LatticeFlood.EulerCharacteristic(set, N, N, N));
        var mesh = MarchingTetrahedra.Extract(Array.ConvertAll(set, s => s ? 1f : 0f), 0.5f, N, N, N);
        Assert.Equal(2, Euler(mesh));
    }

    [Fact]
    public void A_ring_has_a_handle_and_a_hollow_ball_a_cavity()
    {
        var ring = new bool[N * N * N];
        var hollow = new bool[N * N * N];
        Each((i, j, k, at) =>
        {
            double x = i - 12, y = j - 12, z = k - 12;
            var around = Math.Sqrt((x * x) + (y * y)) - 7;
            ring[at] = (around * around) + (z * z) < 9;
            hollow[at] = ((x * x) + (y * y) + (z * z)) is > 16 and < 81;
        });
        Assert.Equal(0, LatticeFlood.EulerCharacteristic(ring, N, N, N));
        Assert.Equal(2, LatticeFlood.EulerCharacteristic(hollow, N, N, N));
        Assert.True(LatticeFlood.Reach(ring, Array.IndexOf(ring, true), N, N, N).SequenceEqual(ring));
    }

    [Fact]
    public void Coarsening_keeps_topology_and_volume_and_evens_triangles()
    {
        var mesh = Ball(9);
        var coarse = Remeshing.Coarsen(mesh, 600);
        Assert.Equal(2, Euler(coarse));
        Assert.InRange(coarse.VertexCount, 500, 600);
        var volume = MeshGeometry.Volume(mesh.Positions, mesh.Triangles);
        Assert.Equal(volume, MeshGeometry.Volume(coarse.Positions, coarse.Triangles), volume * 0.04);
        var areas = MeshGeometry.VertexAreas(coarse.Positions, coarse.Triangles);
        Array.Sort(areas);
        Assert.InRange(areas[(int)(0.95 * areas.Length)] / areas[(int)(0.05 * areas.Length)], 1, 4);
        Assert.Empty(TriangleIntersections.Find(coarse.Positions, coarse.Triangles, 1));
    }

    [Fact]
    public void Crossing_triangles_are_found_whatever_the_threads()
    {
        var (a, b) = (Remeshing.Coarsen(Ball(6), 300), Remeshing.Coarsen(Ball(6), 300));
        var positions = a.Positions.Concat(b.Positions.Select((x, n) => n % 3 == 0 ? x + 3.1f : x)).ToArray();
        var triangles = a.Triangles.Concat(b.Triangles.Select(v => v + a.VertexCount)).ToArray();
        var one = TriangleIntersections.Find(positions, triangles, 1, null, new() { MaxDegreeOfParallelism = 1 });
        Assert.True(one.Length > 20, $"{one.Length} triangles");
        Assert.Equal(one, TriangleIntersections.Find(positions, triangles, 0.7f, null, new() { MaxDegreeOfParallelism = 4 }));
        Assert.Empty(TriangleIntersections.Find(a.Positions, a.Triangles, 1));
    }

    [Fact]
    public void The_nearest_triangle_is_that_of_a_search_through_all()
    {
        var mesh = Remeshing.Coarsen(Ball(7), 300);
        for (var c = 0; c < 9; c++) mesh.Positions[c] *= 1.6f; // some triangles are much larger than the others
        var balls = new TriangleBalls(mesh.Positions, mesh.Triangles, 1.3f);
        AssertNearest(mesh, balls, null);
        for (var n = 0; n < mesh.Positions.Length; n++) mesh.Positions[n] = (2 * mesh.Positions[n]) + (n % 3);
        balls.Sort();
        AssertNearest(mesh, balls, null);
        AssertNearest(mesh, balls, Vector3.Normalize(new(1, -2, 0.5f)));
        Assert.Equal((0.01f, -1), balls.Nearest(-90, -90, -90, 0.01f));
    }

    private static void AssertNearest(TriangleMesh mesh, TriangleBalls balls, Vector3? direction)
    {
        var random = new Random(3);
        for (var n = 0; n < 200; n++)
        {
            var (x, y, z) = ((float)(random.NextDouble() * N), (float)(random.NextDouble() * N), (float)(random.NextDouble() * N));
            var best = Enumerable.Range(0, mesh.TriangleCount)
                .Where(t => direction is not { } way || Vector3.Dot(way, Normal(mesh, t)) > 0)
                .Min(t => (Square: PointTriangle.SquaredDistance(mesh.Positions, mesh.Triangles, t, x, y, z), Triangle: t));
            Assert.Equal((MathF.Sqrt(best.Square), best.Triangle), balls.Nearest(x, y, z, 90, direction));
        }
    }

    [Fact]
    public void A_vertex_sees_what_faces_it_and_nothing_else()
    {
        // Two balls, 0.6 apart where they are nearest: there vertices of one see the other.
        var (a, b) = (Remeshing.Coarsen(Ball(6), 300), Remeshing.Coarsen(Ball(6), 300));
        var positions = a.Positions.Concat(b.Positions.Select((x, n) => n % 3 == 0 ? x + 12.6f : x)).ToArray();
        var mesh = new TriangleMesh(positions, [.. a.Triangles, .. b.Triangles.Select(v => v + a.VertexCount)]);
        var (balls, normals, seen) = (new TriangleBalls(positions, mesh.Triangles, 1), new float[positions.Length], 0);
        MeshGeometry.Normals(positions, mesh.Triangles, normals);
        for (var v = 0; v < mesh.VertexCount; v++)
        {
            var (from, normal) = (new Vector3(positions.AsSpan(3 * v, 3)), new Vector3(normals.AsSpan(3 * v, 3)));
            var ahead = Enumerable.Range(0, mesh.TriangleCount)
                .Where(t => Vector3.Dot(normal, Normal(mesh, t)) <= -0.2f && !mesh.Triangles.AsSpan(3 * t, 3).Contains(v))
                .Select(t => -PointTriangle.From(positions, mesh.Triangles, t, from.X, from.Y, from.Z))
                .Where(w => Vector3.Dot(w, normal) is <= 1.2f and > -0.4f
                    && w.LengthSquared() - (Vector3.Dot(w, normal) * Vector3.Dot(w, normal)) <= 0.25f)
                .Select(w => Vector3.Dot(w, normal)).DefaultIfEmpty(float.PositiveInfinity).Min();
            Assert.Equal(ahead, balls.Clearance(v, normal, 1.2f, 0.5f));
            if (float.IsFinite(ahead)) seen++;
        }

        Assert.InRange(seen, 4, 60);
    }

    private static Vector3 Normal(TriangleMesh mesh, int t)
    {
        Vector3 At(int c) => new(mesh.Positions.AsSpan(3 * mesh.Triangles[(3 * t) + c], 3));
        return Vector3.Normalize(Vector3.Cross(At(1) - At(0), At(2) - At(0)));
    }

    private static int Euler(TriangleMesh mesh) => mesh.VertexCount - (mesh.TriangleCount / 2); // closed: three edges to two triangles

    private static TriangleMesh Ball(float radius)
    {
        var field = new float[N * N * N];
        Each((i, j, k, at) =>
            field[at] = radius - MathF.Sqrt(((i - 11.6f) * (i - 11.6f)) + ((j - 11.7f) * (j - 11.7f)) + ((k - 11.4f) * (k - 11.4f))));
        return MarchingTetrahedra.Extract(field, 0, N, N, N);
    }

    private static float[] Noise(int seed)
    {
        var random = new Random(seed);
        var field = new float[N * N * N];
        Each((i, j, k, at) => field[at] = i is 0 or N - 1 || j is 0 or N - 1 || k is 0 or N - 1 ? 0 : random.NextSingle());
        return field;
    }

    private static void Each(Action<int, int, int, int> visit)
    {
        for (var k = 0; k < N; k++)
            for (var j = 0; j < N; j++)
                for (var i = 0; i < N; i++)
                    visit(i, j, k, i + (N * (j + (N * k))));
    }
}
