using System.Numerics;
using System.Runtime.InteropServices;

namespace Pial.Formats.Voxels;

/// <summary>
/// Numbers → stored bytes: <c>(value − intercept) / slope</c>, rounded to the nearest whole number (ties to even) and held in range for
/// integer types.
/// </summary>
internal static class VoxelEncoder
{
    /// <summary>Whether values of a type are stored without any conversion.</summary>
    public static bool IsOwn<T>(StoredType type) => type switch
    {
        StoredType.UInt8 => typeof(T) == typeof(byte),
        StoredType.Int8 => typeof(T) == typeof(sbyte),
        StoredType.Int16 => typeof(T) == typeof(short),
        StoredType.UInt16 => typeof(T) == typeof(ushort),
        StoredType.Int32 => typeof(T) == typeof(int),
        StoredType.UInt32 => typeof(T) == typeof(uint),
        StoredType.Int64 => typeof(T) == typeof(long),
        StoredType.UInt64 => typeof(T) == typeof(ulong),
        StoredType.Float32 => typeof(T) == typeof(float),
        _ => typeof(T) == typeof(double),
    };

    /// <summary>Whether a type holds whole numbers only.</summary>
    public static bool IsWhole<T>() => typeof(T) != typeof(float) && typeof(T) != typeof(double);

    public static void Encode<T>(ReadOnlySpan<T> values, VoxelLayout layout, Span<byte> bytes)
        where T : unmanaged, INumber<T>
    {
        if (!layout.IsScaled && IsOwn<T>(layout.Type))
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
            VoxelDecoder.ToNativeOrder(bytes, layout.Type.ByteSize(), layout.BigEndian);
            return;
        }

        switch (layout.Type)
        {
            case StoredType.UInt8: Integers<T, byte>(values, layout, bytes); break;
            case StoredType.Int8: Integers<T, sbyte>(values, layout, bytes); break;
            case StoredType.Int16: Integers<T, short>(values, layout, bytes); break;
            case StoredType.UInt16: Integers<T, ushort>(values, layout, bytes); break;
            case StoredType.Int32: Integers<T, int>(values, layout, bytes); break;
            case StoredType.UInt32: Integers<T, uint>(values, layout, bytes); break;
            case StoredType.Int64: Integers<T, long>(values, layout, bytes); break;
            case StoredType.UInt64: Integers<T, ulong>(values, layout, bytes); break;
            case StoredType.Float32: Reals<T, float>(values, bytes); break;
            default: Reals<T, double>(values, bytes); break;
        }

        VoxelDecoder.ToNativeOrder(bytes, layout.Type.ByteSize(), layout.BigEndian);
    }

    private static void Integers<T, TStored>(ReadOnlySpan<T> values, VoxelLayout layout, Span<byte> bytes)
        where T : unmanaged, INumber<T>
        where TStored : unmanaged, INumber<TStored>
    {
        var stored = MemoryMarshal.Cast<byte, TStored>(bytes)[..values.Length];
        var (slope, intercept, scaled) = (layout.Slope, layout.Intercept, layout.IsScaled);
        if (IsWhole<T>() && !scaled)
        {
            for (var m = 0; m < values.Length; m++)
                stored[m] = TStored.CreateSaturating(values[m]);
            return;
        }

        var nan = TStored.CreateSaturating(Math.Round((0 - intercept) / slope));
        var n = 0;
        if (typeof(T) == typeof(float) && !scaled && (layout.Type is StoredType.Int16 or StoredType.UInt16))
        {
            var (min, max) = layout.Type.Range();
            n = Narrowed(MemoryMarshal.Cast<T, float>(values), (float)min, (float)max, MemoryMarshal.Cast<byte, short>(bytes));
        }

        for (; n < values.Length; n++)
        {
            var value = double.CreateTruncating(values[n]);
            stored[n] = double.IsNaN(value) ? nan : TStored.CreateSaturating(Math.Round(scaled ? (value - intercept) / slope : value));
        }
    }

    // The common case, floats to 16 bits without scaling, a vector at a time as far as whole vectors go; the same numbers as one at a time.
    private static int Narrowed(ReadOnlySpan<float> values, float min, float max, Span<short> stored)
    {
        var width = Vector<float>.Count;
        var n = 0;
        for (; n + (2 * width) <= values.Length; n += 2 * width)
            Vector.Narrow(Rounded(values[n..], min, max), Rounded(values[(n + width)..], min, max)).CopyTo(stored[n..]);
        return n;
    }

    private static Vector<int> Rounded(ReadOnlySpan<float> values, float min, float max)
    {
        var v = new Vector<float>(values);
        v = Vector.ConditionalSelect(Vector.Equals(v, v), v, Vector<float>.Zero);
        return Vector.ConvertToInt32(Vector.Round(Vector.Min(Vector.Max(v, new(min)), new(max))));
    }

    private static void Reals<T, TStored>(ReadOnlySpan<T> values, Span<byte> bytes)
        where T : unmanaged, INumber<T>
        where TStored : unmanaged, INumber<TStored>
    {
        var stored = MemoryMarshal.Cast<byte, TStored>(bytes)[..values.Length];
        for (var n = 0; n < values.Length; n++)
            stored[n] = TStored.CreateTruncating(values[n]);
    }
}
