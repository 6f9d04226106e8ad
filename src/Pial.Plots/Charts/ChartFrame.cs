using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>What a legend shows beside a name.</summary>
/// <param name="Name">The text.</param>
/// <param name="Draw">Draws the sign around a point.</param>
internal sealed record LegendEntry(string Name, Action<Drawing, double, double> Draw);

/// <summary>
/// Title, legend, axes and notes around the area that a chart fills: every text is measured first, so that none is cut off or lies on
/// another.
/// </summary>
internal sealed class ChartFrame
{
    private const double Pad = 8, SignWidth = 18, LeastArea = 36;
    private readonly Drawing drawing;
    private readonly Theme theme;
    private readonly Axis x, y;

    /// <summary>Lays out a chart, and draws all but its content.</summary>
    /// <param name="drawing">Where.</param>
    /// <param name="options">Title, theme, notes.</param>
    /// <param name="x">Axis below.</param>
    /// <param name="y">Axis on the left.</param>
    /// <param name="legend">Above the area.</param>
    /// <param name="notes">Below it, before those of the options.</param>
    /// <param name="right">Room kept free on the right, points.</param>
    /// <exception cref="ArgumentException">The figure is too small for its texts.</exception>
    public ChartFrame(Drawing drawing, ChartOptions options, Axis x, Axis y, IReadOnlyList<LegendEntry>? legend = null,
        IReadOnlyList<string>? notes = null, double right = 0)
    {
        (this.drawing, theme, this.x, this.y) = (drawing, options.Theme, x, y);
        var page = drawing.Bounds.Inset(Pad);
        var top = Title(page, options.Title);
        top = Legend(page, top, legend ?? []);
        var bottom = Notes(page, [.. notes ?? [], .. options.Notes]);
        Area = Fit(page, top, bottom, right);
        x.DrawGrid(drawing, Area, false, theme);
        y.DrawGrid(drawing, Area, true, theme);
    }

    /// <summary>Where the content goes.</summary>
    public Frame Area { get; private set; }

    /// <summary>A point of the content.</summary>
    public (double X, double Y) At(double across, double up) => (x.At(across, Area, false), y.At(up, Area, true));

    /// <summary>Axes over the content.</summary>
    /// <param name="spines">Whether lines go along the left and the bottom.</param>
    public void DrawAxes(bool spines = true)
    {
        if (spines) drawing.Stroke(Outline.Line((Area.Left, Area.Top), (Area.Left, Area.Bottom), (Area.Right, Area.Bottom)),
            new Pen(theme.Ink, 0.8));
        x.Draw(drawing, Area, false, theme);
        y.Draw(drawing, Area, true, theme);
    }

    // The marks of one axis depend on its length, which depends on the room that the other's take: they settle in two rounds; a third makes
    // sure.
    private Frame Fit(Frame page, double top, double bottom, double right)
    {
        var label = new TextStyle(theme.Ink, theme.LabelSize) { Anchor = TextAnchor.Middle };
        var (area, depthX, depthY) = (new Frame(page.Left, top, page.Width - right, bottom - top), 0.0, 0.0);
        IReadOnlyList<string> linesX = [], linesY = [];
        double Across(IReadOnlyList<string> lines) =>
            lines is [""] ? 0 : label.Height + 4 + ((lines.Count - 1) * TextLines.Leading * label.Size);
        for (var round = 0; round < 3; round++)
        {
            Check(area);
            depthY = y.Fit(area.Height, page.Width * 0.45, true, theme);
            depthX = x.Fit(area.Width, page.Height * 0.45, false, theme);
            (linesX, linesY) = (TextLines.Wrap(x.Label, label, page.Width), TextLines.Wrap(y.Label, label, bottom - top));
            var left = page.Left + depthY + Across(linesY);
            var over = Math.Max(top, page.Top) + Math.Max(2, y.Overhang);
            area = new(left, over, page.Right - Math.Max(right, x.Overhang) - left, bottom - depthX - Across(linesX) - over);
        }

        Check(area);
        y.Fit(area.Height, page.Width * 0.45, true, theme);
        x.Fit(area.Width, page.Height * 0.45, false, theme);
        for (var n = 0; n < linesX.Count; n++)
            drawing.Text(Centred(area.Middle.X, linesX[n], label, page.Left, page.Right),
                area.Bottom + depthX + 4 + (n * TextLines.Leading * label.Size), linesX[n], label with { Line = TextLine.Top });
        for (var n = 0; n < linesY.Count; n++)
            drawing.Text(page.Left + (n * TextLines.Leading * label.Size), Centred(area.Middle.Y, linesY[n], label, top, bottom), linesY[n],
                label with { Line = TextLine.Top, Turn = 90 });
        return area;
    }

    private static double Centred(double at, string text, TextStyle style, double from, double to)
    {
        var half = style.WidthOf(text) / 2;
        return Math.Max(from + half, Math.Min(to - half, at));
    }

    private void Check(Frame area)
    {
        if (area.Width < LeastArea || area.Height < LeastArea)
            throw new ArgumentException(
                $"A figure of {drawing.Bounds.Width / 72:0.0} × {drawing.Bounds.Height / 72:0.0} inches is too small for its texts: make " +
                    "it larger.");
    }

    private double Title(Frame page, string? title)
    {
        if (string.IsNullOrWhiteSpace(title)) return page.Top;
        var style = new TextStyle(theme.Ink, theme.TitleSize) { Bold = true, Line = TextLine.Top };
        return Lines(TextLines.Wrap(title, style, page.Width), page.Left, page.Top, style) + 5;
    }

    private double Legend(Frame page, double top, IReadOnlyList<LegendEntry> entries)
    {
        if (entries.Count == 0) return top;
        var style = new TextStyle(theme.Ink, theme.SmallSize) { Line = TextLine.Middle };
        var (left, row) = (page.Left, 0.0);
        foreach (var entry in entries)
        {
            var lines = TextLines.Wrap(entry.Name, style, page.Width - SignWidth);
            var width = SignWidth + lines.Max(style.WidthOf) + 12;
            if (left > page.Left && left + width - 12 > page.Right) (left, top, row) = (page.Left, top + row, 0);
            entry.Draw(drawing, left + (SignWidth / 2) - 2, top + (style.Height / 2) + 1);
            for (var n = 0; n < lines.Count; n++)
                drawing.Text(left + SignWidth, top + (style.Height / 2) + 1 + (n * TextLines.Leading * style.Size), lines[n], style);
            left += width;
            row = Math.Max(row, (lines.Count * TextLines.Leading * style.Size) + 1);
        }

        return top + row + 3;
    }

    private double Notes(Frame page, IReadOnlyList<string> notes)
    {
        var style = new TextStyle(theme.Muted, theme.SmallSize) { Line = TextLine.Top };
        string[] lines = [.. notes.Where(n => n.Length > 0).SelectMany(n => TextLines.Wrap(n, style, page.Width))];
        if (lines.Length == 0) return page.Bottom;
        var top = page.Bottom - style.Height - ((lines.Length - 1) * TextLines.Leading * style.Size);
        Lines(lines, page.Left, top, style);
        return top - 5;
    }

    private double Lines(IReadOnlyList<string> lines, double left, double top, TextStyle style)
    {
        for (var n = 0; n < lines.Count; n++)
            drawing.Text(left, top + (n * TextLines.Leading * style.Size), lines[n], style);
        return top + ((lines.Count - 1) * TextLines.Leading * style.Size) + style.Height;
    }
}
