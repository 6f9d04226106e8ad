using System.Buffers.Binary;

namespace Pial.Plots.Fonts;

/// <summary>A font with TrueType outlines: how wide its letters are, and their shapes. Kerning is not applied.</summary>
public sealed class FontFace
{
    private static readonly Lazy<FontFace> RegularFace = new(() => Embedded("Roboto-Regular.woff")),
        BoldFace = new(() => Embedded("Roboto-Bold.woff"));
    private readonly Dictionary<int, int> glyphs;
    private readonly int[] advances;
    private readonly GlyphShapes shapes;

    /// <summary>Reads a font.</summary>
    /// <param name="file">The whole file, TrueType or WOFF.</param>
    /// <exception cref="FormatException">Not such a font, or one without TrueType outlines.</exception>
    public FontFace(ReadOnlyMemory<byte> file)
    {
        File = file;
        var tables = FontTables.Read(file.Span);
        byte[] Table(string name) => tables.TryGetValue(name, out var table)
            ? table : throw new FormatException($"The font has no table '{name}'.");
        var (head, hhea, os2) = (Table("head"), Table("hhea"), Table("OS/2"));
        UnitsPerEm = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(18));
        (Ascent, Descent) = (Signed(hhea, 4) / UnitsPerEm, -Signed(hhea, 6) / UnitsPerEm);
        (XHeight, CapHeight) = os2.Length >= 90 ? (Signed(os2, 86) / UnitsPerEm, Signed(os2, 88) / UnitsPerEm) : (0.5, 0.7);
        advances = Advances(Table("hmtx"), BinaryPrimitives.ReadUInt16BigEndian(hhea.AsSpan(34)));
        glyphs = CharacterMap.Read(Table("cmap"));
        shapes = new(Table("glyf"), Table("loca"), longOffsets: Signed(head, 50) != 0);
    }

    /// <summary>Roboto Regular: Latin, Greek, and the signs of plots.</summary>
    public static FontFace Regular => RegularFace.Value;

    /// <summary>Roboto Bold, the same characters.</summary>
    public static FontFace Bold => BoldFace.Value;

    /// <summary>The file itself.</summary>
    public ReadOnlyMemory<byte> File { get; }

    /// <summary>Steps of the outlines' coordinates in one em (the font size).</summary>
    public double UnitsPerEm { get; }

    /// <summary>Above the baseline, in em.</summary>
    public double Ascent { get; }

    /// <summary>Below the baseline, in em, positive.</summary>
    public double Descent { get; }

    /// <summary>Height of a capital, in em.</summary>
    public double CapHeight { get; }

    /// <summary>Height of an x, in em.</summary>
    public double XHeight { get; }

    /// <summary>Whether a character has a shape; others are drawn as an empty box.</summary>
    public bool Has(int character) => glyphs.ContainsKey(character);

    /// <summary>Width of a text in em: the sum of its letters' advances.</summary>
    public double WidthOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sum = 0L;
        foreach (var rune in text.EnumerateRunes())
            sum += Advance(GlyphOf(rune.Value));
        return sum / UnitsPerEm;
    }

    /// <summary>
    /// The outlines of a text as closed rings, in em, the first letter's origin at (0, 0), y down; nonzero winding fills.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="tolerance">How far straight pieces may lie from the curves, in em.</param>
    internal List<(double X, double Y)[]> OutlinesOf(string text, double tolerance)
    {
        var rings = new List<(double X, double Y)[]>();
        var at = 0L;
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = GlyphOf(rune.Value);
            foreach (var ring in shapes.Rings(glyph, tolerance * UnitsPerEm))
                rings.Add([.. ring.Select(p => ((p.X + at) / UnitsPerEm, -p.Y / UnitsPerEm))]);
            at += Advance(glyph);
        }

        return rings;
    }

    private int GlyphOf(int character) => glyphs.GetValueOrDefault(character);

    private int Advance(int glyph) => advances[Math.Min(glyph, advances.Length - 1)];

    private static int[] Advances(byte[] hmtx, int count) =>
        [.. Enumerable.Range(0, count).Select(n => (int)BinaryPrimitives.ReadUInt16BigEndian(hmtx.AsSpan(4 * n)))];

    private static double Signed(byte[] table, int offset) => BinaryPrimitives.ReadInt16BigEndian(table.AsSpan(offset));

    private static FontFace Embedded(string name)
    {
        using var stream = typeof(FontFace).Assembly.GetManifestResourceStream(name)!;
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new(file);
    }
}
