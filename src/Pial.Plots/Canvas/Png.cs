using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Pial.Plots.Canvas;

/// <summary>Writes PNG files (ISO/IEC 15948): grey, true colour with and without opacity, and palettes with transparency.</summary>
public static class Png
{
    private static readonly uint[] Crc = MakeCrcTable();

    /// <summary>8-bit grey.</summary>
    public static byte[] Grey(int width, int height, ReadOnlySpan<byte> pixels) => Encode(width, height, pixels, 0, [], []);

    /// <summary>8 bits each of red, green, blue.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="pixels">Row by row.</param>
    /// <param name="dpi">Pixels an inch, which the file then says (with sRGB as its colours); 0 to leave it open.</param>
    public static byte[] Rgb(int width, int height, ReadOnlySpan<byte> pixels, double dpi = 0) =>
        Encode(width, height, pixels, 2, [], [], dpi);

    /// <summary>8 bits each of red, green, blue and opacity.</summary>
    public static byte[] Rgba(int width, int height, ReadOnlySpan<byte> pixels) => Encode(width, height, pixels, 6, [], []);

    /// <summary>8-bit indices into a palette.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="pixels">Indices, row by row.</param>
    /// <param name="palette">Red, green, blue of each index.</param>
    /// <param name="alpha">Opacity of each index; may be shorter than the palette.</param>
    public static byte[] Indexed(int width, int height, ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> alpha)
        => Encode(width, height, pixels, 3, palette, alpha);

    private static byte[] Encode(
        int width, int height, ReadOnlySpan<byte> pixels, byte colourType, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> alpha,
        double dpi = 0)
    {
        var channels = colourType switch { 2 => 3, 6 => 4, _ => 1 };
        if (pixels.Length != width * height * channels)
            throw new ArgumentException($"{pixels.Length} bytes do not fill {width}×{height} pixels of {channels}.", nameof(pixels));
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9], header[10], header[11], header[12]) = (8, colourType, 0, 0, 0);
        Chunk(file, "IHDR", header);
        if (dpi > 0) Resolution(file, dpi);
        if (palette.Length > 0) Chunk(file, "PLTE", palette);
        if (alpha.Length > 0) Chunk(file, "tRNS", alpha);
        Chunk(file, "IDAT", Deflate(Filter(width * channels, height, pixels, channels, colourType == 3)));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Resolution(Stream file, double dpi)
    {
        Chunk(file, "sRGB", [0]); // perceptual rendering
        Span<byte> physical = stackalloc byte[9];
        BinaryPrimitives.WriteInt32BigEndian(physical, (int)Math.Round(dpi / 0.0254));
        BinaryPrimitives.WriteInt32BigEndian(physical[4..], (int)Math.Round(dpi / 0.0254));
        physical[8] = 1; // pixels a metre
        Chunk(file, "pHYs", physical);
    }

    // Continuous tones compress best as differences to the left (filter 1) or above (2): the smaller sum of absolute differences wins, as
    // the standard suggests. Indices are left alone (0).
    private static byte[] Filter(int rowBytes, int height, ReadOnlySpan<byte> pixels, int channels, bool indexed)
    {
        var filtered = new byte[(rowBytes + 1) * height];
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Slice(y * rowBytes, rowBytes);
            var above = y > 0 ? pixels.Slice((y - 1) * rowBytes, rowBytes) : [];
            var to = filtered.AsSpan(y * (rowBytes + 1), rowBytes + 1);
            if (indexed)
            {
                row.CopyTo(to[1..]);
                continue;
            }

            var (left, up) = (0, 0);
            for (var x = 0; x < rowBytes; x++)
            {
                left += Math.Abs((int)(sbyte)(row[x] - (x >= channels ? row[x - channels] : 0)));
                up += above.Length > 0 ? Math.Abs((int)(sbyte)(row[x] - above[x])) : 256;
            }

            to[0] = (byte)(left <= up ? 1 : 2);
            for (var x = 0; x < rowBytes; x++)
                to[x + 1] = (byte)(row[x] - (left <= up ? (x >= channels ? row[x - channels] : 0) : above[x]));
        }

        return filtered;
    }

    private static byte[] Deflate(byte[] data)
    {
        using var result = new MemoryStream();
        using (var zlib = new ZLibStream(result, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(data);
        return result.ToArray();
    }

    private static void Chunk(Stream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        var name = Encoding.ASCII.GetBytes(type);
        file.Write(name);
        file.Write(data);
        var crc = Update(Update(0xFFFFFFFF, name), data) ^ 0xFFFFFFFF;
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        file.Write(number);
    }

    private static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var b in data)
            crc = Crc[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var bit = 0; bit < 8; bit++)
                c = (c & 1) == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        return table;
    }
}
