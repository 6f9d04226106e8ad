namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>Mends the few triangles that a mapping of the sphere turned over.</summary>
public static class SphereUnfolding
{
    private const int Rounds = 50;

    /// <summary>
    /// Moves the vertices of folded triangles to the middle of where all edges of their ring are seen from inside, or of their neighbours where
    /// there is no such place, until no triangle is folded.
    /// </summary>
    /// <param name="sphere">x, y, z of each vertex, of length 1; changed in place.</param>
    /// <param name="triangles">Triangles of a closed surface.</param>
    /// <returns>Number of triangles that are still folded.</returns>
    public static int Run(double[] sphere, int[] triangles)
    {
        ArgumentNullException.ThrowIfNull(sphere);
        ArgumentNullException.ThrowIfNull(triangles);
        var folded = Folded(sphere, triangles);
        if (folded.Count == 0) return 0;
        var (table, ring) = (new CornerTable(new(new float[sphere.Length], triangles)), new List<int>());
        for (var round = 0; round < Rounds && folded.Count > 0; round++)
        {
            var vertices = new SortedSet<int>(folded.SelectMany(t => triangles.Skip(3 * t).Take(3)));
            foreach (var v in vertices)
                Place(sphere, table, v, ring, wide: round >= 5);
            folded = Folded(sphere, triangles);
        }

        return folded.Count;
    }

    /// <summary>The triangles that are turned over.</summary>
    public static IReadOnlyList<int> Folded(double[] sphere, int[] triangles)
    {
        ArgumentNullException.ThrowIfNull(triangles);
        var folded = new List<int>();
        for (var t = 0; t < triangles.Length; t += 3)
            if (!(Icosphere.Side(sphere, triangles[t], triangles[t + 1], sphere.AsSpan(3 * triangles[t + 2], 3)) > 0)) folded.Add(t / 3);
        return folded;
    }

    private static void Place(double[] sphere, CornerTable table, int v, List<int> ring, bool wide)
    {
        ring.Clear();
        var (first, c) = (table.CornerAt(v), table.CornerAt(v));
        do
        {
            ring.Add(table.VertexAt(CornerTable.Next(c)));
            c = table.Swing(c);
        }
        while (c != first);
        Span<double> place = stackalloc double[3];
        if (!RingKernel.TryFind(sphere, ring.ToArray(), ring[0], place))
        {
            place.Clear();
            foreach (var u in ring)
                for (var x = 0; x < 3; x++)
                    place[x] += sphere[(3 * u) + x];
            RingKernel.Normalise(place);
        }

        place.CopyTo(sphere.AsSpan(3 * v));
        if (!wide) return;

        // A knot that does not come apart by itself: its neighbours give way.
        foreach (var u in ring.ToArray())
            Place(sphere, table, u, ring, wide: false);
    }
}
