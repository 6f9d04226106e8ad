namespace Pial.Kernels.Reconstruction;

/// <summary>Soft thresholding of a complex image's Haar wavelet coefficients, block by block.</summary>
/// <remarks>
/// Blocks of 8×8×8 voxels hold three levels of the orthonormal Haar transform, so that a block never looks beyond itself and stays in the
/// cache. The lattice of blocks is shifted from call to call (cycle spinning, Coifman and Donoho 1995, doi:10.1007/978-1-4612-2544-7_9);
/// over many shifts the blocks' borders leave no trace.
/// </remarks>
public static class HaarBlocks
{
    private const int Edge = 8, Size = Edge * Edge * Edge;
    private const float Half = 0.70710678f;

    /// <summary>Shrinks every detail coefficient's magnitude by a threshold, in place; the phase stays.</summary>
    /// <param name="real">ni·nj·nk real parts.</param>
    /// <param name="imaginary">As many imaginary parts.</param>
    /// <param name="ni">Extent of the first, fastest axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="threshold">In the image's units, 0 or more.</param>
    /// <param name="shift">Where the first block begins, each 0 to 7 voxels before the image.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The extents do not fit.</exception>
    public static void Shrink(float[] real, float[] imaginary, int ni, int nj, int nk, float threshold, (int I, int J, int K) shift,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(imaginary);
        if (real.Length != (long)ni * nj * nk || imaginary.Length != real.Length)
            throw new ArgumentException($"{real.Length} and {imaginary.Length} values do not fit {ni}×{nj}×{nk}.", nameof(real));
        var layers = (nk + shift.K + Edge - 1) / Edge;
        Slices.For(layers, parallel, () => new float[2 * Size], (layer, scratch) =>
        {
            var re = scratch.AsSpan(0, Size);
            var im = scratch.AsSpan(Size, Size);
            var k = (layer * Edge) - shift.K;
            for (var j = -shift.J; j < nj; j += Edge)
            {
                for (var i = -shift.I; i < ni; i += Edge)
                {
                    Gather(real, ni, nj, nk, i, j, k, re);
                    Gather(imaginary, ni, nj, nk, i, j, k, im);
                    Forward(re);
                    Forward(im);
                    Threshold(re, im, threshold);
                    Inverse(re);
                    Inverse(im);
                    Scatter(re, ni, nj, nk, i, j, k, real);
                    Scatter(im, ni, nj, nk, i, j, k, imaginary);
                }
            }
        });
    }

    // Beyond the image its outermost voxels go on.
    private static void Gather(float[] from, int ni, int nj, int nk, int i, int j, int k, Span<float> block)
    {
        var inside = i >= 0 && i + Edge <= ni;
        for (var c = 0; c < Edge; c++)
        {
            for (var b = 0; b < Edge; b++)
            {
                var row = ((Math.Clamp(k + c, 0, nk - 1) * nj) + Math.Clamp(j + b, 0, nj - 1)) * ni;
                var to = block.Slice(((c * Edge) + b) * Edge, Edge);
                if (inside)
                {
                    from.AsSpan(row + i, Edge).CopyTo(to);
                    continue;
                }

                for (var a = 0; a < Edge; a++)
                    to[a] = from[row + Math.Clamp(i + a, 0, ni - 1)];
            }
        }
    }

    private static void Scatter(ReadOnlySpan<float> block, int ni, int nj, int nk, int i, int j, int k, float[] to)
    {
        var (first, end) = (Math.Max(0, -i), Math.Min(Edge, ni - i));
        for (var c = Math.Max(0, -k); c < Math.Min(Edge, nk - k); c++)
        {
            for (var b = Math.Max(0, -j); b < Math.Min(Edge, nj - j); b++)
                block.Slice((((c * Edge) + b) * Edge) + first, end - first).CopyTo(to.AsSpan(((((k + c) * nj) + j + b) * ni) + i + first));
        }
    }

    // In place: after a level the sums lie at even multiples of its step, the differences at odd ones.
    private static void Forward(Span<float> block)
    {
        for (var step = 1; step < Edge; step *= 2)
        {
            Butterflies(block, step, 1, Edge, Edge * Edge);
            Butterflies(block, step, Edge, 1, Edge * Edge);
            Butterflies(block, step, Edge * Edge, 1, Edge);
        }
    }

    private static void Inverse(Span<float> block)
    {
        for (var step = Edge / 2; step >= 1; step /= 2)
        {
            Butterflies(block, step, Edge * Edge, 1, Edge);
            Butterflies(block, step, Edge, 1, Edge * Edge);
            Butterflies(block, step, 1, Edge, Edge * Edge);
        }
    }

    // Sum and difference are their own inverse when both are halved by √2.
    private static void Butterflies(Span<float> block, int step, int along, int second, int third)
    {
        for (var c = 0; c < Edge; c += step)
        {
            for (var b = 0; b < Edge; b += step)
            {
                var row = (c * third) + (b * second);
                for (var a = 0; a < Edge; a += 2 * step)
                {
                    ref var x = ref block[row + (a * along)];
                    ref var y = ref block[row + ((a + step) * along)];
                    (x, y) = ((x + y) * Half, (x - y) * Half);
                }
            }
        }
    }

    private static void Threshold(Span<float> re, Span<float> im, float threshold)
    {
        var square = threshold * threshold;
        for (var n = 1; n < Size; n++) // the first is the block's mean
        {
            var power = (re[n] * re[n]) + (im[n] * im[n]);
            var keep = power > square ? 1 - (threshold / MathF.Sqrt(power)) : 0;
            re[n] *= keep;
            im[n] *= keep;
        }
    }
}
