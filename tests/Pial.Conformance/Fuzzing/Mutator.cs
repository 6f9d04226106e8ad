using System.Buffers.Binary;
using System.Text;

namespace Pial.Conformance.Fuzzing;

/// <summary>Damages a file as disks, transfers, editors and enemies do; the same seed gives the same damage.</summary>
internal static class Mutator
{
    private static readonly string[] Words =
    [
        "-1", "0", "1e308", "nan", "inf", "2147483647", "-2147483648", "4294967295", "9999999999999999999", "<", ">", "\"", "'", "[[[[[[[[",
        "{{{{{{{{", "*a", "&a ", "\n", "\0", "\u001b[2J", "#", ":", ",", "\t", "- - - - ", "]]>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]>", "&a;", "</", "/>",
    ];

    private static readonly int[] Numbers = [0, 1, -1, 2, 127, 128, 255, 256, 32767, 32768, 65535, int.MaxValue, int.MinValue, 0x7F800000,
        0x7FC00000, 0x00FFFFFF, 1 << 20, 1 << 28];

    /// <summary>A damaged copy.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> whole, Random random)
    {
        var bytes = whole.ToArray();
        for (var times = 1 + random.Next(4); times > 0 && bytes.Length > 0; times--)
            bytes = One(bytes, random);
        return bytes;
    }

    private static byte[] One(byte[] bytes, Random random)
    {
        // Headers are where it matters: every other time among the first bytes.
        var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 400) : bytes.Length);
        switch (random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                var length = Math.Min(bytes.Length - at, 1 + random.Next(64));
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4:
                var repeated = bytes[at..Math.Min(bytes.Length, at + 1 + random.Next(64))];
                return [.. bytes[..at], .. repeated, .. repeated, .. bytes[at..]];
            case 5:
                return [.. bytes[..at], .. Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]), .. bytes[at..]];
            case 6:
                return Replaced(bytes, at, random);
            default:
                var number = Numbers[random.Next(Numbers.Length)];
                Span<byte> four = stackalloc byte[4];
                if (random.Next(2) == 0) BinaryPrimitives.WriteInt32BigEndian(four, number);
                else BinaryPrimitives.WriteInt32LittleEndian(four, number);
                var n = Math.Min(random.Next(2) == 0 ? 4 : 2, bytes.Length - at);
                four[..n].CopyTo(bytes.AsSpan(at));
                return bytes;
        }
    }

    // A word of a text becomes another.
    private static byte[] Replaced(byte[] bytes, int at, Random random)
    {
        static bool IsPart(byte b) => b > ' ' && b is not ((byte)'"' or (byte)'<' or (byte)'>' or (byte)',' or (byte)':' or (byte)'=');
        var (start, end) = (at, at);
        while (start > 0 && at - start < 40 && IsPart(bytes[start - 1])) start--;
        while (end < bytes.Length && end - at < 40 && IsPart(bytes[end])) end++;
        return [.. bytes[..start], .. Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]), .. bytes[end..]];
    }
}
