using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>Tissues of a T1w brain, darkest first.</summary>
public enum T1wTissue
{
    /// <summary>Cerebrospinal fluid.</summary>
    Csf,

    /// <summary>Grey matter.</summary>
    Gm,

    /// <summary>White matter.</summary>
    Wm,
}

/// <summary>Which tissue <see cref="FcmNormalization"/> goes by and what it becomes.</summary>
public sealed record FcmOptions
{
    /// <summary>The tissue whose mean is divided by. Default white matter.</summary>
    public T1wTissue Tissue { get; init; } = T1wTissue.Wm;

    /// <summary>What the tissue's mean becomes. Default 1.</summary>
    public double Target { get; init; } = 1;

    /// <summary>Voxels outside the mask. Default: scaled like the rest.</summary>
    public Outside Outside { get; init; }
}

/// <summary>A normalised image and the classes it went by.</summary>
/// <param name="Scaled">The tissue's mean is the target.</param>
/// <param name="Classes">CSF, grey and white matter.</param>
public sealed record FcmResult(ScaledImage Scaled, FuzzyClasses Classes);

/// <summary>Intensities in units of a tissue's mean, the tissue found by fuzzy c-means: <c>x / mean × target</c>. For T1w brains.</summary>
/// <remarks>
/// Reinhold, Dewey, Carass and Prince (2019), Medical Imaging 10949, doi 10.1117/12.2513089, as the package intensity-normalization 2.2
/// defines it: three classes, fuzziness 2, the mean of all masked voxels weighted by their membership.
/// </remarks>
public static class FcmNormalization
{
    /// <summary>Normalises an image.</summary>
    /// <param name="image">T1w, bias-corrected.</param>
    /// <param name="mask">The brain, on the image's grid.</param>
    /// <param name="options">Tissue, target, outside.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, the mask holds fewer than three intensities, or the tissue's mean is not above
    /// 0.</exception>
    public static FcmResult Run(Volume<float> image, Volume<bool> mask, FcmOptions? options = null, ParallelOptions? parallel = null)
    {
        options ??= new();
        if (!(options.Target > 0)) throw new ArgumentException($"The target must be above 0, got {options.Target}.", nameof(options));
        var classes = FuzzyCMeans.Run(Foreground.Of(image, mask, 3, parallel), null, parallel);
        var mean = classes.Means[(int)options.Tissue];
        if (!(mean > 0))
            throw new ArgumentException(
                $"The mean of {options.Tissue.ToString().ToUpperInvariant()} is {mean:g6}; only a mean above 0 can be divided by.",
                nameof(image));
        return new(ScaledImage.Of(image, mask, 0, mean / options.Target, options.Outside, parallel), classes);
    }
}
