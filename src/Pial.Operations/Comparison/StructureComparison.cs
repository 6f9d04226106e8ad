using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Comparison;

/// <summary>Overlap and surface distances of a predicted and a true structure.</summary>
/// <remarks>
/// A surface is the voxels of a mask that share a face with what lies outside it; beyond the image is outside. Distances are exact, in mm,
/// between voxel centres. The definitions are those of MONAI's <c>HausdorffDistanceMetric(percentile=95)</c>,
/// <c>SurfaceDistanceMetric(symmetric=True)</c> and <c>SurfaceDiceMetric</c> (without subvoxels), whose means however leave missed
/// structures out.
/// </remarks>
public static class StructureComparison
{
    /// <summary>Compares two masks.</summary>
    /// <param name="predicted">The prediction.</param>
    /// <param name="truth">The truth, on the same grid.</param>
    /// <param name="toleranceMm">Within which surfaces agree, for <see cref="StructureScores.SurfaceDice"/>; 1 mm by default.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, or the tolerance is negative or not finite.</exception>
    public static StructureScores Run(Volume<bool> predicted, Volume<bool> truth, double toleranceMm = 1, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(truth);
        if (!predicted.Grid.Matches(truth.Grid))
            throw new ArgumentException($"The prediction ({predicted.Grid}) does not lie on the truth's grid ({truth.Grid}).",
                nameof(predicted));
        if (!(toleranceMm >= 0 && double.IsFinite(toleranceMm)))
            throw new ArgumentException($"The tolerance must be 0 mm or more, not {toleranceMm}.", nameof(toleranceMm));
        var (a, b, both) = Count(predicted.Span, truth.Span);
        var surfaces = a > 0 && b > 0 ? Surfaces(predicted, truth, toleranceMm, parallel) : Worst(truth.Grid, a + b);
        return new()
        {
            Case = (a, b) switch
            {
                (0, 0) => StructureCase.Absent,
                (0, _) => StructureCase.Missed,
                (_, 0) => StructureCase.Invented,
                _ => StructureCase.Found
            },
            TruthVoxels = b,
            PredictedVoxels = a,
            Dice = Share(2.0 * both, (double)a + b),
            Iou = Share(both, (double)a + b - both),
            VolumeSimilarity = a + b == 0 ? double.NaN : 1 - (Math.Abs((double)a - b) / ((double)a + b)),
            Sensitivity = Share(both, b),
            Precision = Share(both, a),
            Hd95Mm = surfaces.Hd95,
            HausdorffMm = surfaces.Hausdorff,
            AssdMm = surfaces.Assd,
            SurfaceDice = surfaces.Nsd,
        };
    }

    /// <summary>The Dice overlap alone, without the surfaces; 1 where both are empty.</summary>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static double Overlap(Volume<bool> predicted, Volume<bool> truth)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(truth);
        if (!predicted.Grid.Matches(truth.Grid))
            throw new ArgumentException($"The prediction ({predicted.Grid}) does not lie on the truth's grid ({truth.Grid}).",
                nameof(predicted));
        var (a, b, both) = Count(predicted.Span, truth.Span);
        return a + b == 0 ? 1 : 2.0 * both / ((double)a + b);
    }

    /// <summary>Compares every structure of two label maps.</summary>
    /// <param name="predicted">The prediction.</param>
    /// <param name="truth">The truth, on the same grid.</param>
    /// <param name="labels">Which labels; null for all but 0 that are in either.</param>
    /// <param name="toleranceMm">Within which surfaces agree.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>Label and scores, in the order of the labels.</returns>
    /// <exception cref="ArgumentException">The grids differ, or the tolerance is negative or not finite.</exception>
    public static IReadOnlyList<(int Label, StructureScores Scores)> Run(
        Volume<int> predicted, Volume<int> truth, IReadOnlyList<int>? labels = null, double toleranceMm = 1,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(truth);
        labels ??= [.. truth.Span.ToArray().Concat(predicted.Span.ToArray()).Distinct().Where(l => l != 0).Order()];
        return [.. labels.Select(l => (l, Run(predicted.Map(v => v == l), truth.Map(v => v == l), toleranceMm, parallel)))];
    }

    private static double Share(double part, double whole) => whole == 0 ? double.NaN : part / whole;

    private static (int A, int B, int Both) Count(ReadOnlySpan<bool> a, ReadOnlySpan<bool> b)
    {
        var (first, second, both) = (0, 0, 0);
        for (var n = 0; n < a.Length; n++)
        {
            if (a[n]) first++;
            if (b[n]) second++;
            if (a[n] && b[n]) both++;
        }

        return (first, second, both);
    }

    private static (double Hd95, double Hausdorff, double Assd, double Nsd) Worst(Grid grid, int voxels)
    {
        if (voxels == 0) return (double.NaN, double.NaN, double.NaN, double.NaN);
        var corners = grid.Corners();
        var diagonal = corners.Max(p => corners.Max(q => (p - q).Length));
        return (diagonal, diagonal, diagonal, 0);
    }

    private static (double Hd95, double Hausdorff, double Assd, double Nsd) Surfaces(Volume<bool> predicted, Volume<bool> truth,
        double toleranceMm, ParallelOptions? parallel)
    {
        var box = Box(predicted, truth);
        var (p, t) = (Edge(predicted.Crop(box.I, box.J, box.K, box.Shape)), Edge(truth.Crop(box.I, box.J, box.K, box.Shape)));
        var toTruth = Between(p, EuclideanDistance.Of(t, parallel));
        var toPrediction = Between(t, EuclideanDistance.Of(p, parallel));
        var near = toTruth.Count(d => d <= toleranceMm) + toPrediction.Count(d => d <= toleranceMm);
        var all = toTruth.Length + toPrediction.Length;
        var sum = toTruth.Sum(d => (double)d) + toPrediction.Sum(d => (double)d);
        return (Math.Max(Quantile.Of(toTruth, 0.95), Quantile.Of(toPrediction, 0.95)), Math.Max(toTruth.Max(), toPrediction.Max()),
            sum / all, (double)near / all);
    }

    private static float[] Between(Volume<bool> edge, Volume<float> distance)
    {
        var found = new List<float>();
        for (var n = 0; n < edge.Shape.Count; n++)
            if (edge.Span[n]) found.Add(distance.Span[n]);
        return [.. found];
    }

    // Both masks with a voxel around them where the image has one.
    private static (int I, int J, int K, Shape Shape) Box(Volume<bool> a, Volume<bool> b)
    {
        var s = a.Shape;
        var (low, high) = ((I: s.I, J: s.J, K: s.K), (I: -1, J: -1, K: -1));
        for (var n = 0; n < s.Count; n++)
        {
            if (!a.Span[n] && !b.Span[n]) continue;
            var (i, j, k) = (n % s.I, n / s.I % s.J, n / s.SliceCount);
            low = (Math.Min(low.I, i), Math.Min(low.J, j), Math.Min(low.K, k));
            high = (Math.Max(high.I, i), Math.Max(high.J, j), Math.Max(high.K, k));
        }

        low = (Math.Max(low.I - 1, 0), Math.Max(low.J - 1, 0), Math.Max(low.K - 1, 0));
        high = (Math.Min(high.I + 1, s.I - 1), Math.Min(high.J + 1, s.J - 1), Math.Min(high.K + 1, s.K - 1));
        return (low.I, low.J, low.K, new(high.I - low.I + 1, high.J - low.J + 1, high.K - low.K + 1));
    }

    private static Volume<bool> Edge(Volume<bool> mask) => Volume.Create<bool, Volume<bool>>(mask.Grid, mask, static (span, m) =>
    {
        var s = m.Shape;
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                for (var i = 0; i < s.I; i++)
                {
                    var n = s.Index(i, j, k);
                    span[n] = m.Span[n] && !(i > 0 && i < s.I - 1 && j > 0 && j < s.J - 1 && k > 0 && k < s.K - 1
                        && m.Span[n - 1] && m.Span[n + 1] && m.Span[n - s.I] && m.Span[n + s.I] && m.Span[n - s.SliceCount]
                        && m.Span[n + s.SliceCount]);
                }
            }
        }
    });
}
