namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>A mapping of the sphere to itself: where each vertex of an icosphere goes.</summary>
public sealed class SphereWarp
{
    private readonly double[] start;

    private SphereWarp(Icosphere sphere, double[] to) => (Sphere, To, start) = (sphere, to, (double[])to.Clone());

    /// <summary>The icosphere.</summary>
    public Icosphere Sphere { get; }

    /// <summary>x, y, z of where each vertex goes, of length 1.</summary>
    public double[] To { get; }

    /// <summary>The mapping that leaves all where it is.</summary>
    public static SphereWarp Identity(Icosphere sphere)
    {
        ArgumentNullException.ThrowIfNull(sphere);
        return new(sphere, (double[])sphere.Positions.Clone());
    }

    /// <summary>The same mapping on the next finer icosphere.</summary>
    public SphereWarp Refine(Icosphere finer)
    {
        ArgumentNullException.ThrowIfNull(finer);
        var to = new double[finer.Positions.Length];
        To.CopyTo(to, 0);
        for (var n = 0; n < finer.Parents.Count; n++)
        {
            var (a, b, at) = (3 * finer.Parents[n].A, 3 * finer.Parents[n].B, To.Length + (3 * n));
            for (var c = 0; c < 3; c++)
                to[at + c] = To[a + c] + To[b + c];
            RingKernel.Normalise(to.AsSpan(at, 3));
        }

        return new(finer, to);
    }

    /// <summary>Maps of the icosphere, read where each of its vertices goes.</summary>
    /// <param name="maps">Maps: a value of each vertex.</param>
    /// <param name="destination">For each map the values at the places that the vertices go to.</param>
    public void Pull(IReadOnlyList<float[]> maps, IReadOnlyList<float[]> destination)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(destination);
        Span<double> w = stackalloc double[3];
        for (var v = 0; v < Sphere.VertexCount; v++)
        {
            var t = Sphere.Triangles.AsSpan(3 * Sphere.Locate(To.AsSpan(3 * v, 3), w), 3);
            for (var k = 0; k < maps.Count; k++)
                destination[k][v] = (float)((w[0] * maps[k][t[0]]) + (w[1] * maps[k][t[1]]) + (w[2] * maps[k][t[2]]));
        }
    }

    /// <summary>Goes a step first: each vertex goes where the place beside it went that the step leads to.</summary>
    /// <param name="step">x, y, z of each vertex's step, in the tangent plane.</param>
    internal void Compose(ReadOnlySpan<double> step)
    {
        var from = (double[])To.Clone();
        Span<double> p = stackalloc double[3], w = stackalloc double[3];
        for (var at = 0; at < To.Length; at += 3)
        {
            for (var c = 0; c < 3; c++)
                p[c] = Sphere.Positions[at + c] + step[at + c];
            RingKernel.Normalise(p);
            var t = Sphere.Triangles.AsSpan(3 * Sphere.Locate(p, w), 3);
            for (var c = 0; c < 3; c++)
                To[at + c] = (w[0] * from[(3 * t[0]) + c]) + (w[1] * from[(3 * t[1]) + c]) + (w[2] * from[(3 * t[2]) + c]);
            RingKernel.Normalise(To.AsSpan(at, 3));
        }
    }

    /// <summary>Evens out with the neighbours' what was displaced on this icosphere, on top of what the coarser ones did.</summary>
    internal void Smooth(int rounds)
    {
        var d = new double[To.Length];
        for (var n = 0; n < d.Length; n++)
            d[n] = To[n] - start[n];
        SphereDemons.Smooth(Sphere.Neighbours, d, rounds);
        for (var at = 0; at < To.Length; at += 3)
        {
            for (var c = 0; c < 3; c++)
                To[at + c] = start[at + c] + d[at + c];
            RingKernel.Normalise(To.AsSpan(at, 3));
        }
    }

    /// <summary>Number of triangles that the mapping turns over.</summary>
    public int Folds()
    {
        var folds = 0;
        for (var t = 0; t < Sphere.Triangles.Length; t += 3)
            if (!(Icosphere.Side(To, Sphere.Triangles[t], Sphere.Triangles[t + 1], To.AsSpan(3 * Sphere.Triangles[t + 2], 3)) > 0)) folds++;
        return folds;
    }
}
