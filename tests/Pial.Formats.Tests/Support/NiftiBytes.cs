using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Pial.Formats.Tests.Support;

/// <summary>
/// A NIfTI file made field by field, so that a test can say exactly what is odd about it. Starts as a clean 2×3×4 int16 NIfTI-1.
/// </summary>
public sealed class NiftiBytes
{
    private readonly byte[] header;
    private readonly bool big;

    public NiftiBytes(int version = 1, bool bigEndian = false)
    {
        (Version, big) = (version, bigEndian);
        header = new byte[version == 1 ? 348 : 540];
        I32(0, header.Length);
        Dim(3, 2, 3, 4, 1, 1, 1, 1);
        Type(4, 16);
        PixDim(1, 1, 1, 1, 1, 1, 1, 1);
        VoxOffset(header.Length + 4);
        Slope(1, 0);
        if (version == 1)
        {
            Text(344, "n+1");
            header[123] = 2;
        }
        else
        {
            Text(4, "n+2\0\r\n\x1a\n");
            I32(500, 2);
        }

        Sform(1, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
        Voxels = Enumerable.Range(0, 24).SelectMany(v => Number((short)v)).ToArray();
    }

    public int Version { get; }

    public byte[] Voxels { get; set; }

    public byte[] AfterHeader { get; set; } = new byte[4];

    public NiftiBytes Dim(params long[] dim) => Each(dim, (n, v) => { if (Version == 1) I16(40 + (2 * n), v); else I64(16 + (8 * n), v); });

    public NiftiBytes PixDim(params double[] size) => Each(size, (n, v) => Real(76 + (4 * n), 104 + (8 * n), v));

    public NiftiBytes Type(int code, int bits)
    {
        I16(Version == 1 ? 70 : 12, code);
        return I16(Version == 1 ? 72 : 14, bits);
    }

    public NiftiBytes VoxOffset(double offset)
    {
        if (Version == 1) F32(108, offset);
        else I64(168, (long)offset);
        return this;
    }

    public NiftiBytes Slope(double slope, double intercept)
    {
        Real(112, 176, slope);
        return Real(116, 184, intercept);
    }

    public NiftiBytes Units(int code)
    {
        if (Version == 1) header[123] = (byte)code;
        else I32(500, code);
        return this;
    }

    public NiftiBytes Sform(int code, double[] rows)
    {
        if (Version == 1) I16(254, code);
        else I32(348, code);
        return Each(rows, (n, v) => Real(280 + (4 * n), 400 + (8 * n), v));
    }

    public NiftiBytes Qform(int code, double b, double c, double d, double x, double y, double z)
    {
        if (Version == 1) I16(252, code);
        else I32(344, code);
        return Each([b, c, d, x, y, z], (n, v) => Real(256 + (4 * n), 352 + (8 * n), v));
    }

    public NiftiBytes I16(int at, long value)
    {
        if (big) BinaryPrimitives.WriteInt16BigEndian(header.AsSpan(at), (short)value);
        else BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(at), (short)value);
        return this;
    }

    public NiftiBytes I32(int at, int value)
    {
        if (big) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(at), value);
        else BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(at), value);
        return this;
    }

    public NiftiBytes Text(int at, string text)
    {
        Encoding.Latin1.GetBytes(text).CopyTo(header, at);
        return this;
    }

    /// <summary>A number in the file's byte order.</summary>
    public byte[] Number(object value)
    {
        var bytes = value switch
        {
            byte v => [v],
            sbyte v => [(byte)v],
            short v => BitConverter.GetBytes(v),
            ushort v => BitConverter.GetBytes(v),
            int v => BitConverter.GetBytes(v),
            uint v => BitConverter.GetBytes(v),
            long v => BitConverter.GetBytes(v),
            ulong v => BitConverter.GetBytes(v),
            float v => BitConverter.GetBytes(v),
            double v => BitConverter.GetBytes(v),
            _ => throw new ArgumentException("no such type", nameof(value)),
        };
        if (big) Array.Reverse(bytes);
        return bytes;
    }

    public byte[] ToArray() => [.. header, .. AfterHeader, .. Voxels];

    public string Save(string path)
    {
        var bytes = ToArray();
        File.WriteAllBytes(path, path.EndsWith(".gz", StringComparison.Ordinal) ? Gzip(bytes) : bytes);
        return path;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return memory.ToArray();
    }

    private NiftiBytes Each<T>(T[] values, Action<int, T> set)
    {
        for (var n = 0; n < values.Length; n++)
            set(n, values[n]);
        return this;
    }

    private NiftiBytes Real(int at1, int at2, double value)
    {
        if (Version == 1) F32(at1, value);
        else if (big) BinaryPrimitives.WriteDoubleBigEndian(header.AsSpan(at2), value);
        else BinaryPrimitives.WriteDoubleLittleEndian(header.AsSpan(at2), value);
        return this;
    }

    private void F32(int at, double value)
    {
        if (big) BinaryPrimitives.WriteSingleBigEndian(header.AsSpan(at), (float)value);
        else BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(at), (float)value);
    }

    private void I64(int at, long value)
    {
        if (big) BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(at), value);
        else BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(at), value);
    }
}
