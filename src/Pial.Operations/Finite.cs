using System.Numerics;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations;

/// <summary>What to do with NaN and infinity before a filter that would spread them.</summary>
internal static class Finite
{
    /// <summary>The image's own voxels if all are finite, else a copy with 0 in place of the others.</summary>
    public static ReadOnlyMemory<float> OrZero(Volume<float> image, ParallelOptions? parallel)
    {
        var s = image.Shape;
        var odd = Slices.Sum(s.K, parallel, k => All(image.Slice(k)) ? 0 : 1);
        if (odd == 0) return image.Memory;
        var copy = image.Span.ToArray();
        Slices.For(s.K, parallel, k =>
        {
            foreach (ref var v in copy.AsSpan(k * s.SliceCount, s.SliceCount))
                v = float.IsFinite(v) ? v : 0;
        });
        return copy;
    }

    // 0·v is 0 for numbers and NaN for the rest, and sums without a branch.
    private static bool All(ReadOnlySpan<float> values)
    {
        var (n, sum) = (0, Vector<float>.Zero);
        for (; n <= values.Length - Vector<float>.Count; n += Vector<float>.Count)
            sum += new Vector<float>(values[n..]) * 0f;
        var rest = Vector.Sum(sum);
        for (; n < values.Length; n++)
            rest += values[n] * 0f;
        return rest == 0;
    }
}
