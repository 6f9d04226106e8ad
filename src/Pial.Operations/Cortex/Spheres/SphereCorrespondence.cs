using System.Runtime.InteropServices;
using Pial.Kernels.Surfaces.Spheres;

namespace Pial.Operations.Cortex.Spheres;

/// <summary>Which vertex of a population's sphere stands for each vertex of a hemisphere that was laid on it.</summary>
/// <remarks>
/// It is the nearest one, unless the two lie far apart in the head. Beside the medial wall, where hemispheres are closed in different ways,
/// a piece of cortex can be laid far from its own; there the vertex is taken that is nearest on the sphere and in the head together.
/// </remarks>
public static class SphereCorrespondence
{
    // A difference of places of FarMm is looked into; SphereMm on the sphere weigh as much as PlaceMm in the head.
    private const double FarMm = 15, SphereMm = 40, PlaceMm = 5, LeastCosine = 0.7, MostFar = 0.2;

    /// <summary>Finds the vertices.</summary>
    /// <param name="laid">x, y, z of each vertex on the population's sphere, of length 1.</param>
    /// <param name="place">x, y and z of each vertex in the population's space, RAS+ mm.</param>
    /// <param name="isCortex">Whether each vertex is cortex; what is not has the nearest vertex.</param>
    /// <param name="target">The population.</param>
    /// <param name="cancel">Stops the work.</param>
    public static int[] Run(double[] laid, float[][] place, bool[] isCortex, SphereTarget target, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(laid);
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(isCortex);
        ArgumentNullException.ThrowIfNull(target);
        var found = new SphereSampling(target.Sphere.Positions, target.Sphere.Triangles, laid).Nearest();
        var there = Array.ConvertAll(target.Place, map => Array.ConvertAll(found, v => map[v]));
        var fit = Moments.Fit(place, there);
        var (far, all) = (new List<int>(), 0);
        for (var v = 0; v < found.Length; v++)
        {
            if (!isCortex[v]) continue;
            all++;
            var apart = 0.0;
            for (var c = 0; c < 3; c++)
            {
                var d = (float)((fit[c].Scale * place[c][v]) + fit[c].Shift) - there[c][v];
                apart += d * d;
            }

            if (apart > FarMm * FarMm) far.Add(v);
        }

        // Where much of the cortex lies apart, places or sphere are wrong as a whole, and there is nothing to mend.
        if (far.Count > MostFar * all) return found;
        var cortex = Candidates(target);
        Span<float> at = stackalloc float[3];
        foreach (var v in far)
        {
            cancel.ThrowIfCancellationRequested();
            for (var c = 0; c < 3; c++)
                at[c] = (float)((fit[c].Scale * place[c][v]) + fit[c].Shift);
            found[v] = Likest(cortex, laid.AsSpan(3 * v, 3), at) ?? found[v];
        }

        return found;
    }

    private static Candidate[] Candidates(SphereTarget target)
    {
        var (candidates, p, at) = (new List<Candidate>(), target.Sphere.Positions, target.Place);
        for (var m = 0; m < target.Cortex.Length; m++)
        {
            if (target.Cortex[m] < 0.5f) continue;
            candidates.Add(new(m, (float)p[3 * m], (float)p[(3 * m) + 1], (float)p[(3 * m) + 2], at[0][m], at[1][m], at[2][m]));
        }

        return [.. candidates];
    }

    private static int? Likest(Candidate[] candidates, ReadOnlySpan<double> laid, ReadOnlySpan<float> at)
    {
        const double Radius = SphereEmbedding.RadiusMm;
        const double Sphere = 2 * Radius * Radius / (SphereMm * SphereMm), Place = 1 / (PlaceMm * PlaceMm);
        var (best, which) = (double.PositiveInfinity, (int?)null);
        foreach (ref readonly var m in candidates.AsSpan())
        {
            var cosine = (laid[0] * m.U) + (laid[1] * m.V) + (laid[2] * m.W);
            if (cosine < LeastCosine) continue;
            double x = at[0] - m.X, y = at[1] - m.Y, z = at[2] - m.Z;
            var cost = (Sphere * (1 - cosine)) + (Place * ((x * x) + (y * y) + (z * z)));
            if (cost < best) (best, which) = (cost, m.Vertex);
        }

        return which;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Candidate(int Vertex, float U, float V, float W, float X, float Y, float Z);
}
