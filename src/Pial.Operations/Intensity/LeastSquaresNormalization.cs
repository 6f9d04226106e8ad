using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>The tissue means that images are brought to by <see cref="LeastSquaresNormalization"/>.</summary>
/// <param name="Means">CSF, grey and white matter, in units of the training images' CSF.</param>
public sealed record TissueScale(IReadOnlyList<double> Means);

/// <summary>A normalised image and its own tissue means.</summary>
/// <param name="Scaled">Scaled so that the tissue means come closest to the standard ones.</param>
/// <param name="TissueMeans">CSF, grey and white matter of the input.</param>
public sealed record LeastSquaresResult(ScaledImage Scaled, IReadOnlyList<double> TissueMeans);

/// <summary>
/// One factor per image that brings its CSF, grey- and white-matter means closest to those of training images in the sense of least
/// squares. For T1w brains.
/// </summary>
/// <remarks>
/// Reinhold, Dewey, Carass and Prince (2019), doi 10.1117/12.2513089; definitions of the package intensity-normalization 2.2: tissue means
/// m weighted by fuzzy c-means memberships, the standard s is the training image's means over its CSF mean, and an image is divided by
/// <c>(m·m) / (m·s)</c>. The package looks at its first image alone; here s is the mean over all training images, the same for one.
/// </remarks>
public static class LeastSquaresNormalization
{
    /// <summary>Standard tissue means of training images.</summary>
    /// <param name="tissueMeans">CSF, grey- and white-matter means of each training image, see <see cref="TissueMeans"/>.</param>
    /// <exception cref="ArgumentException">No image, or a CSF mean that is not above 0.</exception>
    public static TissueScale Fit(IReadOnlyList<IReadOnlyList<double>> tissueMeans)
    {
        ArgumentNullException.ThrowIfNull(tissueMeans);
        if (tissueMeans.Count == 0) throw new ArgumentException("There is no image to fit on.", nameof(tissueMeans));
        var sum = new double[3];
        foreach (var means in tissueMeans)
        {
            if (!(means[0] > 0)) throw new ArgumentException($"The mean of CSF is {means[0]:g6}; only a mean above 0 can be divided by.",
                nameof(tissueMeans));
            for (var t = 0; t < 3; t++)
                sum[t] += means[t] / means[0] / tissueMeans.Count;
        }

        return new(sum);
    }

    /// <summary>Means of CSF, grey and white matter, weighted by their memberships.</summary>
    /// <inheritdoc cref="Run"/>
    public static IReadOnlyList<double> TissueMeans(Volume<float> image, Volume<bool> mask, ParallelOptions? parallel = null) =>
        FuzzyCMeans.Run(Foreground.Of(image, mask, 3, parallel), null, parallel).Means;

    /// <summary>Normalises an image.</summary>
    /// <param name="image">T1w, bias-corrected.</param>
    /// <param name="mask">The brain, on the image's grid.</param>
    /// <param name="scale">Standard means.</param>
    /// <param name="outside">Voxels outside the mask.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, the mask holds fewer than three intensities, or no positive factor
    /// fits.</exception>
    public static LeastSquaresResult Run(Volume<float> image, Volume<bool> mask, TissueScale scale, Outside outside = Outside.Scale,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(scale);
        var means = TissueMeans(image, mask, parallel);
        var (own, shared) = (Dot(means, means), Dot(means, scale.Means));
        if (!(own / shared > 0))
            throw new ArgumentException(
                $"Tissue means {string.Join(", ", means.Select(m => $"{m:g6}"))} cannot be scaled to the standard ones.", nameof(image));
        return new(ScaledImage.Of(image, mask, 0, own / shared, outside, parallel), means);
    }

    private static double Dot(IReadOnlyList<double> a, IReadOnlyList<double> b) => (a[0] * b[0]) + (a[1] * b[1]) + (a[2] * b[2]);
}
