using System.Numerics;
using Pial.Kernels.Surfaces;

namespace Pial.Operations.Cortex;

/// <summary>How much pial surface lies beneath its outer hull.</summary>
/// <remarks>
/// After Schaer et al. 2008, doi 10.1109/TMI.2007.903576: pial area over area of the hull within 25 mm of a place on the hull. There the
/// pial part is what lies within a line drawn from hull to pial surface; here each pial vertex belongs to the nearest place of the hull, so
/// that all of the surface is counted once and the index of a ball that holds the whole hemisphere is the hemisphere's.
/// </remarks>
internal static class Gyrification
{
    private const float RadiusMm = 25, CellMm = 5, FarMm = 60;

    /// <summary>The index at each vertex, and the hull's area, mm².</summary>
    public static (float[] Local, double HullAreaMm2) Of(TriangleMesh pial, float[] pialAreas, TriangleMesh hull, ParallelOptions? parallel)
    {
        var (feet, pialAt) = (Feet(pial, hull, parallel), new double[hull.VertexCount]);
        for (var v = 0; v < feet.Length; v++)
            for (var c = 0; c < 3; c++)
                pialAt[hull.Triangles[(3 * feet[v]) + c]] += pialAreas[v] / 3.0;
        var index = Index(hull, pialAt, parallel);
        var local = new float[pial.VertexCount];
        for (var v = 0; v < local.Length; v++)
            for (var c = 0; c < 3; c++)
                local[v] += index[hull.Triangles[(3 * feet[v]) + c]] / 3;
        return (local, MeshGeometry.Area(hull.Positions, hull.Triangles));
    }

    // The triangle of the hull that is nearest to each pial vertex.
    private static int[] Feet(TriangleMesh pial, TriangleMesh hull, ParallelOptions? parallel)
    {
        var (cells, feet, p) = (new TriangleBalls(hull.Positions, hull.Triangles, CellMm), new int[pial.VertexCount], pial.Positions);
        SurfaceDraft.ForEach(feet.Length, parallel, v =>
            feet[v] = Math.Max(0, cells.Nearest(p[3 * v], p[(3 * v) + 1], p[(3 * v) + 2], FarMm).Triangle));
        return feet;
    }

    // Sums within a ball, of the hull that faces the same way: across the hemisphere lies another part of it.
    private static float[] Index(TriangleMesh hull, double[] pialAt, ParallelOptions? parallel)
    {
        var (areas, normals) = (MeshGeometry.VertexAreas(hull.Positions, hull.Triangles), new float[hull.Positions.Length]);
        MeshGeometry.Normals(hull.Positions, hull.Triangles, normals);
        var (index, n) = (new float[areas.Length], areas.Length);
        Vector3[] at = new Vector3[n], up = new Vector3[n];
        for (var v = 0; v < n; v++)
            (at[v], up[v]) = (new(hull.Positions.AsSpan(3 * v, 3)), new(normals.AsSpan(3 * v, 3)));
        Kernels.Slices.For(n, parallel, v =>
        {
            var (inner, outer) = (0.0, 0.0);
            for (var u = 0; u < n; u++)
            {
                if (Vector3.DistanceSquared(at[v], at[u]) > RadiusMm * RadiusMm || Vector3.Dot(up[v], up[u]) <= 0) continue;
                inner += pialAt[u];
                outer += areas[u];
            }

            index[v] = (float)(inner / outer);
        });
        return index;
    }
}
