using Pial.Kernels;
using Pial.Kernels.Deflate;

namespace Pial.Formats.Streams;

/// <summary>
/// Writes one gzip member compressed on all cores: blocks of fixed size are deflated on their own, each ended by a sync flush (RFC 1951
/// §3.2.4), and laid end to end; their CRCs are combined. The bytes depend on the data alone, never on the thread count.
/// </summary>
internal sealed class GzipWriter(Stream output, ParallelOptions? parallel)
{
    public const int BlockBytes = 1 << 20;

    private Slot[] slots = [];
    private uint crc;
    private long length;

    /// <summary>Writes the gzip header: no name, no time, so that equal images are equal files.</summary>
    public void Begin() => output.Write([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

    /// <summary>Compresses and appends content that the callback gives block by block.</summary>
    /// <param name="total">Bytes in all.</param>
    /// <param name="fill">Fills a span with the content from a byte on; called on several threads.</param>
    /// <param name="elementSize">Bytes of one element: repeats are looked for from element to element.</param>
    public void Append(long total, GzipFill fill, int elementSize = 1)
    {
        var blocks = (int)((total + BlockBytes - 1) / BlockBytes);
        var batch = parallel?.MaxDegreeOfParallelism is > 0 and var n ? n : Environment.ProcessorCount;
        batch = Math.Max(1, batch) * 4;
        if (slots.Length < Math.Min(batch, blocks))
            slots = [.. slots, .. Enumerable.Range(slots.Length, Math.Min(batch, blocks) - slots.Length).Select(_ => new Slot())];
        for (var start = 0; start < blocks; start += batch)
        {
            var first = start;
            var count = Math.Min(batch, blocks - start);
            Slices.For(count, parallel, b =>
            {
                var at = (long)(first + b) * BlockBytes;
                slots[b].Pack(at, (int)Math.Min(BlockBytes, total - at), fill, elementSize);
            });
            foreach (var slot in slots.AsSpan(0, count))
                Emit(slot);
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

    private void Emit(Slot slot)
    {
        output.Write(slot.Packed);
        crc = length == 0 ? slot.Crc : Crc32.Combine(crc, slot.Crc, slot.RawBytes);
        length += slot.RawBytes;
    }

    /// <summary>One block being packed, and the scratch for it.</summary>
    private sealed class Slot
    {
        private readonly BlockDeflater deflater = new();
        private byte[] raw = [];
        private byte[] packed = [];
        private int packedBytes;

        public int RawBytes { get; private set; }

        public uint Crc { get; private set; }

        public ReadOnlySpan<byte> Packed => packed.AsSpan(0, packedBytes);

        public void Pack(long offset, int count, GzipFill fill, int elementSize)
        {
            if (raw.Length < count)
                (raw, packed) = (GC.AllocateUninitializedArray<byte>(count),
                    GC.AllocateUninitializedArray<byte>(BlockDeflater.MostBytes(count)));
            var block = raw.AsSpan(0, count);
            fill(offset, block);
            Crc = System.IO.Hashing.Crc32.HashToUInt32(block);
            packedBytes = deflater.Deflate(block, packed, elementSize);
            RawBytes = count;
        }
    }
}

/// <summary>Gives the content from a byte on.</summary>
internal delegate void GzipFill(long offset, Span<byte> destination);

/// <summary>CRC-32 of gzip (RFC 1952).</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    /// <summary>CRC of two runs of bytes laid end to end, from the CRC of each and the length of the second.</summary>
    /// <remarks>
    /// A zero byte appended multiplies the CRC by x⁸ modulo the polynomial; so many zero bytes, by a power taken by squaring.
    /// </remarks>
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
