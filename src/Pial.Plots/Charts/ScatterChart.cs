using Pial.Analysis.Statistics.Relations;
using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>Points of one series.</summary>
/// <param name="Name">What the legend says; empty for the only series.</param>
/// <param name="X">Across.</param>
/// <param name="Y">Upwards, as many.</param>
public sealed record PointSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>Points with a regression line and the band in which it lies.</summary>
public static class ScatterChart
{
    private const int Steps = 48;

    /// <summary>Draws it. Rows without both values are left out, counted, and the count is written below.</summary>
    /// <param name="series">One or more groups of points.</param>
    /// <param name="options">Size, theme and texts.</param>
    /// <param name="line">Whether each series gets its least squares line, with r, p and n in the legend.</param>
    /// <param name="confidence">Of the band of the line (the mean), for example 0.95.</param>
    /// <exception cref="ArgumentException">No row has both values, or a confidence not between 0 and 1.</exception>
    public static Drawing Draw(IReadOnlyList<PointSeries> series, ChartOptions options, bool line = true, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        if (confidence is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        var all = series.Sum(s => s.X.Count);
        var known = series.Select(Known).ToArray();
        if (known.All(s => s.X.Length == 0)) throw new ArgumentException("No row has both values.", nameof(series));
        var fits = known.Select(s => line ? StraightLine.Fit(s.X, s.Y) : null).ToArray();
        var curves = known.Select((s, n) => fits[n] is { } fit ? Curve(s.X, fit, confidence) : []).ToArray();
        var x = NumberAxis.Around(known.SelectMany(s => s.X), options.XLabel ?? "");
        var y = NumberAxis.Around(known.SelectMany(s => s.Y)
            .Concat(curves.SelectMany(c => c.SelectMany(p => new[] { p.Low, p.Mid, p.High }))), options.YLabel ?? "");
        var drawing = options.NewDrawing(4.2, "Scatter plot");
        var theme = options.Theme;
        var single = series.Count == 1;
        var legend = single && series[0].Name.Length == 0
            ? [] : series.Select((s, n) => Marker.Entry(Text(s.Name, known[n].X.Length, fits[n]), n, theme)).ToArray();
        var left = all - known.Sum(s => s.X.Length);
        string[] notes = [single && legend.Length == 0 ? Text("", known[0].X.Length, fits[0]) : "", line ? Band(confidence) : "",
            left > 0 ? LeftOut.Pairs(left, all) : ""];
        var frame = new ChartFrame(drawing, options, x, y, legend, [string.Join(" ", notes.Where(n => n.Length > 0))]);
        for (var n = 0; n < series.Count; n++)
            DrawBand(drawing, frame, curves[n], new(theme.SeriesColour(n), theme.Veil));
        var radius = Math.Clamp(3.4 - (Math.Log10(Math.Max(1, all / 30.0)) * 1.1), 1.2, 3.4);
        for (var n = 0; n < series.Count; n++)
        {
            for (var p = 0; p < known[n].X.Length; p++)
            {
                var (px, py) = frame.At(known[n].X[p], known[n].Y[p]);
                Marker.Draw(drawing, n, px, py, radius, new Ink(theme.SeriesColour(n), 0.8), theme.Paper);
            }
        }

        for (var n = 0; n < series.Count; n++)
            if (curves[n].Length > 0) drawing.Stroke(Outline.Line([.. curves[n].Select(c => frame.At(c.X, c.Mid))]),
                new Pen(single ? theme.Ink : Ink.Mix(theme.SeriesColour(n), theme.Ink, 0.25), 1.4) { Round = true });
        frame.DrawAxes();
        return drawing;
    }

    /// <summary>What is said of a line: r, p, n and the slope.</summary>
    private static string Text(string name, int count, StraightLine? fit)
    {
        var facts = fit is null || fit.Count < 3 ? $"n = {count}"
            : $"r = {Ticks.Number(fit.Correlation, 2)}, {Ticks.P(fit.P)}, n = {count}, slope {Ticks.Figures(fit.Slope)}";
        return name.Length == 0 ? facts + "." : $"{name}: {facts}";
    }

    private static string Band(double confidence) => $"Bands: {Ticks.Figures(100 * confidence, 2)} % confidence of the line.";

    private static (double[] X, double[] Y) Known(PointSeries s)
    {
        var rows = Enumerable.Range(0, s.X.Count).Where(n => double.IsFinite(s.X[n]) && double.IsFinite(s.Y[n])).ToArray();
        return ([.. rows.Select(n => s.X[n])], [.. rows.Select(n => s.Y[n])]);
    }

    private static (double X, double Low, double Mid, double High)[] Curve(double[] x, StraightLine fit, double confidence)
    {
        var (low, high) = (x.Min(), x.Max());
        return [.. Enumerable.Range(0, Steps + 1).Select(n =>
        {
            var at = low + ((high - low) * n / Steps);
            var (from, to) = fit.Band(at, confidence);
            return (at, from, fit.At(at), to);
        })];
    }

    private static void DrawBand(Drawing drawing, ChartFrame frame, (double X, double Low, double Mid, double High)[] curve, Ink ink)
    {
        if (curve.Length == 0 || !double.IsFinite(curve[0].Low)) return;
        drawing.Fill(Outline.Polygon([.. curve.Select(c => frame.At(c.X, c.High)), .. curve.Reverse().Select(c => frame.At(c.X, c.Low))]),
            ink);
    }
}
