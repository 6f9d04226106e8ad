using Pial.Kernels.Surfaces;

namespace Pial.Operations.Cortex;

/// <summary>What repairing self-intersections found and left.</summary>
/// <param name="Before">Triangles that crossed others before.</param>
/// <param name="After">Triangles that still do.</param>
public readonly record struct IntersectionCount(int Before, int After);

/// <summary>Takes crossings out of a surface.</summary>
internal static class IntersectionRepair
{
    private const int Rounds = 80;
    private const int EasyRounds = 40; // then what is left is evened out more, and farther around
    private const int EvenRounds = 60; // then it only falls back: evening draws thin threads into lines, which cross themselves

    /// <summary>
    /// Moves the vertices of crossing triangles until none is left, or the rounds are over: towards their place on a surface that crosses
    /// itself less, and towards the middle of their neighbours. The positions with the fewest crossings stay.
    /// </summary>
    /// <param name="draft">The surface; changed in place.</param>
    /// <param name="safe">Positions that the surface may fall back to; null only evens it out.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static IntersectionCount Run(SurfaceDraft draft, float[]? safe, ParallelOptions? parallel)
    {
        var (mesh, cell) = (draft.Mesh, 1.2f * draft.EdgeMm);
        var crossing = TriangleIntersections.Find(mesh.Positions, mesh.Triangles, cell, null, parallel);
        var (before, fewest, best) = (crossing.Length, crossing.Length, (float[])mesh.Positions.Clone());
        for (var round = 0; round < Rounds && crossing.Length > 0; round++)
        {
            var moved = Around(draft, crossing, rings: 1 + (round / 8));
            Move(draft, moved, safe, round);

            // All triangles that crossed are among those that moved, so that this finds every one that is left.
            crossing = TriangleIntersections.Find(mesh.Positions, mesh.Triangles, cell, Touched(mesh, moved), parallel);
            if (crossing.Length >= fewest) continue;
            fewest = crossing.Length;
            mesh.Positions.CopyTo(best, 0);
        }

        best.CopyTo(mesh.Positions, 0);
        return new(before, fewest);
    }

    private static int[] Around(SurfaceDraft draft, int[] crossing, int rings)
    {
        var (chosen, list) = (new bool[draft.Mesh.VertexCount], new List<int>());
        void Add(int v)
        {
            if (chosen[v]) return;
            chosen[v] = true;
            list.Add(v);
        }

        foreach (var t in crossing)
            for (var c = 0; c < 3; c++)
                Add(draft.Mesh.Triangles[(3 * t) + c]);
        for (var (ring, first) = (0, 0); ring < rings; ring++)
        {
            var last = list.Count;
            for (var n = first; n < last; n++)
                foreach (var u in draft.Neighbours.Of(list[n])) Add(u);
            first = last;
        }

        list.Sort();
        return [.. list];
    }

    private static void Move(SurfaceDraft draft, int[] vertices, float[]? safe, int round)
    {
        var p = draft.Positions;
        var next = new float[3 * vertices.Length];
        var back = safe is null ? 0 : 0.05f + (0.01f * round);
        var evening = round < EasyRounds ? 0.15f : round < EvenRounds || safe is null ? 0.5f : 0;
        safe ??= p;
        for (var n = 0; n < vertices.Length; n++)
        {
            var v = vertices[n];
            var around = draft.Neighbours.Of(v);
            for (var c = 0; c < 3; c++)
            {
                var sum = 0f;
                foreach (var u in around)
                    sum += p[(3 * u) + c];
                var middle = sum / around.Length;
                var here = p[(3 * v) + c];
                next[(3 * n) + c] = here + (evening * (middle - here)) + (back * (safe[(3 * v) + c] - here));
            }
        }

        for (var n = 0; n < vertices.Length; n++)
            next.AsSpan(3 * n, 3).CopyTo(p.AsSpan(3 * vertices[n]));
    }

    private static bool[] Touched(TriangleMesh mesh, int[] moved)
    {
        var vertex = new bool[mesh.VertexCount];
        foreach (var v in moved)
            vertex[v] = true;
        var touched = new bool[mesh.TriangleCount];
        for (var t = 0; t < touched.Length; t++)
            touched[t] = vertex[mesh.Triangles[3 * t]] || vertex[mesh.Triangles[(3 * t) + 1]] || vertex[mesh.Triangles[(3 * t) + 2]];
        return touched;
    }
}
