using Pial.Analysis.Statistics.Relations;
using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>What the whiskers of a bar show.</summary>
public enum BarError
{
    /// <summary>No whiskers.</summary>
    None,

    /// <summary>95 % confidence interval of the mean (Student's t).</summary>
    Confidence,

    /// <summary>Standard deviation.</summary>
    Deviation,

    /// <summary>Standard error of the mean.</summary>
    Error,
}

/// <summary>The bars of one series: left or right, patients or controls.</summary>
/// <param name="Name">What the legend says; empty for the only series.</param>
/// <param name="Values">For each name of the chart, its values; the bar is their mean. No values at all leave no room for a bar.</param>
public sealed record BarSeries(string Name, IReadOnlyList<IReadOnlyList<double>> Values);

/// <summary>Bars by region, with whiskers and single values.</summary>
public static class BarChart
{
    /// <summary>Draws it. Values that are not finite are left out, counted, and the count is written below.</summary>
    /// <param name="names">Names of the regions.</param>
    /// <param name="series">One or more, each with values for every name.</param>
    /// <param name="options">Size, theme and texts; <see cref="ChartOptions.XLabel"/> names what the bars measure.</param>
    /// <param name="error">What the whiskers show, where a bar has several values.</param>
    /// <param name="points">Whether the single values are shown as well.</param>
    /// <param name="upright">Bars that stand instead of lying: long names are turned.</param>
    /// <exception cref="ArgumentException">Nothing to draw, counts that differ, or a figure too small for its names.</exception>
    public static Drawing Draw(IReadOnlyList<string> names, IReadOnlyList<BarSeries> series, ChartOptions options,
        BarError error = BarError.Confidence, bool points = false, bool upright = false)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        if (names.Count == 0 || series.Count == 0) throw new ArgumentException("There is nothing to draw a bar of.", nameof(names));
        if (series.FirstOrDefault(s => s.Values.Count != names.Count) is { } wrong)
            throw new ArgumentException($"'{wrong.Name}' has values for {wrong.Values.Count} of {names.Count} names.", nameof(series));
        var theme = options.Theme;
        var bars = series.Select(s => s.Values.Select(v => Bar.Of(v, error)).ToArray()).ToArray();
        var most = Enumerable.Range(0, names.Count).Max(n => series.Count(s => s.Values[n].Count > 0)); // bars beside each other
        var slot = Math.Max(NameAxis.HeightOf(names, options.Width * 72 * 0.45, theme) / names.Count, (most * (points ? 11 : 7)) + 5.0);
        var drawing = options.NewDrawing(upright ? 4 : Math.Clamp(((slot * names.Count) + 90) / 72, 2, 60), "Bars");
        var known = bars.SelectMany(b => b).SelectMany(b => points ? [b.Low, b.High, .. b.Known] : new[] { b.Low, b.High });
        var numbers = NumberAxis.Around(known, (upright ? options.YLabel : options.XLabel) ?? "", fromZero: true);
        var axis = new NameAxis(names, (upright ? options.XLabel : options.YLabel) ?? "");
        var legend = series.Count == 1 && series[0].Name.Length == 0
            ? [] : series.Select((s, n) => Marker.Box(s.Name, theme.SeriesColour(n))).ToArray();
        var frame = new ChartFrame(drawing, options, upright ? axis : numbers, upright ? numbers : axis, legend,
            [.. Notes(bars, series, error)]);
        var width = (upright ? frame.Area.Width : frame.Area.Height) / names.Count * 0.8 / Math.Max(1, most);
        var painter = new Painter(drawing, theme, frame.Area, numbers, upright);
        for (var n = 0; n < names.Count; n++)
        {
            int[] here = [.. Enumerable.Range(0, series.Count).Where(s => series[s].Values[n].Count > 0)];
            for (var k = 0; k < here.Length; k++)
                if (bars[here[k]][n].Known.Length > 0)
                    painter.Bar(bars[here[k]][n], axis.At(n, frame.Area, !upright) + ((k + 0.5 - (here.Length / 2.0)) * width), width,
                        theme.SeriesColour(here[k]), points);
        }


        frame.DrawAxes();
        if (numbers.Low < 0)
        {
            var zero = numbers.At(0, frame.Area, upright);
            var pen = new Pen(theme.Ink, 0.8);
            if (upright) drawing.Line(frame.Area.Left, zero, frame.Area.Right, zero, pen);
            else drawing.Line(zero, frame.Area.Top, zero, frame.Area.Bottom, pen);
        }

        return drawing;
    }

    private static IEnumerable<string> Notes(Bar[][] bars, IReadOnlyList<BarSeries> series, BarError error)
    {
        var (known, all) = (bars.Sum(b => b.Sum(x => x.Known.Length)), series.Sum(s => s.Values.Sum(v => v.Count)));
        var counts = bars.SelectMany(b => b).Select(b => b.Known.Length).Where(n => n > 0).ToArray();
        if (counts.Length > 0 && counts.Max() > 1)
        {
            var n = counts.Min() == counts.Max() ? $"n = {counts.Max()}" : $"n = {counts.Min()} to {counts.Max()}";
            yield return error switch
            {
                BarError.Confidence => $"Mean and its 95 % confidence interval; {n} a bar.",
                BarError.Deviation => $"Mean ± standard deviation; {n} a bar.",
                BarError.Error => $"Mean ± standard error; {n} a bar.",
                _ => $"Mean; {n} a bar.",
            };
        }

        if (known < all) yield return LeftOut.Values(all - known, all);
    }

    private readonly record struct Bar(double[] Known, double Value, double Low, double High)
    {
        public static Bar Of(IReadOnlyList<double> values, BarError error)
        {
            var s = SampleSummary.Of(values);
            var reach = error switch
            {
                BarError.Confidence => s.Reach,
                BarError.Deviation => s.Deviation,
                BarError.Error => s.Error,
                _ => 0
            };
            if (!double.IsFinite(reach)) reach = 0;
            return new([.. values.Where(double.IsFinite)], s.Mean, s.Mean - reach, s.Mean + reach);
        }
    }

    // One bar, standing or lying.
    private sealed record Painter(Drawing Drawing, Theme Theme, Frame Area, NumberAxis Numbers, bool Upright)
    {
        public void Bar(Bar bar, double middle, double width, int colour, bool points)
        {
            var (from, to) = (At(0), At(bar.Value));
            var (low, high) = (Math.Min(from, to), Math.Max(from, to));
            var box = Upright ? new Frame(middle - (width / 2), low, width, high - low)
                : new Frame(low, middle - (width / 2), high - low, width);
            Drawing.Fill(box, new Ink(colour, points ? 0.55 : 1));
            if (points) Points(bar, middle, width, colour);
            if (bar.High <= bar.Low) return;
            var (pen, cap) = (new Pen(Theme.Ink, 0.9), Math.Min(width * 0.25, 3));
            Line(middle, At(bar.Low), middle, At(bar.High), pen);
            Line(middle - cap, At(bar.Low), middle + cap, At(bar.Low), pen);
            Line(middle - cap, At(bar.High), middle + cap, At(bar.High), pen);
        }

        private void Points(Bar bar, double middle, double width, int colour)
        {
            var radius = Math.Clamp(width * 0.11, 0.8, 1.8);
            double[] places = [.. bar.Known.Select(At)];
            var offsets = Swarm.Offsets(places, 2 * radius, Math.Max(0, (width / 2) - radius));
            for (var n = 0; n < places.Length; n++)
                Drawing.Disc(Upright ? middle + offsets[n] : places[n], Upright ? places[n] : middle + offsets[n], radius,
                    Ink.Mix(colour, Theme.Ink, 0.35), new Pen(Theme.Paper, 0.3));
        }

        private double At(double value) => Numbers.At(value, Area, Upright);

        private void Line(double across1, double along1, double across2, double along2, Pen pen)
        {
            if (Upright) Drawing.Line(across1, along1, across2, along2, pen);
            else Drawing.Line(along1, across1, along2, across2, pen);
        }
    }
}
