using Pial.Operations.Resampling;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>
/// A statistic seen through the whole brain, like nilearn's <c>plot_glass_brain</c>: the largest magnitude along each line of sight, within
/// outlines of a brain.
/// </summary>
public static class GlassBrain
{
    private const double Oblique = 1e-3; // of a voxel's length

    /// <summary>Draws it.</summary>
    /// <param name="map">The statistic, in the outline's space.</param>
    /// <param name="outline">The brain; the embedded template's when null.</param>
    /// <param name="options">Threshold, sides, texts, colours, size; <see cref="BrainPlotOptions.Mode"/> may be one of
    /// <see cref="DisplayMode.GlassNames"/>.</param>
    /// <param name="parallel">Threads and cancellation; the picture is the same for any number.</param>
    /// <exception cref="ArgumentException">The options do not fit each other.</exception>
    public static Drawing Draw(Volume<float> map, GlassOutline outline, StatPlotOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(outline);
        options ??= new();
        var present = Upright(StatMap.Present(map, options.Shown), parallel);
        if (options.PlotAbs) present = present.Map(Math.Abs);
        var threshold = (options.Threshold ?? MapThreshold.Auto).For(present);
        var range = StatMap.Range(present, threshold);
        var (cuts, sides) = Views(options.Mode);
        var figure = new BrainFigure(options, new(cuts, null) { Turned = [.. sides.Index().Where(s => s.Item < 0).Select(s => s.Index)] },
            outline.Box, options.Dark ?? false, bar: range.Any, barName: options.Name);
        var colours = options.ColourMap is { } name ? BrainColours.Of(name)
            : options.PlotAbs && !figure.Dark ? BrainColours.Reds : figure.Dark ? BrainColours.ColdHot : ColourMap.BlueRed;
        var scale = StatMap.Scale(range, threshold, options, colours, options.Alpha ?? 0.9);
        if (options.PlotAbs && options.Low is null && colours == BrainColours.Reds) scale = scale with { Low = 0 };
        return figure.Draw(
            panel =>
            {
                var side = sides[panel.Frame.Index];
                outline.Fill(panel, figure.Dark);
                if (range.Any)
                    panel.Statistic(Cut.Of(Project(present, panel.Plane, side), panel.Frame with { PositionMm = 0 }, parallel), scale);
                outline.Stroke(panel, side, figure.Dark);
            },
            scale, note: range.Any ? null : StatMap.Nothing(threshold));
    }

    // Panels without a position, and which hemisphere each shows: −1 left, 1 right, 0 both.
    private static (IReadOnlyList<IReadOnlyList<(Plane Plane, double Mm)>> Rows, IReadOnlyList<int> Sides) Views(DisplayMode mode)
    {
        if (mode.Name == "mosaic") throw new ArgumentException("A glass brain has no mosaic: it shows everything in each view.",
            nameof(mode));
        var views = mode.Views.Select(v => (DisplayMode.PlaneOf(v), double.NaN)).ToArray();
        var sides = mode.Views.Select(v => v switch { 'l' => -1, 'r' => 1, _ => 0 }).ToArray();
        return (mode.Name == "tiled" ? [views[..2], views[2..]] : [views], sides);
    }

    // Lines of sight run along the world's axes, so an oblique map is put onto an upright grid first; what is not there stays so.
    private static Volume<float> Upright(Volume<float> map, ParallelOptions? parallel)
    {
        var (affine, size) = (map.Grid.Affine, map.Grid.VoxelSize);
        var upright = true;
        for (var axis = 0; axis < 3; axis++)
        {
            var c = affine.Column(axis);
            var off = Math.Abs(c.X) + Math.Abs(c.Y) + Math.Abs(c.Z) - Math.Max(Math.Abs(c.X), Math.Max(Math.Abs(c.Y), Math.Abs(c.Z)));
            upright &= off <= Oblique * c.Length;
        }

        if (upright) return map;
        var (box, mm) = (Background.Whole(map.Grid), Math.Min(size.X, Math.Min(size.Y, size.Z)));
        var extent = box.High - box.Low;
        var grid = Grid.Centred(new((int)Math.Ceiling(extent.X / mm), (int)Math.Ceiling(extent.Y / mm), (int)Math.Ceiling(extent.Z / mm)),
            new(mm, mm, mm), box.At(0.5, 0.5, 0.5));
        var there = Resample.Mask(map.Map(static v => !float.IsNaN(v)), grid, parallel: parallel);
        var values = Resample.ToGrid(map.Map(static v => float.IsNaN(v) ? 0 : v), grid, parallel: parallel);
        return StatMap.Present(values, there);
    }

    // A volume of one voxel along the line of sight, at 0 mm; NaN where the line meets nothing.
    private static Volume<float> Project(Volume<float> map, Plane plane, int side)
    {
        var (grid, shape) = (map.Grid, map.Shape);
        var axis = grid.Orientation.VoxelAxis((int)plane);
        var flat = new Shape(axis == 0 ? 1 : shape.I, axis == 1 ? 1 : shape.J, axis == 2 ? 1 : shape.K);
        var offset = grid.Affine.Offset;
        var to = new Grid(flat, grid.Affine.WithOffset(plane switch
        {
            Plane.Sagittal => offset with { X = 0 },
            Plane.Coronal => offset with { Y = 0 },
            _ => offset with { Z = 0 }
        }));
        return Volume.Create(to, (map, axis, side), static (Span<float> seen, (Volume<float> Map, int Axis, int Side) s) =>
        {
            var (shape, grid, n) = (s.Map.Shape, s.Map.Grid, 0);
            seen.Fill(float.NaN);
            for (var k = 0; k < shape.K; k++)
            {
                for (var j = 0; j < shape.J; j++)
                {
                    for (var i = 0; i < shape.I; i++)
                    {
                        var v = s.Map.Span[n++];
                        if (float.IsNaN(v) || (s.Side != 0 && Math.Sign(grid.Affine.Apply(new(i, j, k)).X) == -s.Side)) continue;
                        ref var to = ref seen[s.Axis switch { 0 => j + (k * shape.J), 1 => i + (k * shape.I), _ => i + (j * shape.I) }];
                        if (!(Math.Abs(to) >= Math.Abs(v))) to = v;
                    }
                }
            }
        });
    }
}
