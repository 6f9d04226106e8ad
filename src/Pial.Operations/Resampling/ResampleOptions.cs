namespace Pial.Operations.Resampling;

/// <summary>How <see cref="Resample"/> treats edges and coarser grids.</summary>
public sealed record ResampleOptions
{
    /// <summary>Value where the reference grid leaves the image. Default 0.</summary>
    public float Fill { get; init; }

    /// <summary>
    /// Whether to smooth the image to the resolution of a coarser reference first, per axis, so that fine structure does not alias. Default
    /// false, as in scipy and nilearn; wanted for intensities whenever the reference's voxels are clearly larger. The Gaussian is that of
    /// Cardoso et al. 2015, MICCAI, doi 10.1007/978-3-319-24571-3_81: variance <c>(k² − 1) / (8 ln 2)</c> voxels² for a k times coarser
    /// axis.
    /// </summary>
    public bool AntiAlias { get; init; }

    /// <summary>
    /// Whether positions up to half a voxel outside the outermost voxel centres take the edge's value. Default false: they are outside, as
    /// in scipy and nilearn. <c>ToVoxelSize</c> sets it, because finer voxels begin nearer to the edge of the field of view.
    /// </summary>
    public bool HalfVoxelEdge { get; init; }

    /// <summary>
    /// Whether every position outside takes the value at the nearest position on the image's edge instead of the fill value. Default false;
    /// for priors, which must not end at their field of view.
    /// </summary>
    public bool ExtendEdge { get; init; }

    /// <summary>
    /// Whether values are held within the input's range, 0 included, as nilearn's <c>resample_img</c> does unless told otherwise. Default
    /// false. What is not finite does not count for the range.
    /// </summary>
    public bool ClipToInput { get; init; }

    /// <summary>The defaults.</summary>
    public static ResampleOptions Default { get; } = new();
}
