using Pial.Analysis.Statistics.Relations;
using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>Every value as a point, beside a box of the quartiles with whiskers after Tukey.</summary>
public static class StripChart
{
    /// <summary>Draws it. Values that are not finite are left out, counted, and the count is written below.</summary>
    /// <param name="names">What stands below the chart.</param>
    /// <param name="series">One or more, each with values for every name.</param>
    /// <param name="options">Size, theme and texts.</param>
    /// <param name="points">Whether single values are shown; else only those beyond the whiskers.</param>
    /// <exception cref="ArgumentException">Nothing to draw, or counts that differ.</exception>
    public static Drawing Draw(IReadOnlyList<string> names, IReadOnlyList<BarSeries> series, ChartOptions options, bool points = true)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        if (names.Count == 0 || series.Count == 0) throw new ArgumentException("There is nothing to draw.", nameof(names));
        if (series.FirstOrDefault(s => s.Values.Count != names.Count) is { } wrong)
            throw new ArgumentException($"'{wrong.Name}' has values for {wrong.Values.Count} of {names.Count} names.", nameof(series));
        double[] all = [.. series.SelectMany(s => s.Values.SelectMany(v => v))];
        var known = all.Count(double.IsFinite);
        if (known == 0) throw new ArgumentException("No value is known.", nameof(series));
        var theme = options.Theme;
        var drawing = options.NewDrawing(4, "Box plot");
        var (x, y) = (new NameAxis(names, options.XLabel ?? ""), NumberAxis.Around(all, options.YLabel ?? ""));
        var legend = series.Count == 1 && series[0].Name.Length == 0
            ? [] : series.Select((s, n) => Marker.Entry(s.Name, n, theme)).ToArray();
        var frame = new ChartFrame(drawing, options, x, y, legend,
            ["Boxes: quartiles and median; whiskers to 1.5 box " +
                $"heights.{(known < all.Length ? " " + LeftOut.Values(all.Length - known, all.Length) : "")}"]);
        var width = frame.Area.Width / names.Count * 0.86 / series.Count;
        for (var s = 0; s < series.Count; s++)
        {
            for (var n = 0; n < names.Count; n++)
            {
                var middle = x.At(n, frame.Area, false) + ((s + 0.5 - (series.Count / 2.0)) * width);
                One(drawing, theme, v => y.At(v, frame.Area, true), [.. series[s].Values[n].Where(double.IsFinite)], (middle, width),
                    s, points);
            }
        }

        frame.DrawAxes();
        return drawing;
    }

    private static void One(Drawing drawing, Theme theme, Func<double, double> at, double[] values, (double Middle, double Width) slot,
        int s, bool points)
    {
        if (values.Length == 0) return;
        var summary = SampleSummary.Of(values);
        var colour = theme.SeriesColour(s);
        var half = Math.Min(slot.Width * 0.36, 26);
        var pen = new Pen(Ink.Mix(colour, theme.Ink, 0.35), 1);
        if (values.Length > 2)
        {
            drawing.Fill(new Frame(slot.Middle - half, at(summary.UpperQuartile), 2 * half,
                at(summary.LowerQuartile) - at(summary.UpperQuartile)), new Ink(colour, theme.Veil * 1.25));
            drawing.Stroke(Outline.Rectangle(new(slot.Middle - half, at(summary.UpperQuartile), 2 * half,
                at(summary.LowerQuartile) - at(summary.UpperQuartile))), pen);
            foreach (var (box, end) in new[] { (summary.UpperQuartile, summary.UpperWhisker),
                (summary.LowerQuartile, summary.LowerWhisker) })
            {
                drawing.Line(slot.Middle, at(box), slot.Middle, at(end), pen);
                drawing.Line(slot.Middle - (half / 2), at(end), slot.Middle + (half / 2), at(end), pen);
            }
        }

        drawing.Line(slot.Middle - half, at(summary.Median), slot.Middle + half, at(summary.Median), pen with { Width = 2 });
        double[] shown = [.. values.Where(v => points || v < summary.LowerWhisker || v > summary.UpperWhisker)];
        var radius = Math.Clamp(2.6 - Math.Log10(Math.Max(1, shown.Length / 20.0)), 1, 2.6);
        double[] places = [.. shown.Select(at)];
        var offsets = Swarm.Offsets(places, 1.9 * radius, Math.Max(0, (slot.Width / 2) - radius));
        for (var n = 0; n < places.Length; n++)
            Marker.Draw(drawing, s, slot.Middle + offsets[n], places[n], radius, new Ink(colour, 0.85), theme.Paper);
    }
}
