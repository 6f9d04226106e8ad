using System.Buffers.Binary;

namespace Pial.Plots.Fonts;

/// <summary>The outlines of a font's letters (<c>glyf</c> and <c>loca</c>): quadratic curves, given out as straight pieces.</summary>
internal sealed class GlyphShapes(byte[] glyf, byte[] loca, bool longOffsets)
{
    /// <summary>The closed rings of a glyph, in font units, y up.</summary>
    /// <param name="glyph">Which.</param>
    /// <param name="tolerance">How far the pieces may lie from the curve, font units.</param>
    /// <param name="depth">How many glyphs this one is a part of.</param>
    public IEnumerable<(double X, double Y)[]> Rings(int glyph, double tolerance, int depth = 0)
    {
        var (from, to) = (Offset(glyph), Offset(glyph + 1));
        if (to <= from) return []; // a space
        var data = glyf.AsMemory(from, to - from);
        int contours = BinaryPrimitives.ReadInt16BigEndian(data.Span);
        return contours >= 0 ? Simple(data.Span, contours, tolerance)
            : depth < 4 ? Composite(data.Span, tolerance, depth) : throw new FormatException("A glyph is made of itself.");
    }

    private int Offset(int glyph) => longOffsets
        ? (int)BinaryPrimitives.ReadUInt32BigEndian(loca.AsSpan(4 * glyph))
        : 2 * BinaryPrimitives.ReadUInt16BigEndian(loca.AsSpan(2 * glyph));

    private static List<(double X, double Y)[]> Simple(ReadOnlySpan<byte> data, int contours, double tolerance)
    {
        var ends = new int[contours];
        for (var c = 0; c < contours; c++)
            ends[c] = BinaryPrimitives.ReadUInt16BigEndian(data[(10 + (2 * c))..]);
        var count = contours == 0 ? 0 : ends[^1] + 1;
        var at = 12 + (2 * contours) + BinaryPrimitives.ReadUInt16BigEndian(data[(10 + (2 * contours))..]);
        var flags = new byte[count];
        for (var n = 0; n < count; n++)
        {
            var flag = flags[n] = data[at++];
            if ((flag & 8) == 0) continue;
            for (var repeat = data[at++]; repeat > 0; repeat--)
                flags[++n] = flag;
        }

        var x = Coordinates(data, ref at, flags, 2, 16);
        var y = Coordinates(data, ref at, flags, 4, 32);
        var rings = new List<(double X, double Y)[]>();
        for (var (c, start) = (0, 0); c < contours; start = ends[c++] + 1)
        {
            var points = Enumerable.Range(start, ends[c] + 1 - start)
                .Select(n => (X: (double)x[n], Y: (double)y[n], On: (flags[n] & 1) == 1)).ToArray();
            if (points.Length > 1) rings.Add(Flatten(points, tolerance));
        }

        return rings;
    }

    // One byte with a sign in the flags, two bytes, or as before.
    private static int[] Coordinates(ReadOnlySpan<byte> data, ref int at, byte[] flags, int isShort, int isSame)
    {
        var (values, last) = (new int[flags.Length], 0);
        for (var n = 0; n < flags.Length; n++)
        {
            var same = (flags[n] & isSame) != 0;
            if ((flags[n] & isShort) != 0)
            {
                last += same ? data[at] : -data[at];
                at++;
            }
            else if (!same)
            {
                last += BinaryPrimitives.ReadInt16BigEndian(data[at..]);
                at += 2;
            }

            values[n] = last;
        }

        return values;
    }

    // Between two control points off the curve lies one on it, in the middle.
    private static (double X, double Y)[] Flatten((double X, double Y, bool On)[] points, double tolerance)
    {
        var whole = new List<(double X, double Y, bool On)>();
        for (var n = 0; n < points.Length; n++)
        {
            var (p, q) = (points[n], points[(n + 1) % points.Length]);
            whole.Add(p);
            if (!p.On && !q.On) whole.Add(((p.X + q.X) / 2, (p.Y + q.Y) / 2, true));
        }

        var first = whole.FindIndex(p => p.On);
        var ring = new List<(double X, double Y)>();
        for (var n = 0; n < whole.Count; n++)
        {
            var (a, b, c) = (whole[(first + n) % whole.Count], whole[(first + n + 1) % whole.Count], whole[(first + n + 2) % whole.Count]);
            if (a.On) ring.Add((a.X, a.Y));
            if (!a.On || b.On) continue;
            // A parabola's chords lie |a − 2b + c| / (4 n²) from it.
            var bend = Math.Sqrt(Math.Pow(a.X - (2 * b.X) + c.X, 2) + Math.Pow(a.Y - (2 * b.Y) + c.Y, 2)) / 4;
            var pieces = Math.Clamp((int)Math.Ceiling(Math.Sqrt(bend / tolerance)), 1, 64);
            for (var k = 1; k < pieces; k++)
            {
                var t = k / (double)pieces;
                ring.Add((((1 - t) * (1 - t) * a.X) + (2 * t * (1 - t) * b.X) + (t * t * c.X),
                    ((1 - t) * (1 - t) * a.Y) + (2 * t * (1 - t) * b.Y) + (t * t * c.Y)));
            }
        }

        return [.. ring];
    }

    private List<(double X, double Y)[]> Composite(ReadOnlySpan<byte> data, double tolerance, int depth)
    {
        const int Words = 1, Offsets = 2, Scaled = 8, More = 32, TwoScales = 64, Matrix = 128;
        var rings = new List<(double X, double Y)[]>();
        for (var (at, flags) = (10, More); (flags & More) != 0;)
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(data[at..]);
            var part = BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]);
            at += 4;
            if ((flags & Offsets) == 0) throw new FormatException("A glyph's parts are joined by points, which is not read.");
            var (dx, dy) = (flags & Words) != 0 ? (BinaryPrimitives.ReadInt16BigEndian(data[at..]),
                BinaryPrimitives.ReadInt16BigEndian(data[(at + 2)..])) : ((sbyte)data[at], (sbyte)data[at + 1]);
            at += (flags & Words) != 0 ? 4 : 2;
            var (xx, xy, yx, yy) = (1.0, 0.0, 0.0, 1.0);
            if ((flags & Scaled) != 0) xx = yy = Fixed(data, ref at);
            else if ((flags & TwoScales) != 0) (xx, yy) = (Fixed(data, ref at), Fixed(data, ref at));
            else if ((flags & Matrix) != 0)
                (xx, xy, yx, yy) = (Fixed(data, ref at), Fixed(data, ref at), Fixed(data, ref at), Fixed(data, ref at));
            foreach (var ring in Rings(part, tolerance, depth + 1))
                rings.Add([.. ring.Select(p => ((xx * p.X) + (yx * p.Y) + dx, (xy * p.X) + (yy * p.Y) + dy))]);
        }

        return rings;
    }

    private static double Fixed(ReadOnlySpan<byte> data, ref int at)
    {
        at += 2;
        return BinaryPrimitives.ReadInt16BigEndian(data[(at - 2)..]) / 16384.0;
    }
}
