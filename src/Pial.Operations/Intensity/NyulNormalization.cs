using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>Landmarks and scale of <see cref="NyulNormalization"/>.</summary>
public sealed record NyulOptions
{
    /// <summary>Percentiles of the landmarks, ascending. Default 1, 10, 20 … 90, 99.</summary>
    public IReadOnlyList<double> Percentiles { get; init; } = [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99];

    /// <summary>What the first landmark becomes on the standard scale. Default 1.</summary>
    public double Low { get; init; } = 1;

    /// <summary>What the last landmark becomes. Default 100.</summary>
    public double High { get; init; } = 100;
}

/// <summary>The standard scale that histograms are matched to.</summary>
/// <param name="Percentiles">Percentiles of the landmarks.</param>
/// <param name="Landmarks">Where each lies on the standard scale.</param>
public sealed record NyulScale(IReadOnlyList<double> Percentiles, IReadOnlyList<double> Landmarks);

/// <summary>A normalised image and its own landmarks.</summary>
/// <param name="Image">Landmarks lie where the standard scale has them; voxels that were not numbers are 0.</param>
/// <param name="Landmarks">The input's intensities at the percentiles.</param>
public sealed record NyulResult(Volume<float> Image, IReadOnlyList<double> Landmarks);

/// <summary>
/// Matches histograms piece by piece: the percentiles of an image are laid on a standard scale learned from training images, straight lines
/// between them and beyond.
/// </summary>
/// <remarks>
/// Nyúl, Udupa and Zhang (2000), IEEE TMI 19:143, doi 10.1109/42.836373, with the landmarks of Shah and others (2011), doi
/// 10.1016/j.media.2010.12.003, as the package intensity-normalization 2.2 has them: each training image's landmarks are scaled so that the
/// first is <see cref="NyulOptions.Low"/> and the last <see cref="NyulOptions.High"/>, then averaged. Where two landmarks of an image
/// coincide the piece between them has no width and is left out; the package divides by 0 there.
/// </remarks>
public static class NyulNormalization
{
    /// <summary>Intensities at the percentiles.</summary>
    /// <param name="image">An image.</param>
    /// <param name="mask">The brain, on the image's grid.</param>
    /// <param name="percentiles">0 to 100, ascending.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, the mask is nearly empty, or first and last landmark are equal.</exception>
    public static IReadOnlyList<double> Landmarks(Volume<float> image, Volume<bool> mask, IReadOnlyList<double> percentiles,
        ParallelOptions? parallel = null)
    {
        Check(percentiles);
        var values = Foreground.Of(image, mask, 2, parallel);
        var landmarks = new double[percentiles.Count];
        for (var n = 0; n < landmarks.Length; n++)
            landmarks[n] = Quantile.InPlace(values, percentiles[n] / 100);
        return landmarks[^1] > landmarks[0]
            ? landmarks
            : throw new ArgumentException(
                $"The image's percentiles {percentiles[0]:g3} and {percentiles[^1]:g3} in the mask are both {landmarks[0]:g6}; there is " +
                    "no range to match.", nameof(image));
    }

    /// <summary>The standard scale of training images.</summary>
    /// <param name="landmarks">Landmarks of each training image, see <see cref="Landmarks"/>.</param>
    /// <param name="options">Percentiles and ends of the scale.</param>
    /// <exception cref="ArgumentException">No image, or landmarks of other percentiles.</exception>
    public static NyulScale Fit(IReadOnlyList<IReadOnlyList<double>> landmarks, NyulOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        options ??= new();
        Check(options.Percentiles);
        if (!(options.High > options.Low))
            throw new ArgumentException($"The standard scale needs a range, got {options.Low} to {options.High}.", nameof(options));
        if (landmarks.Count == 0) throw new ArgumentException("There is no image to fit on.", nameof(landmarks));
        var mean = new double[options.Percentiles.Count];
        foreach (var own in landmarks)
        {
            if (own.Count != mean.Length)
                throw new ArgumentException($"{own.Count} landmarks for {mean.Length} percentiles.", nameof(landmarks));
            for (var n = 0; n < mean.Length; n++)
                mean[n] += (options.Low + ((own[n] - own[0]) / (own[^1] - own[0]) * (options.High - options.Low))) / landmarks.Count;
        }

        return new([.. options.Percentiles], mean);
    }

    /// <summary>Normalises an image.</summary>
    /// <param name="image">Input.</param>
    /// <param name="mask">The brain, on the image's grid.</param>
    /// <param name="scale">The standard scale.</param>
    /// <param name="outside">Voxels outside the mask.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <inheritdoc cref="Landmarks" path="/exception"/>
    public static NyulResult Run(Volume<float> image, Volume<bool> mask, NyulScale scale, Outside outside = Outside.Scale,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(scale);
        var landmarks = Landmarks(image, mask, scale.Percentiles, parallel);
        var pieces = Pieces(landmarks, scale.Landmarks);
        return new(ScaledImage.Mapped(image, mask, outside, (from, to) => Map(from, pieces, to), parallel), landmarks);
    }

    private static Piece[] Pieces(IReadOnlyList<double> from, IReadOnlyList<double> to)
    {
        var pieces = new List<Piece>();
        for (var n = 1; n < from.Count; n++)
            if (from[n] > from[n - 1]) pieces.Add(new(from[n], (to[n] - to[n - 1]) / (from[n] - from[n - 1]), from[n - 1], to[n - 1]));
        return [.. pieces];
    }

    private static void Map(ReadOnlySpan<float> source, ReadOnlySpan<Piece> pieces, Span<float> destination)
    {
        for (var n = 0; n < source.Length; n++)
        {
            var (v, p) = (source[n], 0);
            while (p < pieces.Length - 1 && v > pieces[p].End)
                p++;
            destination[n] = (float)(((v - pieces[p].From) * pieces[p].Slope) + pieces[p].To);
        }
    }

    private static void Check(IReadOnlyList<double> percentiles)
    {
        ArgumentNullException.ThrowIfNull(percentiles);
        var ascending = Enumerable.Range(1, Math.Max(0, percentiles.Count - 1)).All(n => percentiles[n] > percentiles[n - 1]);
        if (percentiles.Count < 2 || !ascending || !(percentiles[0] >= 0 && percentiles[^1] <= 100))
            throw new ArgumentException("Landmarks need at least two percentiles from 0 to 100 in ascending order.", nameof(percentiles));
    }

    /// <summary>A straight line from one landmark to the next.</summary>
    private readonly record struct Piece(double End, double Slope, double From, double To);
}
