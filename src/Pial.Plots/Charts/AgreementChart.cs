using Pial.Analysis.Statistics.Relations;
using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>
/// Bland and Altman's plot of two measurements: differences over means, with bias and limits of agreement and how sure they are (doi
/// 10.1016/S0140-6736(86)90837-8).
/// </summary>
public static class AgreementChart
{
    /// <summary>Draws it. Rows without both values are left out, counted, and the count is written below.</summary>
    /// <param name="a">First measurement, named.</param>
    /// <param name="b">Second measurement of the same things, in the same unit.</param>
    /// <param name="options">Size, theme and texts.</param>
    /// <param name="percent">Differences in percent of the mean of the pair, for errors that grow with the size.</param>
    /// <exception cref="ArgumentException">Fewer than two rows have both values.</exception>
    public static Drawing Draw(Sample a, Sample b, ChartOptions options, bool percent = false)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(options);
        var (va, vb) = (a.Values.ToArray(), b.Values.ToArray());
        var pairs = Agreement.Pairs(va, vb, percent);
        var found = Agreement.Of(va, vb, percent);
        var theme = options.Theme;
        var x = NumberAxis.Around(pairs.Select(p => p.Mean), options.XLabel ?? $"Mean of {a.Name} and {b.Name}", grid: false);
        double[] ends = [0, found.UpperLimit + found.LimitReach, found.LowerLimit - found.LimitReach];
        var y = NumberAxis.Around(pairs.Select(p => p.Difference).Concat(ends),
            options.YLabel ?? (percent ? $"{a.Name} − {b.Name} (% of mean)" : $"{a.Name} − {b.Name}"), grid: false);
        var drawing = options.NewDrawing(4.2, "Bland–Altman plot");
        var small = new TextStyle(theme.Ink, theme.SmallSize) { Line = TextLine.Middle };
        (string Name, double At, double Reach, int Colour)[] lines =
        [
            ("+1.96 SD", found.UpperLimit, found.LimitReach, theme.SeriesColour(5)),
            ("Bias", found.Bias, found.BiasReach, theme.SeriesColour(0)),
            ("−1.96 SD", found.LowerLimit, found.LimitReach, theme.SeriesColour(5)),
        ];
        var digits = Digits(found);
        var texts = lines
            .Select(l => new[] { l.Name, Ticks.Number(l.At, digits),
                $"{Ticks.Number(l.At - l.Reach, digits)} to {Ticks.Number(l.At + l.Reach, digits)}" }).ToArray();
        var frame = new ChartFrame(drawing, options, x, y, notes: [Note(found, va.Length)],
            right: texts.Max(t => t.Max(small.WidthOf)) + 10);
        var right = frame.Area.Right;
        foreach (var (_, at, reach, colour) in lines)
        {
            var (top, bottom) = (y.At(at + reach, frame.Area, true), y.At(at - reach, frame.Area, true));
            drawing.Fill(new Frame(frame.Area.Left, top, frame.Area.Width, bottom - top), new Ink(colour, theme.Veil * 0.8));
        }

        Line(drawing, frame, y.At(0, frame.Area, true), new Pen(theme.Muted, 0.7));
        foreach (var (name, at, _, colour) in lines)
            Line(drawing, frame, y.At(at, frame.Area, true), new Pen(colour, 1.3) { Dashes = name == "Bias" ? [] : [5, 3] });
        foreach (var (mean, difference) in pairs)
        {
            var (px, py) = frame.At(mean, difference);
            Marker.Draw(drawing, 0, px, py, pairs.Length > 200 ? 1.8 : 2.8, new Ink(theme.Ink, 0.7), theme.Paper);
        }

        Labels(drawing, frame, [.. lines.Select(l => y.At(l.At, frame.Area, true))], texts, right + 6, small, theme);
        frame.DrawAxes();
        return drawing;
    }

    private static void Line(Drawing drawing, ChartFrame frame, double at, Pen pen) =>
        drawing.Line(frame.Area.Left, at, frame.Area.Right, at, pen);

    // Three blocks of three lines beside their heights, pushed apart where they would lie on each other.
    private static void Labels(Drawing drawing, ChartFrame frame, double[] at, string[][] texts, double left, TextStyle style, Theme theme)
    {
        var line = TextLines.Leading * style.Size;
        var block = 3 * line + 2;
        var (low, high) = (frame.Area.Top + (block / 2) - 6, frame.Area.Bottom - (block / 2) + 6);
        var places = at.ToArray();
        places[1] = Math.Clamp(places[1], low + block, Math.Max(low + block, high - block));
        places[0] = Math.Max(low, Math.Min(places[0], places[1] - block));
        places[2] = Math.Min(high, Math.Max(places[2], places[1] + block));
        for (var n = 0; n < 3; n++)
            for (var l = 0; l < 3; l++)
                drawing.Text(left, places[n] + ((l - 1) * line), texts[n][l],
                    style with { Bold = l == 1, Ink = l == 1 ? theme.Ink : theme.Muted });
    }

    private static int Digits(Agreement found)
    {
        var spread = found.Deviation > 0 ? found.Deviation : Math.Abs(found.Bias);
        return spread > 0 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(spread)), 0, 6) : 1;
    }

    private static string Note(Agreement found, int rows)
    {
        var trend = found.Trend is { } t && t.P < 0.05
            ? $" Differences change with the mean (slope {Ticks.Figures(t.Slope)}, {Ticks.P(t.P)}): limits hold for the middle only." : "";
        return $"n = {found.Count}. Bands: 95 % confidence of bias and " +
            $"limits.{trend}{(found.Count < rows ? " " + LeftOut.Pairs(rows - found.Count, rows) : "")}";
    }
}
