using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>
/// Rigid, similarity and affine registration of two images of any contrast, on any grids, from any starting position: a global search at 8
/// mm, then Levenberg–Marquardt descent at 8, 4 and 2 mm with fewer candidates at each level.
/// </summary>
/// <remarks>
/// The plan is FLIRT's (Jenkinson and Smith 2001, doi 10.1016/S1361-8415(01)00036-6): many starts where looking is cheap. The first levels
/// use the correlation ratio (Roche 1998), whose valley is wide; the last ones the metric of the options. Unlike FLIRT and antsRegistration
/// the descent uses exact derivatives, the points are those of the reference inside its mask, and a prior on stretch keeps cropped fields
/// of view in shape. Headers lie: where the likeness found is not plainly above that of the reference turned on the spot
/// (<see cref="AffineResult.Margin"/>), poses about all
/// orders of the axes are searched as well, and taken when one is a tenth better. The search does not mirror.
/// Cost: about a second on two cores for a 1 mm head to a 2 mm template. Same bits at any thread count.
/// </remarks>
public static class AffineRegistration
{
    private const double CoarseMm = 8;
    private const int Bins = 32;
    private const double OutsideCost = 0.7;

    // Heads of any contrast, with skull or without, have margins of 2.1 to 4.2 in their place, and up to 2 where they were laid wrong:
    // below 3 it is worth looking further.
    private const double PlainMargin = 3;

    // A head in its place is 1.37 (a brain alone) to 4 times as like as turned and fitted as well as it goes; one that lay right already is
    // left as it is.
    private const double MuchBetter = 1.1;

    /// <summary>Finds the map that takes the reference's points to the moving image's.</summary>
    /// <param name="moving">The image to move; values that are not finite count as 0.</param>
    /// <param name="reference">The image that stays.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The map; where one of the images has no contrast, the map that lays centre on centre, not converged, of similarity
    /// 0.</returns>
    /// <exception cref="ArgumentException">An option is out of range, the first guess mirrors, or the reference mask is empty.</exception>
    public static AffineResult Run(Volume<float> moving, Volume<float> reference, AffineOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(moving);
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new();
        if (!(options.FinestMm is >= 1 and <= CoarseMm))
            throw new ArgumentOutOfRangeException(nameof(options), $"The finest level must be 1 to 8 mm, not {options.FinestMm}.");
        if (options.MaxSamples < 1000)
            throw new ArgumentOutOfRangeException(nameof(options), $"At least 1000 samples are needed, not {options.MaxSamples}.");
        if (!(options.PriorWeight >= 0))
            throw new ArgumentOutOfRangeException(nameof(options),
                $"The prior's weight must not be negative, as {options.PriorWeight} is.");

        CheckExtent(moving, nameof(moving));
        CheckExtent(reference, nameof(reference));
        var spacings = Spacings(options.FinestMm);
        var fixedLevels = Pyramid(reference, spacings, parallel);
        var movingLevels = Pyramid(moving, spacings, parallel);
        var scene = Scene.Create(fixedLevels[0], movingLevels[0], options);
        if (scene is null)
        {
            var shift = options.Initial ?? Affine.Translation(moving.Grid.Centre - reference.Grid.Centre);
            return new(shift, 0, 0, false, []);
        }

        Pair[] pairs =
            [.. spacings.Select((mm, n) => new Pair(mm, fixedLevels[n], scene.Rescale(movingLevels[n]),
                scene.Weight(movingLevels[n], parallel)))];
        var found = Search(scene, pairs, options, turned: false, parallel);
        if (options.Initial is not null || found.Margin >= PlainMargin) return found;
        var turned = Search(scene, pairs, options, turned: true, parallel);
        return turned.Similarity * turned.Overlap > MuchBetter * found.Similarity * found.Overlap ? turned : found;
    }

    // What one level compares.
    private sealed record Pair(double SpacingMm, Volume<float> Reference, Volume<float> Moving, Volume<float>? Weight);

    private static AffineResult Search(Scene scene, Pair[] pairs, AffineOptions options, bool turned, ParallelOptions? parallel)
    {
        var levels = new List<AffineLevel>();
        List<Candidate> candidates = [];
        for (var n = 0; n < pairs.Length; n++)
        {
            candidates = n == 0
                ? Coarse(scene, pairs[n], turned, options, levels, parallel)
                : Finer(scene, pairs[n], candidates, n == pairs.Length - 1, options, levels, parallel);
        }

        var best = candidates[0];
        var margin = Margin(scene, pairs[Math.Min(1, pairs.Length - 1)], best.Parameters, options.Metric, parallel);
        return new(AffineModel.ToAffine(best.Parameters, scene.Centre), best.Similarity, best.Overlap, best.Converged,
            levels)
        { Margin = margin };
    }

    // The likeness found over the largest of the reference turned on the spot by quarter and half turns, where nothing but its outline can
    // fit.
    private static double Margin(Scene scene, Pair pair, double[] found, AffineMetric metric, ParallelOptions? parallel)
    {
        var points = SamplePoints.Choose(pair.Reference, scene.IsCompared, scene.Centre, 25_000, Bins);
        var map = AffineModel.ToAffine(found, scene.Centre) * Affine.Translation(scene.Centre);
        var turns = QuarterTurns.All;
        var likeness = new double[turns.Count];
        var serial = Serial(parallel);
        Slices.For(turns.Count, parallel, () => AffineCost.Create(metric, points, pair.Moving, pair.Weight, OutsideCost), (n, cost) =>
        {
            cost.Evaluate(cost.WorldToVoxel * map * turns[n], new double[12], new double[144], serial);
            likeness[n] = cost.Similarity * cost.Overlap;
        });
        return likeness[0] / Math.Max(likeness.Skip(1).Max(), 1e-9);
    }

    private static ParallelOptions Serial(ParallelOptions? parallel) => new()
    {
        MaxDegreeOfParallelism = 1,
        CancellationToken = parallel?.CancellationToken ?? CancellationToken.None,
    };

    private static void CheckExtent(Volume<float> image, string name)
    {
        if (Math.Min(image.Shape.I, Math.Min(image.Shape.J, image.Shape.K)) < 2)
            throw new ArgumentException($"An image of {image.Shape} has no extent along an axis; registration needs two voxels along each.",
                name);
    }

    private static double[] Spacings(double finest)
    {
        var spacings = new List<double> { finest };
        while (spacings[0] * 2 < CoarseMm * 0.75)
            spacings.Insert(0, spacings[0] * 2);
        if (spacings[0] < CoarseMm) spacings.Insert(0, CoarseMm);
        return [.. spacings];
    }

    // Coarsest first. Each level is made from the next finer one, so the image itself is read once.
    private static Volume<float>[] Pyramid(Volume<float> image, double[] spacings, ParallelOptions? parallel)
    {
        var levels = new Volume<float>[spacings.Length];
        var finite = Finite.OrZero(image, parallel);
        if (!finite.Equals(image.Memory)) image = Volume.Create(image.Grid, finite.Span);
        for (var n = spacings.Length - 1; n >= 0; n--)
            levels[n] = LevelImage.Build(n == spacings.Length - 1 ? image : levels[n + 1], spacings[n], parallel);
        return levels;
    }

    private static List<Candidate> Coarse(Scene scene, Pair pair, bool turned, AffineOptions options, List<AffineLevel> levels,
        ParallelOptions? parallel)
    {
        const int Starts = 48;
        var points = SamplePoints.Choose(pair.Reference, scene.IsNear, scene.Centre, 4000, 24);
        List<double[]> starts;
        if (options.Initial is { } initial)
        {
            starts = [AffineModel.FromAffine(initial, scene.Centre, options.Degrees)];
        }
        else
        {
            var few = SamplePoints.Choose(pair.Reference, scene.IsNear, scene.Centre, PoseSearch.PointLimit, 12);
            var search = new PoseSearch(pair.Moving, scene.MovingForeground, pair.Weight, few, scene.Centre);
            starts = turned ? search.BestTurned(2 * Starts, parallel)
                : search.Best(Starts, scales: options.Degrees != AffineDegrees.Rigid6, parallel);
            starts.Add(new double[AffineModel.Parameters]);
        }

        // shear is not to be seen at 8 mm: a similarity is enough
        var degrees = options.Degrees == AffineDegrees.Rigid6 ? AffineDegrees.Rigid6 : AffineDegrees.Similarity7;
        var coarse = options with { Metric = AffineMetric.CorrelationRatio, Degrees = degrees };
        return Refine(scene, points, pair, starts, new(12, 0.5, 0.02), coarse, levels, parallel);
    }

    private static List<Candidate> Finer(
        Scene scene, Pair pair, List<Candidate> candidates, bool last, AffineOptions options, List<AffineLevel> levels,
        ParallelOptions? parallel)
    {
        var limit = last ? options.MaxSamples : Math.Min(options.MaxSamples, 25_000);
        var points = SamplePoints.Choose(pair.Reference, scene.IsCompared, scene.Centre, limit, Bins);
        var starts = Distinct(candidates, 12, last ? 2 : 6);
        return Refine(scene, points, pair, starts, last ? new(40, 0.02, 0.002) : new(15, 0.2, 0.01), options, levels, parallel);
    }

    private static List<double[]> Distinct(List<Candidate> candidates, double apartMm, int count)
    {
        var kept = new List<double[]>();
        foreach (var candidate in candidates)
        {
            // the likeness of a wrong valley at this level lies far below the right one's
            if (kept.Count == count || candidate.Similarity < 0.75 * candidates[0].Similarity) break;
            if (kept.TrueForAll(k => AffineOptimizer.Size(k, candidate.Parameters) > apartMm)) kept.Add(candidate.Parameters);
        }

        return kept;
    }

    // How far a level descends, and how much the prior weighs in it.
    private readonly record struct Descent(int Iterations, double ToleranceMm, double Prior);

    // Descends from every start and orders by cost. Many starts: one a thread; few: each on all threads. Either way the sums are the same.
    private static List<Candidate> Refine(
        Scene scene, SamplePoints points, Pair pair, List<double[]> starts, Descent plan, AffineOptions options, List<AffineLevel> levels,
        ParallelOptions? parallel)
    {
        var directions = AffineModel.Directions(options.Degrees);
        var results = new Candidate[starts.Count];
        AffineCost Cost() => AffineCost.Create(options.Metric, points, pair.Moving, pair.Weight, OutsideCost);
        Candidate Descend(AffineCost cost, int n, ParallelOptions? own) => AffineOptimizer.Descend(
            cost, starts[n], directions, scene.Centre, plan.Prior * options.PriorWeight, plan.Iterations, plan.ToleranceMm, own);
        if (starts.Count > 3)
        {
            var serial = Serial(parallel);
            Slices.For(starts.Count, parallel, Cost, (n, cost) => results[n] = Descend(cost, n, serial));
        }
        else
        {
            var cost = Cost();
            for (var n = 0; n < starts.Count; n++)
                results[n] = Descend(cost, n, parallel);
        }

        List<Candidate> ordered = [.. results.OrderBy(r => r.Cost)];
        levels.Add(new(pair.SpacingMm, points.Count, starts.Count, ordered[0].Iterations, ordered[0].Similarity, ordered[0].Converged));
        return ordered;
    }
}
