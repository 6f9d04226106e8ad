using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pial.Kernels.Registration;

/// <summary>
/// Means, variances and covariance of two images over a cubic window around each voxel, weighted; what a mask leaves out does not colour
/// its neighbours' statistics.
/// Beyond the border the edge values continue.
/// </summary>
/// <remarks>Two passes over memory in all: products are made a row at a time on the way into the window's sums, and sums become moments on
/// the way out. 24 bytes a voxel.</remarks>
public sealed class WindowMoments
{
    private const int Planes = 6;
    private const float LeastWeight = 1e-3f; // of the window's; a mean of less is no mean
    private readonly int ni, nj, nk, stride;
    private readonly float[] box;
    private readonly float[][] planes = new float[Planes][];

    /// <summary>Room for the moments of images of one shape.</summary>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="radius">Of the window, voxels: 2·radius + 1 along each axis.</param>
    public WindowMoments(int ni, int nj, int nk, int radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        (this.ni, this.nj, this.nk, stride) = (ni, nj, nk, ni + 16); // off a power of two, as in Convolution
        box = new float[radius + 1];
        Array.Fill(box, 1f / ((2 * radius) + 1));
        for (var p = 0; p < Planes; p++)
            planes[p] = new float[ni * nj * nk];
    }

    /// <summary>Mean of the first image; 0 where the window has no weight.</summary>
    public float[] MeanF => planes[0];

    /// <summary>Mean of the second image.</summary>
    public float[] MeanM => planes[1];

    /// <summary>Variance of the first image; rounding may leave it slightly below 0.</summary>
    public float[] VarianceF => planes[2];

    /// <summary>Variance of the second image.</summary>
    public float[] VarianceM => planes[3];

    /// <summary>Covariance of both.</summary>
    public float[] Covariance => planes[4];

    /// <summary>Computes the moments.</summary>
    /// <param name="f">First image.</param>
    /// <param name="m">Second image.</param>
    /// <param name="w">Weights, 0 or more.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public void Compute(float[] f, float[] m, float[] w, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(m);
        ArgumentNullException.ThrowIfNull(w);
        var r = box.Length - 1;
        Slices.For(nk, parallel, () => new float[(stride * (nj + (2 * r))) + ni + (2 * r)], (k, scratch) =>
        {
            for (var p = 0; p < Planes; p++)
                SumSlice(p, f, m, w, k, scratch);
        });
        Slices.For(nj, parallel, () => new float[(stride * (nk + (2 * r))) + (Planes * ni * nk)], (j, scratch) =>
        {
            var sums = scratch.AsSpan(stride * (nk + (2 * r)));
            for (var p = 0; p < Planes; p++)
                SumAcross(planes[p], j, scratch, sums.Slice(p * ni * nk, ni * nk));
            for (var k = 0; k < nk; k++)
                Moments(sums, k * ni, ni * nk, ((k * nj) + j) * ni);
        });
    }

    // Sums along both axes of a slice: w f, w m, w f f, w m m, w f m, w.
    private void SumSlice(int p, float[] f, float[] m, float[] w, int k, Span<float> scratch)
    {
        var r = box.Length - 1;
        var line = scratch[(stride * (nj + (2 * r)))..];
        for (var j = 0; j < nj; j++)
        {
            var at = ((k * nj) + j) * ni;
            var product = line.Slice(r, ni);
            w.AsSpan(at, ni).CopyTo(product);
            if (p is 0 or 2 or 4) TensorPrimitives.Multiply(product, f.AsSpan(at, ni), product);
            if (p is 2) TensorPrimitives.Multiply(product, f.AsSpan(at, ni), product);
            if (p is 1 or 3 or 4) TensorPrimitives.Multiply(product, m.AsSpan(at, ni), product);
            if (p is 3) TensorPrimitives.Multiply(product, m.AsSpan(at, ni), product);
            line[..r].Fill(product[0]);
            line[(r + ni)..].Fill(product[^1]);
            Convolution.Along(line, box, 1, scratch.Slice((j + r) * stride, ni));
        }

        PadRows(scratch, nj);
        for (var j = 0; j < nj; j++)
            Convolution.Along(scratch[(j * stride)..], box, stride, planes[p].AsSpan(((k * nj) + j) * ni, ni));
    }

    private void SumAcross(float[] plane, int j, Span<float> scratch, Span<float> sums)
    {
        var r = box.Length - 1;
        for (var k = 0; k < nk; k++)
            plane.AsSpan(((k * nj) + j) * ni, ni).CopyTo(scratch[((k + r) * stride)..]);
        PadRows(scratch, nk);
        for (var k = 0; k < nk; k++)
            Convolution.Along(scratch[(k * stride)..], box, stride, sums.Slice(k * ni, ni));
    }

    private void PadRows(Span<float> rows, int count)
    {
        var r = box.Length - 1;
        for (var t = 0; t < r; t++)
        {
            rows.Slice(r * stride, ni).CopyTo(rows[(t * stride)..]);
            rows.Slice((r + count - 1) * stride, ni).CopyTo(rows[((r + count + t) * stride)..]);
        }
    }

    // A row of sums, one plane apart, to moments at a place of the result.
    private void Moments(ReadOnlySpan<float> sums, int from, int plane, int at)
    {
        ref var s = ref MemoryMarshal.GetReference(sums);
        Vector<float> Sum(ref float first, int p, int n) => Vector.LoadUnsafe(ref first, (nuint)(from + (p * plane) + n));
        var i = 0;
        for (; i <= ni - Vector<float>.Count; i += Vector<float>.Count)
        {
            var seen = Sum(ref s, 5, i);
            var share = Vector.ConditionalSelect(Vector.GreaterThan(seen, new Vector<float>(LeastWeight)), Vector<float>.One / seen,
                Vector<float>.Zero);
            var (meanF, meanM) = (Sum(ref s, 0, i) * share, Sum(ref s, 1, i) * share);
            meanF.CopyTo(MeanF, at + i);
            meanM.CopyTo(MeanM, at + i);
            ((Sum(ref s, 2, i) * share) - (meanF * meanF)).CopyTo(VarianceF, at + i);
            ((Sum(ref s, 3, i) * share) - (meanM * meanM)).CopyTo(VarianceM, at + i);
            ((Sum(ref s, 4, i) * share) - (meanF * meanM)).CopyTo(Covariance, at + i);
        }

        for (; i < ni; i++)
        {
            var (n, seen) = (at + i, sums[from + (5 * plane) + i]);
            var share = seen > LeastWeight ? 1 / seen : 0;
            var (meanF, meanM) = (sums[from + i] * share, sums[from + plane + i] * share);
            (MeanF[n], MeanM[n]) = (meanF, meanM);
            VarianceF[n] = (sums[from + (2 * plane) + i] * share) - (meanF * meanF);
            VarianceM[n] = (sums[from + (3 * plane) + i] * share) - (meanM * meanM);
            Covariance[n] = (sums[from + (4 * plane) + i] * share) - (meanF * meanM);
        }
    }
}
