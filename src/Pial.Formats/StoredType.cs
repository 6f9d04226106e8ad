namespace Pial.Formats;

/// <summary>Numeric types a file can store voxels in.</summary>
public enum StoredType
{
    /// <summary>Unsigned, 8 bits.</summary>
    UInt8,

    /// <summary>Signed, 8 bits.</summary>
    Int8,

    /// <summary>Signed, 16 bits.</summary>
    Int16,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16,

    /// <summary>Signed, 32 bits.</summary>
    Int32,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32,

    /// <summary>Signed, 64 bits.</summary>
    Int64,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64,

    /// <summary>IEEE single.</summary>
    Float32,

    /// <summary>IEEE double.</summary>
    Float64,
}

/// <summary>Facts about stored types.</summary>
public static class StoredTypes
{
    /// <summary>Bytes of one voxel.</summary>
    public static int ByteSize(this StoredType type) => type switch
    {
        StoredType.UInt8 or StoredType.Int8 => 1,
        StoredType.Int16 or StoredType.UInt16 => 2,
        StoredType.Int32 or StoredType.UInt32 or StoredType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Whether the type is an integer.</summary>
    public static bool IsInteger(this StoredType type) => type is not (StoredType.Float32 or StoredType.Float64);

    /// <summary>Smallest and largest value an integer type holds; infinite for a float type.</summary>
    public static (double Min, double Max) Range(this StoredType type) => type switch
    {
        StoredType.UInt8 => (byte.MinValue, byte.MaxValue),
        StoredType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        StoredType.Int16 => (short.MinValue, short.MaxValue),
        StoredType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        StoredType.Int32 => (int.MinValue, int.MaxValue),
        StoredType.UInt32 => (uint.MinValue, uint.MaxValue),
        StoredType.Int64 => (long.MinValue, long.MaxValue),
        StoredType.UInt64 => (ulong.MinValue, ulong.MaxValue),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    /// <summary>As <see cref="Range"/> of an integer type, to the last digit.</summary>
    internal static (Int128 Min, Int128 Max) WholeRange(this StoredType type) => type switch
    {
        StoredType.UInt64 => (ulong.MinValue, ulong.MaxValue),
        StoredType.Int64 => (long.MinValue, long.MaxValue),
        _ => ((Int128)type.Range().Min, (Int128)type.Range().Max),
    };

    /// <summary>The name as people type it: <c>uint8</c>, <c>float32</c>.</summary>
    public static string Name(this StoredType type) => type.ToString().ToLowerInvariant();

    /// <summary>The type of a name such as <c>int16</c>, <c>uint8</c>, <c>float</c> or <c>double</c>.</summary>
    /// <exception cref="ArgumentException">No such type.</exception>
    public static StoredType Parse(string name) => name switch
    {
        "float" => StoredType.Float32,
        "double" => StoredType.Float64,
        _ when Enum.TryParse<StoredType>(name, ignoreCase: true, out var type) && Enum.IsDefined(type) && !char.IsDigit(name[0]) => type,
        _ => throw new ArgumentException(
            $"'{name}' is no voxel type; use one of {string.Join(", ", Enum.GetValues<StoredType>().Select(Name))}.", nameof(name)),
    };
}
