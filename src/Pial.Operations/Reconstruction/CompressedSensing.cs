using Pial.Kernels;
using Pial.Kernels.Fourier;
using Pial.Kernels.Reconstruction;
using Pial.Volumes;

namespace Pial.Operations.Reconstruction;

/// <summary>Settings of <see cref="CompressedSensing"/>.</summary>
public sealed record CompressedSensingOptions
{
    /// <summary>Rounds. Default 40.</summary>
    public int Iterations { get; init; } = 40;

    /// <summary>
    /// Threshold of the wavelet coefficients in the first round, as a share of the zero-filled image's 98th percentile. Default 0.02.
    /// </summary>
    public double FirstThreshold { get; init; } = 0.02;

    /// <summary>Threshold in the last round; in between it falls by the same factor. Default 0.005.</summary>
    public double LastThreshold { get; init; } = 0.005;

    internal void Check()
    {
        if (Iterations is < 1 or > 10_000) throw new ArgumentException($"The iterations must lie between 1 and 10000, not {Iterations}.");
        if (!(LastThreshold > 0) || !(FirstThreshold >= LastThreshold) || !double.IsFinite(FirstThreshold))
            throw new ArgumentException("The thresholds must be above 0, the first not below the last.");
    }
}

/// <summary>
/// An image from too few lines of k-space: of those that agree with the lines measured, one with few wavelet coefficients.
/// </summary>
/// <remarks>
/// Lustig, Donoho and Pauly 2007, doi:10.1002/mrm.21391, solved by FISTA (Beck and Teboulle 2009, doi:10.1137/080716542) with a threshold
/// that falls from round to round. The wavelet is Haar's over three levels in 3-D, its lattice shifted in every round, which leaves no
/// blocks and comes close to total variation. The lines measured are kept exactly: noise in them stays. Cost: a transform along one axis
/// forth and back and a wavelet transform forth and back a round; six numbers a voxel are kept.
/// </remarks>
public static class CompressedSensing
{
    /// <summary>Reconstructs an image.</summary>
    /// <param name="data">What was measured.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <returns>The magnitude.</returns>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    public static Volume<float> Reconstruct(KSpaceData data, CompressedSensingOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new();
        options.Check();
        var (s, measured) = (data.Grid.Shape, data.Measured);
        var (real, imaginary) = data.Image(parallel);
        var bright = Quantile.Of(data.Magnitude(real, imaginary, parallel).Span, 0.98);
        if (!(bright > 0)) return data.Magnitude(real, imaginary, parallel);

        // The transform in the loop is unscaled.
        var root = MathF.Sqrt(s[data.Axis]);
        var (lineReal, lineImaginary) = (Scaled(data.Real, root), Scaled(data.Imaginary, root));
        void Agree(float[] re, float[] im) => FourierAxis.Replace(re, im, lineReal, lineImaginary, measured, s.I, s.J, s.K,
            data.Axis, parallel);
        var (lastReal, lastImaginary) = ((float[])real.Clone(), (float[])imaginary.Clone());
        var (momentum, random) = (1.0, new CounterRandom(1, 0xC5));
        for (var n = 0; n < options.Iterations; n++)
        {
            // real and imaginary hold the point ahead of the last image; it becomes the next image, and then the point ahead of that.
            Agree(real, imaginary);
            var share = options.Iterations == 1 ? 1 : n / (options.Iterations - 1.0);
            var threshold = bright * options.FirstThreshold * Math.Pow(options.LastThreshold / options.FirstThreshold, share);
            var (a, b, c, _) = random.Bits((ulong)n);
            HaarBlocks.Shrink(real, imaginary, s.I, s.J, s.K, (float)threshold, ((int)(a % 8), (int)(b % 8), (int)(c % 8)), parallel);
            var next = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            Ahead(real, lastReal, (float)((momentum - 1) / next), s, parallel);
            Ahead(imaginary, lastImaginary, (float)((momentum - 1) / next), s, parallel);
            momentum = next;
        }

        Agree(lastReal, lastImaginary);
        return data.Magnitude(lastReal, lastImaginary, parallel);
    }

    // Image and last image become the point ahead and the image.
    private static void Ahead(float[] image, float[] last, float by, Shape s, ParallelOptions? parallel) => Slices.For(s.K, parallel, k =>
    {
        for (var n = k * s.SliceCount; n < (k + 1) * s.SliceCount; n++)
            (image[n], last[n]) = (image[n] + (by * (image[n] - last[n])), image[n]);
    });

    private static float[] Scaled(float[] values, float by) => Array.ConvertAll(values, v => v * by);
}
