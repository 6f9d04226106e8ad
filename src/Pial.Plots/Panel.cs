using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>One cut in a picture: where its pixels are in the world and where it stands on the paper.</summary>
/// <param name="Drawing">What it is drawn in.</param>
/// <param name="Frame">Pixels and world.</param>
/// <param name="Place">On the paper, points.</param>
internal sealed record Panel(Drawing Drawing, CutFrame Frame, Frame Place)
{
    /// <summary>Points a pixel.</summary>
    public double Scale => Place.Width / Frame.Width;

    /// <summary>Which way it is cut.</summary>
    public Plane Plane => Frame.Plane;

    /// <summary>Where a world coordinate across and up lies on the paper.</summary>
    public (double X, double Y) OnPaper(double u, double v)
    {
        var column = (u - Frame.LeftMm) / Frame.PixelMm;
        if (Frame.Mirrored) column = Frame.Width - 1 - column;
        return (Place.Left + ((column + 0.5) * Scale), Place.Top + (((Frame.TopMm - v) / Frame.PixelMm) + 0.5) * Scale);
    }

    /// <summary>Lays a cut's values over it, each in its colour; nothing where they are NaN.</summary>
    public void Image(Cut cut, Func<float, Ink> ink, bool smooth = true) => Drawing.Image(
        Picture.Create(cut.Width, cut.Height,
            (x, y) => cut.Values[(y * cut.Width) + x] is var v && float.IsNaN(v) ? new Ink(0, 0) : ink(v)), Place, smooth);

    /// <summary>Lays a statistic over it, with an edge as soft as a pixel where it passes the threshold.</summary>
    public void Statistic(Cut cut, ColourScale scale)
    {
        var (v, w, h) = (cut.Values, cut.Width, cut.Height);
        double Slope(int n, int x, int y)
        {
            double Step(int other, bool there) => there && !float.IsNaN(v[other]) ? Math.Abs(Math.Abs(v[other]) - Math.Abs(v[n])) : 0;
            var across = Math.Max(Step(n - 1, x > 0), Step(n + 1, x < w - 1));
            var down = Math.Max(Step(n - w, y > 0), Step(n + w, y < h - 1));
            return Math.Sqrt((across * across) + (down * down));
        }

        Drawing.Image(
            Picture.Create(w, h, (x, y) =>
            {
                var n = (y * w) + x;
                if (float.IsNaN(v[n])) return new Ink(0, 0);
                var (above, slope) = (Math.Abs(v[n]) - scale.Threshold, Slope(n, x, y));
                var share = slope > 0 ? Math.Clamp((above / slope) + 0.5, 0, 1) : above >= 0 ? 1 : 0;
                return new(scale.Colour(v[n]), scale.Alpha * share);
            }),
            Place, smooth: true);
    }

    /// <summary>
    /// The line along which a cut of this panel's frame, or of one coarser by a factor, passes a level; null when it does not.
    /// </summary>
    public Outline? Contour(Cut cut, double level)
    {
        var scale = Place.Width / cut.Width;
        var parts = Plots.Contour.Trace(cut, level);
        if (parts.Count == 0) return null;
        return new(
            [.. parts.Select(
                part => (IReadOnlyList<(double, double)>)[
                    .. part.Select(p => (Place.Left + ((p.X + 0.5) * scale), Place.Top + ((p.Y + 0.5) * scale)))])], Closed: true);
    }

    /// <summary>Draws while nothing leaves the panel.</summary>
    public void Clipped(Action draw)
    {
        Drawing.Clip = Outline.Rectangle(Place);
        draw();
        Drawing.Clip = null;
    }
}
