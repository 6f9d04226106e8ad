namespace Pial.Kernels.Surfaces;

/// <summary>
/// Necks of a surface that are one triangle wide: three vertices, each beside the others, without a triangle between them. On a surface of
/// the topology of a sphere each parts it in two.
/// </summary>
public static class MeshNecks
{
    /// <summary>Cuts off the largest part that hangs by a neck at one of some triangles, and closes the neck with a triangle.</summary>
    /// <param name="mesh">A closed surface of the topology of a sphere.</param>
    /// <param name="at">Triangles with an edge of the neck.</param>
    /// <param name="most">Most vertices of the part.</param>
    /// <returns>
    /// What is left, its vertices and triangles in their order, and the part that was cut off, which is closed too; null when no part hangs
    /// there.
    /// </returns>
    public static (TriangleMesh Kept, TriangleMesh Part)? Cut(TriangleMesh mesh, ReadOnlySpan<int> at, int most)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        var neighbours = new MeshNeighbours(mesh.Triangles, mesh.VertexCount);
        var (best, inner) = ((int[]?)null, (List<int>?)null);
        foreach (var t in at)
        {
            for (var e = 0; e < 3; e++)
            {
                var (a, b) = (mesh.Triangles[(3 * t) + e], mesh.Triangles[(3 * t) + ((e + 1) % 3)]);
                foreach (var c in neighbours.Of(a))
                {
                    if (c == b || !neighbours.Of(b).Contains(c) || IsFace(mesh.Triangles, neighbours, a, b, c)) continue;
                    if (Smaller(neighbours, a, b, c, most) is not { } part || part.Count <= (inner?.Count ?? 0)) continue;
                    (best, inner) = ([a, b, c], part);
                }
            }
        }

        return best is null ? null : Apart(mesh, best, inner!);
    }

    private static bool IsFace(int[] triangles, MeshNeighbours neighbours, int a, int b, int c)
    {
        // The common neighbours of a and b are two when each is a triangle's; only where there are more does one look.
        var common = 0;
        foreach (var u in neighbours.Of(a))
            if (neighbours.Of(b).Contains(u)) common++;
        if (common <= 2) return true;
        for (var t = 0; t < triangles.Length; t += 3)
        {
            var span = triangles.AsSpan(t, 3);
            if (span.Contains(a) && span.Contains(b) && span.Contains(c)) return true;
        }

        return false;
    }

    // The vertices on that side of the neck that has at most so many; the two sides grow in turn, and the one that ends is the smaller.
    private static List<int>? Smaller(MeshNeighbours neighbours, int a, int b, int c, int most)
    {
        var side = new Dictionary<int, int> { [a] = -1, [b] = -1, [c] = -1 };
        List<int>[] found = [[], []];
        foreach (var first in neighbours.Of(a))
        {
            if (side.ContainsKey(first)) continue;
            var which = found[0].Count == 0 ? 0 : 1;
            (side[first], found[which]) = (which, [first]);
            for (var n = 0; n < found[which].Count && found[which].Count <= most; n++)
            {
                foreach (var u in neighbours.Of(found[which][n]))
                    if (side.TryAdd(u, which)) found[which].Add(u);
            }

            if (found[which].Count <= most) return found[which];
            if (which == 1) return null;
        }

        return null;
    }

    private static (TriangleMesh Kept, TriangleMesh Part) Apart(TriangleMesh mesh, int[] neck, List<int> inner)
    {
        var isInner = new bool[mesh.VertexCount];
        foreach (var v in inner) isInner[v] = true;
        var (rest, part) = (new List<int>(), new List<int>());
        for (var t = 0; t < mesh.Triangles.Length; t += 3)
        {
            var own = mesh.Triangles.AsSpan(t, 3);
            (isInner[own[0]] || isInner[own[1]] || isInner[own[2]] ? part : rest).AddRange(own);
        }

        // The closing triangle runs along the neck's edges against those of its neighbours.
        foreach (var list in (List<int>[])[rest, part])
        {
            var turned = Has(list, neck[0], neck[1]);
            list.AddRange(turned ? [neck[1], neck[0], neck[2]] : neck);
        }

        return (Compact(mesh.Positions, rest), Compact(mesh.Positions, part));
    }

    private static bool Has(List<int> triangles, int from, int to)
    {
        for (var t = 0; t < triangles.Count; t++)
            if (triangles[t] == from && triangles[t % 3 == 2 ? t - 2 : t + 1] == to) return true;
        return false;
    }

    private static TriangleMesh Compact(float[] positions, List<int> triangles)
    {
        var (used, number) = (new bool[positions.Length / 3], new int[positions.Length / 3]);
        foreach (var v in triangles) used[v] = true;
        var kept = new List<float>();
        for (var v = 0; v < used.Length; v++)
        {
            if (!used[v]) continue;
            number[v] = kept.Count / 3;
            kept.AddRange(positions.AsSpan(3 * v, 3));
        }

        return new([.. kept], [.. triangles.Select(v => number[v])]);
    }
}
