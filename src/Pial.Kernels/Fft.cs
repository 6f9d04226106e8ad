namespace Pial.Kernels;

/// <summary>Complex Fourier transform of a fixed power-of-two length, in double precision and in place.</summary>
/// <remarks>
/// Radix 2, decimation in time (Cooley and Tukey 1965, doi 10.1090/S0025-5718-1965-0178586-1), with the twiddle factors and the bit
/// reversal made once. For the short one-dimensional transforms of histogram work (some hundred points), not for images.
/// An instance holds only tables, so that threads may share it.
/// </remarks>
public sealed class Fft
{
    private readonly int[] reversed;
    private readonly double[] cosine, sine;

    /// <summary>Prepares transforms of a length.</summary>
    /// <param name="length">Points; a power of two.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive power of two.</exception>
    public Fft(int length)
    {
        if (length < 1 || !int.IsPow2(length))
            throw new ArgumentOutOfRangeException(nameof(length),
                $"A transform of {length} points is not offered: the length must be a power of two.");
        Length = length;
        reversed = new int[length];
        for (var n = 1; n < length; n++)
            reversed[n] = (reversed[n >> 1] >> 1) | ((n & 1) != 0 ? length >> 1 : 0);
        cosine = new double[Math.Max(1, length / 2)];
        sine = new double[cosine.Length];
        for (var n = 0; n < cosine.Length; n++)
            (sine[n], cosine[n]) = Math.SinCos(-2 * Math.PI * n / length);
    }

    /// <summary>Points.</summary>
    public int Length { get; }

    /// <summary><c>X[k] = Σ x[n] exp(−2πi nk/N)</c>, unscaled.</summary>
    /// <exception cref="ArgumentException">A span is not <see cref="Length"/> long.</exception>
    public void Forward(Span<double> real, Span<double> imaginary)
    {
        if (real.Length != Length || imaginary.Length != Length)
            throw new ArgumentException($"Both parts must hold {Length} values.");
        for (var n = 0; n < Length; n++)
        {
            var r = reversed[n];
            if (r <= n) continue;
            (real[n], real[r]) = (real[r], real[n]);
            (imaginary[n], imaginary[r]) = (imaginary[r], imaginary[n]);
        }

        for (var half = 1; half < Length; half *= 2)
        {
            var stride = Length / (2 * half);
            for (var block = 0; block < Length; block += 2 * half)
            {
                for (int n = 0, twiddle = 0, a = block, b = block + half; n < half; n++, twiddle += stride, a++, b++)
                {
                    var (c, s) = (cosine[twiddle], sine[twiddle]);
                    var re = (real[b] * c) - (imaginary[b] * s);
                    var im = (real[b] * s) + (imaginary[b] * c);
                    real[b] = real[a] - re;
                    imaginary[b] = imaginary[a] - im;
                    real[a] += re;
                    imaginary[a] += im;
                }
            }
        }
    }

    /// <summary>Undoes <see cref="Forward"/>, the factor 1/N included.</summary>
    /// <exception cref="ArgumentException">A span is not <see cref="Length"/> long.</exception>
    public void Inverse(Span<double> real, Span<double> imaginary)
    {
        Forward(imaginary, real); // swapping the parts conjugates input and output
        for (var n = 0; n < Length; n++)
        {
            real[n] /= Length;
            imaginary[n] /= Length;
        }
    }
}
