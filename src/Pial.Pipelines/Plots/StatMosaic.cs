using System.Globalization;
using Pial.Volumes;

namespace Pial.Pipelines.Plots;

/// <summary>Axial cuts from the bottom of a mask to its top, with a statistic in colour where it passes.</summary>
public static class StatMosaic
{
    private const int Columns = 7, Rows = 3, Gap = 6, Footer = 34;

    /// <summary>Draws it.</summary>
    /// <param name="background">Grey image.</param>
    /// <param name="statistic">What is coloured.</param>
    /// <param name="shown">Where it is.</param>
    /// <param name="mask">What the cuts cover.</param>
    /// <param name="letter">Name of the statistic.</param>
    public static Raster Draw(Volume<float> background, Volume<float> statistic, Volume<bool> shown, Volume<bool> mask, string letter)
    {
        ArgumentNullException.ThrowIfNull(background);
        var (box, inner) = (WorldBox.Of(mask, 6), WorldBox.Of(mask, 0));
        var pixel = (box.High.Y - box.Low.Y) / 230;
        var (low, high, signs) = Range(statistic.Span, shown.Span);
        var window = Window.Of(background, mask) with { Low = 0 };
        var first = Cut.Of(background, Plane.Axial, inner.Low.Z, box, pixel);
        var raster = new Raster((Columns * (first.Width + Gap)) + Gap, (Rows * (first.Height + Gap)) + Gap + Footer);
        for (var n = 0; n < Columns * Rows; n++)
        {
            var z = inner.Low.Z + ((inner.High.Z - inner.Low.Z) * (n + 0.7) / ((Columns * Rows) + 0.4));
            var (left, top) = (Gap + (n % Columns * (first.Width + Gap)), Gap + (n / Columns * (first.Height + Gap)));
            var cuts = (Cut.Of(background, Plane.Axial, z, box, pixel), Cut.Of(statistic, Plane.Axial, z, box, pixel), Cut.Of(shown, Plane.Axial, z, box, pixel));
            Paint(raster, cuts, window, low, high, left, top);
            raster.Text(left + 4, top + first.Height - 16, string.Create(CultureInfo.InvariantCulture, $"z={z:0}"), 0xC8C8C8, 1);
            if (n > 0) continue;
            raster.Text(left + 4, top + (first.Height / 2) - 7, "L", 0xFFFFFF, 2);
            raster.Text(left + first.Width - 14, top + (first.Height / 2) - 7, "R", 0xFFFFFF, 2);
        }

        if (high > 0) StatColours.Bar(raster, Gap + 4, raster.Height - 24, low, high, signs, letter, 0xFFFFFF);
        else raster.Text(Gap + 4, raster.Height - 24, "nothing passes the threshold", 0xFFFFFF, 2);
        return raster;
    }

    /// <summary>Least and largest magnitude shown, and which signs there are; zeros when nothing is shown.</summary>
    internal static (double Low, double High, (bool Negative, bool Positive) Signs) Range(ReadOnlySpan<float> statistic, ReadOnlySpan<bool> shown)
    {
        var (low, high) = (double.PositiveInfinity, 0.0);
        var signs = (Negative: false, Positive: false);
        for (var n = 0; n < shown.Length; n++)
        {
            if (!shown[n]) continue;
            (low, high) = (Math.Min(low, Math.Abs((double)statistic[n])), Math.Max(high, Math.Abs((double)statistic[n])));
            signs = (signs.Negative || statistic[n] < 0, signs.Positive || statistic[n] > 0);
        }

        return (high > 0 ? low : 0, high, signs);
    }

    private static void Paint(Raster raster, (Cut Background, Cut Statistic, Cut Shown) cuts, Window window, double low, double high, int left, int top)
    {
        for (var y = 0; y < cuts.Background.Height; y++)
        {
            for (var x = 0; x < cuts.Background.Width; x++)
            {
                var at = (y * cuts.Background.Width) + x;
                var shade = (int)(window.Shade(cuts.Background.Values[at]) * 0.85);
                raster.Blend(left + x, top + y, (shade << 16) | (shade << 8) | shade, 1);
                if (cuts.Shown.Values[at] < 0.5 || high <= 0) continue;
                raster.Blend(left + x, top + y, StatColours.Of(cuts.Statistic.Values[at], low, high), 0.9);
            }
        }
    }
}
