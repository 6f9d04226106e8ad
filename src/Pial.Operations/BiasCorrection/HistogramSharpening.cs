using Pial.Kernels;

namespace Pial.Operations.BiasCorrection;

/// <summary>
/// The sharpening of N3 (Sled, Zijdenbos and Evans 1998, doi 10.1109/42.668698): the histogram V of log intensity is taken for the
/// histogram U of the true log intensity blurred by a Gaussian F that models the field; U comes back by Wiener deconvolution, and each
/// measured value v is mapped to the expected true value E(u | v) = ∫ u F(v − u) U(u) du / ∫ F(v − u) U(u) du.
/// </summary>
internal sealed class HistogramSharpening
{
    private readonly int bins, offset;
    private readonly double noise, fwhm;
    private readonly Fft fft;
    private readonly double[] filter, filterImaginary, real, imaginary;

    public HistogramSharpening(int bins, double wienerNoise, double biasFwhm)
    {
        (this.bins, noise, fwhm) = (bins, wienerNoise, biasFwhm);
        fft = new Fft(2 * (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bins)); // twice, so that the blur does not wrap
        offset = (fft.Length - bins) / 2;
        filter = new double[fft.Length];
        filterImaginary = new double[fft.Length];
        real = new double[fft.Length];
        imaginary = new double[fft.Length];
    }

    /// <summary>Writes, for each bin, the expected true log intensity.</summary>
    /// <param name="histogram">Voxels by log intensity.</param>
    /// <param name="minimum">Log intensity at the first bin's centre.</param>
    /// <param name="binWidth">Step from bin to bin, positive.</param>
    /// <param name="destination">One value a bin.</param>
    public void Map(ReadOnlySpan<double> histogram, double minimum, double binWidth, Span<double> destination)
    {
        Blur(fwhm / binWidth);
        Array.Clear(real);
        Array.Clear(imaginary);
        histogram.CopyTo(real.AsSpan(offset, bins));
        fft.Forward(real, imaginary);
        for (var n = 0; n < fft.Length; n++)
        {
            var wiener = filter[n] / ((filter[n] * filter[n]) + noise);
            real[n] *= wiener;
            imaginary[n] *= wiener;
        }

        fft.Inverse(real, imaginary);

        // The blur is real and even, so numerator and denominator go through it together as the two parts of one complex signal.
        for (var n = 0; n < fft.Length; n++)
        {
            var u = Math.Max(real[n], 0);
            real[n] = u * (n - offset); // in bins, for accuracy: E is near its own bin
            imaginary[n] = u;
        }

        fft.Forward(real, imaginary);
        for (var n = 0; n < fft.Length; n++)
        {
            real[n] *= filter[n];
            imaginary[n] *= filter[n];
        }

        fft.Inverse(real, imaginary);
        var negligible = 1e-12 * TotalOf(histogram);
        for (var n = 0; n < bins; n++)
        {
            // Where the histogram has nothing near, only rounding is left of the quotient: keep the value.
            var mass = imaginary[n + offset];
            var bin = mass > negligible ? real[n + offset] / mass : n;
            destination[n] = minimum + (binWidth * bin);
        }
    }

    private static double TotalOf(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    // Transform of a Gaussian of a width in bins, centred at 0 and wrapped; it is real because the Gaussian is even.
    private void Blur(double width)
    {
        var rate = 4 * Math.Log(2) / (width * width);
        var height = 2 * Math.Sqrt(Math.Log(2) / Math.PI) / width;
        for (var n = 0; n <= fft.Length / 2; n++)
            filter[n] = filter[(fft.Length - n) % fft.Length] = height * Math.Exp(-rate * n * n);
        Array.Clear(filterImaginary);
        fft.Forward(filter, filterImaginary);
    }
}
