using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>Which peak <see cref="KdeNormalization"/> looks for and what it becomes.</summary>
public sealed record KdeOptions
{
    /// <summary>The tissue's peak. Default: the last, white matter of a T1w.</summary>
    public HistogramPeak Peak { get; init; } = HistogramPeak.Last;

    /// <summary>What the tissue's mode becomes. Default 1.</summary>
    public double Target { get; init; } = 1;

    /// <summary>Voxels outside the mask. Default: scaled like the rest.</summary>
    public Outside Outside { get; init; }
}

/// <summary>
/// Intensities in units of the white matter's most frequent one, found on the smoothed histogram (<see cref="TissueMode"/>):
/// <c>x / mode × target</c>.
/// </summary>
/// <remarks>
/// Reinhold, Dewey, Carass and Prince (2019), Medical Imaging 10949, doi 10.1117/12.2513089; definitions of the package
/// intensity-normalization 2.2.
/// </remarks>
public static class KdeNormalization
{
    /// <summary>Normalises an image.</summary>
    /// <param name="image">Input, brighter than 0 in the brain.</param>
    /// <param name="mask">The brain, on the image's grid.</param>
    /// <param name="options">Peak, target, outside.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, or the image is constant, not above 0, or nearly empty in the
    /// mask.</exception>
    public static ScaledImage Run(Volume<float> image, Volume<bool> mask, KdeOptions? options = null, ParallelOptions? parallel = null)
    {
        options ??= new();
        if (!(options.Target > 0)) throw new ArgumentException($"The target must be above 0, got {options.Target}.", nameof(options));
        var mode = TissueMode.Of(Foreground.Of(image, mask, 2, parallel), options.Peak);
        if (!(mode > 0))
            throw new ArgumentException(
                $"The tissue's mode is {mode:g6}; only a mode above 0 can be divided by. Choose another peak or mask.", nameof(image));
        return ScaledImage.Of(image, mask, 0, mode / options.Target, options.Outside, parallel);
    }
}
