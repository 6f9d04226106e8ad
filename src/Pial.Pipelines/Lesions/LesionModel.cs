using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Kernels;
using Pial.Operations.Comparison;
using Pial.Operations.Intensity;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Pipelines.Lesions;

/// <summary>A head with lesions: images on one grid.</summary>
/// <param name="Id">Whose.</param>
/// <param name="Flair">FLAIR, its bias field corrected.</param>
/// <param name="T1w">T1w, likewise.</param>
/// <param name="Brain">Brain mask.</param>
/// <param name="Lesions">The truth; null for a head to be segmented.</param>
public sealed record LesionHead(string Id, Volume<float> Flair, Volume<float> T1w, Volume<bool> Brain, Volume<bool>? Lesions = null);

/// <summary>
/// Lesions learned voxel by voxel from other heads: a logistic regression on FLAIR and T1w and how they differ from their surroundings.
/// </summary>
/// <remarks>
/// OASIS (Sweeney et al. 2013, doi:10.1016/j.nicl.2013.03.002) without its T2 and PD images: intensities as z-scores in the brain, their
/// means over wide and very wide surroundings, and products of both; candidates are the brightest 15 % on FLAIR; the probability map is
/// smoothed. The cut is the one with the largest Dice over the training heads, and nothing of the head to be segmented is looked at.
/// </remarks>
public sealed class LesionModel
{
    private const double Candidates = 0.85; // quantile of FLAIR in the brain
    private const double WideMm = 10, WidestMm = 20, SmoothMm = 2.94; // FWHM; the last is 1.25 mm standard deviation
    private const int MostRows = 60_000; // about as many of a head's candidates, every second or third when there are more
    private static readonly double[] Cuts = [.. Enumerable.Range(1, 19).Select(n => n * 0.05)];
    private readonly IFittedClassifier classifier;

    private LesionModel(IFittedClassifier classifier, double cut, FittedOn fittedOn) =>
        (this.classifier, Cut, FittedOn) = (classifier, cut, fittedOn);

    /// <summary>Probability from which a voxel is a lesion, chosen on the training heads.</summary>
    public double Cut { get; }

    /// <summary>Whom it learned from.</summary>
    public FittedOn FittedOn { get; }

    /// <summary>Learns from heads.</summary>
    /// <param name="heads">At least one, all with their truth, and one with lesions.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">No head, or none with lesions; images of a head on different grids.</exception>
    public static LesionModel Fit(IReadOnlyList<LesionHead> heads, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(heads);
        if (!heads.Any(h => h.Lesions is { } truth && truth.Span.Contains(true)))
            throw new ArgumentException("At least one head with lesions is needed to learn from.", nameof(heads));
        var all = heads.Select(h => (Head: h, Features: new LesionFeatures(h, parallel))).ToList();
        var (rows, truth) = (new List<double>(), new List<int>());
        foreach (var (head, features) in all)
        {
            var step = Math.Max(1, features.Candidates.Length / MostRows);
            for (var n = 0; n < features.Candidates.Length; n += step)
            {
                rows.AddRange(features.Row(n));
                truth.Add(head.Lesions!.Span[features.Candidates[n]] ? 1 : 0);
            }
        }

        var matrix = FeatureMatrix.Of(truth.Count, LesionFeatures.Count, rows.ToArray());
        var learned = new LogisticRegression(1).Fit(matrix, truth, 2, 0, parallel);
        var maps = all.Select(a => (a.Head, Map: Probability(learned, a.Features, parallel))).ToList();
        var cut = Cuts.MaxBy(c => maps.Average(m => StructureComparison.Overlap(m.Map.Map(p => p >= c), m.Head.Lesions!)));
        return new(learned, cut, new FittedOn(heads.Select(h => h.Id), "heads", "all"));
    }

    /// <summary>The lesions of a head.</summary>
    /// <param name="head">A head that the model did not see.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>Where they are, and the probability of every voxel.</returns>
    /// <exception cref="LeakException">The model learned from this head.</exception>
    public (Volume<bool> Mask, Volume<float> Probability) Segment(LesionHead head, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        FittedOn.MustNotHaveSeen([head.Id], "the head to segment");
        var map = Probability(classifier, new LesionFeatures(head, parallel), parallel);
        return (map.Map(p => p >= Cut), map);
    }

    private static Volume<float> Probability(IFittedClassifier fit, LesionFeatures features, ParallelOptions? parallel)
    {
        var rows = new double[features.Candidates.Length * LesionFeatures.Count];
        for (var n = 0; n < features.Candidates.Length; n++)
            features.Row(n).CopyTo(rows, n * LesionFeatures.Count);
        var p = fit.Probabilities(FeatureMatrix.Of(features.Candidates.Length, LesionFeatures.Count, rows), parallel);
        var map = new float[features.Grid.Shape.Count];
        for (var n = 0; n < features.Candidates.Length; n++)
            map[features.Candidates[n]] = (float)p[n, 1];
        return GaussianSmoothing.Apply(Volume.Create<float>(features.Grid, map), SmoothMm, parallel);
    }

    /// <summary>What the regression looks at, for the candidates of a head.</summary>
    private sealed class LesionFeatures
    {
        public const int Count = 10;
        private readonly Volume<float>[] flair, t1w; // itself, wide, widest

        public LesionFeatures(LesionHead head, ParallelOptions? parallel)
        {
            foreach (var other in (Grid[])[head.T1w.Grid, head.Brain.Grid, head.Lesions?.Grid ?? head.Flair.Grid])
                if (!other.Matches(head.Flair.Grid))
                    throw new ArgumentException($"{head.Id}: an image ({other}) does not lie on the FLAIR's grid ({head.Flair.Grid}).",
                        nameof(head));
            Grid = head.Flair.Grid;
            (flair, t1w) = (Scales(head.Flair, head.Brain, parallel), Scales(head.T1w, head.Brain, parallel));
            var inside = Enumerable.Range(0, Grid.Shape.Count).Where(n => head.Brain.Span[n]).ToArray();
            var bright = Quantile.Of(Array.ConvertAll(inside, n => flair[0].Span[n]), LesionModel.Candidates);
            Candidates = [.. inside.Where(n => flair[0].Span[n] >= bright)];
        }

        public Grid Grid { get; }

        public int[] Candidates { get; }

        public double[] Row(int candidate)
        {
            var n = Candidates[candidate];
            double f = flair[0].Span[n], f1 = flair[1].Span[n], f2 = flair[2].Span[n], t = t1w[0].Span[n], t1 = t1w[1].Span[n],
                t2 = t1w[2].Span[n];
            return [f, f1, f2, t, t1, t2, f * f1, f * f2, t * t1, t * t2];
        }

        private static Volume<float>[] Scales(Volume<float> image, Volume<bool> brain, ParallelOptions? parallel)
        {
            var z = ZScore.Run(image, brain, null, parallel).Image;
            return [z, GaussianSmoothing.Apply(z, WideMm, parallel), GaussianSmoothing.Apply(z, WidestMm, parallel)];
        }
    }
}
