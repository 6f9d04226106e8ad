using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Denoising;

/// <summary>Non-local means with patches of 3×3×3 voxels, for a tile of an image.</summary>
/// <remarks>
/// Buades, Coll and Morel 2005, doi:10.1109/CVPR.2005.38. For one offset the squared differences of all voxels are made once and summed
/// along the three axes one after the other, so that a patch costs a dozen additions instead of 27; offset after offset is added to the
/// tile's sums, which stay in the cache.
/// </remarks>
public static class PatchNonLocalMeans
{
    /// <summary>Voxels of a tile along the second axis.</summary>
    public const int TileRows = 16;

    /// <summary>Voxels of a tile along the third axis.</summary>
    public const int TileSlices = 8;

    /// <summary>
    /// Voxels by which an image must be padded on every side: search, patch, and along the first axis a vector more at the end of a row.
    /// </summary>
    public static int Margin(int radius) => radius + 1;

    /// <summary>Values of scratch a tile needs.</summary>
    /// <param name="count">Voxels averaged in a row; a multiple of eight.</param>
    public static int ScratchLength(int count) => (count + 16) + (3 * (TileRows + 2) * count);

    /// <summary>Averages the voxels of a tile over all offsets within a radius.</summary>
    /// <param name="image">Padded image.</param>
    /// <param name="nx">Extent of a padded row.</param>
    /// <param name="ny">Padded rows in a slice.</param>
    /// <param name="start">The tile's first voxel in the image.</param>
    /// <param name="count">Voxels in a row, a multiple of eight; the row and the margin lie within the padded row.</param>
    /// <param name="rows">Rows, up to <see cref="TileRows"/>.</param>
    /// <param name="slices">Slices, up to <see cref="TileSlices"/>.</param>
    /// <param name="radius">Of the search, voxels.</param>
    /// <param name="scale">One over the squared bandwidth and the patch's 27 voxels.</param>
    /// <param name="sum">slices × rows × count: receives the averages.</param>
    /// <param name="weight">As many; scratch.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/>.</param>
    public static void Average(
        ReadOnlySpan<float> image, int nx, int ny, int start, int count, int rows, int slices, int radius, float scale, Span<float> sum,
        Span<float> weight, Span<float> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(count % 8, 0);
        var (slice, reach) = (nx * ny, (Margin(radius) * ((nx * ny) + nx + 1)) + 8);
        if (start < reach || start + ((slices - 1) * slice) + ((rows - 1) * nx) + count + reach > image.Length)
            throw new ArgumentOutOfRangeException(nameof(start), "The tile and its margin leave the image.");
        if (rows > TileRows || slices > TileSlices || sum.Length < slices * rows * count || weight.Length < slices * rows * count
            || scratch.Length < ScratchLength(count))
            throw new ArgumentException("The tile does not fit the sums or the scratch.", nameof(rows));
        sum[..(slices * rows * count)].Clear();
        weight[..(slices * rows * count)].Clear();
        var line = scratch[..(count + 16)];
        var planes = scratch[(count + 16)..];
        for (var dz = -radius; dz <= radius; dz++)
        {
            for (var dy = -radius; dy <= radius; dy++)
            {
                for (var dx = -radius; dx <= radius; dx++)
                    Offset(image, nx, slice, start, count, rows, slices, (dz * slice) + (dy * nx) + dx, scale, sum, weight, line, planes);
            }
        }

        for (var n = 0; n < slices * rows * count; n++)
            sum[n] /= weight[n];
    }

    private static void Offset(
        ReadOnlySpan<float> image, int nx, int slice, int start, int count, int rows, int slices, int offset, float scale, Span<float> sum,
        Span<float> weight, Span<float> line, Span<float> planes)
    {
        var plane = (rows + 2) * count;
        for (var z = -1; z <= slices; z++)
        {
            var own = planes.Slice(((z + 1) % 3) * plane, plane);
            for (var y = -1; y <= rows; y++)
                Differences(image, start + (z * slice) + (y * nx), offset, line, own.Slice((y + 1) * count, count));
            if (z < 1) continue;
            for (var y = 0; y < rows; y++)
            {
                var at = (((z - 1) * rows) + y) * count;
                Accumulate(image, start + ((z - 1) * slice) + (y * nx) + offset, planes, plane, y * count, count, scale,
                    sum.Slice(at, count), weight.Slice(at, count));
            }
        }
    }

    // Squared differences of a row and its neighbour, summed over three voxels of the row.
    private static void Differences(ReadOnlySpan<float> image, int at, int offset, Span<float> line, Span<float> destination)
    {
        ref var here = ref MemoryMarshal.GetReference(image[(at - 1)..]);
        ref var there = ref MemoryMarshal.GetReference(image[(at - 1 + offset)..]);
        ref var d = ref MemoryMarshal.GetReference(line);
        ref var to = ref MemoryMarshal.GetReference(destination);
        for (var n = 0; n < destination.Length + 8; n += 8)
        {
            var e = Vector256.LoadUnsafe(ref here, (nuint)n) - Vector256.LoadUnsafe(ref there, (nuint)n);
            (e * e).StoreUnsafe(ref d, (nuint)n);
        }

        for (var n = 0; n < destination.Length; n += 8)
            (Vector256.LoadUnsafe(ref d, (nuint)n) + Vector256.LoadUnsafe(ref d, (nuint)n + 1) + Vector256.LoadUnsafe(ref d, (nuint)n + 2))
                .StoreUnsafe(ref to, (nuint)n);
    }

    private static void Accumulate(ReadOnlySpan<float> image, int there, ReadOnlySpan<float> planes, int plane, int row, int count,
        float scale, Span<float> sum, Span<float> weight)
    {
        ref var v = ref MemoryMarshal.GetReference(image[there..]);
        ref var a = ref MemoryMarshal.GetReference(planes[row..]);
        ref var b = ref MemoryMarshal.GetReference(planes[(plane + row)..]);
        ref var c = ref MemoryMarshal.GetReference(planes[((2 * plane) + row)..]);
        ref var s = ref MemoryMarshal.GetReference(sum);
        ref var w = ref MemoryMarshal.GetReference(weight);
        var (k, second, third) = (Vector256.Create(-scale), (nuint)count, (nuint)(2 * count));
        for (var n = (nuint)0; n < (nuint)count; n += 8)
        {
            var distance = Vector256.LoadUnsafe(ref a, n) + Vector256.LoadUnsafe(ref a, n + second) + Vector256.LoadUnsafe(ref a, n + third)
                + Vector256.LoadUnsafe(ref b, n) + Vector256.LoadUnsafe(ref b, n + second) + Vector256.LoadUnsafe(ref b, n + third)
                + Vector256.LoadUnsafe(ref c, n) + Vector256.LoadUnsafe(ref c, n + second) + Vector256.LoadUnsafe(ref c, n + third);
            var e = FastExp.Exp(distance * k);
            (Vector256.LoadUnsafe(ref s, n) + (e * Vector256.LoadUnsafe(ref v, n))).StoreUnsafe(ref s, n);
            (Vector256.LoadUnsafe(ref w, n) + e).StoreUnsafe(ref w, n);
        }
    }
}
