using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Denoising;

/// <summary>
/// Denoising by shrinkage of the discrete cosine transform of every 4×4×4 block, all overlapping estimates of a voxel averaged.
/// </summary>
/// <remarks>
/// <para>Two passes: hard thresholding gives a pilot, then an empirical Wiener filter takes its gains from the pilot's spectrum. The
/// sliding block DCT is that of Manjón et al., Medical Image Analysis 16 (2012) 18–27, doi:10.1016/j.media.2011.04.003; the second pass
/// follows the block-matching filters' habit.</para>
/// <para>Loop shape: eight blocks that start at neighbouring voxels of a row are transformed at once, one a lane, so every load is
/// contiguous and no shuffle is needed.</para>
/// </remarks>
public static class BlockDct
{
    /// <summary>Edge of a block, voxels.</summary>
    public const int Edge = 4;

    /// <summary>Blocks transformed at once.</summary>
    public const int Lanes = 8;

    // Orthonormal 4-point DCT-II: cos(π/8)/√2 and sin(π/8)/√2.
    private const float P = 0.653281482f;
    private const float Q = 0.270598050f;

    /// <summary>
    /// Adds the estimates of the eight blocks that start at <paramref name="start"/> … start + 7 to the sums.
    /// </summary>
    /// <param name="source">Noisy voxels; the last block's voxels must lie inside.</param>
    /// <param name="pilot">Denoised once before, as long as the source, for the Wiener pass; empty for the thresholding pass.</param>
    /// <param name="start">Index of the first block's first voxel.</param>
    /// <param name="row">Voxels from one row to the next.</param>
    /// <param name="slice">Voxels from one slice to the next.</param>
    /// <param name="sigma">Standard deviation of the noise.</param>
    /// <param name="sum">Weighted estimates are added here.</param>
    /// <param name="weight">Weights are added here.</param>
    public static void Accumulate(
        ReadOnlySpan<float> source, ReadOnlySpan<float> pilot, int start, int row, int slice, float sigma, Span<float> sum,
        Span<float> weight)
    {
        var last = start + (3 * slice) + (3 * row) + Edge - 1 + Lanes;
        if (start < 0 || last > source.Length || last > sum.Length || last > weight.Length || (!pilot.IsEmpty && last > pilot.Length))
            throw new ArgumentOutOfRangeException(nameof(start), "The blocks leave the image.");
        Span<Vector256<float>> block = stackalloc Vector256<float>[64];
        ref var from = ref MemoryMarshal.GetReference(source);
        Load(ref from, start, row, slice, block);
        Transform(block);
        Vector256<float> w;
        if (pilot.IsEmpty)
        {
            w = Threshold(block, 2.7f * sigma);
        }
        else
        {
            Span<Vector256<float>> guide = stackalloc Vector256<float>[64];
            Load(ref MemoryMarshal.GetReference(pilot), start, row, slice, guide);
            Transform(guide);
            w = Wiener(block, guide, sigma * sigma);
        }

        Inverse(block);
        Scatter(block, w, start, row, slice, ref MemoryMarshal.GetReference(sum), ref MemoryMarshal.GetReference(weight));
    }

    private static void Load(ref float from, int start, int row, int slice, Span<Vector256<float>> block)
    {
        for (var z = 0; z < Edge; z++)
        {
            for (var y = 0; y < Edge; y++)
            {
                var at = start + (z * slice) + (y * row);
                var b = (z * 16) + (y * 4);
                block[b] = Vector256.LoadUnsafe(ref from, (nuint)at);
                block[b + 1] = Vector256.LoadUnsafe(ref from, (nuint)(at + 1));
                block[b + 2] = Vector256.LoadUnsafe(ref from, (nuint)(at + 2));
                block[b + 3] = Vector256.LoadUnsafe(ref from, (nuint)(at + 3));
            }
        }
    }

    private static void Scatter(ReadOnlySpan<Vector256<float>> block, Vector256<float> w, int start, int row, int slice, ref float sum,
        ref float weight)
    {
        for (var n = 0; n < 64; n++)
        {
            var at = (nuint)(start + ((n >> 4) * slice) + (((n >> 2) & 3) * row) + (n & 3));
            (Vector256.LoadUnsafe(ref sum, at) + (block[n] * w)).StoreUnsafe(ref sum, at);
            (Vector256.LoadUnsafe(ref weight, at) + w).StoreUnsafe(ref weight, at);
        }
    }

    // The mean (coefficient 0) always stays; the weight is one over the coefficients kept, Guleryuz' choice.
    private static Vector256<float> Threshold(Span<Vector256<float>> block, float threshold)
    {
        var limit = Vector256.Create(threshold);
        var kept = Vector256<float>.One;
        for (var n = 1; n < 64; n++)
        {
            var keep = Vector256.GreaterThan(Vector256.Abs(block[n]), limit);
            block[n] = Vector256.BitwiseAnd(block[n], keep);
            kept += Vector256.BitwiseAnd(Vector256<float>.One, keep);
        }

        return Vector256<float>.One / kept;
    }

    private static Vector256<float> Wiener(Span<Vector256<float>> block, ReadOnlySpan<Vector256<float>> guide, float variance)
    {
        var noise = Vector256.Create(variance);
        var energy = Vector256<float>.One;
        for (var n = 1; n < 64; n++)
        {
            var power = guide[n] * guide[n];
            var gain = power / (power + noise);
            block[n] *= gain;
            energy += gain * gain;
        }

        return Vector256<float>.One / energy;
    }

    private static void Transform(Span<Vector256<float>> block)
    {
        for (var n = 0; n < 64; n += 4)
            Forward(block, n, 1);
        for (var n = 0; n < 16; n++)
            Forward(block, ((n >> 2) * 16) + (n & 3), 4);
        for (var n = 0; n < 16; n++)
            Forward(block, n, 16);
    }

    private static void Inverse(Span<Vector256<float>> block)
    {
        for (var n = 0; n < 16; n++)
            Backward(block, n, 16);
        for (var n = 0; n < 16; n++)
            Backward(block, ((n >> 2) * 16) + (n & 3), 4);
        for (var n = 0; n < 64; n += 4)
            Backward(block, n, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Forward(Span<Vector256<float>> block, int at, int step)
    {
        var (x0, x1, x2, x3) = (block[at], block[at + step], block[at + (2 * step)], block[at + (3 * step)]);
        var (a, b, c, d) = (x0 + x3, x1 + x2, x0 - x3, x1 - x2);
        block[at] = (a + b) * 0.5f;
        block[at + step] = (c * P) + (d * Q);
        block[at + (2 * step)] = (a - b) * 0.5f;
        block[at + (3 * step)] = (c * Q) - (d * P);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Backward(Span<Vector256<float>> block, int at, int step)
    {
        var (x0, x1, x2, x3) = (block[at], block[at + step], block[at + (2 * step)], block[at + (3 * step)]);
        var (s, t) = ((x0 + x2) * 0.5f, (x0 - x2) * 0.5f);
        var (u, v) = ((x1 * P) + (x3 * Q), (x1 * Q) - (x3 * P));
        block[at] = s + u;
        block[at + step] = t + v;
        block[at + (2 * step)] = t - v;
        block[at + (3 * step)] = s - u;
    }
}
