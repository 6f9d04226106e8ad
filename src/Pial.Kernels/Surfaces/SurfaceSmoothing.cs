namespace Pial.Kernels.Surfaces;

/// <summary>Smooths maps along a surface by a Gaussian of a width in millimetres.</summary>
/// <remarks>
/// The heat equation with cotangent weights on the mesh (Chung et al. 2005, doi 10.1016/j.neuroimage.2005.02.022), in backward Euler steps
/// solved by conjugate gradients. Sums of value times area are kept, and nothing crosses into vertices that are left out. Weights below 0,
/// of obtuse pairs of triangles, count as 0, so that no value leaves the range of those it is made of.
/// </remarks>
public sealed class SurfaceSmoothing
{
    private const int Steps = 8, MostRounds = 500;
    private const double Enough = 1e-7;

    private readonly MeshNeighbours neighbours;
    private readonly double[] masses, weights; // one weight a neighbour, in the order of the neighbours
    private readonly int[] start;
    private readonly bool[] kept;

    /// <summary>Prepares a surface.</summary>
    /// <param name="surface">A closed surface.</param>
    /// <param name="kept">Vertices that take part.</param>
    /// <exception cref="ArgumentException">Not one value a vertex.</exception>
    public SurfaceSmoothing(TriangleMesh surface, bool[] kept)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(kept);
        if (kept.Length != surface.VertexCount)
            throw new ArgumentException($"{kept.Length} values do not fit {surface.VertexCount} vertices.", nameof(kept));
        this.kept = kept;
        var areas = MeshGeometry.VertexAreas(surface.Positions, surface.Triangles);
        var least = areas.Average() / 1000;
        masses = Array.ConvertAll(areas, a => (double)Math.Max(a, least));
        neighbours = new(surface.Triangles, surface.VertexCount);
        start = new int[surface.VertexCount + 1];
        for (var v = 0; v < surface.VertexCount; v++)
            start[v + 1] = start[v] + neighbours.Of(v).Length;
        weights = new double[start[^1]];
        for (var t = 0; t < surface.Triangles.Length; t += 3)
        {
            var (a, b, c) = (surface.Triangles[t], surface.Triangles[t + 1], surface.Triangles[t + 2]);
            Add(surface.Positions, a, b, c);
            Add(surface.Positions, b, c, a);
            Add(surface.Positions, c, a, b);
        }

        for (var n = 0; n < weights.Length; n++)
            weights[n] = Math.Max(weights[n], 0);
    }

    /// <summary>A smoothed map.</summary>
    /// <param name="values">A number a vertex.</param>
    /// <param name="fwhmMm">Full width at half maximum of the Gaussian, mm.</param>
    /// <returns>Smoothed numbers; 0 at vertices that are left out.</returns>
    public float[] Run(ReadOnlySpan<float> values, double fwhmMm)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fwhmMm);
        if (values.Length != kept.Length)
            throw new ArgumentException($"{values.Length} values do not fit {kept.Length} vertices.", nameof(values));
        var map = new double[values.Length];
        for (var v = 0; v < map.Length; v++)
            map[v] = kept[v] ? values[v] : 0;
        var step = fwhmMm * fwhmMm / (16 * Math.Log(2)) / Steps;
        for (var n = 0; n < Steps && fwhmMm > 0; n++)
            Diffuse(map, step);
        return Array.ConvertAll(map, static x => (float)x);
    }

    // Half the cotangent at c belongs to the edge from a to b.
    private void Add(float[] p, int a, int b, int c)
    {
        double ax = p[3 * a] - p[3 * c], ay = p[(3 * a) + 1] - p[(3 * c) + 1], az = p[(3 * a) + 2] - p[(3 * c) + 2];
        double bx = p[3 * b] - p[3 * c], by = p[(3 * b) + 1] - p[(3 * c) + 1], bz = p[(3 * b) + 2] - p[(3 * c) + 2];
        var dot = (ax * bx) + (ay * by) + (az * bz);
        double x = (ay * bz) - (az * by), y = (az * bx) - (ax * bz), z = (ax * by) - (ay * bx);
        var half = dot / Math.Max(Math.Sqrt((x * x) + (y * y) + (z * z)), 1e-9) / 2;
        weights[start[a] + neighbours.Of(a).IndexOf(b)] += half;
        weights[start[b] + neighbours.Of(b).IndexOf(a)] += half;
    }

    // (M + step L) x = M x₀ by conjugate gradients, scaled by the diagonal.
    private void Diffuse(double[] x, double step)
    {
        var n = x.Length;
        var (diagonal, r, z, p, q) = (new double[n], new double[n], new double[n], new double[n], new double[n]);
        for (var v = 0; v < n; v++)
        {
            diagonal[v] = masses[v];
            for (var k = start[v]; k < start[v + 1]; k++)
                if (kept[v] && kept[neighbours.Of(v)[k - start[v]]]) diagonal[v] += step * weights[k];
        }

        Apply(x, q, step);
        double rz = 0, first = 0;
        for (var v = 0; v < n; v++)
        {
            r[v] = kept[v] ? (masses[v] * x[v]) - q[v] : 0;
            z[v] = p[v] = r[v] / diagonal[v];
            (rz, first) = (rz + (r[v] * z[v]), first + (masses[v] * x[v] * x[v]));
        }

        for (var round = 0; round < MostRounds && rz > Enough * Enough * first; round++)
        {
            Apply(p, q, step);
            double pq = 0, next = 0;
            for (var v = 0; v < n; v++)
                pq += p[v] * q[v];
            var length = rz / pq;
            for (var v = 0; v < n; v++)
            {
                (x[v], r[v]) = (x[v] + (length * p[v]), r[v] - (length * q[v]));
                z[v] = r[v] / diagonal[v];
                next += r[v] * z[v];
            }

            var share = next / rz;
            for (var v = 0; v < n; v++)
                p[v] = z[v] + (share * p[v]);
            rz = next;
        }
    }

    private void Apply(double[] x, double[] to, double step)
    {
        for (var v = 0; v < x.Length; v++)
        {
            to[v] = 0;
            if (!kept[v]) continue;
            var around = neighbours.Of(v);
            var (flow, at) = (0.0, start[v]);
            for (var k = 0; k < around.Length; k++)
                if (kept[around[k]]) flow += weights[at + k] * (x[v] - x[around[k]]);
            to[v] = (masses[v] * x[v]) + (step * flow);
        }
    }
}
