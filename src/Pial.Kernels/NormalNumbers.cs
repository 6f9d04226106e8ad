using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pial.Kernels;

/// <summary>
/// Standard normal numbers in single precision, thirty-two at a time: the numbers of <see cref="CounterRandom.Normals"/> to 24 bits of
/// their uniform ones.
/// </summary>
/// <remarks>
/// Philox on eight counters at once, then Box and Muller (1958, doi 10.1214/aoms/1177706645) with polynomials for logarithm, sine and
/// cosine (Chebyshev fits, errors below 6e-8). No number lies beyond 5.9. No fused multiply-add, so that every processor gives the same
/// bits.
/// </remarks>
internal static class NormalNumbers
{
    /// <summary>Numbers that one call of <see cref="Next"/> makes: eight counters of four.</summary>
    public const int Block = 32;

    /// <summary>The numbers of counters first … first + 7, in the order of the counters.</summary>
    /// <param name="seed">Of the generator.</param>
    /// <param name="stream">Of the generator.</param>
    /// <param name="first">Below 2³² − 7.</param>
    /// <param name="destination">Receives 32 numbers.</param>
    [SkipLocalsInit]
    public static void Next(ulong seed, ulong stream, uint first, Span<float> destination)
    {
        var a = Vector256.Create(first) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        var (b, c, d) = (Vector256<uint>.Zero, Vector256.Create((uint)stream), Vector256.Create((uint)(stream >> 32)));
        var (key0, key1) = ((uint)seed, (uint)(seed >> 32));
        for (var round = 0; round < 10; round++)
        {
            var (lowP, highP) = Product(a, 0xD2511F53);
            var (lowQ, highQ) = Product(c, 0xCD9E8D57);
            (a, b, c, d) = (highQ ^ b ^ Vector256.Create(key0), lowQ, highP ^ d ^ Vector256.Create(key1), lowP);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }

        var (radius, other) = (Radius(a), Radius(c));
        var (cosine, sine) = Circle(b);
        var (cosine2, sine2) = Circle(d);
        Interleave(radius * cosine, radius * sine, other * cosine2, other * sine2, destination);
    }

    // All 64 bits of eight products of 32-bit numbers, as their lower and upper halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> Low, Vector256<uint> High) Product(Vector256<uint> x, uint factor)
    {
        var mask = Vector256.Create(0xFFFFFFFFUL);
        var (even, odd) = Avx2.IsSupported
            ? (Avx2.Multiply(x, Vector256.Create(factor)), Avx2.Multiply((x.AsUInt64() >>> 32).AsUInt32(), Vector256.Create(factor)))
            : ((x.AsUInt64() & mask) * factor, (x.AsUInt64() >>> 32) * factor);
        return (((even & mask) | (odd << 32)).AsUInt32(), ((even >>> 32) | (odd & ~mask)).AsUInt32());
    }

    // √(−2 ln u), u of (0, 1).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Radius(Vector256<uint> bits)
    {
        var u = (Vector256.ConvertToSingle((bits >>> 8).AsInt32()) + Vector256.Create(0.5f)) * (1f / 16777216);

        // u = m · 2^e with m between √½ and √2.
        var raw = u.AsInt32() - Vector256.Create(0x3F3504F3);
        var exponent = Vector256.ConvertToSingle(raw >> 23);
        var z = ((raw & Vector256.Create(0x007FFFFF)) + Vector256.Create(0x3F3504F3)).AsSingle() - Vector256.Create(1f);
        var p = Vector256.Create(-0.07671612f);
        p = (p * z) + Vector256.Create(0.12722076f);
        p = (p * z) + Vector256.Create(-0.13127966f);
        p = (p * z) + Vector256.Create(0.14204954f);
        p = (p * z) + Vector256.Create(-0.16626619f);
        p = (p * z) + Vector256.Create(0.2000123f);
        p = (p * z) + Vector256.Create(-0.2500078f);
        p = (p * z) + Vector256.Create(0.3333333f);
        p = (p * z) + Vector256.Create(-0.49999997f);
        var log = (z + (z * z * p)) + (exponent * 0.6931472f);
        return Vector256.Sqrt(Vector256.Max(log * -2f, Vector256<float>.Zero));
    }

    // Cosine and sine of a turn's share: two bits say the quarter, the rest where in it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Cosine, Vector256<float> Sine) Circle(Vector256<uint> bits)
    {
        var x = Vector256.ConvertToSingle(((bits << 2) >>> 8).AsInt32()) * (1f / 16777216);
        var y = x * x;
        var s = Vector256.Create(-3.431789e-06f);
        s = (s * y) + Vector256.Create(0.0001602546f);
        s = (s * y) + Vector256.Create(-0.0046816575f);
        s = (s * y) + Vector256.Create(0.0796926f);
        s = (s * y) + Vector256.Create(-0.6459641f);
        s = ((s * y) + Vector256.Create(1.5707964f)) * x;
        var c = Vector256.Create(4.492163e-07f);
        c = (c * y) + Vector256.Create(-2.5172185e-05f);
        c = (c * y) + Vector256.Create(0.00091924f);
        c = (c * y) + Vector256.Create(-0.020863473f);
        c = (c * y) + Vector256.Create(0.2536695f);
        c = (c * y) + Vector256.Create(-1.2337005f);
        c = (c * y) + Vector256.Create(1f);

        var quarter = bits >>> 30;
        var odd = Vector256.Equals(quarter & Vector256.Create(1u), Vector256.Create(1u)).AsSingle();
        var (cosine, sine) = (Vector256.ConditionalSelect(odd, s, c), Vector256.ConditionalSelect(odd, c, s));
        var signSine = (quarter & Vector256.Create(2u)) << 30; // quarters 2 and 3
        var signCosine = ((quarter + Vector256.Create(1u)) & Vector256.Create(2u)) << 30; // quarters 1 and 2
        return ((cosine.AsUInt32() ^ signCosine).AsSingle(), (sine.AsUInt32() ^ signSine).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Span<float> destination)
    {
        if (Avx.IsSupported)
        {
            // Counters 0 1 | 4 5 and 2 3 | 6 7 of pairs, then of fours.
            var (ab, ab2) = (Avx.UnpackLow(a, b).AsDouble(), Avx.UnpackHigh(a, b).AsDouble());
            var (cd, cd2) = (Avx.UnpackLow(c, d).AsDouble(), Avx.UnpackHigh(c, d).AsDouble());
            var (p, q) = (Avx.UnpackLow(ab, cd).AsSingle(), Avx.UnpackHigh(ab, cd).AsSingle()); // 0|4, 1|5
            var (r, s) = (Avx.UnpackLow(ab2, cd2).AsSingle(), Avx.UnpackHigh(ab2, cd2).AsSingle()); // 2|6, 3|7
            Avx.Permute2x128(p, q, 0x20).CopyTo(destination);
            Avx.Permute2x128(r, s, 0x20).CopyTo(destination[8..]);
            Avx.Permute2x128(p, q, 0x31).CopyTo(destination[16..]);
            Avx.Permute2x128(r, s, 0x31).CopyTo(destination[24..]);
            return;
        }

        for (var n = 0; n < 8; n++)
            (destination[4 * n], destination[(4 * n) + 1], destination[(4 * n) + 2], destination[(4 * n) + 3]) = (a[n], b[n], c[n], d[n]);
    }
}
