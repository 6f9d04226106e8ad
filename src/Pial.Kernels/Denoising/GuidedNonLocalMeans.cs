using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Denoising;

/// <summary>
/// Non-local means whose weights come from a denoised guide and its local mean, invariant to rotation: one voxel and one mean are compared
/// instead of two patches.
/// </summary>
/// <remarks>Manjón et al., Medical Image Analysis 16 (2012) 18–27, doi:10.1016/j.media.2011.04.003 (PRI-NLM3D).</remarks>
public static class GuidedNonLocalMeans
{
    /// <summary>Adds the weighted neighbours at one offset for eight voxels of a row at a time.</summary>
    /// <param name="noisy">Voxels to average, whole image.</param>
    /// <param name="guide">Denoised image.</param>
    /// <param name="mean">Local mean of the guide.</param>
    /// <param name="start">First voxel of the run.</param>
    /// <param name="count">Voxels in the run, a multiple of eight.</param>
    /// <param name="offset">From a voxel to the neighbour, in the array.</param>
    /// <param name="scale">One over twice the squared bandwidth.</param>
    /// <param name="sum">The run's weighted sums; added to.</param>
    /// <param name="weight">The run's weights; added to.</param>
    public static void Accumulate(
        ReadOnlySpan<float> noisy, ReadOnlySpan<float> guide, ReadOnlySpan<float> mean, int start, int count, int offset, float scale,
        Span<float> sum, Span<float> weight)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(count % 8, 0);
        var (low, high) = (Math.Min(start, start + offset), Math.Max(start, start + offset) + count);
        if (low < 0 || high > noisy.Length || high > guide.Length || high > mean.Length || count > sum.Length || count > weight.Length)
            throw new ArgumentOutOfRangeException(nameof(offset), "The run or its neighbours leave the image.");
        ref var v = ref MemoryMarshal.GetReference(noisy);
        ref var g = ref MemoryMarshal.GetReference(guide);
        ref var m = ref MemoryMarshal.GetReference(mean);
        ref var s = ref MemoryMarshal.GetReference(sum);
        ref var w = ref MemoryMarshal.GetReference(weight);
        var k = Vector256.Create(-scale);
        for (var n = 0; n < count; n += 8)
        {
            var (here, there) = ((nuint)(start + n), (nuint)(start + n + offset));
            var dg = Vector256.LoadUnsafe(ref g, here) - Vector256.LoadUnsafe(ref g, there);
            var dm = Vector256.LoadUnsafe(ref m, here) - Vector256.LoadUnsafe(ref m, there);
            var e = FastExp.Exp(((dg * dg) + (dm * dm * 3f)) * k);
            (Vector256.LoadUnsafe(ref s, (nuint)n) + (e * Vector256.LoadUnsafe(ref v, there))).StoreUnsafe(ref s, (nuint)n);
            (Vector256.LoadUnsafe(ref w, (nuint)n) + e).StoreUnsafe(ref w, (nuint)n);
        }
    }
}
