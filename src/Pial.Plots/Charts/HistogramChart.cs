using Pial.Analysis.Statistics.Relations;
using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>How often values occur, of one sample or several over each other.</summary>
public static class HistogramChart
{
    private const int MostBins = 200;

    /// <summary>Draws it. Values that are not finite are left out, counted, and the count is written below.</summary>
    /// <param name="samples">One or more.</param>
    /// <param name="options">Size, theme and texts.</param>
    /// <param name="bins">How many bins from the least value to the largest; null for bins of round width near Freedman and Diaconis'
    /// rule.</param>
    /// <param name="density">Whether each sample is scaled to an area of 1, so that samples of different size compare.</param>
    /// <exception cref="ArgumentException">No value is known, or not 1 to 200 bins.</exception>
    public static Drawing Draw(IReadOnlyList<Sample> samples, ChartOptions options, int? bins = null, bool density = false)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(options);
        if (bins is < 1 or > MostBins) throw new ArgumentOutOfRangeException(nameof(bins), bins, $"A histogram has 1 to {MostBins} bins.");
        var known = samples.Select(s => s.Values.Where(double.IsFinite).ToArray()).ToArray();
        var (count, all) = (known.Sum(k => k.Length), samples.Sum(s => s.Values.Count));
        if (count == 0) throw new ArgumentException("No value is known.", nameof(samples));
        var (from, width, number) = Bins([.. known.SelectMany(k => k)], known, bins);
        var heights = known.Select(k => Heights(k, from, width, number, density)).ToArray();
        var x = NumberAxis.Around([from, from + (width * number)], options.XLabel ?? "", grid: false);
        var y = NumberAxis.Around(heights.SelectMany(h => h), options.YLabel ?? (density ? "Density" : "Count"), fromZero: true,
            whole: !density);
        var drawing = options.NewDrawing(3.6, "Histogram");
        var theme = options.Theme;
        var single = samples.Count == 1;
        var legend = single
            ? [] : samples.Select((s, n) => Marker.Box($"{s.Name} (n = {known[n].Length})", theme.SeriesColour(n))).ToArray();
        string[] notes = [single ? $"n = {count}." : "", count < all ? LeftOut.Values(all - count, all) : ""];
        var frame = new ChartFrame(drawing, options, x, y, legend, [string.Join(" ", notes.Where(n => n.Length > 0))]);
        for (var s = 0; s < samples.Count; s++)
        {
            var outline = Steps(frame, heights[s], from, width);
            drawing.Fill(Outline.Polygon(outline), new Ink(theme.SeriesColour(s), single ? 0.85 : theme.Veil * 1.75));
            if (single) Gaps(drawing, frame, heights[s], from, width, theme);
        }

        for (var s = 0; s < samples.Count && !single; s++)
            drawing.Stroke(Runs(frame, heights[s], from, width), new Pen(theme.SeriesColour(s), 1.3));
        frame.DrawAxes();
        return drawing;
    }

    /// <summary>Where bins begin, how wide they are, and how many hold all values.</summary>
    internal static (double From, double Width, int Count) Bins(double[] all, double[][] samples, int? bins)
    {
        var (low, high) = (all.Min(), all.Max());
        if (high <= low) return (low - 0.5, 1, 1);
        if (bins is { } wanted) return (low, (high - low) / wanted, wanted);
        // As NumPy's "auto": Freedman and Diaconis, or Sturges where that is finer, of the sample that needs the finest bins.
        var sturges = (high - low) / (Math.Log2(samples.Max(s => s.Length)) + 1);
        var rule = samples.Select(s => SampleSummary.Of(s).BinWidth).Where(w => w > 0).Append(sturges).Min();
        // the round width nearest by factor: the next above 0.7 times it
        var width = Ticks.NiceStep(Math.Max(rule * 0.7, (high - low) / 100));
        var from = Math.Floor(low / width) * width;
        return (from, width, Math.Max(1, (int)Math.Floor((high - from) / width) + 1));
    }

    private static double[] Heights(double[] values, double from, double width, int bins, bool density)
    {
        var heights = new double[bins];
        foreach (var v in values)
            heights[Math.Clamp((int)Math.Floor((v - from) / width), 0, bins - 1)] += density ? 1 / (values.Length * width) : 1;
        return heights;
    }

    private static (double X, double Y)[] Steps(ChartFrame frame, double[] heights, double from, double width) =>
    [
        frame.At(from, 0),
        .. heights.SelectMany((h, b) => new[] { frame.At(from + (b * width), h), frame.At(from + ((b + 1) * width), h) }),
        frame.At(from + (heights.Length * width), 0),
    ];

    // The outline where there are values; on empty bins it would colour the axis.
    private static Outline Runs(ChartFrame frame, double[] heights, double from, double width)
    {
        var runs = new List<IReadOnlyList<(double, double)>>();
        for (var (b, e) = (0, 0); b < heights.Length; b = e + 1)
        {
            for (e = b; e < heights.Length && heights[e] > 0;) e++;
            if (e > b) runs.Add(Steps(frame, heights[b..e], from + (b * width), width));
        }

        return new(runs, Closed: false);
    }

    private static void Gaps(Drawing drawing, ChartFrame frame, double[] heights, double from, double width, Theme theme)
    {
        for (var b = 1; b < heights.Length; b++)
        {
            var (x, y) = frame.At(from + (b * width), Math.Min(heights[b - 1], heights[b]));
            if (y < frame.Area.Bottom) drawing.Line(x, y, x, frame.Area.Bottom, new Pen(theme.Paper, 0.5));
        }
    }
}
