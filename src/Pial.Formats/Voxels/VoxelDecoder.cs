using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Pial.Formats.Voxels;

/// <summary>
/// Stored bytes → numbers. <c>value · slope + intercept</c> is taken in double precision and rounded to float once, so that a float is
/// nibabel's <c>get_fdata()</c> rounded, to the bit.
/// </summary>
internal static class VoxelDecoder
{
    /// <summary>Turns the bytes of whole voxels into this machine's order, in place.</summary>
    public static void ToNativeOrder(Span<byte> bytes, int size, bool bigEndian)
    {
        if (size == 1 || bigEndian != BitConverter.IsLittleEndian) return;
        switch (size)
        {
            case 2: Swap(MemoryMarshal.Cast<byte, ushort>(bytes)); break;
            case 4: Swap(MemoryMarshal.Cast<byte, uint>(bytes)); break;
            default: Swap(MemoryMarshal.Cast<byte, ulong>(bytes)); break;
        }
    }

    /// <summary>Bytes in native order → scaled floats.</summary>
    public static void Decode(ReadOnlySpan<byte> bytes, VoxelLayout layout, Span<float> destination)
    {
        switch (layout.Type)
        {
            case StoredType.UInt8: Singles<byte>(bytes, layout, destination); break;
            case StoredType.Int8: Singles<sbyte>(bytes, layout, destination); break;
            case StoredType.Int16: Singles<short>(bytes, layout, destination); break;
            case StoredType.UInt16: Singles<ushort>(bytes, layout, destination); break;
            case StoredType.Int32: Singles<int>(bytes, layout, destination); break;
            case StoredType.UInt32: Singles<uint>(bytes, layout, destination); break;
            case StoredType.Int64: Singles<long>(bytes, layout, destination); break;
            case StoredType.UInt64: Singles<ulong>(bytes, layout, destination); break;
            case StoredType.Float32 when !layout.IsScaled: MemoryMarshal.Cast<byte, float>(bytes).CopyTo(destination); break;
            case StoredType.Float32: Singles<float>(bytes, layout, destination); break;
            default: Singles<double>(bytes, layout, destination); break;
        }
    }

    /// <summary>Bytes in native order → scaled doubles, for labels and masks, which must not be rounded on the way.</summary>
    public static void Decode(ReadOnlySpan<byte> bytes, VoxelLayout layout, Span<double> destination)
    {
        switch (layout.Type)
        {
            case StoredType.UInt8: Doubles<byte>(bytes, layout, destination); break;
            case StoredType.Int8: Doubles<sbyte>(bytes, layout, destination); break;
            case StoredType.Int16: Doubles<short>(bytes, layout, destination); break;
            case StoredType.UInt16: Doubles<ushort>(bytes, layout, destination); break;
            case StoredType.Int32: Doubles<int>(bytes, layout, destination); break;
            case StoredType.UInt32: Doubles<uint>(bytes, layout, destination); break;
            case StoredType.Int64: Doubles<long>(bytes, layout, destination); break;
            case StoredType.UInt64: Doubles<ulong>(bytes, layout, destination); break;
            case StoredType.Float32: Doubles<float>(bytes, layout, destination); break;
            default: Doubles<double>(bytes, layout, destination); break;
        }
    }

    private static void Singles<T>(ReadOnlySpan<byte> bytes, VoxelLayout layout, Span<float> destination)
        where T : unmanaged, INumber<T>
    {
        var source = MemoryMarshal.Cast<byte, T>(bytes);
        destination = destination[..source.Length];
        if (layout.IsScaled)
        {
            var (slope, intercept) = (layout.Slope, layout.Intercept);
            for (var n = 0; n < source.Length; n++)
                destination[n] = (float)((double.CreateTruncating(source[n]) * slope) + intercept);
            return;
        }

        var done = typeof(T) == typeof(short) ? Widened(MemoryMarshal.Cast<byte, short>(bytes), destination) : 0;
        for (var n = done; n < source.Length; n++)
            destination[n] = (float)double.CreateTruncating(source[n]);
    }

    // The common case, 16 bits without scaling, a vector at a time as far as whole vectors go: exact.
    private static int Widened(ReadOnlySpan<short> source, Span<float> destination)
    {
        var n = 0;
        for (; n + Vector<short>.Count <= source.Length; n += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(source[n..]), out var low, out var high);
            Vector.ConvertToSingle(low).CopyTo(destination[n..]);
            Vector.ConvertToSingle(high).CopyTo(destination[(n + Vector<int>.Count)..]);
        }

        return n;
    }

    private static void Doubles<T>(ReadOnlySpan<byte> bytes, VoxelLayout layout, Span<double> destination)
        where T : unmanaged, INumber<T>
    {
        var source = MemoryMarshal.Cast<byte, T>(bytes);
        destination = destination[..source.Length];
        var (slope, intercept, scaled) = (layout.Slope, layout.Intercept, layout.IsScaled);
        for (var n = 0; n < source.Length; n++)
        {
            var value = double.CreateTruncating(source[n]);
            destination[n] = scaled ? (value * slope) + intercept : value;
        }
    }

    private static void Swap(Span<ushort> s) => BinaryPrimitives.ReverseEndianness(s, s);

    private static void Swap(Span<uint> s) => BinaryPrimitives.ReverseEndianness(s, s);

    private static void Swap(Span<ulong> s) => BinaryPrimitives.ReverseEndianness(s, s);
}
