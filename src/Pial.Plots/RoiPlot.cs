using System.Text.RegularExpressions;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>How regions are drawn.</summary>
public sealed record RoiPlotOptions : BrainPlotOptions
{
    /// <summary>Outlines instead of areas (<c>view_type='contours'</c>).</summary>
    public bool Contours { get; init; }

    /// <summary>Width of outlines, points.</summary>
    public double LineWidth { get; init; } = 1.2;
}

/// <summary>
/// Regions or a mask over a background, like nilearn's <c>plot_roi</c>: areas (opacity 0.7) or outlines, with their names when there is a
/// table.
/// </summary>
public static partial class RoiPlot
{
    private const double Opacity = 0.7;
    private const int LongestLegend = 120;

    /// <summary>Draws them.</summary>
    /// <param name="regions">Labels; 0 is background. Drawn by nearest voxel.</param>
    /// <param name="background">Grey image on any grid; null for none.</param>
    /// <param name="names">Names and colours; without it colours are made up and there is no legend.</param>
    /// <param name="options">Cuts, texts, colours, size.</param>
    /// <param name="parallel">Threads and cancellation; the picture is the same for any number.</param>
    /// <exception cref="ArgumentException">The options do not fit each other.</exception>
    public static Drawing Draw(Volume<int> regions, Volume<float>? background = null, LabelTable? names = null,
        RoiPlotOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(regions);
        options = ThinImage.Fit(options ?? new(), (background?.Grid ?? regions.Grid));
        var all = LabelSet.Of(regions);
        var few = BrainColours.AreFew(all);
        var back = background is null ? null : Background.Of(background);
        var any = regions.Map(static l => l != 0);
        var box = back?.Box ?? WorldBox.Of(any, 8);
        var plan = CutPlan.Of(
            options, () => AnatPlot.Rounded(CutCoordinates.OfMask(any) ?? box.At(0.5, 0.5, 0.5), box),
            (plane, count) => AnatPlot.Series(all.Count > 0 ? WorldBox.Of(any, 0) : box, plane, count));
        var figure = new BrainFigure(options, plan, box, options.Dark ?? (back is { Stripped: false }), bar: false,
            black: back is { Stripped: false });
        var cuts = figure.Frames.ToDictionary(f => f, f => Cut.Of(regions, f, parallel));
        var shown = LabelSet.Of(cuts.Values);
        var alpha = options.Alpha ?? Opacity;
        return figure.Draw(
            panel =>
            {
                back?.Draw(panel, options, ColourMap.Grey, parallel);
                if (!options.Contours) panel.Image(cuts[panel.Frame], v => v != 0 ? new(Colour((int)v), alpha) : new(0, 0), smooth: false);
                else Outlines(panel, regions, cuts[panel.Frame], Colour, new(0, options.LineWidth) { Round = true },
                    options.Alpha ?? 1, parallel);
            },
            legend: names is null ? null : Legend(shown, names, Colour),
            note: all.Count == 0 ? "No region: every voxel is 0." : shown.Count == 0 ? "No region lies in these cuts." : null);

        int Colour(int label) => names?.Find(label) is { } known ? known.Color
            : all.Count == 1 ? 0xE8453C : BrainColours.OfLabel(label, few);
    }

    // Both sides of a structure in one colour are one line.
    private static List<(int Colour, string Name)> Legend(IReadOnlyList<int> shown, LabelTable names, Func<int, int> colour)
    {
        var lines = shown
            .Select(l => (Colour: colour(l), Name: names.Find(l)?.Name ?? $"label {l}",
                Whole: names.Find(l) is { Hemisphere: not Hemisphere.None } known ? Side().Replace(known.Name, "") : null)).ToList();
        var pairs = lines.Where(l => l.Whole is not null).GroupBy(l => (l.Colour, l.Whole)).Where(g => g.Count() == 2).Select(g => g.Key)
            .ToHashSet();
        var legend = lines.Select(l => (l.Colour, Name: pairs.Contains((l.Colour, l.Whole)) ? l.Whole! : l.Name)).Distinct().ToList();
        return legend.Count <= LongestLegend ? legend
            : [.. legend.Take(LongestLegend), (0x808080, $"and {legend.Count - LongestLegend} more")];
    }

    [GeneratedRegex("^(?:left|right|lh|rh|[lr])[-_ .]|[-_ .](?:left|right|lh|rh|[lr])$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Side();

    private static void Outlines(Panel panel, Volume<int> regions, Cut nearest, Func<int, int> colour, Pen pen, double alpha,
        ParallelOptions? parallel)
    {
        foreach (var label in LabelSet.Of([nearest]))
        {
            if (panel.Contour(Cut.OfLabel(regions, label, nearest, parallel), 0.5) is not { } outline) continue;
            panel.Clipped(() => panel.Drawing.Stroke(outline, pen with { Ink = new(colour(label), alpha) }));
        }
    }
}
