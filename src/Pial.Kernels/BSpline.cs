using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pial.Kernels;

/// <summary>The cubic B-spline: basis weights and the recursive filter from samples to coefficients.</summary>
/// <remarks>
/// Unser, Aldroubi &amp; Eden 1993, IEEE Trans. Signal Processing 41:821, doi 10.1109/78.193220; initial values of the mirrored signal from
/// Unser 1999, IEEE Signal Processing Magazine 16(6):22, doi 10.1109/79.799930. Pole <c>z = √3 − 2</c>, gain 6 per axis.
/// </remarks>
public static class BSpline
{
    /// <summary>The pole of the cubic spline's direct filter.</summary>
    internal const double Pole = -0.26794919243112281;

    /// <summary>Gain of the direct filter along one axis.</summary>
    internal const float Gain = 6;

    // z to this power is below the rounding of a double: farther samples do not reach the first coefficient.
    private const int Horizon = 28;

    /// <summary>The four weights of a position a fraction t behind its voxel: of the voxels at −1, 0, 1 and 2.</summary>
    /// <param name="t">Fraction, 0 to 1.</param>
    /// <param name="destination">Receives four weights that sum to 1.</param>
    public static void Weights(double t, Span<double> destination)
    {
        var u = 1 - t;
        destination[0] = u * u * u / 6;
        destination[1] = (4 + (3 * t * t * (t - 2))) / 6;
        destination[2] = (4 + (3 * u * u * (u - 2))) / 6;
        destination[3] = t * t * t / 6;
    }

    /// <summary>The derivatives of <see cref="Weights"/> with respect to t.</summary>
    /// <param name="t">Fraction, 0 to 1.</param>
    /// <param name="destination">Receives four values that sum to 0.</param>
    public static void Derivatives(double t, Span<double> destination)
    {
        var u = 1 - t;
        destination[0] = -u * u / 2;
        destination[1] = t * ((1.5 * t) - 2);
        destination[2] = -u * ((1.5 * u) - 2);
        destination[3] = t * t / 2;
    }

    /// <summary>
    /// Filters along the rows of a block, every column for itself: samples mirrored about the outermost rows (scipy's <c>mirror</c>) become
    /// coefficients divided by <see cref="Gain"/>, which the caller multiplies in with one pass for all axes. A single row is left as it
    /// is.
    /// </summary>
    /// <param name="rows">Rows of samples; overwritten.</param>
    /// <param name="stride">Distance between rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="count">Rows.</param>
    internal static void FilterRows(Span<float> rows, int stride, int width, int count)
    {
        if (count < 2) return;

        // Causal: c⁺[0] = Σ over the mirrored period of z^n s[n], then c⁺[n] = s[n] + z c⁺[n − 1].
        var first = rows[..width];
        var period = (2 * count) - 2;
        var (scale, z) = (1 / (1 - Math.Pow(Pole, period)), (float)Pole);
        Scale(first, (float)scale);
        for (var n = 1; n <= Math.Min(count - 1, Horizon); n++)
        {
            var weight = Math.Pow(Pole, n) + (n == count - 1 ? 0 : Math.Pow(Pole, period - n));
            AddScaled(rows.Slice(n * stride, width), (float)(weight * scale), first);
        }

        for (var n = 1; n < count; n++)
            AddScaled(rows.Slice((n - 1) * stride, width), z, rows.Slice(n * stride, width));

        // Anticausal: c[N − 1] = z / (z² − 1) · (c⁺[N − 1] + z c⁺[N − 2]), then c[n] = z (c[n + 1] − c⁺[n]).
        var last = rows.Slice((count - 1) * stride, width);
        AddScaled(rows.Slice((count - 2) * stride, width), z, last);
        Scale(last, (float)(Pole / ((Pole * Pole) - 1)));
        for (var n = count - 2; n >= 0; n--)
            ScaledDifference(rows.Slice((n + 1) * stride, width), z, rows.Slice(n * stride, width));
    }

    private static void Scale(Span<float> row, float factor)
    {
        foreach (ref var v in row)
            v *= factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(ReadOnlySpan<float> source, float factor, Span<float> destination)
    {
        var n = 0;
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination);
        for (; n <= destination.Length - Vector<float>.Count; n += Vector<float>.Count)
        {
            var sum = Vector.LoadUnsafe(ref to, (nuint)n) + (new Vector<float>(factor) * Vector.LoadUnsafe(ref from, (nuint)n));
            sum.StoreUnsafe(ref to, (nuint)n);
        }

        for (; n < destination.Length; n++)
            destination[n] += factor * source[n];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScaledDifference(ReadOnlySpan<float> source, float factor, Span<float> destination)
    {
        var n = 0;
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination);
        for (; n <= destination.Length - Vector<float>.Count; n += Vector<float>.Count)
        {
            var value = new Vector<float>(factor) * (Vector.LoadUnsafe(ref from, (nuint)n) - Vector.LoadUnsafe(ref to, (nuint)n));
            value.StoreUnsafe(ref to, (nuint)n);
        }

        for (; n < destination.Length; n++)
            destination[n] = factor * (source[n] - destination[n]);
    }
}
