namespace Pial.Kernels.Deflate;

/// <summary>Lengths and distances of DEFLATE (RFC 1951 §3.2.5).</summary>
internal static class DeflateTables
{
    public const int LiteralSymbols = 286;
    public const int DistanceSymbols = 30;
    public const int EndOfBlock = 256;
    public const int LongestMatch = 258;
    public const int Window = 32768;

    public static ReadOnlySpan<ushort> LengthBase =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    public static ReadOnlySpan<byte> LengthExtra => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    public static ReadOnlySpan<ushort> DistanceBase =>
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
        16385, 24577,
    ];

    public static ReadOnlySpan<byte> DistanceExtra =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>Order in which the lengths of the code-length code are sent.</summary>
    public static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Length code (0 to 28) of a match length.</summary>
    public static byte[] LengthCode { get; } = MakeLengthCodes();

    public static int DistanceCode(int distance)
    {
        if (distance <= 4) return distance - 1;
        var bits = System.Numerics.BitOperations.Log2((uint)(distance - 1));
        return (2 * bits) + (((distance - 1) >> (bits - 1)) & 1);
    }

    private static byte[] MakeLengthCodes()
    {
        var codes = new byte[LongestMatch + 1];
        for (var code = 0; code < 28; code++)
        {
            for (var n = 0; n < 1 << LengthExtra[code] && LengthBase[code] + n <= LongestMatch; n++)
                codes[LengthBase[code] + n] = (byte)code;
        }

        codes[LongestMatch] = 28;
        return codes;
    }
}
