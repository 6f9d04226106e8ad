using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Fourier;

/// <summary>Complex Fourier transforms of any length, of many lines side by side, in single precision.</summary>
/// <remarks>
/// The values of one position of all lines lie together (<c>data[position·lanes + line]</c>), so that every butterfly is a loop over
/// neighbouring numbers and runs eight lines at a time. Stockham's self-sorting form (Cochran et al. 1967, doi 10.1109/TAU.1967.1161899)
/// with radix 4, then the prime factors; those of 17 and more become convolutions (Rader), so that a prime length costs some three times a
/// neighbouring one. No fused multiply-add: the same bits on every processor. An instance holds only tables; threads may share it.
/// </remarks>
public sealed class FourierLines
{
    private readonly Stage[] stages;

    /// <summary>Prepares transforms of a length.</summary>
    /// <param name="length">Points of a line; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public FourierLines(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
        var list = new List<Stage>();
        for (var (n, stride) = (length, 1); n > 1;)
        {
            var radix = Radix(n);
            list.Add(new(radix, n / radix, stride));
            (n, stride) = (n / radix, stride * radix);
        }

        stages = [.. list];
    }

    /// <summary>Points of a line.</summary>
    public int Length { get; }

    /// <summary>Values of scratch that transforms of so many lines need.</summary>
    /// <param name="lanes">Lines side by side; a multiple of 8.</param>
    public int ScratchLength(int lanes) => (2 * Length * lanes) + (8 * (stages.Length == 0 ? 0 : stages.Max(s => s.Scratch(lanes / 8))));

    /// <summary><c>X[k] = Σ x[n] exp(−2πi nk/N)</c> of every line, unscaled and in place.</summary>
    /// <param name="real">Length × lanes real parts.</param>
    /// <param name="imaginary">As many imaginary parts.</param>
    /// <param name="lanes">Lines side by side; a multiple of 8.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> values.</param>
    /// <exception cref="ArgumentException">A span's length or the lanes do not fit.</exception>
    public void Forward(Span<float> real, Span<float> imaginary, int lanes, Span<float> scratch)
    {
        var count = Length * lanes;
        if (lanes < 8 || lanes % 8 != 0) throw new ArgumentException("The lines must come in eights.", nameof(lanes));
        var needed = 2 * count;
        foreach (var stage in stages) needed = Math.Max(needed, (2 * count) + (8 * stage.Scratch(lanes / 8)));
        if (real.Length != count || imaginary.Length != count || scratch.Length < needed)
            throw new ArgumentException($"{lanes} lines of {Length} points need {count} values a part and {needed} of scratch.",
                nameof(real));
        var re = Vectors(real);
        var im = Vectors(imaginary);
        var otherRe = Vectors(scratch[..count]);
        var otherIm = Vectors(scratch.Slice(count, count));
        var more = Vectors(scratch[(2 * count)..needed]);
        for (var n = 0; n < stages.Length; n++)
        {
            if (n % 2 == 0) stages[n].Run(re, im, otherRe, otherIm, lanes / 8, more);
            else stages[n].Run(otherRe, otherIm, re, im, lanes / 8, more);
        }

        if (stages.Length % 2 == 0) return;
        otherRe.CopyTo(re);
        otherIm.CopyTo(im);
    }

    /// <summary>Undoes <see cref="Forward"/>, the factor 1/N included.</summary>
    /// <inheritdoc cref="Forward"/>
    public void Inverse(Span<float> real, Span<float> imaginary, int lanes, Span<float> scratch)
    {
        Forward(imaginary, real, lanes, scratch); // swapping the parts conjugates input and output
        var scale = 1f / Length;
        foreach (ref var v in Vectors(real)) v *= scale;
        foreach (ref var v in Vectors(imaginary)) v *= scale;
    }

    private static int Radix(int n)
    {
        if (n % 4 == 0) return 4;
        for (var p = 2; p * p <= n; p++)
        {
            if (n % p == 0) return p;
        }

        return n;
    }

    private static Span<Vector256<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector256<float>>(values);
}
