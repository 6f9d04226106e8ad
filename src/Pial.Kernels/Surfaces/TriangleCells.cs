using System.Numerics;

namespace Pial.Kernels.Surfaces;

/// <summary>Triangles sorted into the cells of a grid that their boxes touch, to find those near a place.</summary>
public sealed class TriangleCells
{
    private const float Facing = -0.2f; // cosine between normals from which on two parts of a surface face each other
    private readonly float[] positions;
    private readonly int[] triangles, start, items;
    private readonly float x0, y0, z0, cell;
    private readonly int ni, nj, nk;

    /// <summary>Sorts the triangles.</summary>
    /// <param name="positions">x, y, z of each vertex.</param>
    /// <param name="triangles">Three vertices of each triangle.</param>
    /// <param name="cell">Edge of a cell.</param>
    /// <param name="only">Which triangles to sort in; null for all.</param>
    public TriangleCells(float[] positions, int[] triangles, float cell, bool[]? only = null)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(triangles);
        (this.positions, this.triangles, this.cell) = (positions, triangles, cell);
        float[] low = [float.MaxValue, float.MaxValue, float.MaxValue], high = [float.MinValue, float.MinValue, float.MinValue];
        for (var n = 0; n < positions.Length; n++)
            (low[n % 3], high[n % 3]) = (Math.Min(low[n % 3], positions[n]), Math.Max(high[n % 3], positions[n]));
        (x0, y0, z0) = (low[0], low[1], low[2]);
        (ni, nj, nk) = ((int)((high[0] - x0) / cell) + 1, (int)((high[1] - y0) / cell) + 1, (int)((high[2] - z0) / cell) + 1);
        start = new int[(ni * nj * nk) + 1];
        Count(only);
        for (var c = 1; c < start.Length; c++)
            start[c] += start[c - 1];
        items = new int[start[^1]];
        Sort(only);
    }

    /// <summary>The cells that the box of a triangle touches.</summary>
    internal CellBox Box(int t)
    {
        int a = 3 * triangles[3 * t], b = 3 * triangles[(3 * t) + 1], c = 3 * triangles[(3 * t) + 2];
        return new(
            Cell(Math.Min(positions[a], Math.Min(positions[b], positions[c])) - x0, ni),
            Cell(Math.Max(positions[a], Math.Max(positions[b], positions[c])) - x0, ni),
            Cell(Math.Min(positions[a + 1], Math.Min(positions[b + 1], positions[c + 1])) - y0, nj),
            Cell(Math.Max(positions[a + 1], Math.Max(positions[b + 1], positions[c + 1])) - y0, nj),
            Cell(Math.Min(positions[a + 2], Math.Min(positions[b + 2], positions[c + 2])) - z0, nk),
                Cell(Math.Max(positions[a + 2], Math.Max(positions[b + 2], positions[c + 2])) - z0, nk));
    }

    /// <summary>The triangles of a cell.</summary>
    internal ReadOnlySpan<int> At(int i, int j, int k)
    {
        var c = i + (ni * (j + (nj * k)));
        return items.AsSpan(start[c], start[c + 1] - start[c]);
    }

    /// <summary>Distance from a point to the nearest triangle, and that triangle; beyond the limit the limit and −1.</summary>
    /// <param name="x">x.</param>
    /// <param name="y">y.</param>
    /// <param name="z">z.</param>
    /// <param name="limit">How far to look.</param>
    /// <param name="direction">Only triangles whose normals go this way count, when <paramref name="normals"/> are given.</param>
    /// <param name="normals">Normals of the triangles.</param>
    public (float Distance, int Triangle) Nearest(float x, float y, float z, float limit, Vector3 direction = default,
        Vector3[]? normals = null)
    {
        var (best, which) = (limit * limit, -1);
        var (ci, cj, ck) = ((int)MathF.Floor((x - x0) / cell), (int)MathF.Floor((y - y0) / cell), (int)MathF.Floor((z - z0) / cell));
        for (var ring = 0; (ring - 1) * cell <= 0 || (ring - 1) * cell * ((ring - 1) * cell) <= best; ring++)
        {
            for (var k = Math.Max(0, ck - ring); k <= Math.Min(nk - 1, ck + ring); k++)
            {
                for (var j = Math.Max(0, cj - ring); j <= Math.Min(nj - 1, cj + ring); j++)
                {
                    var shell = Math.Abs(k - ck) == ring || Math.Abs(j - cj) == ring;
                    // all of a face of the shell, else its two ends
                    for (var i = ci - ring; i <= ci + ring; i += shell || ring == 0 ? 1 : 2 * ring)
                    {
                        if ((uint)i >= (uint)ni) continue;
                        foreach (var t in At(i, j, k))
                        {
                            if (normals is not null && Vector3.Dot(direction, normals[t]) <= 0) continue;
                            var d = PointTriangle.SquaredDistance(positions, triangles, t, x, y, z);
                            if (d < best || (d == best && which >= 0 && t < which)) (best, which) = (d, t);
                        }
                    }
                }
            }

            if (ring * cell > limit) break;
        }

        return (MathF.Sqrt(best), which);
    }

    /// <summary>How far a vertex can move along its normal before it meets a part of the surface that faces it.</summary>
    /// <param name="vertex">The vertex; its own triangles do not count.</param>
    /// <param name="normal">Its normal.</param>
    /// <param name="normals">Normals of the triangles.</param>
    /// <param name="reach">How far to look ahead; a third of it behind, for what was passed already.</param>
    /// <param name="aside">How far beside the normal a triangle still stands in the way.</param>
    /// <returns>The distance; below 0 when the vertex has passed the other part; positive infinity when nothing is near.</returns>
    public float Clearance(int vertex, Vector3 normal, Vector3[] normals, float reach, float aside)
    {
        ArgumentNullException.ThrowIfNull(normals);
        var (x, y, z) = (positions[3 * vertex], positions[(3 * vertex) + 1], positions[(3 * vertex) + 2]);
        var (least, behind, wide) = (float.PositiveInfinity, -reach / 3, aside * aside);
        var (i1, j1, k1) = (Cell(x + reach - x0, ni), Cell(y + reach - y0, nj), Cell(z + reach - z0, nk));
        for (var k = Cell(z - reach - z0, nk); k <= k1; k++)
        {
            for (var j = Cell(y - reach - y0, nj); j <= j1; j++)
            {
                for (var i = Cell(x - reach - x0, ni); i <= i1; i++)
                {
                    foreach (var t in At(i, j, k))
                    {
                        if (Vector3.Dot(normal, normals[t]) > Facing || Has(t, vertex)) continue;
                        var there = -PointTriangle.From(positions, triangles, t, x, y, z);
                        var ahead = Vector3.Dot(there, normal);
                        if (ahead < least && ahead <= reach && ahead > behind && there.LengthSquared() - (ahead * ahead) <= wide)
                            least = ahead;
                    }
                }
            }
        }

        return least;
    }

    private bool Has(int t, int vertex) =>
        triangles[3 * t] == vertex || triangles[(3 * t) + 1] == vertex || triangles[(3 * t) + 2] == vertex;

    /// <summary>Whether the boxes of two triangles overlap.</summary>
    internal static bool Overlap(float[] p, int[] triangles, int t, int u)
    {
        int a = 3 * triangles[3 * t], b = 3 * triangles[(3 * t) + 1], c = 3 * triangles[(3 * t) + 2];
        int d = 3 * triangles[3 * u], e = 3 * triangles[(3 * u) + 1], f = 3 * triangles[(3 * u) + 2];
        for (var x = 0; x < 3; x++)
        {
            if (Math.Min(p[a + x], Math.Min(p[b + x], p[c + x])) > Math.Max(p[d + x], Math.Max(p[e + x], p[f + x]))) return false;
            if (Math.Max(p[a + x], Math.Max(p[b + x], p[c + x])) < Math.Min(p[d + x], Math.Min(p[e + x], p[f + x]))) return false;
        }

        return true;
    }

    private int Cell(float x, int count) => Math.Clamp((int)(x / cell), 0, count - 1);

    private void Count(bool[]? only)
    {
        for (var t = 0; t < triangles.Length / 3; t++)
        {
            if (only is not null && !only[t]) continue;
            var box = Box(t);
            for (var k = box.K0; k <= box.K1; k++)
                for (var j = box.J0; j <= box.J1; j++)
                    for (var i = box.I0; i <= box.I1; i++)
                        start[i + (ni * (j + (nj * k))) + 1]++;
        }
    }

    private void Sort(bool[]? only)
    {
        var fill = start.AsSpan(0, start.Length - 1).ToArray();
        for (var t = 0; t < triangles.Length / 3; t++)
        {
            if (only is not null && !only[t]) continue;
            var box = Box(t);
            for (var k = box.K0; k <= box.K1; k++)
                for (var j = box.J0; j <= box.J1; j++)
                    for (var i = box.I0; i <= box.I1; i++)
                        items[fill[i + (ni * (j + (nj * k)))]++] = t;
        }
    }

    /// <summary>A range of cells, ends included.</summary>
    internal readonly record struct CellBox(int I0, int I1, int J0, int J1, int K0, int K1);
}
