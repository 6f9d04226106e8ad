using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Fields;

/// <summary>
/// Work on displacement fields in voxels of their own grid: x, y and z of a <see cref="Vector4"/>, first axis fastest. The spare fourth
/// number is carried along.
/// </summary>
public static class FieldKernels
{
    /// <summary>
    /// <c>destination(x) = step·scale + field(x + step·scale)</c>: the map id + field after the map id + step·scale. The destination may
    /// not be the field.
    /// </summary>
    public static void Compose(Vector4[] field, Vector4[] step, float scale, int ni, int nj, int nk, Vector4[] destination,
        ParallelOptions? parallel = null) =>
        Slices.For(nk, parallel, k =>
        {
            var sampler = new FieldSampler(field, ni, nj, nk);
            for (var j = 0; j < nj; j++)
            {
                var n = ((k * nj) + j) * ni;
                ComposeRow(sampler, step.AsSpan(n, ni), scale, j, k, destination.AsSpan(n, ni));
            }
        });

    /// <summary>
    /// As <see cref="Compose(Vector4[], Vector4[], float, int, int, int, Vector4[], ParallelOptions?)"/>, smoothed as by <see
    /// cref="Smooth"/>.
    /// </summary>
    /// <remarks>The same bits as one after the other, with a pass over memory less.</remarks>
    public static void ComposeSmooth(
        Vector4[] field, Vector4[] step, float scale, (int I, int J, int K) extent, float[] half, Vector4[] destination,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(half);
        var (ni, nj, nk) = extent;
        if (half.Length == 1)
        {
            Compose(field, step, scale, ni, nj, nk, destination, parallel);
            return;
        }

        SmoothSlices((j, k, row) => ComposeRow(new(field, ni, nj, nk), step.AsSpan(((k * nj) + j) * ni, ni), scale, j, k, row),
            destination, extent, half, parallel);
        SmoothAcross(destination, extent, half, null, parallel);
    }

    /// <summary>Rows of <c>source(x + field(x))</c>, edge values outside, each handed over as soon as it is there and never kept.</summary>
    /// <param name="source">What is sampled.</param>
    /// <param name="field">Displacements.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="take">Takes a row and the index of its first voxel; rows of several slices at a time.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void Pull(
        Vector4[] source, Vector4[] field, int ni, int nj, int nk, Action<int, ArraySegment<Vector4>> take,
            ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(take);
        Slices.For(nk, parallel, () => new Vector4[ni], (k, row) =>
        {
            var sampler = new FieldSampler(source, ni, nj, nk);
            for (var j = 0; j < nj; j++)
            {
                var n = ((k * nj) + j) * ni;
                for (var i = 0; i < row.Length; i++)
                    row[i] = sampler.SampleClamped((field[n + i] + new Vector4(i, j, k, 0)).AsVector128());
                take(n, row);
            }
        });
    }

    /// <summary>Gaussian smoothing of all four numbers; beyond the border they count as 0, so that a field fades out there.</summary>
    /// <param name="field">Smoothed in place.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="half">Half kernel, as <see cref="Convolution.GaussianHalfKernel"/> makes it.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="after">Work on the smoothed numbers, done on each row while it is at hand; null for none.</param>
    public static void Smooth(
        Vector4[] field, int ni, int nj, int nk, float[] half, ParallelOptions? parallel = null,
            Action<ArraySegment<Vector4>>? after = null)
    {
        ArgumentNullException.ThrowIfNull(half);
        if (half.Length == 1)
        {
            if (after is not null) Slices.For(nk, parallel, k => after(new(field, k * ni * nj, ni * nj)));
            return;
        }

        SmoothSlices((j, k, row) => field.AsSpan(((k * nj) + j) * ni, ni).CopyTo(row), field, (ni, nj, nk), half, parallel);
        SmoothAcross(field, (ni, nj, nk), half, after, parallel);
    }

    private delegate void RowSource(int j, int k, Span<Vector4> row);

    // Both axes within slices, of rows that are asked for one by one: all of a slice before any of it is written.
    private static void SmoothSlices(
        RowSource source, Vector4[] destination, (int I, int J, int K) extent, float[] half, ParallelOptions? parallel)
    {
        var (ni, nj, nk) = extent;
        var r = half.Length - 1;
        var width = 4 * ni;
        var stride = width + 16; // off a power of two, or the rows under one kernel would fight for the same cache sets
        Slices.For(nk, parallel, () => new float[(stride * (nj + (2 * r))) + width + (8 * r)], (k, scratch) =>
        {
            var slice = MemoryMarshal.Cast<Vector4, float>(destination.AsSpan(k * ni * nj, ni * nj));
            var line = scratch.AsSpan(stride * (nj + (2 * r)));
            line[..(4 * r)].Clear();
            line[(width + (4 * r))..].Clear();
            for (var j = 0; j < nj; j++)
            {
                source(j, k, MemoryMarshal.Cast<float, Vector4>(line.Slice(4 * r, width)));
                Convolution.Along(line, half, 4, scratch.AsSpan((j + r) * stride, width));
            }

            scratch.AsSpan(0, r * stride).Clear();
            scratch.AsSpan((nj + r) * stride, r * stride).Clear();
            for (var j = 0; j < nj; j++)
                Convolution.Along(scratch.AsSpan(j * stride), half, stride, slice.Slice(j * width, width));
        });
    }

    private static void SmoothAcross(
        Vector4[] field, (int I, int J, int K) extent, float[] half, Action<ArraySegment<Vector4>>? after, ParallelOptions? parallel)
    {
        var (ni, nj, nk) = extent;
        var r = half.Length - 1;
        var width = 4 * ni;
        var stride = width + 16;
        Slices.For(nj, parallel, () => new float[stride * (nk + (2 * r))], (j, scratch) =>
        {
            var all = MemoryMarshal.Cast<Vector4, float>(field.AsSpan());
            for (var k = 0; k < nk; k++)
                all.Slice(((k * nj) + j) * width, width).CopyTo(scratch.AsSpan((k + r) * stride));
            scratch.AsSpan(0, r * stride).Clear();
            scratch.AsSpan((nk + r) * stride, r * stride).Clear();
            for (var k = 0; k < nk; k++)
            {
                Convolution.Along(scratch.AsSpan(k * stride), half, stride, all.Slice(((k * nj) + j) * width, width));
                after?.Invoke(new(field, ((k * nj) + j) * ni, ni));
            }
        });
    }

    private static void ComposeRow(in FieldSampler sampler, ReadOnlySpan<Vector4> step, float scale, int j, int k,
        Span<Vector4> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var v = step[i] * scale;
            destination[i] = v + sampler.SampleClamped((v + new Vector4(i, j, k, 0)).AsVector128());
        }
    }

    /// <summary>
    /// The field of the inverse map: <c>v(y) + u(y + v(y)) = 0</c> solved at every voxel by Newton's method on the trilinear field, halving
    /// steps that do not help. (The usual fixed-point iteration diverges where the map stretches more than twofold.)
    /// </summary>
    /// <param name="field">u, voxels.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="destination">First guess in, v out.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The largest residual |v + u(y + v)|, voxels.</returns>
    public static double Invert(Vector4[] field, int ni, int nj, int nk, Vector4[] destination, ParallelOptions? parallel = null)
    {
        var largest = new float[nk];
        Slices.For(nk, parallel, k =>
        {
            var sampler = new FieldSampler(field, ni, nj, nk);
            var max = 0f;
            var at = k * ni * nj;
            for (var j = 0; j < nj; j++)
                for (var i = 0; i < ni; i++, at++)
                {
                    destination[at] = InvertAt(sampler, new(i, j, k), destination[at], out var residual);
                    max = Math.Max(max, residual);
                }

            largest[k] = max;
        });
        return Math.Sqrt(largest.Max());
    }

    /// <summary>The displacement v of the inverse map at any point y: <c>v + u(y + v) = 0</c>.</summary>
    /// <param name="field">u.</param>
    /// <param name="y">Point, voxels.</param>
    /// <param name="v">First guess.</param>
    /// <param name="residual">Squared length of what is left, voxels.</param>
    public static Vector4 InvertAt(in FieldSampler field, Vector3 y, Vector4 v, out float residual)
    {
        const int Iterations = 30;
        const float Enough = 1e-8f; // squared voxels
        var origin = new Vector4(y, 0);
        var r = v + field.SampleClamped((origin + v).AsVector128(), out var dx, out var dy, out var dz);
        (v.W, r.W) = (0, 0);
        residual = r.LengthSquared();
        var step = 1f;
        for (var n = 0; n < Iterations && residual > Enough; n++)
        {
            // (I + ∇u) d = r by Cramer's rule; where the field folds (determinant not above 0) the fixed-point step.
            var a = new Vector3(1 + dx.X, dx.Y, dx.Z);
            var b = new Vector3(dy.X, 1 + dy.Y, dy.Z);
            var c = new Vector3(dz.X, dz.Y, 1 + dz.Z);
            var right = new Vector3(r.X, r.Y, r.Z);
            var bc = Vector3.Cross(b, c);
            var det = Vector3.Dot(a, bc);
            var d = det > 0.05f
                ? new Vector3(Vector3.Dot(right, bc), Vector3.Dot(a, Vector3.Cross(right, c)),
                    Vector3.Dot(a, Vector3.Cross(b, right))) / det
                : right;
            var next = v - new Vector4(d * step, 0);
            var nextR = next + field.SampleClamped((origin + next).AsVector128(), out var nx, out var ny, out var nz);
            nextR.W = 0;
            if (nextR.LengthSquared() < residual)
            {
                (v, r, dx, dy, dz) = (next, nextR, nx, ny, nz);
                residual = r.LengthSquared();
                step = 1;
            }
            else
            {
                step /= 2;
            }
        }

        return v;
    }

    /// <summary>
    /// A field on another grid of the same box; positions map as <c>x_old = x·ratio + offset</c>, displacements are divided by the ratio.
    /// </summary>
    public static void Resample(
        Vector4[] field, (int I, int J, int K) extent, float ratio, float offset, (int I, int J, int K) newExtent, Vector4[] destination,
            ParallelOptions? parallel = null) =>
        Slices.For(newExtent.K, parallel, k =>
        {
            var sampler = new FieldSampler(field, extent.I, extent.J, extent.K);
            var n = k * newExtent.I * newExtent.J;
            for (var j = 0; j < newExtent.J; j++)
                for (var i = 0; i < newExtent.I; i++, n++)
                    destination[n] = sampler.SampleClamped((i * ratio) + offset, (j * ratio) + offset, (k * ratio) + offset) / ratio;
        });

    /// <summary>Smallest determinant of the derivative of x + field(x), by central differences, away from the border.</summary>
    public static double SmallestJacobian(Vector4[] field, int ni, int nj, int nk, ParallelOptions? parallel = null)
    {
        var smallest = new float[nk];
        Array.Fill(smallest, float.PositiveInfinity);
        Slices.For(nk - 2, parallel, below =>
        {
            var k = below + 1;
            var min = float.PositiveInfinity;
            for (var j = 1; j < nj - 1; j++)
                for (var i = 1; i < ni - 1; i++)
                    min = Math.Min(min, Jacobian(field, i + (ni * (j + (nj * k))), ni, ni * nj));
            smallest[k] = min;
        });
        return smallest.Min();
    }

    /// <summary>Determinant of the derivative of x + field(x) at a voxel that is not on the border, by central differences.</summary>
    public static float Jacobian(Vector4[] field, int n, int row, int slice)
    {
        var a = ((field[n + 1] - field[n - 1]) / 2).AsVector3() + Vector3.UnitX;
        var b = ((field[n + row] - field[n - row]) / 2).AsVector3() + Vector3.UnitY;
        var c = ((field[n + slice] - field[n - slice]) / 2).AsVector3() + Vector3.UnitZ;
        return Vector3.Dot(a, Vector3.Cross(b, c));
    }
}
