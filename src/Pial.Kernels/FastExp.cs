using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels;

/// <summary>Exponential of eight numbers at once, relative error below 1e-4, for weights and probabilities.</summary>
public static class FastExp
{
    /// <summary>eˣ for x ≤ 80; arguments below −83 give about 1e-36, never zero.</summary>
    /// <remarks>2ᵗ with t = x log₂ e, split into a whole part, which becomes the exponent's bits, and a fraction f in [0, 1), for which a
    /// degree-4 polynomial stands in. No fused multiply-add, so that every processor gives the same bits.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        var t = Vector256.Max(x * 1.442695041f, Vector256.Create(-120f));
        var whole = Vector256.Floor(t);
        var f = t - whole;
        var p = (((((((f * 0.0135534f) + Vector256.Create(0.0520323f)) * f) + Vector256.Create(0.2413793f)) * f)
            + Vector256.Create(0.6930314f)) * f) + Vector256.Create(1.0000026f);
        var bits = (Vector256.ConvertToInt32(whole) + Vector256.Create(127)) << 23;
        return p * bits.AsSingle();
    }
}
