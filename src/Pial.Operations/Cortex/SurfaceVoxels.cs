using Pial.Kernels.Surfaces;
using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>The voxels inside of closed surfaces.</summary>
public static class SurfaceVoxels
{
    // Rays miss vertices and edges by these shares of a voxel, so that every crossing is clear.
    private const double OffJ = 3.1e-5, OffK = 1.7e-5;

    /// <summary>Voxels whose centres lie inside of a surface, by the crossings of a ray along the first axis.</summary>
    /// <param name="mesh">A closed surface, RAS+ mm.</param>
    /// <param name="grid">The voxels.</param>
    public static Volume<bool> Inside(TriangleMesh mesh, Grid grid)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        var s = grid.Shape;
        var p = new double[mesh.Positions.Length];
        var toVoxel = grid.WorldToVoxel;
        for (var n = 0; n < p.Length; n += 3)
        {
            var q = toVoxel.Apply(new(mesh.Positions[n], mesh.Positions[n + 1], mesh.Positions[n + 2]));
            (p[n], p[n + 1], p[n + 2]) = (q.X, q.Y + OffJ, q.Z + OffK);
        }

        return Volume.Create(grid, (p, mesh.Triangles, s), static (Span<bool> voxels, (double[] P, int[] T, Shape S) m) =>
        {
            for (var t = 0; t < m.T.Length; t += 3)
                Flip(m.P, 3 * m.T[t], 3 * m.T[t + 1], 3 * m.T[t + 2], m.S, voxels);

            // Each crossing flipped its own voxel; running parity fills the rows.
            for (var row = 0; row < m.S.J * m.S.K; row++)
            {
                var line = voxels.Slice(row * m.S.I, m.S.I);
                for (var i = 1; i < line.Length; i++)
                    line[i] ^= line[i - 1];
            }
        });
    }

    // Flips, in every row that the triangle crosses, the first voxel behind the crossing.
    private static void Flip(double[] p, int a, int b, int c, Shape s, Span<bool> voxels)
    {
        var j0 = Math.Max(0, (int)Math.Ceiling(Math.Min(p[a + 1], Math.Min(p[b + 1], p[c + 1]))));
        var j1 = Math.Min(s.J - 1, (int)Math.Floor(Math.Max(p[a + 1], Math.Max(p[b + 1], p[c + 1]))));
        var k0 = Math.Max(0, (int)Math.Ceiling(Math.Min(p[a + 2], Math.Min(p[b + 2], p[c + 2]))));
        var k1 = Math.Min(s.K - 1, (int)Math.Floor(Math.Max(p[a + 2], Math.Max(p[b + 2], p[c + 2]))));
        for (var k = k0; k <= k1; k++)
        {
            for (var j = j0; j <= j1; j++)
            {
                var (u, v, w) = (Side(p, b, c, j, k), Side(p, c, a, j, k), Side(p, a, b, j, k));
                if (!((u > 0 && v > 0 && w > 0) || (u < 0 && v < 0 && w < 0))) continue;
                var x = ((u * p[a]) + (v * p[b]) + (w * p[c])) / (u + v + w);
                var i = (int)Math.Ceiling(x);
                if (i < s.I) voxels[s.Index(Math.Max(0, i), j, k)] ^= true;
            }
        }
    }

    private static double Side(double[] p, int a, int b, double y, double z) =>
        ((p[a + 1] - y) * (p[b + 2] - z)) - ((p[a + 2] - z) * (p[b + 1] - y));
}
