using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>Signs of single values: each series has a shape as well as a colour, so that it is known without colours.</summary>
internal static class Marker
{
    /// <summary>Draws one.</summary>
    /// <param name="drawing">Where.</param>
    /// <param name="series">Which shape: disc, square, triangle, diamond, again from the first.</param>
    /// <param name="x">Middle.</param>
    /// <param name="y">Middle.</param>
    /// <param name="radius">Of the disc; others cover as much.</param>
    /// <param name="ink">Fill.</param>
    /// <param name="rim">Thin line around it.</param>
    public static void Draw(Drawing drawing, int series, double x, double y, double radius, Ink ink, Ink rim)
    {
        var pen = new Pen(rim, 0.5) { Round = true };
        if (series % 4 == 0)
        {
            drawing.Disc(x, y, radius, ink, pen);
            return;
        }

        var r = radius;
        var shape = (series % 4) switch
        {
            1 => Outline.Polygon((x - (0.89 * r), y - (0.89 * r)), (x + (0.89 * r), y - (0.89 * r)), (x + (0.89 * r), y + (0.89 * r)),
                (x - (0.89 * r), y + (0.89 * r))),
            2 => Outline.Polygon((x, y - (1.3 * r)), (x + (1.17 * r), y + (0.75 * r)), (x - (1.17 * r), y + (0.75 * r))),
            _ => Outline.Polygon((x, y - (1.25 * r)), (x + (1.25 * r), y), (x, y + (1.25 * r)), (x - (1.25 * r), y)),
        };
        drawing.Fill(shape, ink);
        drawing.Stroke(shape, pen);
    }

    /// <summary>A legend's entry with the sign.</summary>
    public static LegendEntry Entry(string name, int series, Theme theme) =>
        new(name, (d, x, y) => Draw(d, series, x, y, 3.2, theme.SeriesColour(series), theme.Paper));

    /// <summary>A legend's entry with a filled box.</summary>
    public static LegendEntry Box(string name, Ink ink) => new(name, (d, x, y) => d.Fill(new Frame(x - 5, y - 3.5, 10, 7), ink));
}
