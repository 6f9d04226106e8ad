namespace Pial.Operations.Comparison;

/// <summary>What became of a structure.</summary>
public enum StructureCase
{
    /// <summary>It is in the truth and in the prediction.</summary>
    Found,

    /// <summary>It is in the truth alone: the overlap is 0, the distances are the worst there can be.</summary>
    Missed,

    /// <summary>It is in the prediction alone; scored like a missed one.</summary>
    Invented,

    /// <summary>It is in neither: nothing to score.</summary>
    Absent,
}

/// <summary>How well a predicted structure agrees with the true one.</summary>
/// <remarks>
/// A structure that was missed, or invented, is never left out of a mean: its overlaps are 0 and its distances the diagonal of the image,
/// the largest that could be. Only where both are empty is there nothing to score, and every value is NaN. So a method cannot gain by
/// leaving out what it finds hard.
/// </remarks>
public sealed record StructureScores
{
    /// <summary>Which of the four cases it is.</summary>
    public required StructureCase Case { get; init; }

    /// <summary>Voxels of the truth.</summary>
    public required int TruthVoxels { get; init; }

    /// <summary>Voxels of the prediction.</summary>
    public required int PredictedVoxels { get; init; }

    /// <summary>Dice overlap 2|A∩B| / (|A|+|B|), 0 to 1 (Dice 1945, doi:10.2307/1932409).</summary>
    public required double Dice { get; init; }

    /// <summary>Intersection over union, 0 to 1.</summary>
    public required double Iou { get; init; }

    /// <summary>1 − ||A|−|B|| / (|A|+|B|): agreement of the volumes alone, 0 to 1.</summary>
    public required double VolumeSimilarity { get; init; }

    /// <summary>Share of the truth that was found (recall), 0 to 1; NaN when there is no truth.</summary>
    public required double Sensitivity { get; init; }

    /// <summary>Share of the prediction that is true, 0 to 1; NaN when nothing was predicted.</summary>
    public required double Precision { get; init; }

    /// <summary>95th percentile of the distances from surface to surface, the larger of the two directions, mm.</summary>
    public required double Hd95Mm { get; init; }

    /// <summary>Largest distance from surface to surface (Hausdorff), mm.</summary>
    public required double HausdorffMm { get; init; }

    /// <summary>Mean distance from surface to surface, both directions together, mm.</summary>
    public required double AssdMm { get; init; }

    /// <summary>
    /// Share of both surfaces that lies within the tolerance of the other, 0 to 1 (Nikolov et al. 2021, doi:10.2196/26151).
    /// </summary>
    public required double SurfaceDice { get; init; }
}
