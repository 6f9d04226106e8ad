namespace Pial.Kernels;

/// <summary>Arrays whose first axis is fastest (images) to arrays whose last is (tensors), and back.</summary>
public static class AxisOrder
{
    // A line of the cache holds 16 floats: a block reads and writes whole lines.
    private const int Block = 16;

    /// <summary>
    /// Copies a box out of an image into a tensor: <c>destination[(i · J + j) · K + k] = source(i₀ + i, j₀ + j, k₀ + k)</c> for a box of I
    /// × J × K voxels.
    /// </summary>
    /// <param name="source">Voxels, first axis fastest.</param>
    /// <param name="extent">Extents of the image's first two axes.</param>
    /// <param name="start">First voxel of the box.</param>
    /// <param name="box">Extents of the box.</param>
    /// <param name="destination">The box, last axis fastest.</param>
    /// <exception cref="ArgumentException">The destination is not as long as the box is large.</exception>
    /// <exception cref="IndexOutOfRangeException">The box leaves the image.</exception>
    public static void CropReversed<T>(ReadOnlySpan<T> source, (int I, int J) extent, (int I, int J, int K) start,
        (int I, int J, int K) box, Span<T> destination)
        where T : unmanaged
    {
        if (destination.Length != (long)box.I * box.J * box.K)
            throw new ArgumentException("The destination must hold the box.", nameof(destination));
        for (var j = 0; j < box.J; j++)
        {
            for (var i0 = 0; i0 < box.I; i0 += Block)
            {
                var iEnd = Math.Min(i0 + Block, box.I);
                for (var k0 = 0; k0 < box.K; k0 += Block)
                {
                    var kEnd = Math.Min(k0 + Block, box.K);
                    for (var i = i0; i < iEnd; i++)
                    {
                        var from = start.I + i + (extent.I * (start.J + j + (extent.J * (start.K + k0))));
                        var to = (((i * box.J) + j) * box.K) + k0;
                        for (var k = k0; k < kEnd; k++, from += extent.I * extent.J)
                            destination[to++] = source[from];
                    }
                }
            }
        }
    }

    /// <summary>A tensor as an image: <c>destination[i + I · (j + J · k)] = source[(i · J + j) · K + k]</c>.</summary>
    /// <param name="source">Last axis fastest.</param>
    /// <param name="shape">Extents of the axes.</param>
    /// <param name="destination">First axis fastest.</param>
    /// <exception cref="ArgumentException">A span is not as long as the shape is large.</exception>
    public static void Reverse<T>(ReadOnlySpan<T> source, (int I, int J, int K) shape, Span<T> destination)
        where T : unmanaged
    {
        if (source.Length != destination.Length) throw new ArgumentException("Both spans must hold the shape.", nameof(destination));

        // The same copy with the names of the axes exchanged.
        CropReversed(source, (shape.K, shape.J), (0, 0, 0), (shape.K, shape.J, shape.I), destination);
    }
}
