using Pial.Kernels.Surfaces;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots.Surfaces;

/// <summary>A hemisphere to be drawn.</summary>
/// <param name="Side">Which; it decides what is lateral.</param>
/// <param name="Mesh">The surface, RAS+ mm.</param>
/// <param name="Map">A number of each vertex; null for none. Not-a-number and hidden vertices show the background.</param>
/// <param name="Background">A number of each vertex for the ambient background, such as sulcal depth or curvature: higher is darker. Null
/// for plain grey.</param>
public sealed record SurfacePart(Hemisphere Side, TriangleMesh Mesh, float[]? Map = null, float[]? Background = null);

/// <summary>How surfaces are drawn.</summary>
public sealed record SurfacePlotOptions
{
    /// <summary>The views, in a row for each hemisphere. Default lateral, medial.</summary>
    public IReadOnlyList<SurfaceView> Views { get; init; } = [SurfaceView.Lateral, SurfaceView.Medial];

    /// <summary>Lower end of the colours; null for the map's 2nd percentile.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the colours; null for the map's 98th percentile.</summary>
    public double? High { get; init; }

    /// <summary>
    /// Values of the map that count as nothing: of magnitude at or below it. Default 0, as FreeSurfer marks the medial wall.
    /// </summary>
    public double Threshold { get; init; }

    /// <summary>Name of the colours; null for viridis.</summary>
    public string? ColourMap { get; init; }

    /// <summary>What the numbers are, above the colour bar.</summary>
    public string? Name { get; init; }

    /// <summary>A line above.</summary>
    public string? Title { get; init; }

    /// <summary>White on black. Default false.</summary>
    public bool Dark { get; init; }

    /// <summary>Width of one view, points.</summary>
    public double ViewPoints { get; init; } = 200;

    /// <summary>Pixels an inch of the renderings.</summary>
    public double Dpi { get; init; } = 150;
}

/// <summary>Pictures of hemispheres, as nilearn's <c>plot_surf</c> and <c>plot_surf_stat_map</c>.</summary>
public static class SurfacePlot
{
    private const double Pad = 8, BarRoom = 56;

    /// <summary>Draws hemispheres, one a row.</summary>
    /// <param name="parts">The hemispheres.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">A map has not one number a vertex.</exception>
    public static Drawing Draw(IReadOnlyList<SurfacePart> parts, SurfacePlotOptions options)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        foreach (var part in parts)
            if ((part.Map ?? part.Background) is { } map && map.Length != part.Mesh.VertexCount)
                throw new ArgumentException($"A map of {map.Length} numbers does not fit a surface of {part.Mesh.VertexCount} vertices.",
                    nameof(parts));
        var scale = ScaleOf(parts, options);
        var longest = parts.Max(p => options.Views.Max(v => Extent(p.Mesh, ViewAxes.Of(v, p.Side)).Width));
        var pointsPerMm = (options.ViewPoints - Pad) / longest;
        var rows = parts.Select(p => options.Views.Max(v => Extent(p.Mesh, ViewAxes.Of(v, p.Side)).Height) * pointsPerMm + Pad).ToArray();
        var (top, bar) = (options.Title is null ? Pad : 3 * Pad, scale is null ? 0 : BarRoom);
        var drawing = new Drawing((options.Views.Count * options.ViewPoints) + Pad + bar, top + rows.Sum() + Pad,
            options.Dark ? 0x000000 : 0xFFFFFF)
        {
            Description = options.Title ?? "Surfaces of the cerebral cortex",
        };
        var ink = options.Dark ? 0xFFFFFF : 0x000000;
        if (options.Title is { } title) drawing.Text(Pad, 2 * Pad, title, new(ink, 11));
        var y = top;
        for (var r = 0; r < rows.Length; y += rows[r++])
        {
            var colours = Colours(parts[r], scale);
            for (var c = 0; c < options.Views.Count; c++)
            {
                var picture = SurfaceRasteriser.Draw(parts[r].Mesh, colours, ViewAxes.Of(options.Views[c], parts[r].Side),
                    72 / options.Dpi / pointsPerMm);
                var (w, h) = (picture.Width * 72 / options.Dpi, picture.Height * 72 / options.Dpi);
                drawing.Image(picture, new(Pad + (c * options.ViewPoints) + ((options.ViewPoints - w) / 2), y + ((rows[r] - h) / 2), w, h),
                    smooth: true);
            }
        }

        if (scale is not null)
            Bar(drawing, scale, new(drawing.Bounds.Right - BarRoom + Pad, top + (rows.Sum() * 0.2), 10, rows.Sum() * 0.6), ink);
        return drawing;
    }

    private static ColourScale? ScaleOf(IReadOnlyList<SurfacePart> parts, SurfacePlotOptions options)
    {
        var values = parts.SelectMany(p => p.Map ?? []).Where(v => float.IsFinite(v) && Math.Abs(v) > options.Threshold).Order().ToArray();
        if (values.Length == 0) return null;
        var map = options.ColourMap is { } name ? BrainColours.Of(name) : ColourMap.Viridis;
        return new(map, options.Low ?? values[(int)(0.02 * (values.Length - 1))], options.High ?? values[(int)(0.98 * (values.Length - 1))],
            options.Threshold)
        {
            Name = options.Name,
        };
    }

    private static int[] Colours(SurfacePart part, ColourScale? scale)
    {
        var background = part.Background ?? [];
        var (low, high) = background.Length == 0 ? (0f, 1f) : (background.Min(), background.Max());
        var colours = new int[part.Mesh.VertexCount];
        for (var v = 0; v < colours.Length; v++)
        {
            var grey = background.Length == 0
                ? 0xB0 : (int)(0xC8 - (0x68 * Math.Clamp((background[v] - low) / Math.Max(1e-6f, high - low) * 1.6, 0, 1)));
            var plain = (grey << 16) | (grey << 8) | grey;
            colours[v] = scale is not null && part.Map is { } map && float.IsFinite(map[v]) && Math.Abs(map[v]) > scale.Threshold
                ? scale.Colour(map[v]) : plain;
        }

        return colours;
    }

    private static (double Width, double Height) Extent(TriangleMesh mesh, ViewAxes axes)
    {
        var (x0, x1, y0, y1) = (double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        for (var n = 0; n < mesh.Positions.Length; n += 3)
        {
            var (px, py, pz) = (mesh.Positions[n], mesh.Positions[n + 1], mesh.Positions[n + 2]);
            var x = (px * axes.Right.X) + (py * axes.Right.Y) + (pz * axes.Right.Z);
            var y = (px * axes.Up.X) + (py * axes.Up.Y) + (pz * axes.Up.Z);
            (x0, x1, y0, y1) = (Math.Min(x0, x), Math.Max(x1, x), Math.Min(y0, y), Math.Max(y1, y));
        }

        return (x1 - x0, y1 - y0);
    }

    private static void Bar(Drawing drawing, ColourScale scale, Frame place, int ink)
    {
        const int steps = 256;
        var (low, high) = (scale.BarLow, scale.BarHigh);
        drawing.Image(Picture.Create(1, steps, (_, y) => scale.Colour(high - ((high - low) * (y + 0.5) / steps))), place);
        foreach (var v in ColourBar.Ticks(scale with { Hidden = 0 }, place.Height))
        {
            var y = high > low ? place.Bottom - ((v - low) / (high - low) * place.Height) : place.Top;
            drawing.Line(place.Right, y, place.Right + 3, y, new(ink, 0.6));
            drawing.Text(place.Right + 5, y, ColourBar.Number(v), new(ink, 8) { Line = TextLine.Middle });
        }

        if (scale.Name is { Length: > 0 } name) drawing.Text(place.Left, place.Top - 6, name, new(ink, 8));
    }
}
