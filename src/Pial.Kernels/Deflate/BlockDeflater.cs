using System.Numerics;
using System.Runtime.CompilerServices;
using static Pial.Kernels.Deflate.DeflateTables;

namespace Pial.Kernels.Deflate;

/// <summary>
/// Compresses one block of bytes by DEFLATE (RFC 1951, https://doi.org/10.17487/RFC1951) without reference to anything before it, ending on
/// a byte boundary with an empty stored block, so that blocks packed on many threads can be laid end to end.
/// </summary>
/// <remarks>
/// Made for images, where noise has much skew and few repeats. Repeats of four bytes and more are looked up from element to element, at the
/// last place with the same hash alone, taken at once, and grown by one byte to the front; then each part of some ten kilobytes gets its
/// own Huffman codes. A part that would grow is stored. The output depends on the input alone. An instance is scratch (about 170 kB) for
/// one thread at a time. Cost: 3 to 5 ns a byte; see bench/results/formats.md.
/// </remarks>
public sealed partial class BlockDeflater
{
    private const int HashBits = 14;
    private const int ShortestMatch = 4;
    private const int LongestCode = 14; // four literals and seven waiting bits fit 64

    // A part has its own Huffman codes: small enough to follow the anatomy, large enough to pay for sending them. The longest, with the
    // rest of a match that begins in it, still fits a stored block (65 535 bytes).
    private const int PartBytes = 30 * 1024;
    private const int LongPartBytes = 60 * 1024;

    private readonly ushort[] places = new ushort[1 << HashBits];
    private readonly int[] literalCounts = new int[LiteralSymbols];
    private readonly int[] distanceCounts = new int[DistanceSymbols];
    private readonly int[] lengthCounts = new int[LongestMatch + 1];
    private readonly int[] histogram = new int[4 * 256];
    private readonly byte[] literalLengths = new byte[LiteralSymbols];
    private readonly byte[] distanceLengths = new byte[DistanceSymbols];
    private readonly uint[] literalCodes = new uint[LiteralSymbols];
    private readonly uint[] distanceCodes = new uint[DistanceSymbols];
    private readonly uint[] lengthBits = new uint[LongestMatch + 1];
    private readonly Match[] matches = new Match[(LongPartBytes / ShortestMatch) + 2];

    /// <summary>The most bytes a block of some length can become: stored parts, and room for the writer to run ahead.</summary>
    public static int MostBytes(int length) => length + (((length / PartBytes) + 1) * 8) + 64;

    /// <summary>Compresses a block.</summary>
    /// <param name="source">Bytes to compress; none will do.</param>
    /// <param name="destination">At least <see cref="MostBytes"/> long; what follows the bytes written is scratch.</param>
    /// <param name="elementSize">Bytes of one element: repeats are looked for from element to element. 1 for text and bytes.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The destination is too short.</exception>
    public unsafe int Deflate(ReadOnlySpan<byte> source, Span<byte> destination, int elementSize = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MostBytes(source.Length), nameof(destination));
        places.AsSpan().Clear();
        var stride = elementSize % 4 == 0 ? 4 : elementSize % 2 == 0 ? 2 : 1;
        fixed (byte* input = source, output = destination)
        {
            var writer = new BitWriter(output);
            for (var start = 0; start < source.Length;)
            {
                var end = FindMatches(input, start, source.Length, stride);
                WritePart(ref writer, input, start, end);
                start = end;
            }

            writer.Write(0, 3);
            writer.Align();
            writer.Write(0xffff_0000, 32);
            return (int)(writer.Position - output);
        }
    }

    // Places are kept modulo 65 536. One that nothing has overwritten for longer than that points elsewhere in the window: as good a
    // candidate as any, since bytes are always compared. Returns where the part ends: a match may carry it past its nominal length.
    private unsafe int FindMatches(byte* input, int start, int total, int stride)
    {
        histogram.AsSpan().Clear();
        lengthCounts.AsSpan().Clear();
        distanceCounts.AsSpan().Clear();
        var partEnd = Math.Min(start + (stride == 4 ? LongPartBytes : PartBytes), total);
        var insertable = total - 8; // eight bytes can be read at every place before
        var last = Math.Min(partEnd, insertable);
        var (at, literalStart, count) = (start, start, 0);
        fixed (ushort* table = places)
        fixed (int* counts = histogram, ofLength = lengthCounts, ofDistance = distanceCounts)
        fixed (Match* found = matches)
        {
            while (at < last)
            {
                var word = Unsafe.ReadUnaligned<uint>(input + at);
                var slot = table + Hash(word);
                var distance = (int)(ushort)(at - *slot);
                *slot = (ushort)at;
                if ((uint)(distance - 1) >= Window || distance > at || Unsafe.ReadUnaligned<uint>(input + at - distance) != word)
                {
                    // A table of counts for each byte of an element, so that equal neighbours do not wait for each other's store.
                    for (var n = 0; n < stride; n++)
                        counts[(n << 8) + input[at + n]]++;
                    at += stride;
                    continue;
                }

                var length = Common(input + at - distance, input + at, Math.Min(LongestMatch, total - at));
                var next = at + length;
                for (var n = at + stride; n < Math.Min(next, insertable); n += stride)
                    table[Hash(Unsafe.ReadUnaligned<uint>(input + n))] = (ushort)n;
                if (stride > 1 && at > literalStart && at > distance && length < LongestMatch && input[at - 1] == input[at - distance - 1])
                {
                    at--;
                    length++;
                    counts[((at & (stride - 1)) << 8) + input[at]]--;
                }

                found[count++] = new(at - literalStart, (ushort)length, (ushort)(distance - 1));
                ofLength[length]++;
                ofDistance[DistanceCode(distance)]++;
                literalStart = next;
                at = Math.Min((next + stride - 1) & -stride, total);
                for (var n = next; n < at; n++)
                    counts[((n & (stride - 1)) << 8) + input[n]]++;
            }

            var end = Math.Max(at, partEnd);
            for (; at < end; at++)
                counts[input[at]]++;
            found[count] = new(end - literalStart, 0, 0); // the literals after the last match
            return end;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint word) => (word * 0x9E3779B1u) >> (32 - HashBits);

    // Bytes in common; the first four are known to be.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe int Common(byte* a, byte* b, int most)
    {
        var n = 4;
        for (; n + 8 <= most; n += 8)
        {
            var differ = Unsafe.ReadUnaligned<ulong>(a + n) ^ Unsafe.ReadUnaligned<ulong>(b + n);
            if (differ != 0)
                return n + (BitOperations.TrailingZeroCount(differ) >> 3);
        }

        while (n < most && a[n] == b[n])
            n++;
        return n;
    }

    private readonly record struct Match(int Literals, ushort Length, ushort DistanceLess1);
}
