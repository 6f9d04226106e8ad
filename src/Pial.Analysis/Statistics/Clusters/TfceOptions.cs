namespace Pial.Analysis.Statistics.Clusters;

/// <summary>How threshold-free cluster enhancement weighs height and extent.</summary>
public sealed record TfceOptions
{
    /// <summary>Power of the height; 2 as in the paper, FSL's randomise and nilearn.</summary>
    public double Height { get; init; } = 2;

    /// <summary>Power of the extent in voxels; 0.5 as in the paper, FSL's randomise and nilearn for volumes.</summary>
    public double Extent { get; init; } = 0.5;

    /// <summary>
    /// <c>null</c>: the integral over all heights, exactly. A number: a sum over that many heights up to the map's largest value, as FSL's
    /// randomise and nilearn take (100); each is weighed with the distance between heights, as in the paper, which those two leave out.
    /// </summary>
    public int? Steps { get; init; }
}
