using System.Numerics.Tensors;

namespace Pial.Kernels;

/// <summary>Sums over a cubic window, axis by axis; windows are cut at the border of the volume.</summary>
public static class BoxFilter
{
    /// <summary>
    /// Sum of <paramref name="source"/> over the (2r + 1)³ window around each voxel. Every output is summed afresh from 2r + 1 terms an axis, not
    /// carried along a row, so that rounding does not drift.
    /// </summary>
    /// <param name="source">Voxels, first axis fastest; not changed.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="radius">r, in voxels.</param>
    /// <param name="scratch">As long as the source; overwritten.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="destination">Receives the sums; may not be the source or the scratch.</param>
    public static void Sum(float[] source, int ni, int nj, int nk, int radius, float[] scratch, float[] destination, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(scratch);
        ArgumentNullException.ThrowIfNull(destination);
        var slice = ni * nj;
        Slices.For(nk, parallel, k =>
        {
            var rows = destination.AsSpan(k * slice, slice);
            for (var j = 0; j < nj; j++)
                SumRow(source.AsSpan((k * slice) + (j * ni), ni), radius, rows.Slice(j * ni, ni));
            var columns = scratch.AsSpan(k * slice, slice);
            for (var j = 0; j < nj; j++)
            {
                var sum = columns.Slice(j * ni, ni);
                rows.Slice(j * ni, ni).CopyTo(sum);
                for (var n = Math.Max(0, j - radius); n <= Math.Min(nj - 1, j + radius); n++)
                    if (n != j) TensorPrimitives.Add(sum, rows.Slice(n * ni, ni), sum);
            }
        });
        Slices.For(nk, parallel, k =>
        {
            var sum = destination.AsSpan(k * slice, slice);
            scratch.AsSpan(k * slice, slice).CopyTo(sum);
            for (var n = Math.Max(0, k - radius); n <= Math.Min(nk - 1, k + radius); n++)
                if (n != k) TensorPrimitives.Add(sum, scratch.AsSpan(n * slice, slice), sum);
        });
    }

    private static void SumRow(ReadOnlySpan<float> row, int radius, Span<float> destination)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var sum = 0f;
            var last = Math.Min(row.Length - 1, i + radius);
            for (var n = Math.Max(0, i - radius); n <= last; n++)
                sum += row[n];
            destination[i] = sum;
        }
    }
}
