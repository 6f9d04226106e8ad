using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Comparison;

/// <summary>How many lesions were found, and how many of those predicted are true.</summary>
/// <param name="True">Lesions of the truth.</param>
/// <param name="Found">Of them, those that the prediction touches.</param>
/// <param name="Predicted">Predicted lesions.</param>
/// <param name="Right">Of them, those that touch the truth.</param>
public sealed record LesionScores(int True, int Found, int Predicted, int Right)
{
    /// <summary>Share of the lesions that were found; NaN when there are none.</summary>
    public double Sensitivity => True == 0 ? double.NaN : (double)Found / True;

    /// <summary>Share of the predicted lesions that are true; NaN when none was predicted.</summary>
    public double Precision => Predicted == 0 ? double.NaN : (double)Right / Predicted;

    /// <summary>
    /// Harmonic mean of both: 0 when all were missed or all are false; NaN where there are no lesions and none was predicted.
    /// </summary>
    public double F1 => True + Predicted == 0 ? double.NaN
        : True == 0 || Predicted == 0 || Found == 0 || Right == 0 ? 0 : 2 * Sensitivity * Precision / (Sensitivity + Precision);
}

/// <summary>Lesions, counted one by one.</summary>
/// <remarks>
/// Lesions are connected parts; a pair that shares enough voxels has been found. The measures of the MSSEG challenge (Commowick et al.
/// 2018, doi:10.1038/s41598-018-31911-7), which asks for shares of the volume where this asks for voxels.
/// </remarks>
public static class LesionComparison
{
    /// <summary>Compares two masks of lesions.</summary>
    /// <param name="predicted">The prediction.</param>
    /// <param name="truth">The truth, on the same grid.</param>
    /// <param name="overlapVoxels">How many voxels a lesion must share with the other mask; 1 by default.</param>
    /// <param name="minimumMm3">Size from which a part is a lesion, in both masks; 0 by default.</param>
    /// <param name="connectivity">Which voxels belong to one lesion.</param>
    /// <exception cref="ArgumentException">The grids differ, or a number is out of range.</exception>
    public static LesionScores Run(Volume<bool> predicted, Volume<bool> truth, int overlapVoxels = 1, double minimumMm3 = 0,
        Connectivity connectivity = Connectivity.Corners)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(truth);
        if (!predicted.Grid.Matches(truth.Grid))
            throw new ArgumentException($"The prediction ({predicted.Grid}) does not lie on the truth's grid ({truth.Grid}).",
                nameof(predicted));
        ArgumentOutOfRangeException.ThrowIfLessThan(overlapVoxels, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(minimumMm3);
        var least = (int)Math.Ceiling((minimumMm3 / truth.Grid.VoxelVolume) - 1e-9);
        var (p, t) = (Large(predicted, least, connectivity), Large(truth, least, connectivity));
        var (found, count) = Touched(t, p.Labels, overlapVoxels);
        var (right, predictions) = Touched(p, t.Labels, overlapVoxels);
        return new(count, found, predictions, right);
    }

    private static Components Large(Volume<bool> mask, int least, Connectivity connectivity) =>
        ConnectedComponents.Run(least > 1 ? ConnectedComponents.AtLeast(mask, least, connectivity) : mask, connectivity);

    private static (int Touched, int All) Touched(Components parts, Volume<int> other, int overlap)
    {
        var shared = new int[parts.Sizes.Count];
        for (var n = 0; n < other.Shape.Count; n++)
            if (parts.Labels.Span[n] > 0 && other.Span[n] > 0) shared[parts.Labels.Span[n] - 1]++;
        return (shared.Count(s => s >= overlap), shared.Length);
    }
}
