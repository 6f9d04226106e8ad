namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>Values of one kind on an icosphere: those to move, those to reach, and how much a difference counts.</summary>
/// <param name="Moving">Values of what is moved.</param>
/// <param name="Target">Values of where it is moved to.</param>
/// <param name="Weight">One over the variance of what is left between the two, at each vertex.</param>
public sealed record SphereFeature(float[] Moving, float[] Target, float[] Weight);

/// <summary>How a level of the registration goes.</summary>
/// <param name="Iterations">Steps.</param>
/// <param name="StepRounds">Rounds of neighbour averaging of each step.</param>
/// <param name="WarpRounds">Rounds of neighbour averaging of the displacements after each step.</param>
public readonly record struct DemonsOptions(int Iterations, int StepRounds, int WarpRounds);

/// <summary>Registration of values on the sphere by Spherical Demons (Yeo et al. 2010, doi 10.1109/TMI.2009.2030797).</summary>
/// <remarks>
/// Each step is the Gauss–Newton step of each vertex by itself, damped so that it is at most half an edge long, evened out with the neighbours'
/// and composed with the mapping so far; then the displacements are evened out. Of the paper this leaves out the exponential of the step, whose
/// steps here are short enough, and adds several kinds of values at once.
/// </remarks>
public static class SphereDemons
{
    private const int MostUnfolding = 200;

    /// <summary>Improves a mapping.</summary>
    /// <param name="warp">From the target's icosphere to the moving one's; changed in place.</param>
    /// <param name="features">What is compared.</param>
    /// <param name="options">Steps and smoothing.</param>
    /// <param name="cancel">Stops the work.</param>
    public static void Run(SphereWarp warp, IReadOnlyList<SphereFeature> features, DemonsOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(warp);
        ArgumentNullException.ThrowIfNull(features);
        var (sphere, gradient) = (warp.Sphere, new SphereGradient(warp.Sphere));
        float[][] moving = [.. features.Select(static f => f.Moving)], moved = Array.ConvertAll(moving, static m => new float[m.Length]);
        var step = new double[3 * sphere.VertexCount];
        var edge = Math.Sqrt(4 * Math.PI / sphere.VertexCount);
        for (var n = 0; n < options.Iterations; n++)
        {
            cancel.ThrowIfCancellationRequested();
            warp.Pull(moving, moved);
            for (var v = 0; v < sphere.VertexCount; v++)
                Step(sphere, gradient, features, moved, v, edge, step.AsSpan(3 * v, 3));
            Smooth(sphere.Neighbours, step, options.StepRounds);
            warp.Compose(step);
            warp.Smooth(options.WarpRounds);
        }

        // What was displaced on this level evens out to nothing in the end, and the level before had no folds.
        for (var n = 0; n < MostUnfolding && warp.Folds() > 0; n++)
            warp.Smooth(1 + (n / 10));
    }

    /// <summary>Averages vectors with their neighbours', halfway each time.</summary>
    internal static void Smooth(MeshNeighbours neighbours, double[] vectors, int rounds)
    {
        var from = new double[vectors.Length];
        for (var n = 0; n < rounds; n++)
        {
            vectors.CopyTo(from, 0);
            for (var v = 0; v < neighbours.Count; v++)
            {
                var around = neighbours.Of(v);
                double x = 0, y = 0, z = 0;
                foreach (var u in around)
                    (x, y, z) = (x + from[3 * u], y + from[(3 * u) + 1], z + from[(3 * u) + 2]);
                var share = 0.5 / around.Length;
                vectors[3 * v] = (0.5 * from[3 * v]) + (share * x);
                vectors[(3 * v) + 1] = (0.5 * from[(3 * v) + 1]) + (share * y);
                vectors[(3 * v) + 2] = (0.5 * from[(3 * v) + 2]) + (share * z);
            }
        }
    }

    private static void Step(Icosphere sphere, SphereGradient gradient, IReadOnlyList<SphereFeature> features, float[][] moved, int v,
        double edge, Span<double> step)
    {
        Span<double> e = stackalloc double[3], f = stackalloc double[3], g = stackalloc double[3];
        RingKernel.Tangents(sphere.Positions.AsSpan(3 * v, 3), e, f);
        double xx = 0, xy = 0, yy = 0, x = 0, y = 0, misfit = 0;
        for (var k = 0; k < moved.Length; k++)
        {
            gradient.At(moved[k], v, g);
            var (a, b) = ((g[0] * e[0]) + (g[1] * e[1]) + (g[2] * e[2]), (g[0] * f[0]) + (g[1] * f[1]) + (g[2] * f[2]));
            double weight = features[k].Weight[v], difference = features[k].Target[v] - moved[k][v];
            (xx, xy, yy) = (xx + (weight * a * a), xy + (weight * a * b), yy + (weight * b * b));
            (x, y) = (x + (weight * a * difference), y + (weight * b * difference));
            misfit += weight * difference * difference;
        }

        // With a damping of misfit / edge² no step is longer than half an edge.
        var damping = (misfit / (edge * edge)) + 1e-9;
        (xx, yy) = (xx + damping, yy + damping);
        var determinant = (xx * yy) - (xy * xy);
        var (u, w) = (((yy * x) - (xy * y)) / determinant, ((xx * y) - (xy * x)) / determinant);
        for (var c = 0; c < 3; c++)
            step[c] = (u * e[c]) + (w * f[c]);
    }
}
