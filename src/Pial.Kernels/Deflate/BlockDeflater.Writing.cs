using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Pial.Kernels.Deflate.DeflateTables;

namespace Pial.Kernels.Deflate;

/// <content>Writes a part, once its repeats are known.</content>
public sealed partial class BlockDeflater
{
    private unsafe void WritePart(ref BitWriter writer, byte* input, int start, int end)
    {
        SumCounts();
        HuffmanLengths.Build(literalCounts, LongestCode, literalLengths);
        HuffmanLengths.Build(distanceCounts, LongestCode, distanceLengths);
        var header = new CodeLengthHeader(literalLengths, distanceLengths);
        if (header.Bits + BodyBits() > 8L * (end - start) + 32)
        {
            WriteStored(ref writer, input, start, end);
            return;
        }

        FillCodes();
        writer.Write(4, 3); // not the last block; dynamic codes
        header.Write(ref writer);
        WriteBody(ref writer, input + start);
    }

    private void SumCounts()
    {
        for (var s = 0; s < 256; s++)
            literalCounts[s] = histogram[s] + histogram[256 + s] + histogram[512 + s] + histogram[768 + s];
        literalCounts.AsSpan(EndOfBlock).Clear();
        literalCounts[EndOfBlock] = 1;
        for (var length = ShortestMatch; length <= LongestMatch; length++)
            literalCounts[257 + LengthCode[length]] += lengthCounts[length];
    }

    private long BodyBits()
    {
        var bits = 0L;
        for (var s = 0; s < LiteralSymbols; s++)
            bits += (long)literalCounts[s] * (literalLengths[s] + (s > 256 ? LengthExtra[s - 257] : 0));
        for (var s = 0; s < DistanceSymbols; s++)
            bits += (long)distanceCounts[s] * (distanceLengths[s] + DistanceExtra[s]);
        return bits;
    }

    // A code and its length in one load: the length in the top byte. For match lengths the extra bits are in, too (at most 14 + 5).
    private void FillCodes()
    {
        HuffmanLengths.Codes(literalLengths, literalCodes);
        HuffmanLengths.Codes(distanceLengths, distanceCodes);
        for (var s = 0; s < LiteralSymbols; s++)
            literalCodes[s] |= (uint)literalLengths[s] << 24;
        for (var s = 0; s < DistanceSymbols; s++)
            distanceCodes[s] |= (uint)distanceLengths[s] << 24;
        for (var length = ShortestMatch; length <= LongestMatch; length++)
        {
            var code = LengthCode[length];
            var entry = literalCodes[257 + code];
            lengthBits[length] = entry + ((uint)LengthExtra[code] << 24)
                + ((uint)(length - LengthBase[code]) << literalLengths[257 + code]);
        }
    }

    private unsafe void WriteBody(ref BitWriter shared, byte* at)
    {
        var writer = shared; // a copy lives in registers
        ref var bases = ref MemoryMarshal.GetReference(DistanceBase);
        fixed (uint* codes = literalCodes, ofLength = lengthBits, ofDistance = distanceCodes)
        fixed (Match* found = matches)
        {
            for (var match = found; ; match++)
            {
                var end = at + match->Literals;
                for (; at + 4 <= end; at += 4)
                {
                    uint a = codes[at[0]], b = codes[at[1]], c = codes[at[2]], d = codes[at[3]];
                    var two = (a & 0xffff) | ((ulong)(b & 0xffff) << (int)(a >> 24));
                    var more = (c & 0xffff) | ((ulong)(d & 0xffff) << (int)(c >> 24));
                    var length = (int)((a >> 24) + (b >> 24));
                    writer.Write(two | (more << length), length + (int)((c >> 24) + (d >> 24)));
                }

                for (; at < end; at++)
                    writer.Write(codes[*at] & 0xffff, (int)(codes[*at] >> 24));
                if (match->Length == 0) break;
                at += match->Length;
                var distance = match->DistanceLess1 + 1;
                var code = DistanceCode(distance);
                var entry = ofDistance[code];
                var bits = (ulong)(entry & 0xffff) | ((ulong)(uint)(distance - Unsafe.Add(ref bases, code)) << (int)(entry >> 24));
                var first = ofLength[match->Length];
                var used = (int)(first >> 24);
                writer.Write((first & 0xffffff) | (bits << used), used + (int)(entry >> 24) + ExtraBitsOfDistance(code));
            }

            writer.Write(codes[EndOfBlock] & 0xffff, (int)(codes[EndOfBlock] >> 24));
        }

        shared = writer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ExtraBitsOfDistance(int code) => Math.Max(0, (code >> 1) - 1);

    private static unsafe void WriteStored(ref BitWriter writer, byte* input, int start, int end)
    {
        var length = (uint)(end - start);
        writer.Write(0, 3);
        writer.Align();
        writer.Write(length | ((~length & 0xffff) << 16), 32);
        writer.Copy(input + start, end - start);
    }
}
