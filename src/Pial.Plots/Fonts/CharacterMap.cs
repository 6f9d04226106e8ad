using System.Buffers.Binary;

namespace Pial.Plots.Fonts;

/// <summary>Which glyph draws a character: <c>cmap</c> of format 4, the one of the basic plane.</summary>
internal static class CharacterMap
{
    /// <summary>Glyph of each character that has one.</summary>
    /// <exception cref="FormatException">There is no Unicode table of format 4.</exception>
    public static Dictionary<int, int> Read(ReadOnlySpan<byte> cmap)
    {
        var map = new Dictionary<int, int>();
        var table = Find(cmap);
        int U(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt16BigEndian(from[at..]);
        var size = U(table, 6); // twice the number of segments
        for (var s = 0; s < size; s += 2)
        {
            var (end, start, delta, range) = (U(table, 14 + s), U(table, 16 + size + s), U(table, 16 + (2 * size) + s),
                U(table, 16 + (3 * size) + s));
            for (var c = start; c <= end && c != 0xFFFF; c++)
            {
                var glyph = range == 0 ? c : U(table, 16 + (3 * size) + s + range + (2 * (c - start)));
                if (range == 0 || glyph != 0) glyph = (glyph + delta) & 0xFFFF;
                if (glyph != 0) map[c] = glyph;
            }
        }

        return map;
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> cmap)
    {
        for (var n = 0; n < BinaryPrimitives.ReadUInt16BigEndian(cmap[2..]); n++)
        {
            var row = cmap[(4 + (8 * n))..];
            var (platform, encoding) = (BinaryPrimitives.ReadUInt16BigEndian(row), BinaryPrimitives.ReadUInt16BigEndian(row[2..]));
            var table = cmap[(int)BinaryPrimitives.ReadUInt32BigEndian(row[4..])..];
            if ((platform == 0 || (platform == 3 && encoding == 1)) && BinaryPrimitives.ReadUInt16BigEndian(table) == 4) return table;
        }

        throw new FormatException("The font has no Unicode character map of format 4.");
    }
}
