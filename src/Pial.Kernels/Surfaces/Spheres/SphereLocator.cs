namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>Finds the triangle of a mesh on the sphere that a direction goes through.</summary>
public sealed class SphereLocator
{
    private const float CellMm = 2;
    private readonly double[] sphere;
    private readonly int[] triangles;
    private readonly TriangleBalls cells;

    /// <summary>Sorts the triangles.</summary>
    /// <param name="sphere">x, y, z of each vertex, of length 1.</param>
    /// <param name="triangles">Three vertices of each triangle; none folded.</param>
    public SphereLocator(double[] sphere, int[] triangles)
    {
        ArgumentNullException.ThrowIfNull(sphere);
        (this.sphere, this.triangles) = (sphere, triangles);
        cells = new(Array.ConvertAll(sphere, static x => (float)(SphereEmbedding.RadiusMm * x)), triangles, CellMm);
    }

    /// <summary>The triangle and the weights of its vertices.</summary>
    /// <param name="p">A direction of length 1.</param>
    /// <param name="weights">Weight of each of the triangle's vertices; their sum is 1.</param>
    public int Locate(ReadOnlySpan<double> p, Span<double> weights)
    {
        const float R = SphereEmbedding.RadiusMm;
        var (_, t) = cells.Nearest((float)(R * p[0]), (float)(R * p[1]), (float)(R * p[2]), R);
        Icosphere.Weights(sphere, triangles.AsSpan(3 * t, 3), p, weights);
        return t;
    }
}
