using Pial.Kernels.Surfaces;
using Pial.Kernels.Surfaces.Spheres;
using Pial.Operations.Registration;
using Pial.Volumes;

namespace Pial.Operations.Cortex.Spheres;

/// <summary>Lays a hemisphere's sphere on a population's, so that like folds come to lie on each other.</summary>
/// <remarks>
/// First the place in the head decides, then the depth of sulci, then the curvature: a turn of the sphere and a search for like places,
/// then Spherical Demons from coarse to fine (Yeo et al. 2010, doi 10.1109/TMI.2009.2030797). Places come from a registration of the head.
/// They keep lobes from changing places where folds are alike; folds settle what lies within.
/// </remarks>
public static class SphericalRegistration
{
    private const int Coarsest = 3, Searched = 4;

    /// <summary>Registers a hemisphere.</summary>
    /// <param name="moving">The hemisphere.</param>
    /// <param name="target">The population.</param>
    /// <param name="options">Defaults when null.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <returns>x, y, z of each vertex on the population's sphere, of length 1.</returns>
    public static double[] Run(SphereSubject moving, SphereTarget target, RegistrationOptions? options = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(moving);
        ArgumentNullException.ThrowIfNull(target);
        var white = moving.White;
        var areas = MeshGeometry.VertexAreas(white.Positions, white.Triangles);
        var (depths, curvatures) = (NormalScores.Of(moving.Depth, areas), NormalScores.Of(moving.Curvature, areas));
        var turned = Turn(moving, target);
        var sampling = new SphereSampling(turned, white.Triangles, target.Sphere.Positions);
        options ??= new();
        var levels = options.Levels;
        var coarsest = target.Level - levels.Count + 1;
        var lowest = Math.Min(coarsest, Searched);
        float[][] maps = [sampling.Linear(depths), sampling.Linear(curvatures), .. moving.Place.Select(p => sampling.Linear(p))];
        var movingMaps = new Pyramid(target.Level, lowest, maps);
        var fixedMaps = new Pyramid(target.Level, lowest, [target.Depth, target.Curvature, .. target.Place, target.Cortex]);
        var warp = Match(lowest, movingMaps.At(lowest)[2..], fixedMaps.At(lowest)[2..], options.Matching);
        for (var level = lowest + 1; level < coarsest; level++)
            warp = warp.Refine(Icosphere.Of(level));
        for (var level = coarsest; level <= target.Level; level++)
        {
            if (level > lowest) warp = warp.Refine(Icosphere.Of(level));
            var (step, from, to) = (levels[level - coarsest], movingMaps.At(level), fixedMaps.At(level));
            var features = new List<SphereFeature>();
            if (step.PlaceMm > 0) features.AddRange(Places(warp, from[2..], to[2..5], step.PlaceMm));
            if (step.Depth > 0) features.Add(new(from[0], to[0], Weight(warp.Sphere, step.Depth)));
            if (step.Curvature > 0) features.Add(new(from[1], to[1], Weight(warp.Sphere, step.Curvature)));
            SphereDemons.Run(warp, features, step.Demons, cancel);
        }

        var laid = new SphereSampling(warp.To, warp.Sphere.Triangles, turned).Directions(warp.Sphere.Positions);
        SphereUnfolding.Run(laid, white.Triangles);
        return laid;
    }

    // Places of the two, the target's followed by how much of each vertex is cortex.
    private static SphereWarp Match(int level, float[][] moving, float[][] target, MatchingOptions options)
    {
        var (warp, fit) = (SphereWarp.Identity(Icosphere.Of(level)), Moments.Fit(moving, target[..3]));
        SphereMatching.Run(warp, [.. fit.Zip(moving, Moments.Apply)], target[..3], target[3], options);
        return warp;
    }

    private static float[] Weight(Icosphere sphere, double deviation)
    {
        var weights = new float[sphere.VertexCount];
        Array.Fill(weights, (float)(1 / (deviation * deviation)));
        return weights;
    }

    // x, y and z with the means and spreads of the target's: a mean surface is smaller than those it is the mean of.
    private static SphereFeature[] Places(SphereWarp warp, float[][] moving, float[][] target, double deviation)
    {
        var moved = Array.ConvertAll(moving, static m => new float[m.Length]);
        warp.Pull(moving, moved);
        var fit = Moments.Fit(moved, target);
        var weights = Weight(warp.Sphere, deviation);
        return [.. Enumerable.Range(0, 3).Select(c => new SphereFeature(Moments.Apply(fit[c], moving[c]), target[c], weights))];
    }

    // The turn that brings the directions of the nearest places together best (Kabsch 1976, doi 10.1107/S0567739476001873).
    private static double[] Turn(SphereSubject moving, SphereTarget target)
    {
        var (coarse, directions, sphere, place) = (Icosphere.Of(Coarsest), Icosphere.Of(Coarsest + 1).Positions, moving.Sphere,
            target.Place);
        var (sampling, fit) = (new SphereSampling(sphere, moving.White.Triangles, directions), Moments.Fit(moving.Place, place));
        var at = Enumerable.Range(0, 3).Select(c => Moments.Apply(fit[c], sampling.Linear(moving.Place[c]))).ToArray();
        var nearest = new int[coarse.VertexCount];
        for (var v = 0; v < nearest.Length; v++)
            nearest[v] = Nearest(at, place[0][v], place[1][v], place[2][v]);

        Span<double> c9 = stackalloc double[12];
        c9.Clear();
        for (var v = 0; v < nearest.Length; v++)
            for (var r = 0; r < 3; r++)
                for (var c = 0; c < 3; c++)
                    c9[(4 * r) + c] += coarse.Positions[(3 * v) + r] * directions[(3 * nearest[v]) + c];
        var cross = Affine.FromRows(c9);
        var (_, root) = SymmetricMatrix.LogAndInverseRoot(Transposed(cross) * cross);
        var rotation = cross * root;
        var turned = new double[sphere.Length];
        for (var n = 0; n < turned.Length; n += 3)
        {
            var p = rotation.ApplyVector(new(sphere[n], sphere[n + 1], sphere[n + 2]));
            (turned[n], turned[n + 1], turned[n + 2]) = (p.X, p.Y, p.Z);
        }

        return turned;
    }

    private static Affine Transposed(Affine a) => new(a.M00, a.M10, a.M20, 0, a.M01, a.M11, a.M21, 0, a.M02, a.M12, a.M22, 0);

    private static int Nearest(float[][] places, float x, float y, float z)
    {
        var (best, which) = (float.PositiveInfinity, 0);
        for (var v = 0; v < places[0].Length; v++)
        {
            float dx = places[0][v] - x, dy = places[1][v] - y, dz = places[2][v] - z;
            var d = (dx * dx) + (dy * dy) + (dz * dz);
            if (d < best) (best, which) = (d, v);
        }

        return which;
    }

    // Maps of all levels, each smoothed before every second vertex is left out.
    private sealed class Pyramid
    {
        private const int Rounds = 4;
        private readonly List<float[][]> levels = [];
        private readonly int finest;

        public Pyramid(int finest, int coarsest, float[][] maps)
        {
            this.finest = finest;
            levels.Add(maps);
            for (var level = finest; level > coarsest; level--)
            {
                var coarser = Icosphere.Of(level - 1).VertexCount;
                levels.Add(Array.ConvertAll(levels[^1], map =>
                {
                    var smooth = (float[])map.Clone();
                    Icosphere.Of(level).Neighbours.Smooth(smooth, 1, 0.5f, Rounds);
                    return smooth[..coarser];
                }));
            }
        }

        public float[][] At(int level) => levels[finest - level];
    }
}
