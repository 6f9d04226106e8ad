namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>Mends the few triangles that a mapping of the sphere turned over.</summary>
/// <remarks>
/// The area of a triangle is linear in each of its corners, so what its ring lacks to a least area, squared and summed, has one minimum for
/// each vertex. One vertex after the other goes there, around the folded triangles first, then further and further away.
/// </remarks>
public static class SphereUnfolding
{
    private const int Rounds = 400, Patience = 40, WiderEvery = 10, MostRings = 12, Steps = 4, Halvings = 8;

    // Least area, of the mean of the triangles around: by turns, since what holds a knot with one lets go with another.
    private static readonly double[] Least = [0.2, 0.05, 0.5];

    /// <summary>Moves vertices until no triangle is folded.</summary>
    /// <param name="sphere">x, y, z of each vertex, of length 1; changed in place.</param>
    /// <param name="triangles">Triangles of a closed surface.</param>
    /// <returns>Number of triangles that are still folded.</returns>
    public static int Run(double[] sphere, int[] triangles)
    {
        ArgumentNullException.ThrowIfNull(sphere);
        ArgumentNullException.ThrowIfNull(triangles);
        var folded = Folded(sphere, triangles);
        if (folded.Count == 0) return 0;
        var (neighbours, table) = (new MeshNeighbours(triangles, sphere.Length / 3),
            new CornerTable(new(new float[sphere.Length], triangles)));
        var (ring, near) = (new List<int>(), new bool[sphere.Length / 3]);
        var (fewest, since) = (folded.Count, 0);
        for (var round = 0; round < Rounds && folded.Count > 0 && since < Patience; round++, since++)
        {
            Array.Clear(near);
            foreach (var t in folded)
                for (var c = 0; c < 3; c++)
                    near[triangles[(3 * t) + c]] = true;
            for (var wider = 0; wider < Math.Min(1 + (round / WiderEvery), MostRings); wider++)
                Widen(near, neighbours);
            for (var v = 0; v < near.Length; v++)
                if (near[v]) Move(sphere, table, v, ring, Least[round % Least.Length]);
            folded = Folded(sphere, triangles);
            if (folded.Count < fewest) (fewest, since) = (folded.Count, 0);
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

    private static void Widen(bool[] near, MeshNeighbours neighbours)
    {
        var inside = (bool[])near.Clone();
        for (var v = 0; v < near.Length; v++)
        {
            if (!inside[v]) continue;
            foreach (var u in neighbours.Of(v))
                near[u] = true;
        }
    }

    private static void Move(double[] sphere, CornerTable table, int v, List<int> ring, double share)
    {
        Around(table, v, ring);
        Span<double> p = stackalloc double[3], e = stackalloc double[3], f = stackalloc double[3], trial = stackalloc double[3];
        for (var step = 0; step < Steps; step++)
        {
            sphere.AsSpan(3 * v, 3).CopyTo(p);
            var least = share * MeanArea(sphere, ring, p);
            RingKernel.Tangents(p, e, f);
            double xx = 0, xy = 0, yy = 0, x = 0, y = 0, lack = 0;
            for (var k = 0; k < ring.Count; k++)
            {
                var (nx, ny, nz) = Normal(sphere, ring[k], ring[(k + 1) % ring.Count]);
                var missing = least - ((nx * p[0]) + (ny * p[1]) + (nz * p[2]));
                if (missing <= 0) continue;
                var (a, b) = ((nx * e[0]) + (ny * e[1]) + (nz * e[2]), (nx * f[0]) + (ny * f[1]) + (nz * f[2]));
                (xx, xy, yy) = (xx + (a * a), xy + (a * b), yy + (b * b));
                (x, y, lack) = (x + (a * missing), y + (b * missing), lack + (missing * missing));
            }

            if (lack == 0) return;
            var damping = 1e-3 * (xx + yy);
            (xx, yy) = (xx + damping, yy + damping);
            var determinant = (xx * yy) - (xy * xy);
            if (!(determinant > 0)) return;
            var (u, w) = (((yy * x) - (xy * y)) / determinant, ((xx * y) - (xy * x)) / determinant);
            var halved = 0;
            for (; halved < Halvings; halved++, u /= 2, w /= 2)
            {
                for (var c = 0; c < 3; c++)
                    trial[c] = p[c] + (u * e[c]) + (w * f[c]);
                RingKernel.Normalise(trial);
                if (Lack(sphere, ring, trial, least) < lack) break;
            }

            if (halved == Halvings) return;
            trial.CopyTo(sphere.AsSpan(3 * v));
        }
    }

    private static void Around(CornerTable table, int v, List<int> ring)
    {
        ring.Clear();
        var (first, c) = (table.CornerAt(v), table.CornerAt(v));
        do
        {
            ring.Add(table.VertexAt(CornerTable.Next(c)));
            c = table.Swing(c);
        }
        while (c != first);
    }

    // Of the magnitudes, so that a knot has a measure, too.
    private static double MeanArea(double[] sphere, List<int> ring, ReadOnlySpan<double> p)
    {
        var sum = 0.0;
        for (var k = 0; k < ring.Count; k++)
        {
            var (nx, ny, nz) = Normal(sphere, ring[k], ring[(k + 1) % ring.Count]);
            sum += Math.Abs((nx * p[0]) + (ny * p[1]) + (nz * p[2]));
        }

        return sum / ring.Count;
    }

    private static double Lack(double[] sphere, List<int> ring, ReadOnlySpan<double> p, double least)
    {
        var sum = 0.0;
        for (var k = 0; k < ring.Count; k++)
        {
            var (nx, ny, nz) = Normal(sphere, ring[k], ring[(k + 1) % ring.Count]);
            var lack = Math.Max(0, least - ((nx * p[0]) + (ny * p[1]) + (nz * p[2])));
            sum += lack * lack;
        }

        return sum;
    }

    private static (double X, double Y, double Z) Normal(double[] s, int a, int b)
    {
        (a, b) = (3 * a, 3 * b);
        return ((s[a + 1] * s[b + 2]) - (s[a + 2] * s[b + 1]), (s[a + 2] * s[b]) - (s[a] * s[b + 2]),
            (s[a] * s[b + 1]) - (s[a + 1] * s[b]));
    }
}
