namespace Pial.Kernels;

/// <summary>Arrays at half the resolution, for work from coarse to fine.</summary>
public static class Pyramid
{
    /// <summary>Extent after <see cref="Halve"/>: half, rounded up.</summary>
    public static int HalfExtent(int extent) => (extent + 1) / 2;

    /// <summary>
    /// Averages cells of 2×2×2 values; cells at the far end of an odd axis average what there is. The centre of cell 0 lies at 0.5 in the
    /// input's voxel coordinates, and its step is 2 voxels (an axis of one value stays as it is, at 0).
    /// </summary>
    /// <param name="source">ni·nj·nk values, first axis fastest.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="destination">Receives the product of the half extents.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">A count does not fit.</exception>
    public static void Halve(ReadOnlyMemory<float> source, int ni, int nj, int nk, Memory<float> destination,
        ParallelOptions? parallel = null)
    {
        var (hi, hj, hk) = (HalfExtent(ni), HalfExtent(nj), HalfExtent(nk));
        if (source.Length != ni * nj * nk || destination.Length != hi * hj * hk)
            throw new ArgumentException($"{source.Length} values in and {destination.Length} out do not fit {ni}×{nj}×{nk} and its half.",
                nameof(source));
        Slices.For(hk, parallel, k =>
        {
            var target = destination.Span.Slice(k * hi * hj, hi * hj);
            for (var j = 0; j < hj; j++)
            {
                for (var i = 0; i < hi; i++)
                    target[(j * hi) + i] = Mean(source.Span, ni, nj, nk, 2 * i, 2 * j, 2 * k);
            }
        });
    }

    private static float Mean(ReadOnlySpan<float> source, int ni, int nj, int nk, int i, int j, int k)
    {
        var (sum, count) = (0.0, 0);
        for (var c = k; c < Math.Min(k + 2, nk); c++)
        {
            for (var b = j; b < Math.Min(j + 2, nj); b++)
            {
                for (var a = i; a < Math.Min(i + 2, ni); a++, count++)
                    sum += source[a + (ni * (b + (nj * c)))];
            }
        }

        return (float)(sum / count);
    }
}
