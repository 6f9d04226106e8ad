using System.Globalization;
using Pial.Plots.Canvas;

namespace Pial.Plots;

/// <summary>An upright bar of colours with numbers; magnitudes below the threshold are grey.</summary>
internal static class ColourBar
{
    private const int Steps = 256, Grey = 0x8C8C8C;
    private const double TextSize = 8, Apart = 10;

    public static void Draw(Drawing drawing, ColourScale scale, Frame place, BrainFigure figure)
    {
        var (low, high) = (scale.BarLow, scale.BarHigh);
        double At(double v) => high > low ? place.Bottom - ((v - low) / (high - low) * place.Height) : place.Top + (place.Height / 2);
        drawing.Image(Picture.Create(1, Steps,
            (_, y) => high - ((high - low) * (y + 0.5) / Steps) is var v && Math.Abs(v) < scale.Hidden ? Grey : scale.Colour(v)), place);
        drawing.Stroke(Outline.Rectangle(place), new(new Ink(figure.Ink, 0.8), 0.5));
        foreach (var v in Ticks(scale, place.Height))
        {
            drawing.Line(place.Right, At(v), place.Right + 3, At(v), new(figure.Ink, 0.6));
            drawing.Text(place.Right + 5, At(v), Number(v), new(figure.Ink, TextSize) { Line = TextLine.Middle });
        }

        if (scale.Name is { Length: > 0 } name) BrainFigure.Write(drawing, place.Left, place.Top - 5, name, figure.BarStyle);
    }

    /// <summary>The ends, the threshold, and round numbers between, none nearer to another than a line of text.</summary>
    internal static IReadOnlyList<double> Ticks(ColourScale scale, double height)
    {
        var (low, high) = (scale.BarLow, scale.BarHigh);
        if (!(high > low)) return [high];
        var taken = new List<double> { low, high };
        var room = Apart / height * (high - low);
        void Add(double v)
        {
            if (v > low && v < high && taken.TrueForAll(t => Math.Abs(t - v) >= room)) taken.Add(v);
        }

        if (scale.Hidden > 0.01 * high)
        {
            Add(scale.Hidden);
            Add(-scale.Hidden);
        }

        var step = Round((high - low) / 4);
        for (var n = Math.Ceiling(low / step); n * step < high; n++)
            if (Math.Abs(n * step) >= scale.Hidden || n == 0) Add(n * step);
        taken.Sort();
        return taken;
    }

    // Two significant digits, as nilearn's %.2g, without exponents where numbers are short.
    internal static string Number(double v)
    {
        if (v == 0) return "0";
        var size = Math.Floor(Math.Log10(Math.Abs(v)));
        var text = size is < -3 or > 4
            ? v.ToString("0.#e0", CultureInfo.InvariantCulture)
            : Math.Round(v, (int)Math.Clamp(1 - size, 0, 15)).ToString("0.#####", CultureInfo.InvariantCulture);
        return text.Replace('-', '\u2212');
    }

    private static double Round(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
    }
}
