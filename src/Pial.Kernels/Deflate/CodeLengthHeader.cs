using static Pial.Kernels.Deflate.DeflateTables;

namespace Pial.Kernels.Deflate;

/// <summary>The head of a dynamic block: both sets of code lengths, run-length and Huffman coded (RFC 1951 §3.2.7).</summary>
internal readonly ref struct CodeLengthHeader
{
    private readonly int literals, distances, used;
    private readonly List<(byte Symbol, byte Extra)> runs;
    private readonly byte[] lengths;

    public CodeLengthHeader(ReadOnlySpan<byte> literalLengths, ReadOnlySpan<byte> distanceLengths)
    {
        literals = Math.Max(257, LastUsed(literalLengths));
        distances = Math.Max(1, LastUsed(distanceLengths));
        Span<byte> all = stackalloc byte[literals + distances];
        literalLengths[..literals].CopyTo(all);
        distanceLengths[..distances].CopyTo(all[literals..]);
        runs = RunsOf(all);
        Span<int> counts = stackalloc int[19];
        counts.Clear();
        foreach (var (symbol, _) in runs)
            counts[symbol]++;
        lengths = new byte[19];
        HuffmanLengths.Build(counts, 7, lengths);
        used = 19;
        while (used > 4 && lengths[CodeLengthOrder[used - 1]] == 0)
            used--;
        Bits = 14 + (3 * used);
        foreach (var (symbol, _) in runs)
            Bits += lengths[symbol] + ExtraBits(symbol);
    }

    /// <summary>Size of the head.</summary>
    public int Bits { get; }

    public void Write(ref BitWriter writer)
    {
        writer.Write((uint)(literals - 257), 5);
        writer.Write((uint)(distances - 1), 5);
        writer.Write((uint)(used - 4), 4);
        for (var n = 0; n < used; n++)
            writer.Write(lengths[CodeLengthOrder[n]], 3);
        Span<uint> codes = stackalloc uint[19];
        HuffmanLengths.Codes(lengths, codes);
        foreach (var (symbol, extra) in runs)
        {
            writer.Write(codes[symbol], lengths[symbol]);
            writer.Write(extra, ExtraBits(symbol));
        }
    }

    private static int LastUsed(ReadOnlySpan<byte> values) => values.LastIndexOfAnyExcept((byte)0) + 1;

    private static int ExtraBits(byte symbol) => symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 };

    private static List<(byte Symbol, byte Extra)> RunsOf(ReadOnlySpan<byte> all)
    {
        var list = new List<(byte, byte)>(all.Length);
        for (var n = 0; n < all.Length;)
        {
            var run = 1;
            while (n + run < all.Length && all[n + run] == all[n])
                run++;
            var (value, left) = (all[n], run);
            if (value != 0)
            {
                list.Add((value, 0));
                left--;
            }

            while (left >= 3)
            {
                var take = Math.Min(left, value != 0 ? 6 : 138);
                list.Add(value != 0 ? ((byte)16, (byte)(take - 3))
                    : take <= 10 ? ((byte)17, (byte)(take - 3)) : ((byte)18, (byte)(take - 11)));
                left -= take;
            }

            for (; left > 0; left--)
                list.Add((value, 0));
            n += run;
        }

        return list;
    }
}
