using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Evaluation.Registration;

/// <summary>
/// Target overlap |A ∩ B| / |B| of FreeSurfer labels: B the reference's region, A the moving one's, carried over by nearest neighbour.
/// </summary>
internal static class LabelOverlap
{
    /// <summary>The structures compared, left and right apart: name, left or only label, right label.</summary>
    public static readonly (string Name, int Left, int? Right)[] Structures =
    [
        ("Hippocampus", 17, 53), ("Thalamus", 10, 49), ("Caudate", 11, 50), ("Putamen", 12, 51), ("Pallidum", 13, 52), ("Amygdala", 18, 54),
        ("Accumbens", 26, 58),
        ("VentralDC", 28, 60), ("Cortex", 3, 42), ("WM", 2, 41), ("LatVent", 4, 43), ("CbWM", 7, 46), ("CbCortex", 8, 47),
        ("BrainStem", 16, null), ("V3", 14, null), ("V4", 15, null),
    ];

    /// <summary>Overlap of each of the 29 regions, in the order of the structures, left before right.</summary>
    public static double[] Of(Volume<int> moving, Volume<int> reference, PointMap referenceToMoving)
    {
        var carried = Resample.Labels(moving, reference.Grid, referenceToMoving, LabelInterpolation.Nearest);
        var (both, all) = (new Dictionary<int, long>(), new Dictionary<int, long>());
        for (var n = 0; n < reference.Shape.Count; n++)
        {
            var label = reference.Span[n];
            if (label == 0) continue;
            all[label] = all.GetValueOrDefault(label) + 1;
            if (carried.Span[n] == label) both[label] = both.GetValueOrDefault(label) + 1;
        }

        return [.. Structures.SelectMany(s => s.Right is { } r ? new[] { s.Left, r } : [s.Left])
            .Select(l => all.GetValueOrDefault(l) == 0 ? double.NaN : both.GetValueOrDefault(l) / (double)all[l])];
    }

    /// <summary>Mean of a structure's two sides in a row of regions.</summary>
    public static double Side(double[] regions, int structure)
    {
        var at = Structures.Take(structure).Sum(s => s.Right is null ? 1 : 2);
        return Structures[structure].Right is null ? regions[at] : (regions[at] + regions[at + 1]) / 2;
    }
}
