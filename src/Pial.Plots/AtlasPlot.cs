using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>How the maps of a probabilistic atlas are drawn.</summary>
public enum AtlasView
{
    /// <summary>By their number, as nilearn does: continuous up to 10, filled outlines up to 20, outlines beyond.</summary>
    Auto,

    /// <summary>Outlines at the threshold.</summary>
    Contours,

    /// <summary>Outlines and areas within.</summary>
    FilledContours,

    /// <summary>Each map in its colour, the more opaque the higher it is.</summary>
    Continuous,
}

/// <summary>How a probabilistic atlas is drawn.</summary>
public sealed record AtlasPlotOptions : BrainPlotOptions
{
    /// <summary>Kind of picture (<c>view_type</c>).</summary>
    public AtlasView View { get; init; }

    /// <summary>
    /// From which value on a map is shown; a percentile is of each map alone, a found one is of all together
    /// (<see cref="AtlasPlot.OneMapAVoxel"/>).
    /// </summary>
    public MapThreshold Threshold { get; init; } = MapThreshold.Auto;

    /// <summary>Width of outlines, points.</summary>
    public double LineWidth { get; init; } = 1.2;

    /// <summary>Names of the maps, for the legend; null for none.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Colours of the maps, 0xRRGGBB; made up when null.</summary>
    public IReadOnlyList<int>? Colours { get; init; }
}

/// <summary>The maps of a probabilistic atlas together, each in its colour, like nilearn's <c>plot_prob_atlas</c>.</summary>
public static class AtlasPlot
{
    private const double Opacity = 0.7;

    /// <summary>Draws it.</summary>
    /// <param name="maps">Probabilities, each on any grid.</param>
    /// <param name="background">Grey image; null for none.</param>
    /// <param name="options">Kind, threshold, cuts, texts, colours, size.</param>
    /// <param name="parallel">Threads and cancellation; the picture is the same for any number.</param>
    /// <exception cref="ArgumentException">There is no map, or the options do not fit each other.</exception>
    public static Drawing Draw(IReadOnlyList<Volume<float>> maps, Volume<float>? background = null, AtlasPlotOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Count == 0) throw new ArgumentException("An atlas has at least one map.", nameof(maps));
        options = ThinImage.Fit(options ?? new(), (background?.Grid ?? maps[0].Grid));
        if (options.Names is { } names && names.Count != maps.Count)
            throw new ArgumentException($"{names.Count} names do not fit {maps.Count} maps.", nameof(options));
        var view = options.View != AtlasView.Auto ? options.View
            : maps.Count > 20 ? AtlasView.Contours : maps.Count > 10 ? AtlasView.FilledContours : AtlasView.Continuous;
        var common = options.Threshold.IsAuto ? OneMapAVoxel(maps) : 0;
        var levels = maps.Select(m => options.Threshold.IsAuto ? common : options.Threshold.For(m)).ToArray();
        var any = maps.Select((m, n) => StatMap.Range(m, levels[n])).ToArray();
        var back = background is null ? null : Background.Of(background);
        var box = back?.Box ?? Background.Whole(maps[0].Grid);
        var plan = CutPlan.Of(
            options, () => AnatPlot.Rounded(Centre(maps, levels) ?? box.At(0.5, 0.5, 0.5), box),
            (plane, count) => AnatPlot.Series(back?.Inner() ?? box, plane, count));
        var figure = new BrainFigure(options, plan, box, options.Dark ?? (back is { Stripped: false }), bar: false,
            black: back is { Stripped: false });
        var colours = Enumerable.Range(0, maps.Count)
            .Select(n => options.Colours is { } c ? c[n % c.Count] : BrainColours.OfLabel(n + 1, maps.Count <= 10)).ToArray();
        return figure.Draw(
            panel =>
            {
                back?.Draw(panel, options, ColourMap.Grey, parallel);
                for (var n = 0; n < maps.Count; n++)
                    if (any[n].Any) Draw(panel, maps[n], levels[n], any[n].Largest, colours[n], view, options, parallel);
            },
            legend: options.Names is null ? null : [.. options.Names.Select((name, n) => (colours[n], name))],
            note: any.Any(a => a.Any) ? null : StatMap.Nothing(levels.Min()));
    }

    /// <summary>
    /// The level at which a voxel belongs to one map on average: as many values lie above it as there are voxels where any map is above 0.
    /// Maps may overlap a little there, but not much.
    /// </summary>
    public static double OneMapAVoxel(IReadOnlyList<Volume<float>> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        var (values, voxels) = (new List<float>(), 0.0);
        foreach (var alike in maps.GroupBy(m => m.Grid))
        {
            var any = new bool[alike.Key.Shape.Count];
            foreach (var map in alike)
            {
                var span = map.Span;
                for (var n = 0; n < span.Length; n++)
                {
                    if (!(span[n] > 0) || !float.IsFinite(span[n])) continue;
                    any[n] = true;
                    values.Add(span[n]);
                }
            }

            voxels += any.AsSpan().Count(true);
        }

        if (values.Count == 0) return 0;
        return Math.Max(1e-6, Kernels.Quantile.InPlace(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values),
            Math.Max(0, 1 - (voxels / values.Count))));
    }

    private static Point? Centre(IReadOnlyList<Volume<float>> maps, double[] levels)
    {
        var points = maps.Select((m, n) => CutCoordinates.OfActivation(m, levels[n])).OfType<Point>().ToArray();
        return points.Length == 0 ? null : new(points.Average(p => p.X), points.Average(p => p.Y), points.Average(p => p.Z));
    }

    private static void Draw(Panel panel, Volume<float> map, double level, double largest, int colour, AtlasView view,
        AtlasPlotOptions options, ParallelOptions? parallel)
    {
        var cut = Cut.Of(map, panel.Frame, parallel);
        var alpha = options.Alpha ?? Opacity;
        if (view == AtlasView.Continuous)
        {
            panel.Image(cut,
                v => v >= level && v > 0 ? new(colour, alpha * (0.35 + (0.65 * Math.Min(1, (v - level) / Math.Max(1e-9, largest - level)))))
                    : new(0, 0));
            return;
        }

        if (panel.Contour(cut, level) is not { } outline) return;
        panel.Clipped(() =>
        {
            if (view == AtlasView.FilledContours) panel.Drawing.Fill(outline, new(colour, alpha * 0.6));
            panel.Drawing.Stroke(outline, new(new Ink(colour, options.Alpha ?? 1), options.LineWidth) { Round = true });
        });
    }
}
