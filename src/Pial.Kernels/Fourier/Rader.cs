using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Fourier;

/// <summary>
/// A Fourier transform of prime length as a convolution, done by transforms of a length that has small factors (Rader 1968, doi
/// 10.1109/PROC.1968.6477).
/// </summary>
/// <remarks>
/// With a primitive root g the points other than the first are taken in the order g⁰, g¹, …, the frequencies in that of its inverse; their
/// sum is then a cyclic convolution of length p − 1. Where p − 1 has a prime factor above 7 the convolution is padded to a length that has
/// none.
/// </remarks>
internal sealed class Rader
{
    private readonly int[] inOrder, outOrder;
    private readonly float[] kernelRe, kernelIm;
    private readonly FourierLines inner;

    public Rader(int prime)
    {
        Prime = prime;
        var (length, root) = (prime - 1, Root(prime));
        inner = new(Smooth(length) ? length : Padded((2 * length) - 1));
        (inOrder, outOrder) = (new int[length], new int[length]);
        for (var (n, power) = (0, 1L); n < length; n++, power = power * root % prime)
            (inOrder[n], outOrder[(length - n) % length]) = ((int)power, (int)power);

        // The kernel exp(−2πi g^(−n)/p), wrapped to both ends of the padded length; a lane of its own transform is used.
        var m = inner.Length;
        var (re, im) = (new float[m * 8], new float[m * 8]);
        for (var n = 0; n < length; n++)
        {
            var (s, c) = Math.SinCos(-2 * Math.PI * outOrder[n] / prime);
            (re[n * 8], im[n * 8]) = ((float)c, (float)s);
            if (m > length && n > 0) (re[(m - length + n) * 8], im[(m - length + n) * 8]) = ((float)c, (float)s);
        }

        inner.Forward(re, im, 8, new float[inner.ScratchLength(8)]);
        (kernelRe, kernelIm) = (new float[m], new float[m]);
        for (var n = 0; n < m; n++) (kernelRe[n], kernelIm[n]) = (re[n * 8] / m, im[n * 8] / m);
    }

    public int Prime { get; }

    /// <summary>Vectors of scratch for lines of some vectors each.</summary>
    public int Scratch(int run) => (2 * inner.Length * run) + (inner.ScratchLength(run * 8) / 8);

    /// <summary>
    /// Transforms the points <c>far</c> vectors apart; where the result lies in order is told by <see cref="FrequencyOf"/>.
    /// </summary>
    /// <param name="re">Real parts; point t begins at t·far.</param>
    /// <param name="im">Imaginary parts.</param>
    /// <param name="far">Vectors between the points.</param>
    /// <param name="run">Vectors of a point.</param>
    /// <param name="scratch">At least <see cref="Scratch"/>; the frequencies but the first are left at its beginning, real parts, then
    /// imaginary ones.</param>
    /// <param name="firstRe">Receives the real parts of frequency 0.</param>
    /// <param name="firstIm">Receives its imaginary parts.</param>
    public void Run(
        ReadOnlySpan<Vector256<float>> re, ReadOnlySpan<Vector256<float>> im, int far, int run, Span<Vector256<float>> scratch,
        Span<Vector256<float>> firstRe, Span<Vector256<float>> firstIm)
    {
        var m = inner.Length;
        var workRe = scratch[..(m * run)];
        var workIm = scratch.Slice(m * run, m * run);
        var rest = MemoryMarshal.Cast<Vector256<float>, float>(scratch[(2 * m * run)..]);
        for (var n = 0; n < inOrder.Length; n++)
        {
            re.Slice(inOrder[n] * far, run).CopyTo(workRe[(n * run)..]);
            im.Slice(inOrder[n] * far, run).CopyTo(workIm[(n * run)..]);
        }

        workRe[(inOrder.Length * run)..].Clear();
        workIm[(inOrder.Length * run)..].Clear();
        var floatsRe = MemoryMarshal.Cast<Vector256<float>, float>(workRe);
        var floatsIm = MemoryMarshal.Cast<Vector256<float>, float>(workIm);
        inner.Forward(floatsRe, floatsIm, run * 8, rest);
        for (var q = 0; q < run; q++) (firstRe[q], firstIm[q]) = (re[q] + workRe[q], im[q] + workIm[q]);
        for (var n = 0; n < m; n++)
        {
            var (c, s) = (kernelRe[n], kernelIm[n]);
            for (var q = n * run; q < (n + 1) * run; q++)
                (workRe[q], workIm[q]) = ((workRe[q] * c) - (workIm[q] * s), (workRe[q] * s) + (workIm[q] * c));
        }

        // The first point adds to every frequency: at frequency 0 of the convolution.
        for (var q = 0; q < run; q++) (workRe[q], workIm[q]) = (workRe[q] + re[q], workIm[q] + im[q]);
        inner.Forward(floatsIm, floatsRe, run * 8, rest); // backwards: the parts exchanged
    }

    /// <summary>The frequency the n-th of the results in the scratch belongs to.</summary>
    public int FrequencyOf(int n) => outOrder[n];

    /// <summary>Results in the scratch; the imaginary parts begin so many runs after the real ones.</summary>
    public int Results => inOrder.Length;

    public int Stride => inner.Length;

    private static bool Smooth(int n)
    {
        foreach (var p in (ReadOnlySpan<int>)[2, 3, 5, 7])
            while (n % p == 0) n /= p;
        return n == 1;
    }

    private static int Padded(int least)
    {
        while (!Smooth(least)) least++;
        return least;
    }

    private static int Root(int prime)
    {
        for (var g = 2; ; g++)
        {
            var (order, power) = (1, (long)g);
            while (power != 1) (order, power) = (order + 1, power * g % prime);
            if (order == prime - 1) return g;
        }
    }
}
