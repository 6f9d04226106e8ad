using static Pial.Kernels.Deflate.DeflateTables;

namespace Pial.Kernels.Deflate;

/// <summary>What the next bits of a DEFLATE stream mean, found in one look for short codes and in two for long ones.</summary>
/// <remarks>
/// An entry: bits 0–4, bits to drop in all; 8–11, bits of the code alone; 16–30, literal, base of length or distance, or where a linked
/// table starts; 12, link; 13, end of block; 14, special (link or end); 15, literal. 0: no such code.
/// </remarks>
internal sealed class CodeTable(int rootBits, int symbols)
{
    private const uint Link = 1 << 12, End = 1 << 13, Special = 1 << 14, Literal = 1 << 15;
    private const int Longest = 15;
    private readonly ushort[] symbolOf = new ushort[1 << rootBits];

    public uint[] Entries { get; } = new uint[(1 << rootBits) + (symbols << (Longest - rootBits))];

    public static bool IsLiteral(uint entry) => (entry & Literal) != 0;

    public static bool IsSpecial(uint entry) => (entry & Special) != 0 || entry == 0;

    public static bool IsLink(uint entry) => (entry & Link) != 0;

    public static bool IsEnd(uint entry) => (entry & End) != 0;

    /// <summary>
    /// Fills the table; <c>false</c> when the lengths are no prefix code. A code may leave bit patterns unused: those have no entry.
    /// </summary>
    /// <param name="lengths">Length of each symbol's code.</param>
    /// <param name="isLiteral">Literals and lengths, not distances.</param>
    public bool Build(ReadOnlySpan<byte> lengths, bool isLiteral)
    {
        Span<uint> codes = stackalloc uint[lengths.Length];
        var taken = 0;
        foreach (var length in lengths)
            taken += length > 0 ? 1 << (Longest - length) : 0;
        if (taken > 1 << Longest) return false;
        HuffmanLengths.Codes(lengths, codes);
        Entries.AsSpan().Clear();
        var (mask, next) = ((1u << rootBits) - 1, 1 << rootBits);
        for (var s = 0; s < lengths.Length; s++)
        {
            if (lengths[s] == 0) continue;
            var entry = isLiteral ? LiteralEntry(s, lengths[s]) : DistanceEntry(s, lengths[s]);
            if (lengths[s] <= rootBits)
            {
                for (var n = codes[s]; n <= mask; n += 1u << lengths[s])
                    (Entries[n], symbolOf[n]) = (entry, (ushort)s);
                continue;
            }

            ref var root = ref Entries[codes[s] & mask];
            if (root == 0)
            {
                root = Link | Special | ((uint)next << 16);
                next += 1 << (Longest - rootBits);
            }

            var start = root >> 16;
            for (var n = codes[s] >> rootBits; n < 1u << (Longest - rootBits); n += 1u << (lengths[s] - rootBits))
                Entries[start + n] = entry;
        }

        return true;
    }

    /// <summary>The next symbol of a code without long codes, or −1.</summary>
    public int Symbol(ref BitReader reader)
    {
        var at = reader.Peek(rootBits);
        var length = (int)(Entries[at] >> 8) & 15;
        reader.Take(length);
        return length == 0 ? -1 : symbolOf[at];
    }

    private static uint LiteralEntry(int symbol, int length)
    {
        if (symbol < EndOfBlock) return Literal | ((uint)symbol << 16) | ((uint)length << 8) | (uint)length;
        if (symbol == EndOfBlock) return End | Special | ((uint)length << 8) | (uint)length;
        var n = symbol - 257;
        return n < LengthBase.Length ? ((uint)LengthBase[n] << 16) | ((uint)length << 8) | (uint)(length + LengthExtra[n]) : 0;
    }

    private static uint DistanceEntry(int symbol, int length) => symbol < DistanceSymbols
        ? ((uint)DistanceBase[symbol] << 16) | ((uint)length << 8) | (uint)(length + DistanceExtra[symbol])
        : 0;
}
