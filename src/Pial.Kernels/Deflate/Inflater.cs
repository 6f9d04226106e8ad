using System.Runtime.CompilerServices;
using static Pial.Kernels.Deflate.DeflateTables;

namespace Pial.Kernels.Deflate;

/// <summary>
/// Decompresses a whole DEFLATE stream (RFC 1951, https://doi.org/10.17487/RFC1951) in memory. An instance is scratch (about 40 kB) for one
/// thread at a time.
/// </summary>
/// <remarks>
/// Quick because nothing stops it: the 64 waiting bits are filled by one load, a code's meaning is one table entry, and room behind both
/// ends takes the place of checks inside. Cost: about 2 ns a byte of an image; see bench/results/formats.md.
/// </remarks>
public sealed class Inflater
{
    /// <summary>Bytes that must follow the stream in its span; their values do not matter.</summary>
    public const int SourceRoom = 32;

    /// <summary>Bytes that must follow the content in its span; they are scratch.</summary>
    public const int DestinationRoom = 288;

    private const int LiteralBits = 11;
    private const int DistanceBits = 9;

    private readonly CodeTable literals = new(LiteralBits, 288);
    private readonly CodeTable distances = new(DistanceBits, 32);
    private readonly byte[] lengths = new byte[320];

    /// <summary>Decompresses a stream whose content's length is known.</summary>
    /// <param name="source">The stream, then <see cref="SourceRoom"/> bytes.</param>
    /// <param name="destination">The content, then <see cref="DestinationRoom"/> bytes.</param>
    /// <returns>Bytes of the stream when it is sound and fills the destination exactly; −1 when anything is wrong.</returns>
    /// <exception cref="ArgumentException">There is no room behind the stream or the content.</exception>
    public unsafe int Inflate(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.Length < SourceRoom || destination.Length < DestinationRoom)
            throw new ArgumentException($"The stream needs {SourceRoom} bytes behind it, and the content {DestinationRoom}.",
                nameof(source));
        fixed (byte* from = source, to = destination)
        {
            var reader = new BitReader(from, from + source.Length - SourceRoom);
            var at = to;
            var end = to + destination.Length - DestinationRoom;
            for (var last = false; !last;)
            {
                if (reader.IsBeyond) return -1;
                reader.Fill();
                last = reader.Take(1) == 1;
                var kind = reader.Take(2);
                at = kind == 0 ? Stored(ref reader, at, end)
                    : kind < 3 && ReadCodes(ref reader, kind) ? Coded(ref reader, at, to, end) : null;
                if (at is null) return -1;
            }

            reader.Align();
            return at == end && reader.Position <= reader.End ? (int)(reader.Position - from) : -1;
        }
    }

    private static unsafe byte* Stored(ref BitReader reader, byte* at, byte* end)
    {
        reader.Align();
        reader.Fill();
        var length = reader.Take(16);
        var complement = reader.Take(16);
        reader.Align();
        if ((length ^ complement) != 0xffff || length > end - at || length > reader.End - reader.Position) return null;
        Buffer.MemoryCopy(reader.Position, at, length, length);
        reader.Skip((int)length);
        return at + length;
    }

    // Up to three literals, then one repeat, for each look at the ends: 3·11 bits of the 56 there are at least; a repeat takes up to 48.
    private unsafe byte* Coded(ref BitReader shared, byte* at, byte* first, byte* end)
    {
        var reader = shared; // a copy lives in registers
        fixed (uint* literal = literals.Entries, far = distances.Entries)
        {
            while (at <= end && !reader.IsBeyond)
            {
                reader.Fill();
                var entry = literal[reader.Peek(LiteralBits)];
                if (CodeTable.IsLiteral(entry))
                {
                    *at++ = reader.Literal(entry);
                    entry = literal[reader.Peek(LiteralBits)];
                    if (CodeTable.IsLiteral(entry))
                    {
                        *at++ = reader.Literal(entry);
                        entry = literal[reader.Peek(LiteralBits)];
                        if (CodeTable.IsLiteral(entry))
                        {
                            *at++ = reader.Literal(entry);
                            continue;
                        }
                    }

                    reader.Fill();
                }

                if (CodeTable.IsSpecial(entry))
                {
                    if (CodeTable.IsLink(entry)) entry = literal[reader.Follow(entry, LiteralBits)];
                    if (CodeTable.IsLiteral(entry))
                    {
                        *at++ = reader.Literal(entry);
                        continue;
                    }

                    if (entry == 0) return null;
                    if (CodeTable.IsEnd(entry))
                    {
                        reader.Drop(entry);
                        shared = reader;
                        return at <= end ? at : null;
                    }
                }

                var length = reader.Value(entry);
                entry = far[reader.Peek(DistanceBits)];
                if (CodeTable.IsLink(entry)) entry = far[reader.Follow(entry, DistanceBits)];
                if (entry == 0) return null;
                var distance = reader.Value(entry);
                if (distance > at - first) return null;
                Repeat(at, distance, length);
                at += length;
            }

            return null;
        }
    }

    // May write up to 15 bytes more than the length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Repeat(byte* at, int distance, int length)
    {
        var from = at - distance;
        var end = at + length;
        if (distance >= 8)
        {
            do
            {
                Unsafe.WriteUnaligned(at, Unsafe.ReadUnaligned<ulong>(from));
                Unsafe.WriteUnaligned(at + 8, Unsafe.ReadUnaligned<ulong>(from + 8));
                at += 16;
                from += 16;
            }
            while (at < end);
        }
        else
        {
            do *at++ = *from++;
            while (at < end);
        }
    }

    private bool ReadCodes(ref BitReader reader, uint kind)
    {
        var all = lengths.AsSpan();
        if (kind == 1)
        {
            all[..144].Fill(8);
            all[144..256].Fill(9);
            all[256..280].Fill(7);
            all[280..288].Fill(8);
            return literals.Build(all[..288], isLiteral: true) && Fixed(all[..30]);
        }

        var (literalCount, distanceCount, lengthCount) = ((int)reader.Take(5) + 257, (int)reader.Take(5) + 1, (int)reader.Take(4) + 4);
        Span<byte> lengthLengths = stackalloc byte[19];
        lengthLengths.Clear();
        for (var n = 0; n < lengthCount; n++)
        {
            reader.Fill();
            lengthLengths[CodeLengthOrder[n]] = (byte)reader.Take(3);
        }

        return ReadLengths(ref reader, lengthLengths, all[..(literalCount + distanceCount)])
            && literals.Build(all[..literalCount], isLiteral: true)
            && distances.Build(all.Slice(literalCount, distanceCount), isLiteral: false);

        bool Fixed(Span<byte> five)
        {
            five.Fill(5);
            return distances.Build(five, isLiteral: false);
        }
    }

    private bool ReadLengths(ref BitReader reader, ReadOnlySpan<byte> lengthLengths, Span<byte> all)
    {
        if (!distances.Build(lengthLengths, isLiteral: false)) return false; // only borrowed: the codes of lengths are short
        for (var n = 0; n < all.Length;)
        {
            if (reader.IsBeyond) return false;
            reader.Fill();
            var symbol = distances.Symbol(ref reader);
            if (symbol < 0) return false;
            if (symbol < 16)
            {
                all[n++] = (byte)symbol;
                continue;
            }

            var (value, run) = symbol switch
            {
                16 => (n > 0 ? all[n - 1] : (byte)255, 3 + (int)reader.Take(2)),
                17 => ((byte)0, 3 + (int)reader.Take(3)),
                _ => ((byte)0, 11 + (int)reader.Take(7)),
            };
            if (value == 255 || run > all.Length - n) return false;
            all.Slice(n, run).Fill(value);
            n += run;
        }

        return all.Length > EndOfBlock && all[EndOfBlock] > 0;
    }
}
