namespace Pial.Kernels;

/// <summary>
/// Random numbers that depend on seed, stream and index alone, so that any thread can draw the n-th one without the others: Philox 4×32
/// with ten rounds (Salmon et al. 2011, doi 10.1145/2063384.2063405).
/// </summary>
/// <param name="seed">The caller's seed.</param>
/// <param name="stream">Tells independent uses of one seed apart.</param>
public readonly struct CounterRandom(ulong seed, ulong stream)
{
    /// <summary>An independent stream of the same seed, for a slice or another part of this one's work.</summary>
    /// <param name="part">Which part.</param>
    public CounterRandom Stream(uint part) => new(seed, (stream & uint.MaxValue) | ((ulong)(part + 1) << 32));

    /// <summary>Four independent uniform 32-bit numbers.</summary>
    /// <param name="index">Which four of the stream.</param>
    public (uint A, uint B, uint C, uint D) Bits(ulong index)
    {
        var (a, b, c, d) = ((uint)index, (uint)(index >> 32), (uint)stream, (uint)(stream >> 32));
        var (key0, key1) = ((uint)seed, (uint)(seed >> 32));
        for (var round = 0; round < 10; round++)
        {
            var (p, q) = (0xD2511F53UL * a, 0xCD9E8D57UL * c);
            (a, b, c, d) = ((uint)(q >> 32) ^ b ^ key0, (uint)q, (uint)(p >> 32) ^ d ^ key1, (uint)p);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }

        return (a, b, c, d);
    }

    /// <summary>Four independent numbers of the standard normal distribution (Box and Muller 1958, doi 10.1214/aoms/1177706645).</summary>
    /// <param name="index">Which four of the stream.</param>
    public (double A, double B, double C, double D) Normals(ulong index)
    {
        var (a, b, c, d) = Bits(index);
        var (radius, other) = (Radius(a), Radius(c));
        var ((s, t), (u, v)) = (Math.SinCos(b * (2 * Math.PI / 4294967296)), Math.SinCos(d * (2 * Math.PI / 4294967296)));
        return (radius * t, radius * s, other * v, other * u);
    }

    /// <summary>
    /// Fills a span with standard normal numbers, from the start of the stream, some ten times as fast as <see cref="Normals"/>.
    /// </summary>
    /// <param name="destination">Receives the numbers: those of <see cref="Normals"/> with 24 instead of 32 bits of the uniform numbers
    /// behind them.</param>
    public void FillNormals(Span<float> destination)
    {
        var n = 0;
        for (; n <= destination.Length - NormalNumbers.Block; n += NormalNumbers.Block)
            NormalNumbers.Next(seed, stream, (uint)(n / 4), destination.Slice(n, NormalNumbers.Block));
        if (n == destination.Length) return;
        Span<float> rest = stackalloc float[NormalNumbers.Block];
        NormalNumbers.Next(seed, stream, (uint)(n / 4), rest);
        rest[..(destination.Length - n)].CopyTo(destination[n..]);
    }

    // Of (0, 1], so that the logarithm is finite.
    private static double Radius(uint bits) => Math.Sqrt(-2 * Math.Log((bits + 1.0) / 4294967296));
}
