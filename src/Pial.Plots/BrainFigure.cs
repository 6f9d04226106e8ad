using System.Globalization;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>The frame of every picture of a brain: panels of one scale, sides and positions, cross, title, colour bar and legend.</summary>
internal sealed class BrainFigure
{
    // points an inch of width
    private const double Margin = 7, Gap = 5, TitleSize = 11, BarWidth = 54, BarLeft = 12, LegendSize = 8, LegendLine = 12, TallestRow = 40;
    private readonly BrainPlotOptions options;
    private readonly CutPlan plan;
    private readonly Func<double, double> snap;
    private readonly bool onBlack;
    private readonly List<(CutFrame Frame, Frame Place)> places = [];
    private double contentBottom, contentTop, contentRight, width, captionSize, barRoom = BarWidth;

    /// <summary>Lays out the panels.</summary>
    /// <param name="options">Size and texts.</param>
    /// <param name="plan">The cuts.</param>
    /// <param name="box">What of the world each shows.</param>
    /// <param name="dark">Ground.</param>
    /// <param name="bar">Whether room for a colour bar is kept.</param>
    /// <param name="barName">What stands above the colour bar; room is kept for it.</param>
    /// <param name="black">Whether panels are black where there is nothing, whatever the ground.</param>
    public BrainFigure(BrainPlotOptions options, CutPlan plan, WorldBox box, bool dark, bool bar, bool black = false,
        string? barName = null)
    {
        (this.options, this.plan, Dark, onBlack, HasBar) = (options, plan, dark, dark || black, bar && options.ColourBar != false);
        if (!(options.Dpi is >= 10 and <= 2400))
            throw new ArgumentException("The resolution must be between 10 and 2400 dpi.", nameof(options));
        if (!(options.WidthInches is >= 0.5 and <= 100))
            throw new ArgumentException("The width must be between 0.5 and 100 inches.", nameof(options));
        var pixel = 72 / options.Dpi;
        snap = v => Math.Round(v / pixel) * pixel;
        if (HasBar && barName is not null)
            barRoom = Math.Min(Math.Max(BarWidth, BarStyle.WidthOf(barName) + BarLeft), options.WidthInches * 72 * 0.4);
        Layout(box, pixel);
    }

    /// <summary>How the colour bar's name is written.</summary>
    public TextStyle BarStyle => new(Ink, LegendSize) { Bold = true, Line = TextLine.Bottom };

    /// <summary>White on black rather than black on white.</summary>
    public bool Dark { get; }

    /// <summary>Whether a colour bar has room.</summary>
    public bool HasBar { get; }

    /// <summary>Where the panels' pixels lie, known before anything is drawn.</summary>
    public IEnumerable<CutFrame> Frames => places.Select(p => p.Frame);

    /// <summary>Colour of texts.</summary>
    public int Ink => Theme.Ink;

    /// <summary>Colour of the ground.</summary>
    public int Paper => Theme.Paper;

    private Theme Theme => Dark ? Canvas.Theme.Dark : Canvas.Theme.Light;

    /// <summary>Draws everything.</summary>
    /// <param name="panel">Draws what a panel shows.</param>
    /// <param name="scale">The colour bar's, when there is one.</param>
    /// <param name="legend">Colours and their names, below the panels.</param>
    /// <param name="note">A line below the panels.</param>
    public Drawing Draw(Action<Panel> panel, ColourScale? scale = null, IReadOnlyList<(int Colour, string Name)>? legend = null,
        string? note = null)
    {
        var lines = Flow(options.ColourBar != false ? legend ?? [] : []);
        var below = (lines.Count * LegendLine) + (note is null ? 0 : LegendLine);
        var drawing = new Drawing(width, snap(contentBottom + below + Margin), Paper) { Description = options.Title };
        foreach (var (frame, place) in places)
        {
            var one = new Panel(drawing, frame, place);
            panel(one);
            if (options.DrawCross && plan.Centre is { } centre) Cross(one, centre);
            if (options.Annotate) Annotate(one);
        }

        if (options.Title is { Length: > 0 } title)
            Write(drawing, Margin, Margin, title, new(Ink, TitleSize) { Bold = true, Line = TextLine.Top });
        if (HasBar && scale is not null) ColourBar.Draw(drawing, scale, Bar(scale.Name is { Length: > 0 } ? 16 : 5), this);
        var y = contentBottom + 3;
        if (note is not null)
        {
            Write(drawing, Margin, y, note, new(Ink, LegendSize) { Line = TextLine.Top });
            y += LegendLine;
        }

        foreach (var line in lines)
        {
            foreach (var (x, colour, name) in line)
            {
                drawing.Fill(new Frame(x, y + 0.5, 7, 7), colour);
                drawing.Stroke(Outline.Rectangle(new(x, y + 0.5, 7, 7)), new(new Ink(Ink, 0.4), 0.5)); // pale colours on pale paper
                Write(drawing, x + 10, y, name, new(Ink, LegendSize) { Line = TextLine.Top });
            }

            y += LegendLine;
        }

        return drawing;
    }

    private void Layout(WorldBox box, double pixel)
    {
        contentTop = snap(Margin + (options.Title is { Length: > 0 } ? TitleSize + 6 : 0));
        contentRight = (options.WidthInches * 72) - Margin - (HasBar ? barRoom : 0); // at most
        (double Wide, double High) Size((Plane Plane, double Mm) cut)
        {
            var (left, right, bottom, top) = box.Extent(cut.Plane);
            return (right - left, top - bottom);
        }

        var scale = plan.Rows.Min(row => Math.Min((contentRight - Margin - (Gap * (row.Count - 1))) / row.Sum(c => Size(c).Wide),
            TallestRow * options.WidthInches / row.Max(c => Size(c).High)));
        captionSize = Math.Clamp(plan.Rows.Min(row => row.Min(c => Size(c).Wide)) * scale / 14, 5.5, 9);
        var top = contentTop;
        foreach (var row in plan.Rows)
        {
            var tallest = row.Max(c => Size(c).High) * scale;
            var left = snap(Margin);
            var caption = options.Annotate && row.Any(c => !double.IsNaN(c.Mm)) ? captionSize + 4 : 0;
            foreach (var cut in row)
            {
                var frame = CutFrame.Across(cut.Plane, cut.Mm, box, Math.Max(1, (int)Math.Floor(Size(cut).Wide * scale / pixel))) with
                {
                    Mirrored = plan.Turned.Contains(places.Count) || (options.Radiological && cut.Plane != Plane.Sagittal),
                    Index = places.Count,
                };
                var place = new Frame(left, snap(top + ((tallest - (frame.Height * pixel)) / 2)), frame.Width * pixel,
                    frame.Height * pixel);
                places.Add((frame, place));
                left = snap(place.Right + Gap);
            }

            top = snap(top + tallest + caption + Gap);
        }

        contentBottom = top - Gap;
        contentRight = places.Max(p => p.Place.Right);
        width = snap(contentRight + Margin + (HasBar ? barRoom : 0));
    }

    // Half a line of text reaches beyond each end, and its name stands above.
    private Frame Bar(double above)
    {
        var high = Math.Min(contentBottom - contentTop, 190);
        return new(contentRight + BarLeft, contentTop + ((contentBottom - contentTop - high) / 2) + above, 9,
            Math.Max(10, high - above - 5));
    }

    // Lines with a gap around the point itself, which is what one wants to see.
    private void Cross(Panel panel, Point centre)
    {
        const double HoleMm = 5;
        var (left, right, bottom, top) = (panel.Place.Left, panel.Place.Right, panel.Place.Bottom, panel.Place.Top);
        var (u, v) = (panel.Plane == Plane.Sagittal ? centre.Y : centre.X, panel.Plane == Plane.Axial ? centre.Y : centre.Z);
        var pen = new Pen(new Ink(onBlack ? 0xFFFFFF : 0x000000, 0.65), 0.6);
        var hole = HoleMm / panel.Frame.PixelMm * panel.Scale;
        panel.Clipped(() =>
        {
            var (x, y) = panel.OnPaper(double.IsNaN(u) ? 0 : u, double.IsNaN(v) ? 0 : v);
            if (!double.IsNaN(u))
            {
                panel.Drawing.Line(x, top, x, y - hole, pen);
                panel.Drawing.Line(x, y + hole, x, bottom, pen);
            }

            if (double.IsNaN(v)) return;
            panel.Drawing.Line(left, y, x - hole, y, pen);
            panel.Drawing.Line(x + hole, y, right, y, pen);
        });
    }

    private void Annotate(Panel panel)
    {
        var size = captionSize;
        var (low, high) = panel.Plane == Plane.Sagittal ? ("P", "A") : ("L", "R");
        if (panel.Frame.Mirrored) (low, high) = (high, low);
        var on = onBlack ? Canvas.Theme.Dark : Canvas.Theme.Light;
        var style = new TextStyle(on.Ink, size) { Halo = new Ink(on.Paper, 0.8), Line = TextLine.Top };
        panel.Drawing.Text(panel.Place.Left + 2, panel.Place.Top + 2, low, style);
        panel.Drawing.Text(panel.Place.Right - 2, panel.Place.Top + 2, high, style with { Anchor = TextAnchor.End });
        if (double.IsNaN(panel.Frame.PositionMm)) return;
        var position = Math.Round(panel.Frame.PositionMm, 1) + 0.0; // minus nothing is nothing
        var text = string.Create(CultureInfo.InvariantCulture, $"{"xyz"[(int)panel.Plane]} = {position:0.#}").Replace('-', '\u2212');
        var (whole, below) = (text + " mm", new TextStyle(Ink, size) { Line = TextLine.Top, Anchor = TextAnchor.Middle });
        panel.Drawing.Text(panel.Place.Middle.X, panel.Place.Bottom + 2,
            below.WidthOf(whole) < panel.Place.Width - 4 ? whole : text, below);
    }

    /// <summary>Writes a text that begins at a place, shortened when it would leave the paper.</summary>
    public static void Write(Drawing drawing, double x, double y, string text, TextStyle style)
    {
        var room = drawing.Bounds.Width - x - 2;
        if (style.WidthOf(text) > room)
        {
            while (text.Length > 1 && style.WidthOf(text + "…") > room)
                text = text[..^1];
            text += "…";
        }

        drawing.Text(x, y, text, style);
    }

    // Names side by side, as many as fit a line.
    private List<List<(double X, int Colour, string Name)>> Flow(IReadOnlyList<(int Colour, string Name)> legend)
    {
        var lines = new List<List<(double, int, string)>>();
        if (legend.Count == 0) return lines;
        var style = new TextStyle(0, LegendSize);
        var column = Math.Min(legend.Max(l => style.WidthOf(l.Name)) + 20, width - (2 * Margin));
        var across = Math.Max(1, (int)((width - (2 * Margin)) / column));
        foreach (var (colour, name) in legend)
        {
            if (lines.Count == 0 || lines[^1].Count == across) lines.Add([]);
            lines[^1].Add((Margin + (lines[^1].Count * column), colour, name));
        }

        return lines;
    }
}
