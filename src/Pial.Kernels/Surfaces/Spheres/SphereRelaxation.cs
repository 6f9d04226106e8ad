namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>Moves the vertices of a mesh on the unit sphere until its triangles look most like those that they stand for.</summary>
/// <remarks>
/// The energy of a triangle is the symmetric Dirichlet energy (Smith &amp; Schaefer 2015, doi 10.1145/2766947), in the form
/// D (1 + (A₀ / A)²) with D by cotangents: least where lengths are kept, infinite before it folds, so that a step that lowers it never
/// folds a triangle. One vertex at a time goes a Newton step, halved until the energy falls.
/// </remarks>
internal sealed class SphereRelaxation
{
    private const double Evening = 0.15, LeastArea = 0.05; // how far shapes are drawn to the equilateral; least area beside the mean
    private const int Halvings = 6;
    private readonly double[] sphere, cotangents, areas;
    private readonly int[] triangles, start, incident, vertices;

    /// <summary>Prepares a mesh.</summary>
    /// <param name="sphere">x, y, z of each vertex, of length 1; moved in place.</param>
    /// <param name="shape">Positions of the vertices whose triangles' shapes are to be kept.</param>
    /// <param name="triangles">Three vertices of each triangle; other vertices than theirs stay.</param>
    /// <param name="areas">Area each triangle stands for, in any unit.</param>
    public SphereRelaxation(double[] sphere, float[] shape, int[] triangles, ReadOnlySpan<float> areas)
    {
        (this.sphere, this.triangles) = (sphere, triangles);
        (cotangents, this.areas) = (new double[triangles.Length], new double[areas.Length]);
        var (total, floored) = (0.0, 0.0);
        foreach (var a in areas)
            total += a;
        for (var t = 0; t < areas.Length; t++)
            floored += this.areas[t] = Math.Max(areas[t], LeastArea * total / areas.Length);
        for (var t = 0; t < areas.Length; t++)
        {
            this.areas[t] *= 4 * Math.PI / floored;
            Cotangents(shape, t);
        }

        (start, incident) = (new int[(sphere.Length / 3) + 1], new int[triangles.Length]);
        foreach (var v in triangles)
            start[v + 1]++;
        for (var v = 1; v < start.Length; v++)
            start[v] += start[v - 1];
        var fill = start.AsSpan(0, start.Length - 1).ToArray();
        for (var c = 0; c < triangles.Length; c++)
            incident[fill[triangles[c]]++] = c;
        vertices = [.. Enumerable.Range(0, start.Length - 1).Where(v => start[v + 1] > start[v])];
    }

    /// <summary>Moves each vertex a number of times, in turn.</summary>
    public void Run(int sweeps, CancellationToken cancel)
    {
        for (var n = 0; n < sweeps; n++)
        {
            cancel.ThrowIfCancellationRequested();
            if (n % 2 == 0)
                foreach (var v in vertices) Move(v);
            else
                for (var k = vertices.Length - 1; k >= 0; k--) Move(vertices[k]);
        }
    }

    // Squared edges halfway to their mean are those of a triangle too; the cotangents are of that one, scaled to the area.
    private void Cotangents(float[] p, int t)
    {
        int a = 3 * triangles[3 * t], b = 3 * triangles[(3 * t) + 1], c = 3 * triangles[(3 * t) + 2];
        double aa = Squared(p, b, c), bb = Squared(p, c, a), cc = Squared(p, a, b);
        var mean = Math.Max((aa + bb + cc) / 3, 1e-12);
        (aa, bb, cc) = (aa + (Evening * (mean - aa)), bb + (Evening * (mean - bb)), cc + (Evening * (mean - cc)));
        var sixteen = (2 * ((aa * bb) + (bb * cc) + (cc * aa))) - (aa * aa) - (bb * bb) - (cc * cc); // 16 A², Heron
        var four = Math.Sqrt(Math.Max(sixteen, 1e-12 * mean * mean));
        (cotangents[3 * t], cotangents[(3 * t) + 1], cotangents[(3 * t) + 2]) =
            ((bb + cc - aa) / four, (cc + aa - bb) / four, (aa + bb - cc) / four);
    }

    private static double Squared(float[] p, int a, int b)
    {
        double x = p[a] - p[b], y = p[a + 1] - p[b + 1], z = p[a + 2] - p[b + 2];
        return (x * x) + (y * y) + (z * z);
    }

    private void Move(int v)
    {
        Span<double> p = stackalloc double[3], e = stackalloc double[3], f = stackalloc double[3], trial = stackalloc double[3];
        sphere.AsSpan(3 * v, 3).CopyTo(p);
        RingKernel.Tangents(p, e, f);
        var slope = new Slope();
        for (var k = start[v]; k < start[v + 1]; k++)
            slope = Add(slope, incident[k], p, e, f);
        var trace = slope.Xx + slope.Yy;
        var (xx, yy, xy) = (slope.Xx + (1e-3 * trace) + 1e-12, slope.Yy + (1e-3 * trace) + 1e-12, slope.Xy);
        var determinant = (xx * yy) - (xy * xy);
        var (u, w) = (-((yy * slope.X) - (xy * slope.Y)) / determinant, -((xx * slope.Y) - (xy * slope.X)) / determinant);
        for (var n = 0; n < Halvings; n++, u /= 2, w /= 2)
        {
            for (var c = 0; c < 3; c++)
                trial[c] = p[c] + (u * e[c]) + (w * f[c]);
            RingKernel.Normalise(trial);
            if (!(Energy(v, trial, slope.Energy) < slope.Energy)) continue;
            trial.CopyTo(sphere.AsSpan(3 * v));
            return;
        }
    }

    // Energy with the vertex elsewhere; infinite as soon as a triangle folds, and given up once it is above a limit.
    private double Energy(int v, ReadOnlySpan<double> at, double limit)
    {
        var sum = 0.0;
        for (var k = start[v]; k < start[v + 1] && sum < limit; k++)
        {
            var c = incident[k];
            var (t, nu, nw) = (c / 3, CornerTable.Next(c), CornerTable.Previous(c));
            int u = 3 * triangles[nu], w = 3 * triangles[nw];
            double ux = sphere[u], uy = sphere[u + 1], uz = sphere[u + 2], wx = sphere[w], wy = sphere[w + 1], wz = sphere[w + 2];
            var area = ((at[0] * ((uy * wz) - (uz * wy))) + (at[1] * ((uz * wx) - (ux * wz))) + (at[2] * ((ux * wy) - (uy * wx)))) / 2;
            if (!(area > 0)) return double.PositiveInfinity;
            double ax = at[0] - ux, ay = at[1] - uy, az = at[2] - uz, bx = at[0] - wx, by = at[1] - wy, bz = at[2] - wz;
            double cx = ux - wx, cy = uy - wy, cz = uz - wz;
            var d = ((cotangents[c] * ((cx * cx) + (cy * cy) + (cz * cz))) + (cotangents[nu] * ((bx * bx) + (by * by) + (bz * bz)))
                + (cotangents[nw] * ((ax * ax) + (ay * ay) + (az * az)))) / 2;
            var ratio = areas[t] / area;
            sum += d * (1 + (ratio * ratio));
        }

        return sum;
    }

    // Energy, slope and the positive part of the curvature of one triangle, in the tangent plane.
    private Slope Add(Slope slope, int c, ReadOnlySpan<double> p, ReadOnlySpan<double> e, ReadOnlySpan<double> f)
    {
        var (t, nu, nw) = (c / 3, CornerTable.Next(c), CornerTable.Previous(c));
        int u = 3 * triangles[nu], w = 3 * triangles[nw];
        double ux = sphere[u], uy = sphere[u + 1], uz = sphere[u + 2], wx = sphere[w], wy = sphere[w + 1], wz = sphere[w + 2];
        double gx = ((uy * wz) - (uz * wy)) / 2, gy = ((uz * wx) - (ux * wz)) / 2, gz = ((ux * wy) - (uy * wx)) / 2;
        var area = Math.Max((p[0] * gx) + (p[1] * gy) + (p[2] * gz), 1e-15);
        double ax = p[0] - ux, ay = p[1] - uy, az = p[2] - uz, bx = p[0] - wx, by = p[1] - wy, bz = p[2] - wz;
        double cx = ux - wx, cy = uy - wy, cz = uz - wz;
        double cu = cotangents[nu], cw = cotangents[nw];
        var d = ((cotangents[c] * ((cx * cx) + (cy * cy) + (cz * cz))) + (cu * ((bx * bx) + (by * by) + (bz * bz)))
            + (cw * ((ax * ax) + (ay * ay) + (az * az)))) / 2;
        var ratio = areas[t] / area * (areas[t] / area);
        double dx = (cu * bx) + (cw * ax), dy = (cu * by) + (cw * ay), dz = (cu * bz) + (cw * az);
        var (de, df) = ((dx * e[0]) + (dy * e[1]) + (dz * e[2]), (dx * f[0]) + (dy * f[1]) + (dz * f[2]));
        var (ge, gf) = ((gx * e[0]) + (gy * e[1]) + (gz * e[2]), (gx * f[0]) + (gy * f[1]) + (gz * f[2]));
        var (pull, push, bend) = (1 + ratio, 2 * d * ratio / area, 6 * d * ratio / (area * area));
        var stiff = Math.Max(cu + cw, 0.1) * pull;
        return new(
            slope.Energy + (d * pull), slope.X + (pull * de) - (push * ge), slope.Y + (pull * df) - (push * gf),
            slope.Xx + stiff + (bend * ge * ge), slope.Yy + stiff + (bend * gf * gf), slope.Xy + (bend * ge * gf));
    }

    private readonly record struct Slope(double Energy, double X, double Y, double Xx, double Yy, double Xy);
}
