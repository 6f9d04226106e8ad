using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>Cuts of an anatomical image, like nilearn's <c>plot_anat</c>, with something laid over it if wanted.</summary>
/// <remarks>
/// World coordinates throughout: oblique and left-handed images come out upright, the subject's left on the left. Values are interpolated
/// at the output's resolution. Where nilearn looks for cuts of a series in the strongest slices, they are spread evenly here, since an
/// anatomical image is strong everywhere.
/// </remarks>
public static class AnatPlot
{
    /// <summary>Draws it.</summary>
    /// <param name="image">The image; NaN is drawn as nothing.</param>
    /// <param name="overlay">What lies over it.</param>
    /// <param name="options">Cuts, texts, colours, size. Low and High are the greys' ends: by default from the least value to the 99.5th
    /// percentile.</param>
    /// <param name="parallel">Threads and cancellation; the picture is the same for any number.</param>
    /// <exception cref="ArgumentException">The options do not fit each other.</exception>
    public static Drawing Draw(Volume<float> image, Overlay? overlay = null, BrainPlotOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options = ThinImage.Fit(options ?? new(), image.Grid);
        if (overlay is Overlay.Lines or Overlay.Checkerboard) options = options with { DrawCross = false }; // lines among lines mislead
        var back = Background.Of(image, options);
        var plan = CutPlan.Of(options, () => Centre(image, overlay, back),
            (plane, count) => Series(overlay is Overlay.Mask { Image: var m } ? WorldBox.Of(m, 0) : back.Inner(), plane, count));
        var map = options.ColourMap is { } name ? BrainColours.Of(name) : ColourMap.Grey;
        var bar = options.ColourBar == true;
        var figure = new BrainFigure(options, plan, back.Box, options.Dark ?? true, bar, black: !back.Stripped);
        var painter = overlay is null ? null : new OverlayPainter(overlay, options.Alpha, parallel);
        return figure.Draw(
            panel =>
            {
                back.Draw(panel, options, map, parallel);
                painter?.Draw(panel);
            },
            new(map, back.Window.Low, back.Window.High));
    }

    /// <summary>Cuts spread evenly over a box, on whole millimetres where there is room.</summary>
    internal static IReadOnlyList<double> Series(WorldBox box, Plane plane, int count)
    {
        var (low, high) = (CutCoordinates.Along(box.Low, plane), CutCoordinates.Along(box.High, plane));
        return [.. CutCoordinates.Evenly(low, high, count).Select(v => high - low > 4 * count ? Math.Round(v) : v)];
    }

    /// <summary>A found point on whole millimetres, except along an axis too thin for that.</summary>
    internal static Point Rounded(Point p, WorldBox box)
    {
        static double Round(double v, double low, double high) => high - low > 10 ? Math.Round(v) : v;
        return new(Round(p.X, box.Low.X, box.High.X), Round(p.Y, box.Low.Y, box.High.Y), Round(p.Z, box.Low.Z, box.High.Z));
    }

    private static Point Centre(Volume<float> image, Overlay? overlay, Background back)
    {
        var point = overlay switch
        {
            Overlay.Mask m => CutCoordinates.OfMask(m.Image),
            Overlay.Labels l => CutCoordinates.OfMask(l.Image.Map(static v => v != 0)),
            Overlay.Map m => CutCoordinates.OfActivation(m.Image),
            _ => null,
        };
        return Rounded(point ?? CutCoordinates.OfActivation(image) ?? back.Box.At(0.5, 0.5, 0.5), back.Box);
    }
}
