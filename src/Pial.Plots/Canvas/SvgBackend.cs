using System.Globalization;
using System.Text;
using Pial.Plots.Fonts;

namespace Pial.Plots.Canvas;

/// <summary>
/// A drawing as SVG 1.1: real texts in the embedded font, each with its measured width, so that another font cannot break the layout.
/// </summary>
internal sealed class SvgBackend
{
    private const string Families = "Roboto,Arial,Helvetica,sans-serif";
    private readonly StringBuilder svg = new();
    private readonly Dictionary<Outline, string> clips = new(ReferenceEqualityComparer.Instance);
    private readonly string prefix;

    private SvgBackend(string prefix) => this.prefix = prefix;

    /// <summary>Writes everything.</summary>
    public static string Write(Drawing drawing, bool embedFont, string prefix)
    {
        var backend = new SvgBackend(prefix);
        var (w, h) = (Number(drawing.Bounds.Width), Number(drawing.Bounds.Height));
        backend.svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{w}pt\" height=\"{h}pt\" " +
                $"viewBox=\"0 0 {w} {h}\" role=\"img\">\n");
        if (drawing.Description is { Length: > 0 } title) backend.svg.Append("<title>").Append(Escape(title)).Append("</title>\n");
        if (embedFont) backend.Fonts(drawing);
        backend.svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{w}\" height=\"{h}\" fill=\"{Colour(drawing.Paper)}\"/>\n");
        foreach (var mark in drawing.Marks)
            backend.Draw(mark);
        return backend.svg.Append("</svg>\n").ToString();
    }

    private void Fonts(Drawing drawing)
    {
        var bold = drawing.Marks.OfType<Mark.Text>().Select(t => t.Style.Bold).Distinct().Order().ToArray();
        if (bold.Length == 0) return;
        svg.Append("<style>");
        foreach (var b in bold)
            svg.Append(CultureInfo.InvariantCulture,
                $"@font-face{{font-family:Roboto;font-weight:{(b ? 700 : 400)};src:url(data:font/woff;base64," +
                    $"{Convert.ToBase64String((b ? FontFace.Bold : FontFace.Regular).File.Span)}) format(\"woff\")}}");
        svg.Append("</style>\n");
    }

    private void Draw(Mark mark)
    {
        var clip = Clip(mark.Clip);
        switch (mark)
        {
            case Mark.Fill fill:
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{Path(fill.Outline)}\"{Fill(fill.Ink)}{clip}/>\n");
                break;
            case Mark.Stroke stroke:
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{Path(stroke.Outline)}\" fill=\"none\"{Line(stroke.Pen)}{clip}/>\n");
                break;
            case Mark.Disc disc:
                var ink = disc.Ink is { } colour ? Fill(colour) : " fill=\"none\"";
                svg.Append(CultureInfo.InvariantCulture,
                    $"<circle cx=\"{Number(disc.X)}\" cy=\"{Number(disc.Y)}\" " +
                        $"r=\"{Number(disc.Radius)}\"{ink}{(disc.Edge is { } edge ? Line(edge) : "")}{clip}/>\n");
                break;
            case Mark.Image image:
                var p = image.Place;
                svg.Append(CultureInfo.InvariantCulture,
                    $"<image x=\"{Number(p.Left)}\" y=\"{Number(p.Top)}\" width=\"{Number(p.Width)}\" height=\"{Number(p.Height)}\" " +
                        $"preserveAspectRatio=\"none\"")
                    .Append(image.Smooth ? "" : " style=\"image-rendering:pixelated\"").Append(clip)
                    .Append(CultureInfo.InvariantCulture,
                        $" xlink:href=\"data:image/png;base64,{Convert.ToBase64String(image.Picture.ToPng())}\"/>\n");
                break;
            case Mark.Text text:
                Text(text, clip);
                break;
        }
    }

    private void Text(Mark.Text text, string clip)
    {
        var style = text.Style;
        var (x, y) = (Number(text.X), Number(text.Y));
        var dy = Number(text.Y + style.BaselineOffset);
        var turn = style.Turn == 0 ? "" : $" transform=\"rotate({Number(-style.Turn)} {x} {y})\"";
        var anchor = style.Anchor switch
        {
            TextAnchor.Middle => " text-anchor=\"middle\"",
            TextAnchor.End => " text-anchor=\"end\"",
            _ => ""
        };
        var halo = style.Halo is { } rim ? $"{Line(new(rim, style.Size * TextStyle.HaloWidth) { Round = true })} paint-order=\"stroke\""
            : "";
        svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{x}\" y=\"{dy}\"{turn}{anchor} font-family=\"{Families}\" " +
                $"font-size=\"{Number(style.Size)}\"{(style.Bold ? " font-weight=\"700\"" : "")}")
            .Append(CultureInfo.InvariantCulture,
                $" textLength=\"{Number(style.WidthOf(text.Content))}\" lengthAdjust=\"spacingAndGlyphs\" " +
                    $"style=\"font-kerning:none\"{Fill(style.Ink)}{halo}{clip}>{Escape(text.Content)}</text>\n");
    }

    private string Clip(Outline? clip)
    {
        if (clip is null) return "";
        if (!clips.TryGetValue(clip, out var id))
        {
            clips[clip] = id = string.Create(CultureInfo.InvariantCulture, $"{prefix}-clip{clips.Count}");
            svg.Append(CultureInfo.InvariantCulture, $"<clipPath id=\"{id}\"><path d=\"{Path(clip)}\"/></clipPath>\n");
        }

        return $" clip-path=\"url(#{id})\"";
    }

    private static string Path(Outline outline)
    {
        var path = new StringBuilder();
        foreach (var part in outline.Parts)
        {
            var first = true;
            foreach (var (x, y) in part)
            {
                if (!double.IsFinite(x) || !double.IsFinite(y)) continue;
                path.Append(first ? 'M' : 'L').Append(Number(x)).Append(' ').Append(Number(y));
                first = false;
            }

            if (outline.Closed && !first) path.Append('Z');
        }

        return path.ToString();
    }

    private static string Fill(Ink ink) =>
        $" fill=\"{Colour(ink.Colour)}\"{(ink.Opacity < 1 ? $" fill-opacity=\"{Number(ink.Opacity)}\"" : "")}";

    private static string Line(Pen pen) =>
        $" stroke=\"{Colour(pen.Ink.Colour)}\" " +
            $"stroke-width=\"{Number(pen.Width)}\"{(pen.Ink.Opacity < 1 ? $" stroke-opacity=\"{Number(pen.Ink.Opacity)}\"" : "")}"
        + (pen.Dashes.Count > 0 ? $" stroke-dasharray=\"{string.Join(' ', pen.Dashes.Select(Number))}\"" : "")
        + (pen.Round ? " stroke-linejoin=\"round\" stroke-linecap=\"round\"" : "");

    private static string Colour(int colour) => "#" + (colour & 0xFFFFFF).ToString("x6", CultureInfo.InvariantCulture);

    private static string Number(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    // What XML cannot say becomes the replacement character.
    private static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            safe.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                < 0x20 and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF => "\uFFFD",
                _ => rune.ToString(),
            });
        }

        return safe.ToString();
    }
}
