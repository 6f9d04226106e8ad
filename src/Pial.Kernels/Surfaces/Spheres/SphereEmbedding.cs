namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>Lays a closed surface of the topology of a sphere on a sphere, without folds and with little distortion.</summary>
/// <remarks>
/// The surface is taken down to a tetrahedron (<see cref="MeshHierarchy"/>), which is laid on the sphere; then vertices are put back, each where
/// all edges of its ring are seen from inside (<see cref="RingKernel"/>), so that no triangle ever folds, and all are relaxed after each
/// level (<see cref="SphereRelaxation"/>). Coarse levels settle what lies far apart, as in Praun &amp; Hoppe 2003, doi
/// 10.1145/882262.882274. One thread.
/// </remarks>
public static class SphereEmbedding
{
    /// <summary>Radius of the sphere, mm, as FreeSurfer has it.</summary>
    public const float RadiusMm = 100;

    private const int Sweeps = 8, LastSweeps = 30;

    /// <summary>Positions on the sphere of radius 100 around the origin.</summary>
    /// <param name="surface">The surface.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>x, y, z of each vertex, of length 1.</returns>
    /// <exception cref="ArgumentException">The surface is not closed, in one piece and of the topology of a sphere.</exception>
    public static double[] Run(TriangleMesh surface, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(surface);
        var levels = MeshHierarchy.Build(surface);
        var sphere = new double[surface.Positions.Length];
        Start(levels[^1].Triangles, sphere);
        for (var n = levels.Count - 1; n >= 0; n--)
        {
            var level = levels[n];
            new SphereRelaxation(sphere, surface.Positions, level.Triangles, level.Areas).Run(n == 0 ? LastSweeps : Sweeps, cancel);
            PutBack(level.Removed, sphere);
        }

        return sphere;
    }

    // A tetrahedron whose first triangle is counter-clockwise seen from outside.
    private static void Start(ReadOnlySpan<int> triangles, double[] sphere)
    {
        var (a, b, c) = (triangles[0], triangles[1], triangles[2]);
        var d = triangles[3..].IndexOfAnyExcept(a, b, c);
        var (edge, third) = (Math.Sqrt(8) / 3, 1 / 3.0);
        (int Vertex, double X, double Y, double Z)[] places =
            [(a, edge, 0, third), (b, -edge / 2, Math.Sqrt(2 / 3.0), third), (c, -edge / 2, -Math.Sqrt(2 / 3.0), third),
                (triangles[3 + d], 0, 0, -1)];
        foreach (var (v, x, y, z) in places)
            (sphere[3 * v], sphere[(3 * v) + 1], sphere[(3 * v) + 2]) = (x, y, z);
    }

    private static void PutBack(List<VertexRemoval> removed, double[] sphere)
    {
        for (var n = removed.Count - 1; n >= 0; n--)
        {
            var (vertex, apex, ring) = removed[n];
            if (!RingKernel.TryFind(sphere, ring, apex, sphere.AsSpan(3 * vertex, 3)))
                throw new InvalidOperationException($"Vertex {vertex} has no place on the sphere.");
        }
    }
}
