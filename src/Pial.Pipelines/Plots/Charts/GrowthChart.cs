using Pial.Pipelines.Plots.Canvas;

namespace Pial.Pipelines.Plots.Charts;

/// <summary>Centiles of a measure over age, with people on them.</summary>
public static class GrowthChart
{
    private static readonly (double Low, double High, double Weight)[] Bands = [(0, 6, 0.6), (1, 5, 1), (2, 4, 1.5)];

    /// <summary>Draws it.</summary>
    /// <param name="ages">Ages of the curves, years.</param>
    /// <param name="curves">Seven curves, the lowest first, the fourth the median.</param>
    /// <param name="names">Their names: <c>2.5 %</c>.</param>
    /// <param name="people">Others, as pale points; empty for none.</param>
    /// <param name="person">The person the chart is about; null for nobody.</param>
    /// <param name="options">Size, theme and texts.</param>
    public static Drawing Draw(IReadOnlyList<double> ages, IReadOnlyList<double[]> curves, IReadOnlyList<string> names, PointSeries people, PointSeries? person, ChartOptions options)
    {
        ArgumentNullException.ThrowIfNull(ages);
        ArgumentNullException.ThrowIfNull(curves);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(options);
        if (curves.Count != 7) throw new ArgumentException("Seven curves are expected.", nameof(curves));
        var x = NumberAxis.Around(ages, options.XLabel ?? "Age (years)");
        var y = NumberAxis.Around(curves.SelectMany(c => c).Concat(people.Y).Concat(person?.Y ?? []), options.YLabel ?? "");
        var drawing = options.NewDrawing(4.4, "Growth chart");
        var theme = options.Theme;
        LegendEntry[] legend = [.. new[] { person }.OfType<PointSeries>().Select(p => Marker.Entry(p.Name, 1, theme)), .. people.X.Count > 0 ? [Marker.Entry(people.Name, 0, theme)] : Array.Empty<LegendEntry>()];
        var frame = new ChartFrame(drawing, options, x, y, legend, [$"Centiles: {string.Join(", ", names)}."]);
        (double X, double Y)[] Line(int curve) => [.. ages.Select((a, n) => frame.At(a, curves[curve][n]))];
        foreach (var (low, high, weight) in Bands)
            drawing.Fill(Outline.Polygon([.. Line((int)low), .. Line((int)high).Reverse()]), new Ink(theme.SeriesColour(0), theme.Veil * 0.5 * weight));
        for (var c = 0; c < curves.Count; c++)
            drawing.Stroke(Outline.Line(Line(c)), new Pen(theme.SeriesColour(0), c == 3 ? 1.8 : 0.8) { Round = true });
        for (var n = 0; n < people.X.Count; n++)
            Point(people, n, 0, 1.6, 0.55);
        for (var n = 0; n < (person?.X.Count ?? 0); n++)
            Point(person!, n, 1, 4.5, 1);
        frame.DrawAxes();
        return drawing;

        void Point(PointSeries of, int n, int series, double radius, double strength)
        {
            if (!double.IsFinite(of.X[n]) || !double.IsFinite(of.Y[n])) return;
            var (px, py) = frame.At(of.X[n], of.Y[n]);
            Marker.Draw(drawing, series, px, py, radius, new Ink(theme.SeriesColour(series), strength), theme.Paper);
        }
    }
}
