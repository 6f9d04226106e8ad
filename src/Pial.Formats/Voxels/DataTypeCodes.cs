namespace Pial.Formats.Voxels;

/// <summary>Codes of voxel types in headers: Analyze's, which NIfTI kept and added to.</summary>
internal static class DataTypeCodes
{
    public static int Code(StoredType type) => type switch
    {
        StoredType.UInt8 => 2,
        StoredType.Int16 => 4,
        StoredType.Int32 => 8,
        StoredType.Float32 => 16,
        StoredType.Float64 => 64,
        StoredType.Int8 => 256,
        StoredType.UInt16 => 512,
        StoredType.UInt32 => 768,
        StoredType.Int64 => 1024,
        _ => 1280,
    };

    public static StoredType? Type(int code) => code switch
    {
        2 => StoredType.UInt8,
        4 => StoredType.Int16,
        8 => StoredType.Int32,
        16 => StoredType.Float32,
        64 => StoredType.Float64,
        256 => StoredType.Int8,
        512 => StoredType.UInt16,
        768 => StoredType.UInt32,
        1024 => StoredType.Int64,
        1280 => StoredType.UInt64,
        _ => null,
    };

    /// <summary>Why a code is refused.</summary>
    public static string Refusal(int code) => code switch
    {
        0 => "0 (unknown)",
        1 => "1 (one bit a voxel, which no tool writes)",
        32 or 1792 or 2048 => $"{code} (complex numbers; store the magnitude first)",
        128 or 2304 => $"{code} (RGB colour, not intensities)",
        1536 => "1536 (128-bit float, whose layout differs between machines; store float64)",
        _ => $"{code}, which is no NIfTI type",
    };
}
