using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels;

/// <summary>Cubic B-spline interpolation of a 3-D array at voxel coordinates: the smooth surface that passes through every voxel.</summary>
/// <remarks>
/// Equal to scipy's <c>map_coordinates(order=3, mode='constant')</c> inside the image, within single precision: samples are mirrored about
/// the outermost voxel centres. Coefficients are kept with a border of one voxel before and two behind, so that the 4×4×4 neighbourhood of
/// a position never leaves the array. A value that is not finite would spread along whole rows: the caller replaces those first.
/// </remarks>
public sealed class CubicSampler
{
    private const int Lines = 16;
    private readonly float[] coefficients;
    private readonly int ni, nj, nk, row, slice;

    private CubicSampler(int ni, int nj, int nk)
    {
        (this.ni, this.nj, this.nk) = (ni, nj, nk);
        (row, slice) = (ni + 3, (ni + 3) * (nj + 3));
        var length = (long)slice * (nk + 3);
        if (length > Array.MaxLength)
            throw new ArgumentException($"{ni}×{nj}×{nk} values are too many for cubic interpolation.", nameof(ni));
        coefficients = GC.AllocateUninitializedArray<float>((int)length);
    }

    /// <summary>Filters an array into spline coefficients; takes about as long as a separable convolution.</summary>
    /// <param name="source">ni·nj·nk finite values, first axis fastest.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The count does not fit.</exception>
    public static CubicSampler Fit(ReadOnlyMemory<float> source, int ni, int nj, int nk, ParallelOptions? parallel = null)
    {
        if (source.Length != ni * nj * nk)
            throw new ArgumentException($"{source.Length} values do not fit {ni}×{nj}×{nk}.", nameof(source));
        var sampler = new CubicSampler(ni, nj, nk);
        Slices.For(nk, parallel, () => new float[ni * Lines],
            (k, scratch) => sampler.FitSlice(source.Span.Slice(k * ni * nj, ni * nj), k, scratch));
        Slices.For(nj + 3, parallel, () => new float[nk * sampler.row], sampler.FitThirdAxis);
        return sampler;
    }

    /// <summary>The value at a position; beyond the outermost voxel centres that of the nearest position on the edge.</summary>
    public float SampleClamped(double x, double y, double z)
    {
        var i = LineCells.Split(x, ni, 0, out var tx);
        var j = LineCells.Split(y, nj, 0, out var ty);
        var k = LineCells.Split(z, nk, 0, out var tz);
        return Neighbourhood(ref MemoryMarshal.GetArrayDataReference(coefficients), i + (row * j) + (slice * k), tx, ty, tz);
    }

    /// <summary>Samples along a line of positions.</summary>
    /// <param name="line">Positions.</param>
    /// <param name="outside">Value of positions outside the image.</param>
    /// <param name="margin">As in <see cref="SampleLine.Inside"/>; positions in the margin take the edge's value.</param>
    /// <param name="destination">One value a position.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // not to run a whole image in unoptimised code first
    public void Sample(in SampleLine line, float outside, double margin, Span<float> destination)
    {
        var (from, to) = line.Inside(ni, nj, nk, destination.Length, margin);
        destination[..from].Fill(outside);
        var n = from;
        var cells = new LineCells(line, ni, nj, nk, 0, row, slice);
        if (Vector256.IsHardwareAccelerated && cells.CanBlock)
        {
            ref var first = ref MemoryMarshal.GetArrayDataReference(coefficients);
            Span<int> at = stackalloc int[LineCells.Block];
            Span<float> t = stackalloc float[3 * LineCells.Block];
            for (; n <= to - LineCells.Block; n += LineCells.Block)
            {
                cells.Next(n, out var tx, out var ty, out var tz).CopyTo(at);
                tx.CopyTo(t);
                ty.CopyTo(t[8..]);
                tz.CopyTo(t[16..]);
                for (var m = 0; m < LineCells.Block; m++)
                    destination[n + m] = Neighbourhood(ref first, at[m], t[m], t[8 + m], t[16 + m]);
            }
        }

        for (; n < to; n++)
            destination[n] = SampleClamped(line.X + (n * line.StepX), line.Y + (n * line.StepY), line.Z + (n * line.StepZ));
        destination[to..].Fill(outside);
    }

    /// <summary>Samples at positions given one by one.</summary>
    /// <param name="x">First coordinates, voxels; a position that is not a number is outside.</param>
    /// <param name="y">Second coordinates.</param>
    /// <param name="z">Third coordinates.</param>
    /// <param name="outside">Value of positions outside the image.</param>
    /// <param name="margin">As in <see cref="SampleLine.Inside"/>; positions in the margin take the edge's value.</param>
    /// <param name="destination">One value a position.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sample(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, float outside, double margin,
        Span<float> destination)
    {
        for (var n = 0; n < destination.Length; n++)
        {
            var inside = SampleLine.Within(x[n], ni, margin) && SampleLine.Within(y[n], nj, margin) && SampleLine.Within(z[n], nk, margin);
            destination[n] = inside ? SampleClamped(x[n], y[n], z[n]) : outside;
        }
    }

    /// <summary>The plain form of <see cref="SampleClamped"/>; tests compare the two bit by bit.</summary>
    internal float SampleScalar(double x, double y, double z)
    {
        var i = LineCells.Split(x, ni, 0, out var tx);
        var j = LineCells.Split(y, nj, 0, out var ty);
        var k = LineCells.Split(z, nk, 0, out var tz);
        var (wx, wy, wz) = (Weights(tx), Weights(ty), Weights(tz));
        Span<float> sum = stackalloc float[4];
        Span<float> plane = stackalloc float[4];
        for (var c = 0; c < 4; c++)
        {
            for (var b = 0; b < 4; b++)
            {
                for (var a = 0; a < 4; a++)
                    plane[a] = (b == 0 ? 0 : plane[a]) + (wy.GetElement(b) * coefficients[i + a + (row * (j + b)) + (slice * (k + c))]);
            }

            for (var a = 0; a < 4; a++)
                sum[a] = (c == 0 ? 0 : sum[a]) + (wz.GetElement(c) * plane[a]);
        }

        for (var a = 0; a < 4; a++)
            sum[a] *= wx.GetElement(a);
        return sum[0] + sum[1] + (sum[2] + sum[3]);
    }

    // Four neighbours along the first axis are one vector; the second and third axis are summed onto it, the first at the end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Neighbourhood(ref float first, int at, float tx, float ty, float tz)
    {
        var (wy, wz) = (Weights(ty), Weights(tz));
        ref var p = ref Unsafe.Add(ref first, at);
        var sum = Vector128.Shuffle(wz, Vector128.Create(0)) * Plane(ref p, wy);
        sum += Vector128.Shuffle(wz, Vector128.Create(1)) * Plane(ref Unsafe.Add(ref p, slice), wy);
        sum += Vector128.Shuffle(wz, Vector128.Create(2)) * Plane(ref Unsafe.Add(ref p, 2 * slice), wy);
        sum += Vector128.Shuffle(wz, Vector128.Create(3)) * Plane(ref Unsafe.Add(ref p, 3 * slice), wy);
        sum *= Weights(tx);
        return sum.GetElement(0) + sum.GetElement(1) + (sum.GetElement(2) + sum.GetElement(3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<float> Plane(ref float p, Vector128<float> wy)
    {
        var sum = Vector128.Shuffle(wy, Vector128.Create(0)) * Vector128.LoadUnsafe(ref p);
        sum += Vector128.Shuffle(wy, Vector128.Create(1)) * Vector128.LoadUnsafe(ref Unsafe.Add(ref p, row));
        sum += Vector128.Shuffle(wy, Vector128.Create(2)) * Vector128.LoadUnsafe(ref Unsafe.Add(ref p, 2 * row));
        return sum + (Vector128.Shuffle(wy, Vector128.Create(3)) * Vector128.LoadUnsafe(ref Unsafe.Add(ref p, 3 * row)));
    }

    // The weights of BSpline.Weights as one polynomial with four coefficients: a + t (b + t (c + t d)).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Weights(float t)
    {
        var v = Vector128.Create(t);
        var d = Vector128.Create(-1 / 6f, 0.5f, -0.5f, 1 / 6f);
        var c = Vector128.Create(0.5f, -1, 0.5f, 0) + (v * d);
        var b = Vector128.Create(-0.5f, 0, 0.5f, 0) + (v * c);
        return Vector128.Create(1 / 6f, 2 / 3f, 1 / 6f, 0) + (v * b);
    }

    private void FitSlice(ReadOnlySpan<float> source, int k, Span<float> scratch)
    {
        var target = coefficients.AsSpan((k + 1) * slice, slice);
        var gain = (ni > 1 ? BSpline.Gain : 1) * (nj > 1 ? BSpline.Gain : 1) * (nk > 1 ? BSpline.Gain : 1);

        // Along the first axis sixteen lines are turned on their side, so that the recursion runs on vectors here too.
        for (var j = 0; j < nj; j += Lines)
        {
            var lines = Math.Min(Lines, nj - j);
            for (var l = 0; l < lines; l++)
            {
                var line = source.Slice((j + l) * ni, ni);
                for (var i = 0; i < line.Length; i++)
                    scratch[(i * Lines) + l] = gain * line[i];
            }

            BSpline.FilterRows(scratch, Lines, lines, ni);
            for (var l = 0; l < lines; l++)
            {
                var line = target.Slice((j + l + 1) * row, row);
                for (var i = 0; i < ni; i++)
                    line[i + 1] = scratch[(i * Lines) + l];
                line[0] = line[1 + Boundaries.Fold(Boundary.Mirror, -1, ni)];
                line[ni + 1] = line[1 + Boundaries.Fold(Boundary.Mirror, ni, ni)];
                line[ni + 2] = line[1 + Boundaries.Fold(Boundary.Mirror, ni + 1, ni)];
            }
        }

        BSpline.FilterRows(target[row..], row, row, nj);
        PadRows(target, nj);
    }

    private void FitThirdAxis(int j, float[] scratch)
    {
        for (var k = 0; k < nk; k++)
            coefficients.AsSpan(((k + 1) * slice) + (j * row), row).CopyTo(scratch.AsSpan(k * row));
        BSpline.FilterRows(scratch, row, row, nk);
        for (var k = -1; k < nk + 2; k++)
            scratch.AsSpan(Boundaries.Fold(Boundary.Mirror, k, nk) * row, row)
                .CopyTo(coefficients.AsSpan(((k + 1) * slice) + (j * row), row));
    }

    private void PadRows(Span<float> rows, int count)
    {
        ReadOnlySpan<int> outside = [-1, count, count + 1];
        foreach (var n in outside)
            rows.Slice((1 + Boundaries.Fold(Boundary.Mirror, n, count)) * row, row).CopyTo(rows.Slice((n + 1) * row, row));
    }
}
