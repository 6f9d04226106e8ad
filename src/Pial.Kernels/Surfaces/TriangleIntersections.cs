namespace Pial.Kernels.Surfaces;

/// <summary>Finds the triangles of a mesh that cross others.</summary>
/// <remarks>
/// Two triangles cross when an edge of one passes through the other (Möller &amp; Trumbore 1997, doi 10.1080/10867651.1997.10487468, in
/// double precision); neighbours over an edge are not compared. Candidates come from a grid of cells.
/// </remarks>
public static class TriangleIntersections
{
    /// <summary>Numbers of the triangles that cross another, rising.</summary>
    /// <param name="positions">x, y, z of each vertex.</param>
    /// <param name="triangles">Three vertices of each triangle.</param>
    /// <param name="cell">Edge of a grid cell; about the length of an edge.</param>
    /// <param name="suspects">Which triangles to compare with all others; null for all.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static int[] Find(float[] positions, int[] triangles, float cell, bool[]? suspects = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(triangles);
        var grid = new TriangleCells(positions, triangles, cell, suspects); // every triangle looks for suspects in its cells
        const int chunk = 4096;
        var count = triangles.Length / 3;
        var found = new List<int>[(count + chunk - 1) / chunk];
        Slices.For(found.Length, parallel, s =>
        {
            var own = found[s] = [];
            for (var t = s * chunk; t < Math.Min(count, (s + 1) * chunk); t++)
                Compare(positions, triangles, grid, t, own);
        });
        var hit = new bool[count];
        foreach (var t in found.SelectMany(f => f))
            hit[t] = true;
        return [.. Enumerable.Range(0, count).Where(t => hit[t])];
    }

    private static void Compare(float[] p, int[] triangles, TriangleCells grid, int t, List<int> found)
    {
        var own = grid.Box(t);
        for (var k = own.K0; k <= own.K1; k++)
        {
            for (var j = own.J0; j <= own.J1; j++)
            {
                for (var i = own.I0; i <= own.I1; i++)
                {
                    foreach (var u in grid.At(i, j, k))
                    {
                        if (u == t || !TriangleCells.Overlap(p, triangles, t, u) || !Cross(p, triangles, t, u)) continue;
                        found.Add(t);
                        found.Add(u);
                    }
                }
            }
        }
    }

    private static bool Cross(float[] p, int[] triangles, int t, int u)
    {
        ReadOnlySpan<int> a = triangles.AsSpan(3 * t, 3), b = triangles.AsSpan(3 * u, 3);
        var (shared, inA, inB) = (0, 0, 0);
        for (var x = 0; x < 3; x++)
        {
            for (var y = 0; y < 3; y++)
                if (a[x] == b[y]) (shared, inA, inB) = (shared + 1, x, y);
        }

        if (shared >= 2) return false;
        if (shared == 1)
            return Pierces(p, a[(inA + 1) % 3], a[(inA + 2) % 3], b) || Pierces(p, b[(inB + 1) % 3], b[(inB + 2) % 3], a);
        for (var e = 0; e < 3; e++)
            if (Pierces(p, a[e], a[(e + 1) % 3], b) || Pierces(p, b[e], b[(e + 1) % 3], a)) return true;
        return false;
    }

    // Whether a segment passes through a triangle.
    private static bool Pierces(float[] p, int from, int to, ReadOnlySpan<int> triangle)
    {
        int o = 3 * from, e = 3 * to, a = 3 * triangle[0], b = 3 * triangle[1], c = 3 * triangle[2];
        double dx = (double)p[e] - p[o], dy = (double)p[e + 1] - p[o + 1], dz = (double)p[e + 2] - p[o + 2];
        double ux = (double)p[b] - p[a], uy = (double)p[b + 1] - p[a + 1], uz = (double)p[b + 2] - p[a + 2];
        double wx = (double)p[c] - p[a], wy = (double)p[c + 1] - p[a + 1], wz = (double)p[c + 2] - p[a + 2];
        double hx = (dy * wz) - (dz * wy), hy = (dz * wx) - (dx * wz), hz = (dx * wy) - (dy * wx);
        var det = (ux * hx) + (uy * hy) + (uz * hz);
        if (Math.Abs(det) < 1e-14) return false;
        var inverse = 1 / det;
        double sx = (double)p[o] - p[a], sy = (double)p[o + 1] - p[a + 1], sz = (double)p[o + 2] - p[a + 2];
        var first = inverse * ((sx * hx) + (sy * hy) + (sz * hz));
        if (first is < 0 or > 1) return false;
        double qx = (sy * uz) - (sz * uy), qy = (sz * ux) - (sx * uz), qz = (sx * uy) - (sy * ux);
        var second = inverse * ((dx * qx) + (dy * qy) + (dz * qz));
        if (second < 0 || first + second > 1) return false;
        var along = inverse * ((wx * qx) + (wy * qy) + (wz * qz));
        return along is >= 0 and <= 1;
    }
}
