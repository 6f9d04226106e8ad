using System.Buffers.Binary;
using System.Text;

namespace Pial.Formats.Streams;

/// <summary>Reads binary header fields at byte offsets, in either byte order.</summary>
internal readonly ref struct FieldReader(ReadOnlySpan<byte> bytes, bool bigEndian)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    public bool BigEndian { get; } = bigEndian;

    public byte Byte(int offset) => bytes[offset];

    public short I16(int offset) => BigEndian ? BinaryPrimitives.ReadInt16BigEndian(bytes[offset..])
        : BinaryPrimitives.ReadInt16LittleEndian(bytes[offset..]);

    public int I32(int offset) => BigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes[offset..])
        : BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]);

    public long I64(int offset) => BigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes[offset..])
        : BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);

    public float F32(int offset) => BigEndian ? BinaryPrimitives.ReadSingleBigEndian(bytes[offset..])
        : BinaryPrimitives.ReadSingleLittleEndian(bytes[offset..]);

    public double F64(int offset) => BigEndian ? BinaryPrimitives.ReadDoubleBigEndian(bytes[offset..])
        : BinaryPrimitives.ReadDoubleLittleEndian(bytes[offset..]);

    /// <summary>Text up to the first zero byte; Latin-1, so that any byte survives a round trip.</summary>
    public string Text(int offset, int length)
    {
        var field = bytes.Slice(offset, length);
        var end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }
}

/// <summary>Writes binary header fields at byte offsets, in either byte order.</summary>
internal readonly ref struct FieldWriter(Span<byte> bytes, bool bigEndian)
{
    private readonly Span<byte> bytes = bytes;

    public void Byte(int offset, byte value) => bytes[offset] = value;

    public void I16(int offset, long value)
    {
        if (bigEndian) BinaryPrimitives.WriteInt16BigEndian(bytes[offset..], checked((short)value));
        else BinaryPrimitives.WriteInt16LittleEndian(bytes[offset..], checked((short)value));
    }

    public void I32(int offset, int value)
    {
        if (bigEndian) BinaryPrimitives.WriteInt32BigEndian(bytes[offset..], value);
        else BinaryPrimitives.WriteInt32LittleEndian(bytes[offset..], value);
    }

    public void I64(int offset, long value)
    {
        if (bigEndian) BinaryPrimitives.WriteInt64BigEndian(bytes[offset..], value);
        else BinaryPrimitives.WriteInt64LittleEndian(bytes[offset..], value);
    }

    public void F32(int offset, params ReadOnlySpan<double> values)
    {
        for (var n = 0; n < values.Length; n++)
        {
            if (bigEndian) BinaryPrimitives.WriteSingleBigEndian(bytes[(offset + (4 * n))..], (float)values[n]);
            else BinaryPrimitives.WriteSingleLittleEndian(bytes[(offset + (4 * n))..], (float)values[n]);
        }
    }

    public void F64(int offset, params ReadOnlySpan<double> values)
    {
        for (var n = 0; n < values.Length; n++)
        {
            if (bigEndian) BinaryPrimitives.WriteDoubleBigEndian(bytes[(offset + (8 * n))..], values[n]);
            else BinaryPrimitives.WriteDoubleLittleEndian(bytes[(offset + (8 * n))..], values[n]);
        }
    }

    /// <summary>Latin-1 text, cut to the field's length; the rest of the field stays zero.</summary>
    public void Text(int offset, int length, string value) =>
        Encoding.Latin1.GetBytes(value.AsSpan(0, Math.Min(value.Length, length)), bytes.Slice(offset, length));
}
