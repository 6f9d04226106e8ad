namespace Pial.Operations.Resampling;

/// <summary>How values between voxel centres are found.</summary>
public enum Interpolation
{
    /// <summary>The nearest voxel's value; for labels and masks.</summary>
    Nearest,

    /// <summary>Trilinear; never leaves the range of the input, so it suits probabilities.</summary>
    Linear,

    /// <summary>
    /// Cubic B-spline through the voxels (prefiltered), as scipy's order 3; sharpest, but may overshoot the input's range. nilearn's
    /// <c>continuous</c> is this with <see cref="ResampleOptions.ClipToInput"/>.
    /// </summary>
    Cubic,
}
