using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Pial.Plots.Fonts;

/// <summary>The tables of a font file: bare TrueType (OpenType specification), or packed as WOFF 1.0 (W3C recommendation).</summary>
internal static class FontTables
{
    private const uint Woff = 0x774F4646, TrueType = 0x00010000;

    /// <summary>Each table by its four letters, unpacked.</summary>
    /// <exception cref="FormatException">Not such a file, or cut short.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(ReadOnlySpan<byte> file)
    {
        var signature = file.Length >= 44 ? BinaryPrimitives.ReadUInt32BigEndian(file) : 0;
        if (signature is not (Woff or TrueType)) throw new FormatException("The font is neither TrueType nor WOFF.");
        var packed = signature == Woff;
        var count = BinaryPrimitives.ReadUInt16BigEndian(file[(packed ? 12 : 4)..]);
        var (at, entry) = packed ? (44, 20) : (12, 16);
        if (file.Length < at + (count * entry)) throw new FormatException("The font is cut short.");
        var tables = new Dictionary<string, byte[]>(count, StringComparer.Ordinal);
        for (var n = 0; n < count; n++)
        {
            var row = file.Slice(at + (n * entry), entry);
            int Field(ReadOnlySpan<byte> row, int place) => checked((int)BinaryPrimitives.ReadUInt32BigEndian(row[(4 * place)..]));
            // TrueType: tag, checksum, offset, length. WOFF: tag, offset, packed length, length, checksum.
            var (offset, stored, length) = packed ? (Field(row, 1), Field(row, 2), Field(row, 3))
                : (Field(row, 2), Field(row, 3), Field(row, 3));
            if (offset > file.Length - stored) throw new FormatException("The font is cut short.");
            var data = file.Slice(offset, stored).ToArray();
            tables[Encoding.ASCII.GetString(row[..4])] = stored < length ? Unpack(data, length) : data;
        }

        return tables;
    }

    private static byte[] Unpack(byte[] data, int length)
    {
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        var table = new byte[length];
        zlib.ReadExactly(table);
        return table;
    }
}
