namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>How like places are found.</summary>
/// <param name="Rounds">How often all are searched for; the displacements are evened out less each time.</param>
/// <param name="Smoothing">Rounds of neighbour averaging the first time, halved each time after.</param>
/// <param name="TurnMm">By how many millimetres two places lie apart whose surfaces face opposite ways.</param>
/// <param name="StayMm">What leaving where a vertex went so far costs, millimetres for a displacement of the sphere's radius.</param>
public readonly record struct MatchingOptions(int Rounds, int Smoothing, double TurnMm, double StayMm);

/// <summary>A first mapping of the sphere by where in the head things lie: each vertex goes to the likest place, however far.</summary>
/// <remarks>
/// Steps downhill, as <see cref="SphereDemons"/> takes them, do not get out where the two differ by more than a fold, as beside the medial
/// wall, which each reconstruction closes in its own way; a search does. The idea is that of iterated closest points (Besl &amp; McKay
/// 1992, doi 10.1109/34.121791), on the sphere.
/// </remarks>
public static class SphereMatching
{
    private const int MostUnfolding = 400;

    /// <summary>Improves a mapping.</summary>
    /// <param name="warp">From the target's icosphere to the moving one's; changed in place.</param>
    /// <param name="moving">x, y and z of the surface that is moved, at the vertices of the icosphere.</param>
    /// <param name="target">x, y and z of the target's.</param>
    /// <param name="weight">How much each vertex of the target counts, 0 to 1.</param>
    /// <param name="options">How it is done.</param>
    public static void Run(SphereWarp warp, float[][] moving, float[][] target, float[] weight, MatchingOptions options)
    {
        ArgumentNullException.ThrowIfNull(warp);
        ArgumentNullException.ThrowIfNull(moving);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(weight);
        var (sphere, positions) = (warp.Sphere, warp.Sphere.Positions);
        float[][] from = Features(sphere, moving, options.TurnMm), to = Features(sphere, target, options.TurnMm);
        var (d, smoothing) = (new float[4 * sphere.VertexCount], options.Smoothing);
        for (var round = 0; round < options.Rounds; round++, smoothing /= 2)
        {
            for (var v = 0; v < sphere.VertexCount; v++)
            {
                var m = 3 * Likest(from, to, v, positions, warp.To.AsSpan(3 * v, 3), options.StayMm);
                for (var c = 0; c < 3; c++)
                    d[(4 * v) + c] = weight[v] * (float)(positions[m + c] - positions[(3 * v) + c]);
                d[(4 * v) + 3] = weight[v];
            }

            sphere.Neighbours.Smooth(d, 4, 0.5f, Math.Max(1, smoothing));
            Displace(warp, d);
            for (var n = 0; n < MostUnfolding && warp.Folds() > 0; n++)
            {
                sphere.Neighbours.Smooth(d, 4, 0.5f, 1);
                Displace(warp, d);
            }
        }
    }

    private static void Displace(SphereWarp warp, float[] d)
    {
        var (to, positions) = (warp.To, warp.Sphere.Positions);
        for (var v = 0; v < warp.Sphere.VertexCount; v++)
        {
            for (var c = 0; c < 3; c++)
                to[(3 * v) + c] = positions[(3 * v) + c] + (d[(4 * v) + 3] > 0 ? d[(4 * v) + c] / d[(4 * v) + 3] : 0);
            RingKernel.Normalise(to.AsSpan(3 * v, 3));
        }
    }

    // Places and half of the turn's price times the normals: normals that face opposite ways then differ by it.
    private static float[][] Features(Icosphere sphere, float[][] places, double turn)
    {
        var features = new float[6][];
        for (var c = 0; c < 3; c++)
            (features[c], features[c + 3]) = (places[c], new float[sphere.VertexCount]);
        Span<double> a = stackalloc double[3], b = stackalloc double[3], n = stackalloc double[3];
        var normals = new double[3 * sphere.VertexCount];
        for (var t = 0; t < sphere.Triangles.Length; t += 3)
        {
            var corners = sphere.Triangles.AsSpan(t, 3);
            for (var c = 0; c < 3; c++)
                (a[c], b[c]) = (places[c][corners[1]] - places[c][corners[0]], places[c][corners[2]] - places[c][corners[0]]);
            (n[0], n[1], n[2]) = ((a[1] * b[2]) - (a[2] * b[1]), (a[2] * b[0]) - (a[0] * b[2]), (a[0] * b[1]) - (a[1] * b[0]));
            foreach (var v in corners)
                for (var c = 0; c < 3; c++)
                    normals[(3 * v) + c] += n[c];
        }

        for (var v = 0; v < sphere.VertexCount; v++)
        {
            var length = Math.Sqrt((normals[3 * v] * normals[3 * v]) + (normals[(3 * v) + 1] * normals[(3 * v) + 1])
                + (normals[(3 * v) + 2] * normals[(3 * v) + 2]));
            for (var c = 0; c < 3 && length > 0; c++)
                features[c + 3][v] = (float)(turn / 2 * normals[(3 * v) + c] / length);
        }

        return features;
    }

    private static int Likest(float[][] from, float[][] to, int v, double[] positions, ReadOnlySpan<double> now, double stay)
    {
        var (best, which) = (double.PositiveInfinity, 0);
        for (var m = 0; m < from[0].Length; m++)
        {
            var cost = 0.0;
            for (var k = 0; k < 6; k++)
            {
                double x = from[k][m] - to[k][v];
                cost += x * x;
            }

            double dx = positions[3 * m] - now[0], dy = positions[(3 * m) + 1] - now[1], dz = positions[(3 * m) + 2] - now[2];
            cost += stay * stay * ((dx * dx) + (dy * dy) + (dz * dz));
            if (cost < best) (best, which) = (cost, m);
        }

        return which;
    }
}
