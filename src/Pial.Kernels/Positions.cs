using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels;

/// <summary>
/// Rows of positions kept as three spans of coordinates: laid along lines, moved by affines and by displacements. In double precision;
/// vectors and scalars give the same bits.
/// </summary>
public static class Positions
{
    private const int Lanes = 4;

    /// <summary>The positions of a line: <c>start + n·step</c>.</summary>
    /// <param name="line">Start and step.</param>
    /// <param name="x">First coordinates.</param>
    /// <param name="y">Second coordinates.</param>
    /// <param name="z">Third coordinates.</param>
    public static void Line(in SampleLine line, Span<double> x, Span<double> y, Span<double> z)
    {
        Line(line.X, line.StepX, x);
        Line(line.Y, line.StepY, y);
        Line(line.Z, line.StepZ, z);
    }

    /// <summary>Applies <c>p ← A p</c> to every position.</summary>
    /// <param name="map">A, three rows of four.</param>
    /// <param name="x">First coordinates, changed in place.</param>
    /// <param name="y">Second coordinates.</param>
    /// <param name="z">Third coordinates.</param>
    /// <exception cref="ArgumentException">Fewer than twelve entries, or spans of different lengths.</exception>
    public static void Apply(ReadOnlySpan<double> map, Span<double> x, Span<double> y, Span<double> z)
    {
        Check(map, x, y, z);
        var n = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var px = ref MemoryMarshal.GetReference(x);
            ref var py = ref MemoryMarshal.GetReference(y);
            ref var pz = ref MemoryMarshal.GetReference(z);
            for (; n <= x.Length - Lanes; n += Lanes)
            {
                var (a, b, c) = (Vector256.LoadUnsafe(ref px, (nuint)n), Vector256.LoadUnsafe(ref py, (nuint)n),
                    Vector256.LoadUnsafe(ref pz, (nuint)n));
                ((a * map[0]) + (b * map[1]) + (c * map[2]) + Vector256.Create(map[3])).StoreUnsafe(ref px, (nuint)n);
                ((a * map[4]) + (b * map[5]) + (c * map[6]) + Vector256.Create(map[7])).StoreUnsafe(ref py, (nuint)n);
                ((a * map[8]) + (b * map[9]) + (c * map[10]) + Vector256.Create(map[11])).StoreUnsafe(ref pz, (nuint)n);
            }
        }

        for (; n < x.Length; n++)
        {
            var (a, b, c) = (x[n], y[n], z[n]);
            x[n] = (a * map[0]) + (b * map[1]) + (c * map[2]) + map[3];
            y[n] = (a * map[4]) + (b * map[5]) + (c * map[6]) + map[7];
            z[n] = (a * map[8]) + (b * map[9]) + (c * map[10]) + map[11];
        }
    }

    /// <summary>Adds displacements turned by the 3×3 part of an affine: <c>p ← p + A₃ d</c>.</summary>
    /// <param name="map">A, three rows of four; its translation plays no part.</param>
    /// <param name="dx">First components of the displacements.</param>
    /// <param name="dy">Second components.</param>
    /// <param name="dz">Third components.</param>
    /// <param name="x">First coordinates, changed in place.</param>
    /// <param name="y">Second coordinates.</param>
    /// <param name="z">Third coordinates.</param>
    /// <exception cref="ArgumentException">Fewer than twelve entries, or spans of different lengths.</exception>
    public static void Add(
        ReadOnlySpan<double> map, ReadOnlySpan<float> dx, ReadOnlySpan<float> dy, ReadOnlySpan<float> dz, Span<double> x, Span<double> y,
        Span<double> z)
    {
        Check(map, x, y, z);
        if (dx.Length != x.Length || dy.Length != x.Length || dz.Length != x.Length)
            throw new ArgumentException("One displacement for each position is needed.", nameof(dx));
        var n = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var px = ref MemoryMarshal.GetReference(x);
            ref var py = ref MemoryMarshal.GetReference(y);
            ref var pz = ref MemoryMarshal.GetReference(z);
            for (; n <= x.Length - Lanes; n += Lanes)
            {
                var (a, b, c) = (Widen(dx, n), Widen(dy, n), Widen(dz, n));
                (Vector256.LoadUnsafe(ref px, (nuint)n) + ((a * map[0]) + (b * map[1]) + (c * map[2]))).StoreUnsafe(ref px, (nuint)n);
                (Vector256.LoadUnsafe(ref py, (nuint)n) + ((a * map[4]) + (b * map[5]) + (c * map[6]))).StoreUnsafe(ref py, (nuint)n);
                (Vector256.LoadUnsafe(ref pz, (nuint)n) + ((a * map[8]) + (b * map[9]) + (c * map[10]))).StoreUnsafe(ref pz, (nuint)n);
            }
        }

        for (; n < x.Length; n++)
        {
            double a = dx[n], b = dy[n], c = dz[n];
            x[n] += (a * map[0]) + (b * map[1]) + (c * map[2]);
            y[n] += (a * map[4]) + (b * map[5]) + (c * map[6]);
            z[n] += (a * map[8]) + (b * map[9]) + (c * map[10]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(ReadOnlySpan<float> values, int n)
    {
        var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)n));
        return Vector256.Create(low, high);
    }

    private static void Line(double start, double step, Span<double> values)
    {
        for (var n = 0; n < values.Length; n++)
            values[n] = start + (n * step);
    }

    private static void Check(ReadOnlySpan<double> map, Span<double> x, Span<double> y, Span<double> z)
    {
        if (map.Length < 12 || y.Length != x.Length || z.Length != x.Length)
            throw new ArgumentException("An affine has twelve entries, and each position three coordinates.", nameof(map));
    }
}
