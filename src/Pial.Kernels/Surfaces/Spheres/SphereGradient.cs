namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>Slopes of values on the vertices of an icosphere, by least squares over the neighbours.</summary>
internal sealed class SphereGradient
{
    private readonly Icosphere sphere;
    private readonly double[] weights; // x, y, z for each neighbour of each vertex, in the order of MeshNeighbours
    private readonly int[] start;

    public SphereGradient(Icosphere sphere)
    {
        this.sphere = sphere;
        start = new int[sphere.VertexCount + 1];
        for (var v = 0; v < sphere.VertexCount; v++)
            start[v + 1] = start[v] + (3 * sphere.Neighbours.Of(v).Length);
        weights = new double[start[^1]];
        for (var v = 0; v < sphere.VertexCount; v++)
            Prepare(v);
    }

    /// <summary>The slope at a vertex, in the tangent plane.</summary>
    public void At(ReadOnlySpan<float> values, int v, Span<double> slope)
    {
        slope.Clear();
        var around = sphere.Neighbours.Of(v);
        var at = start[v];
        foreach (var u in around)
        {
            var step = values[u] - (double)values[v];
            for (var c = 0; c < 3; c++)
                slope[c] += step * weights[at++];
        }
    }

    private void Prepare(int v)
    {
        Span<double> e = stackalloc double[3], f = stackalloc double[3];
        ReadOnlySpan<double> p = sphere.Positions.AsSpan(3 * v, 3);
        RingKernel.Tangents(p, e, f);
        var around = sphere.Neighbours.Of(v);
        Span<double> xs = stackalloc double[around.Length], ys = stackalloc double[around.Length];
        double xx = 0, xy = 0, yy = 0;
        for (var k = 0; k < around.Length; k++)
        {
            for (var c = 0; c < 3; c++)
            {
                var d = sphere.Positions[(3 * around[k]) + c] - p[c];
                (xs[k], ys[k]) = (xs[k] + (d * e[c]), ys[k] + (d * f[c]));
            }

            (xx, xy, yy) = (xx + (xs[k] * xs[k]), xy + (xs[k] * ys[k]), yy + (ys[k] * ys[k]));
        }

        var determinant = (xx * yy) - (xy * xy);
        for (var k = 0; k < around.Length; k++)
        {
            var (a, b) = (((yy * xs[k]) - (xy * ys[k])) / determinant, ((xx * ys[k]) - (xy * xs[k])) / determinant);
            for (var c = 0; c < 3; c++)
                weights[start[v] + (3 * k) + c] = (a * e[c]) + (b * f[c]);
        }
    }
}
