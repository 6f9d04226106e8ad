using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>How a statistic is drawn.</summary>
public sealed record StatPlotOptions : BrainPlotOptions
{
    /// <summary>
    /// Magnitudes below it are not shown; null for the plot's own: everything but 0 in cuts, <see cref="MapThreshold.Auto"/> in a glass
    /// brain, as in nilearn.
    /// </summary>
    public MapThreshold? Threshold { get; init; }

    /// <summary>
    /// Whether the colour bar reaches as far below 0 as above (<c>symmetric_cbar</c>); when null, if the map has both signs.
    /// </summary>
    public bool? Symmetric { get; init; }

    /// <summary>Whether a glass brain shows magnitudes instead of signed values (<c>plot_abs</c>).</summary>
    public bool PlotAbs { get; init; } = true;

    /// <summary>Name of the statistic, above the colour bar.</summary>
    public string? Name { get; init; }

    /// <summary>Voxels that are shown, of those that reach the threshold; on the map's grid. All when null.</summary>
    public Volume<bool>? Shown { get; init; }
}

/// <summary>Cuts of a background with a statistic in colour, like nilearn's <c>plot_stat_map</c>.</summary>
/// <remarks>
/// Colours run from −vmax to vmax; vmax is the largest magnitude shown. Zeros and NaN are nothing, so a map that was thresholded before
/// keeps its edges.
/// </remarks>
public static class StatPlot
{
    /// <summary>Draws it.</summary>
    /// <param name="map">The statistic.</param>
    /// <param name="background">Grey image on any grid; null for none.</param>
    /// <param name="options">Threshold, cuts, texts, colours, size.</param>
    /// <param name="parallel">Threads and cancellation; the picture is the same for any number.</param>
    /// <exception cref="ArgumentException">The options do not fit each other.</exception>
    public static Drawing Draw(Volume<float> map, Volume<float>? background = null, StatPlotOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        options = ThinImage.Fit(options ?? new(), (background?.Grid ?? map.Grid));
        var back = background is null ? null : Background.Of(background);
        var present = StatMap.Present(map, options.Shown);
        var threshold = (options.Threshold ?? MapThreshold.Any).For(present);
        var range = StatMap.Range(present, threshold);
        var box = back?.Box ?? Background.Whole(map.Grid);
        var plan = CutPlan.Of(
            options, () =>
                AnatPlot.Rounded(
                    CutCoordinates.OfActivation(present, range.Any ? Math.Max(threshold, CutCoordinates.AutoThreshold(present)) : null)
                        ?? box.At(0.5, 0.5, 0.5), box),
            (plane, count) => options.Shown is null && range.Any ? CutCoordinates.Slices(present, plane, count, threshold: threshold)
                : AnatPlot.Series(back?.Inner() ?? box, plane, count));
        var dark = options.Dark ?? (back is { Stripped: false });
        var scale = StatMap.Scale(range, threshold, options, options.ColourMap is { } name ? BrainColours.Of(name) : BrainColours.ColdHot,
            options.Alpha ?? 0.95);
        var figure = new BrainFigure(options, plan, box, dark, bar: range.Any, black: back is { Stripped: false }, barName: options.Name);
        return figure.Draw(
            panel =>
            {
                back?.Draw(panel, options, ColourMap.Grey, parallel);
                if (range.Any) panel.Statistic(Cut.Of(present, panel.Frame, parallel), scale);
            },
            scale, note: range.Any ? null : StatMap.Nothing(threshold));
    }

    /// <summary>Whether anything reaches the threshold.</summary>
    /// <param name="map">The statistic.</param>
    /// <param name="threshold">Least magnitude.</param>
    public static bool ShowsAnything(Volume<float> map, MapThreshold threshold) => StatMap.Range(map, threshold.For(map)).Any;
}
