using System.Numerics;

namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>A vertex that was taken out of a mesh.</summary>
/// <param name="Vertex">The vertex.</param>
/// <param name="Apex">The neighbour from which the hole was closed by a fan of triangles.</param>
/// <param name="Ring">Its neighbours, counter-clockwise.</param>
internal readonly record struct VertexRemoval(int Vertex, int Apex, int[] Ring);

/// <summary>A mesh with fewer vertices than the one before; vertices keep their numbers.</summary>
/// <param name="Triangles">Three vertices of each triangle.</param>
/// <param name="Areas">Area of the whole surface that each triangle stands for; their sum is the same on every level.</param>
/// <param name="Removed">What was taken out of the level before, in that order.</param>
internal sealed record MeshLevel(int[] Triangles, float[] Areas, List<VertexRemoval> Removed);

/// <summary>
/// Takes a closed surface of the topology of a sphere down to a tetrahedron, a set of vertices that are not neighbours at a time.
/// </summary>
/// <remarks>Dobkin &amp; Kirkpatrick 1985, doi 10.1016/0196-6774(85)90007-0; the fan is the collapse of an edge, so topology stays.</remarks>
internal sealed class MeshHierarchy
{
    private const int MostNeighbours = 9;
    private readonly CornerTable table;
    private readonly float[] position, areas;
    private readonly bool[] locked;
    private readonly List<int> ring = [], corners = [];

    private MeshHierarchy(TriangleMesh mesh)
    {
        (table, position) = (new(mesh), mesh.Positions);
        (areas, locked) = (new float[mesh.TriangleCount], new bool[mesh.VertexCount]);
        for (var t = 0; t < areas.Length; t++)
            areas[t] = Area(mesh.Triangles[3 * t], mesh.Triangles[(3 * t) + 1], mesh.Triangles[(3 * t) + 2]);
    }

    /// <summary>The levels, from the mesh itself to a tetrahedron.</summary>
    /// <exception cref="ArgumentException">The surface is not closed, or not of the topology of a sphere.</exception>
    public static List<MeshLevel> Build(TriangleMesh mesh)
    {
        if (mesh.TriangleCount != (2 * mesh.VertexCount) - 4)
        {
            throw new ArgumentException(
                $"A surface of the topology of a sphere has two triangles a vertex less four, and this one has {mesh.VertexCount} vertices "
                    + $"and {mesh.TriangleCount} triangles.", nameof(mesh));
        }

        var hierarchy = new MeshHierarchy(mesh);
        List<MeshLevel> levels = [hierarchy.Level([])];
        while (hierarchy.table.Vertices > 4)
        {
            var removed = hierarchy.Thin();
            if (removed.Count == 0) throw new ArgumentException("The surface is not in one piece.", nameof(mesh));
            levels.Add(hierarchy.Level(removed));
        }

        return levels;
    }

    private MeshLevel Level(List<VertexRemoval> removed)
    {
        var (triangles, left) = (new int[3 * table.Triangles], new float[table.Triangles]);
        var next = 0;
        for (var t = 0; t < areas.Length; t++)
        {
            if (table.IsGone(3 * t)) continue;
            left[next] = areas[t];
            for (var c = 0; c < 3; c++)
                triangles[(3 * next) + c] = table.VertexAt((3 * t) + c);
            next++;
        }

        return new(triangles, left, removed);
    }

    private List<VertexRemoval> Thin()
    {
        Array.Clear(locked);
        var removed = new List<VertexRemoval>();
        for (var v = 0; v < locked.Length && table.Vertices > 4; v++)
        {
            if (locked[v] || table.CornerAt(v) < 0) continue;
            Around(v);
            if (ring.Count > MostNeighbours || BestApex() is not (>= 0 and var apex)) continue;
            removed.Add(new(v, ring[apex], [.. ring]));
            foreach (var u in ring)
                locked[u] = true;
            Remove(apex);
        }

        return removed;
    }

    private void Around(int v)
    {
        ring.Clear();
        corners.Clear();
        var first = table.CornerAt(v);
        var c = first;
        do
        {
            corners.Add(c);
            ring.Add(table.VertexAt(CornerTable.Next(c)));
            c = table.Swing(c);
        }
        while (c != first);
    }

    // The corner that faces the edge from a ring's vertex to the one that goes; on its other side the order of the two is turned.
    private int Facing(int apex) => table.Opposite(CornerTable.Previous(corners[apex]));

    // The apex whose fan has the best worst triangle.
    private int BestApex()
    {
        var (best, which) = (float.NegativeInfinity, -1);
        for (var a = 0; a < ring.Count; a++)
        {
            var worst = float.PositiveInfinity;
            for (var k = 1; k + 1 < ring.Count; k++)
                worst = Math.Min(worst, Shape(ring[a], ring[(a + k) % ring.Count], ring[(a + k + 1) % ring.Count]));
            if (worst > best && table.MayCollapse(Facing(a))) (best, which) = (worst, a);
        }

        return which;
    }

    private void Remove(int apex)
    {
        var (total, size) = (0f, 0f);
        foreach (var c in corners)
            total += areas[c / 3];
        table.Collapse(Facing(apex));
        foreach (var c in corners)
            if (!table.IsGone(c)) size += NewArea(c);
        foreach (var c in corners)
            if (!table.IsGone(c)) areas[c / 3] = total * NewArea(c) / size;
    }

    // Never nothing, so that what a triangle stands for can always be handed on.
    private float NewArea(int corner)
    {
        var t = corner / 3 * 3;
        return Area(table.VertexAt(t), table.VertexAt(t + 1), table.VertexAt(t + 2)) + 1e-6f;
    }

    private Vector3 At(int v) => new(position[3 * v], position[(3 * v) + 1], position[(3 * v) + 2]);

    private float Area(int a, int b, int c) => Vector3.Cross(At(b) - At(a), At(c) - At(a)).Length() / 2;

    private float Shape(int a, int b, int c)
    {
        var (ab, bc, ca) = ((At(b) - At(a)).LengthSquared(), (At(c) - At(b)).LengthSquared(), (At(a) - At(c)).LengthSquared());
        return Area(a, b, c) / Math.Max(ab + bc + ca, 1e-12f);
    }
}
