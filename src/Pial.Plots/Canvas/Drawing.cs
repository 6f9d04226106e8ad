namespace Pial.Plots.Canvas;

/// <summary>
/// A figure as a list of marks, in points (1/72 inch) from its top left corner, y down: drawn once, written as PNG at any resolution or as
/// SVG. Sizes follow matplotlib: inches × dpi = pixels, font sizes and line widths in points.
/// </summary>
public sealed class Drawing
{
    /// <summary>Most pixels a PNG may have.</summary>
    public const int LargestPixels = 200_000_000;

    private readonly List<Mark> marks = [];

    /// <summary>An empty drawing.</summary>
    /// <param name="widthPoints">Across, points.</param>
    /// <param name="heightPoints">Down, points.</param>
    /// <param name="paper">Colour of the ground, 0xRRGGBB.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive and below 14400 points (200 inches).</exception>
    public Drawing(double widthPoints, double heightPoints, int paper)
    {
        if (!(widthPoints > 0 && widthPoints <= 14400))
            throw new ArgumentOutOfRangeException(nameof(widthPoints), widthPoints,
                "A figure is between 0 and 14400 points (200 inches) wide.");
        if (!(heightPoints > 0 && heightPoints <= 14400))
            throw new ArgumentOutOfRangeException(nameof(heightPoints), heightPoints,
                "A figure is between 0 and 14400 points (200 inches) high.");
        (Bounds, Paper) = (new(0, 0, widthPoints, heightPoints), paper);
    }

    /// <summary>The whole drawing.</summary>
    public Frame Bounds { get; }

    /// <summary>Colour of the ground.</summary>
    public int Paper { get; }

    /// <summary>What a reader who cannot see it is told; the <c>title</c> of the SVG.</summary>
    public string? Description { get; set; }

    /// <summary>What marks drawn from now on are kept within; null for the whole drawing.</summary>
    public Outline? Clip { get; set; }

    /// <summary>The marks so far, in the order they are drawn.</summary>
    public IReadOnlyList<Mark> Marks => marks;

    /// <summary>Fills an outline (nonzero winding).</summary>
    public void Fill(Outline outline, Ink ink) => marks.Add(new Mark.Fill(outline, ink, Clip));

    /// <summary>Fills a rectangle.</summary>
    public void Fill(Frame frame, Ink ink) => Fill(Outline.Rectangle(frame), ink);

    /// <summary>Draws along an outline.</summary>
    public void Stroke(Outline outline, Pen pen) => marks.Add(new Mark.Stroke(outline, pen, Clip));

    /// <summary>Draws a straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, Pen pen) => Stroke(Outline.Line((x1, y1), (x2, y2)), pen);

    /// <summary>A disc or ring.</summary>
    public void Disc(double x, double y, double radius, Ink? ink, Pen? edge = null) =>
        marks.Add(new Mark.Disc(x, y, radius, ink, edge, Clip));

    /// <summary>
    /// Stretches a pixel image over a frame: its pixels as squares, or smoothly between their centres (and averaged when there are more
    /// than the drawing shows).
    /// </summary>
    public void Image(Picture picture, Frame place, bool smooth = false) => marks.Add(new Mark.Image(picture, place, smooth, Clip));

    /// <summary>Writes a text; nothing when it is empty.</summary>
    public void Text(double x, double y, string text, TextStyle style)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > 0) marks.Add(new Mark.Text(x, y, text, style, Clip));
    }

    /// <summary>Pixels across and down at a resolution.</summary>
    public (int Width, int Height) PixelsAt(double dpi) =>
        ((int)Math.Round(Bounds.Width * dpi / 72), (int)Math.Round(Bounds.Height * dpi / 72));

    /// <summary>Draws it in pixels, antialiased, in 8-bit sRGB.</summary>
    /// <param name="dpi">Pixels an inch.</param>
    /// <exception cref="ArgumentOutOfRangeException">That makes no pixel, or more than <see cref="LargestPixels"/>.</exception>
    public Raster ToRaster(double dpi)
    {
        var (width, height) = PixelsAt(dpi);
        if (!(width > 0 && height > 0 && (long)width * height <= LargestPixels))
            throw new ArgumentOutOfRangeException(nameof(dpi), dpi, $"{width}×{height} pixels cannot be drawn.");
        return RasterBackend.Draw(this, width, height, dpi / 72);
    }

    /// <summary>As a PNG file that knows its resolution.</summary>
    /// <param name="dpi">Pixels an inch.</param>
    public byte[] ToPng(double dpi) => ToRaster(dpi).ToPng(dpi);

    /// <summary>As an SVG document: texts are texts, images are embedded.</summary>
    /// <param name="embedFont">Whether the font goes with it (50 kB): only then does it look the same everywhere; without it, texts keep
    /// their width in another font.</param>
    /// <param name="prefix">Before names inside, when several stand in one page.</param>
    public string ToSvg(bool embedFont = true, string prefix = "p") => SvgBackend.Write(this, embedFont, prefix);
}
