using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels;

/// <summary>Separable convolution of 3-D arrays (first axis fastest) with symmetric kernels.</summary>
/// <remarks>
/// A kernel is given by its half: <c>half[0]</c> is the centre, <c>half[t]</c> the weight at distance ±t; <c>[1]</c> changes nothing.
/// Products are added in the same order in every lane and on every path, without fused multiply-add, so the result has the same bits on
/// every processor and at every thread count. Accumulation is in single precision: with weights that sum to 1 the error stays below
/// 1e-6 of the input's range, and double would halve the speed.
/// </remarks>
public static class Convolution
{
    /// <summary>
    /// Half kernel of a Gaussian sampled at whole voxels and normalised to sum 1, as scipy's <c>gaussian_filter1d</c> makes it.
    /// </summary>
    /// <param name="sigma">Standard deviation in voxels; 0 gives the identity kernel.</param>
    /// <param name="truncate">Where the kernel ends, in standard deviations; the radius is <c>(int)(truncate·sigma + 0.5)</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Sigma is negative or not finite.</exception>
    public static float[] GaussianHalfKernel(double sigma, double truncate = 4)
    {
        if (!(sigma >= 0) || !double.IsFinite(sigma))
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "Sigma must be a finite number of voxels, 0 or more.");
        var radius = (int)((truncate * sigma) + 0.5);
        var weights = new double[radius + 1];
        var sum = 0.0;
        for (var t = radius; t >= 0; t--)
        {
            weights[t] = t == 0 ? 1 : Math.Exp(-0.5 * t * t / (sigma * sigma));
            sum += t == 0 ? 1 : 2 * weights[t];
        }

        return Array.ConvertAll(weights, w => (float)(w / sum));
    }

    /// <summary>Convolves along the three axes.</summary>
    /// <param name="source">ni·nj·nk values.</param>
    /// <param name="ni">Extent of the first, fastest axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="halfI">Half kernel along the first axis.</param>
    /// <param name="halfJ">Half kernel along the second axis.</param>
    /// <param name="halfK">Half kernel along the third axis.</param>
    /// <param name="boundary">What the kernel sees outside.</param>
    /// <param name="destination">Receives the result; may be the source itself.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void Separable(
        ReadOnlyMemory<float> source, int ni, int nj, int nk, float[] halfI, float[] halfJ, float[] halfK, Boundary boundary,
        Memory<float> destination, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(halfI);
        ArgumentNullException.ThrowIfNull(halfJ);
        ArgumentNullException.ThrowIfNull(halfK);
        if (source.Length != ni * nj * nk || destination.Length != source.Length)
            throw new ArgumentException($"{source.Length} values in and {destination.Length} out do not fit {ni}×{nj}×{nk}.",
                nameof(source));

        // First both in-slice axes while the slice is in cache, then the third axis one (i, k) plane at a time, in place.
        // Rows in scratch are 16 floats apart from a power of two, or the rows under one kernel would fight for the same cache sets.
        var stride = ni + 16;
        Slices.For(nk, parallel, () => new float[(stride * (nj + (2 * Radius(halfJ)))) + ni + (2 * Radius(halfI))], (k, scratch) =>
        {
            var slice = source.Span.Slice(k * ni * nj, ni * nj);
            var target = destination.Span.Slice(k * ni * nj, ni * nj);
            var rJ = Radius(halfJ);
            var line = scratch.AsSpan(stride * (nj + (2 * rJ)));
            for (var j = 0; j < nj; j++)
            {
                Pad(slice.Slice(j * ni, ni), Radius(halfI), boundary, line);
                Along(line, halfI, 1, scratch.AsSpan((j + rJ) * stride, ni));
            }

            PadRows(scratch, ni, stride, nj, rJ, boundary);
            for (var j = 0; j < nj; j++)
                Along(scratch.AsSpan(j * stride), halfJ, stride, target.Slice(j * ni, ni));
        });
        if (Radius(halfK) == 0) return;

        Slices.For(nj, parallel, () => new float[stride * (nk + (2 * Radius(halfK)))], (j, scratch) =>
        {
            var target = destination.Span;
            var rK = Radius(halfK);
            for (var k = 0; k < nk; k++)
                target.Slice((k * ni * nj) + (j * ni), ni).CopyTo(scratch.AsSpan((k + rK) * stride));
            PadRows(scratch, ni, stride, nk, rK, boundary);
            for (var k = 0; k < nk; k++)
                Along(scratch.AsSpan(k * stride), halfK, stride, target.Slice((k * ni * nj) + (j * ni), ni));
        });
    }

    /// <summary>
    /// <c>destination[n] = half[0]·padded[n + r·step] + Σ half[t]·(padded[n + (r − t)·step] + padded[n + (r + t)·step])</c>, r the radius:
    /// with step 1 a convolution along a padded line, with step = row length one across padded rows.
    /// The destination is apart from what is padded.
    /// </summary>
    public static void Along(ReadOnlySpan<float> padded, ReadOnlySpan<float> half, int step, Span<float> destination)
    {
        var r = half.Length - 1;
        if (padded.Length < destination.Length + (2 * r * step))
            throw new ArgumentException($"{padded.Length} padded values are too few for {destination.Length} results of radius {r}.",
                nameof(padded));
        if (r == 0 && half[0] == 1)
        {
            padded[..destination.Length].CopyTo(destination);
            return;
        }

        if (Vector512.IsHardwareAccelerated && destination.Length >= Vector512<float>.Count)
            AlongWide(ref MemoryMarshal.GetReference(padded), half, step, destination);
        else if (Vector.IsHardwareAccelerated && destination.Length >= Vector<float>.Count)
            AlongVectors(ref MemoryMarshal.GetReference(padded), half, step, destination);
        else
            AlongScalar(padded, half, step, destination, 0);
    }

    /// <summary>The plain form of <see cref="Along"/>, from an element on; tests compare the two bit by bit.</summary>
    internal static void AlongScalar(ReadOnlySpan<float> padded, ReadOnlySpan<float> half, int step, Span<float> destination, int from)
    {
        var r = half.Length - 1;
        for (var n = from; n < destination.Length; n++)
        {
            var centre = n + (r * step);
            var sum = half[0] * padded[centre];
            for (var t = 1; t <= r; t++)
                sum += half[t] * (padded[centre - (t * step)] + padded[centre + (t * step)]);
            destination[n] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AlongVectors(ref float padded, ReadOnlySpan<float> half, int step, Span<float> destination)
    {
        var r = half.Length - 1;
        var width = Vector<float>.Count;
        var n = 0;

        // Two vectors at a time hide the latency of the running sum.
        for (; n <= destination.Length - (2 * width); n += 2 * width)
        {
            var centre = (nuint)(n + (r * step));
            var w = new Vector<float>(half[0]);
            var (a, b) = (w * Vector.LoadUnsafe(ref padded, centre), w * Vector.LoadUnsafe(ref padded, centre + (nuint)width));
            for (var t = 1; t < half.Length; t++)
            {
                var (low, high) = (centre - (nuint)(t * step), centre + (nuint)(t * step));
                w = new Vector<float>(half[t]);
                a += w * (Vector.LoadUnsafe(ref padded, low) + Vector.LoadUnsafe(ref padded, high));
                b += w * (Vector.LoadUnsafe(ref padded, low + (nuint)width) + Vector.LoadUnsafe(ref padded, high + (nuint)width));
            }

            a.CopyTo(destination[n..]);
            b.CopyTo(destination[(n + width)..]);
        }

        // The last vector may lie over results that are there already: the same bits again.
        for (; n < destination.Length; n += width)
        {
            n = Math.Min(n, destination.Length - width);
            var centre = (nuint)(n + (r * step));
            var a = new Vector<float>(half[0]) * Vector.LoadUnsafe(ref padded, centre);
            for (var t = 1; t < half.Length; t++)
                a += new Vector<float>(half[t]) * (Vector.LoadUnsafe(ref padded, centre - (nuint)(t * step)) +
                    Vector.LoadUnsafe(ref padded, centre + (nuint)(t * step)));
            a.CopyTo(destination[n..]);
        }
    }

    // The same with vectors of 512 bits, where the processor is not slowed down by them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AlongWide(ref float padded, ReadOnlySpan<float> half, int step, Span<float> destination)
    {
        var r = half.Length - 1;
        var width = Vector512<float>.Count;
        var n = 0;
        for (; n <= destination.Length - (2 * width); n += 2 * width)
        {
            var centre = (nuint)(n + (r * step));
            var w = Vector512.Create(half[0]);
            var (a, b) = (w * Vector512.LoadUnsafe(ref padded, centre), w * Vector512.LoadUnsafe(ref padded, centre + (nuint)width));
            for (var t = 1; t < half.Length; t++)
            {
                var (low, high) = (centre - (nuint)(t * step), centre + (nuint)(t * step));
                w = Vector512.Create(half[t]);
                a += w * (Vector512.LoadUnsafe(ref padded, low) + Vector512.LoadUnsafe(ref padded, high));
                b += w * (Vector512.LoadUnsafe(ref padded, low + (nuint)width) + Vector512.LoadUnsafe(ref padded, high + (nuint)width));
            }

            a.CopyTo(destination[n..]);
            b.CopyTo(destination[(n + width)..]);
        }

        for (; n < destination.Length; n += width)
        {
            n = Math.Min(n, destination.Length - width);
            var centre = (nuint)(n + (r * step));
            var a = Vector512.Create(half[0]) * Vector512.LoadUnsafe(ref padded, centre);
            for (var t = 1; t < half.Length; t++)
                a += Vector512.Create(half[t]) * (Vector512.LoadUnsafe(ref padded, centre - (nuint)(t * step)) +
                    Vector512.LoadUnsafe(ref padded, centre + (nuint)(t * step)));
            a.CopyTo(destination[n..]);
        }
    }

    private static int Radius(float[] half) => half.Length - 1;

    private static void Pad(ReadOnlySpan<float> line, int radius, Boundary boundary, Span<float> destination)
    {
        line.CopyTo(destination[radius..]);
        for (var t = 1; t <= radius; t++)
        {
            destination[radius - t] = Boundaries.Fold(boundary, -t, line.Length) is >= 0 and var a ? line[a] : 0;
            destination[radius + line.Length - 1 + t] = Boundaries.Fold(boundary, line.Length - 1 + t, line.Length) is >= 0 and var b
                ? line[b] : 0;
        }
    }

    private static void PadRows(Span<float> rows, int width, int stride, int count, int radius, Boundary boundary)
    {
        for (var t = 1; t <= radius; t++)
        {
            PadRow(rows, -t, width, stride, count, radius, boundary);
            PadRow(rows, count - 1 + t, width, stride, count, radius, boundary);
        }
    }

    private static void PadRow(Span<float> rows, int row, int width, int stride, int count, int radius, Boundary boundary)
    {
        var target = rows.Slice((row + radius) * stride, width);
        if (Boundaries.Fold(boundary, row, count) is >= 0 and var from)
            rows.Slice((from + radius) * stride, width).CopyTo(target);
        else
            target.Clear();
    }
}
