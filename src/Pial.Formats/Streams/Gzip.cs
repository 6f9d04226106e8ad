using System.IO.Compression;
using Pial.Kernels;

namespace Pial.Formats.Streams;

/// <summary>
/// Writes one gzip member compressed on all cores: blocks of fixed size are deflated on their own, each ended by a sync flush (RFC 1951 §3.2.4), and
/// laid end to end; their CRCs are combined. The bytes depend on the data and the level alone, never on the thread count.
/// </summary>
internal sealed class GzipWriter(Stream output, int level, ParallelOptions? parallel)
{
    public const int BlockBytes = 1 << 20;

    private uint crc;
    private long length;

    /// <summary>Writes the gzip header: no name, no time, so that equal images are equal files.</summary>
    public void Begin() => output.Write([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

    /// <summary>Compresses and appends content that the callback gives block by block.</summary>
    /// <param name="total">Bytes in all.</param>
    /// <param name="fill">Fills a span with the content from a byte on; called on several threads.</param>
    public void Append(long total, GzipFill fill)
    {
        var blocks = (int)((total + BlockBytes - 1) / BlockBytes);
        var batch = parallel?.MaxDegreeOfParallelism is > 0 and var n ? n : Environment.ProcessorCount;
        batch = Math.Max(1, batch) * 4;
        var packed = new MemoryStream[batch];
        var raw = new byte[batch][];
        for (var start = 0; start < blocks; start += batch)
        {
            var first = start;
            var count = Math.Min(batch, blocks - start);
            Slices.For(count, parallel, b =>
            {
                var at = (long)(first + b) * BlockBytes;
                var block = (raw[b] ??= new byte[BlockBytes]).AsSpan(0, (int)Math.Min(BlockBytes, total - at));
                fill(at, block);
                Deflate(block, packed[b] ??= new MemoryStream(BlockBytes / 2));
            });
            for (var b = 0; b < count; b++)
                Emit(packed[b], (int)Math.Min(BlockBytes, total - ((long)(first + b) * BlockBytes)));
        }
    }

    /// <summary>Ends the member.</summary>
    public void End()
    {
        Span<byte> tail = stackalloc byte[10];
        (tail[0], tail[1]) = (3, 0); // an empty last block
        BitConverter.TryWriteBytes(tail[2..], crc);
        BitConverter.TryWriteBytes(tail[6..], (uint)length);
        output.Write(tail);
    }

    // GZipStream knows the CRC, so its header (10 bytes) and its ending (an empty last block, CRC and length) are cut off and the CRC kept.
    private void Deflate(ReadOnlySpan<byte> block, MemoryStream packed)
    {
        packed.SetLength(0);
        int end;
        using (var gzip = new GZipStream(packed, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
        {
            gzip.Write(block);
            gzip.Flush();
            end = (int)packed.Length;
        }

        var crcOfBlock = BitConverter.ToUInt32(packed.GetBuffer(), (int)packed.Length - 8);
        packed.SetLength(end + 4);
        BitConverter.TryWriteBytes(packed.GetBuffer().AsSpan(end), crcOfBlock);
    }

    private void Emit(MemoryStream packed, int rawBytes)
    {
        var bytes = packed.GetBuffer().AsSpan(0, (int)packed.Length);
        output.Write(bytes[10..^4]);
        var ofBlock = BitConverter.ToUInt32(bytes[^4..]);
        crc = length == 0 ? ofBlock : Crc32.Combine(crc, ofBlock, rawBytes);
        length += rawBytes;
    }
}

/// <summary>Gives the content from a byte on.</summary>
internal delegate void GzipFill(long offset, Span<byte> destination);

/// <summary>CRC-32 of gzip (RFC 1952).</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    /// <summary>CRC of two runs of bytes laid end to end, from the CRC of each and the length of the second.</summary>
    /// <remarks>A zero byte appended multiplies the CRC by x⁸ modulo the polynomial; so many zero bytes, by a power taken by squaring.</remarks>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        var factor = 0x80000000u; // 1 in reflected order
        var power = 0x00800000u; // x^8
        for (var n = secondLength; n > 0; n >>= 1)
        {
            if ((n & 1) == 1)
                factor = Multiply(factor, power);
            power = Multiply(power, power);
        }

        return Multiply(factor, first) ^ second;
    }

    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (var bit = 0x80000000u; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
                product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }
}
