using System.Globalization;
using Pial.Volumes;

namespace Pial.Pipelines.Plots;

/// <summary>What <see cref="OrthoPlot"/> lays over the image.</summary>
public abstract record Overlay
{
    /// <summary>The outline of a mask.</summary>
    /// <param name="Image">The mask.</param>
    public sealed record Mask(Volume<bool> Image) : Overlay;

    /// <summary>A colour for each label.</summary>
    /// <param name="Image">The labels; 0 is clear.</param>
    public sealed record Labels(Volume<int> Image) : Overlay;

    /// <summary>Heat for each value above 0.</summary>
    /// <param name="Image">The map.</param>
    public sealed record Map(Volume<float> Image) : Overlay;

    /// <summary>The lines of a square grid in the moving image, where a map takes them from: what a warp does.</summary>
    /// <param name="Whole">Reference RAS+ mm → moving RAS+ mm.</param>
    /// <param name="StepMm">Distance of the lines, mm.</param>
    public sealed record Lines(PointMap Whole, double StepMm) : Overlay;

    /// <summary>Another image in every second square.</summary>
    /// <param name="Image">The other image, on any grid.</param>
    /// <param name="SquareMm">Side of the squares, mm.</param>
    public sealed record Checkerboard(Volume<float> Image, double SquareMm) : Overlay;
}

/// <summary>Cuts in three planes side by side, axes labelled, left and right marked: the picture of <c>pial plot</c>.</summary>
public static class OrthoPlot
{
    private const int Ink = 0xFFFFFF;
    private const int Margin = 12;
    private static readonly int[] Palette = [0xE69F00, 0xF0E442, 0x0072B2, 0x009E73, 0xCC79A7, 0xD55E00, 0x56B4E9, 0xB2DF8A, 0xFB9A99, 0xCAB2D6];

    /// <summary>Draws it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="overlay">What to lay over it, on any grid.</param>
    /// <param name="at">Where the planes meet, RAS+ mm; default the middle of the overlay, or of what is not background.</param>
    /// <param name="heightPixels">Height of the tallest cut.</param>
    public static Raster Draw(Volume<float> image, Overlay? overlay = null, Point? at = null, int heightPixels = 420)
    {
        ArgumentNullException.ThrowIfNull(image);
        var box = WorldBox.Of(image.Grid);
        var point = at ?? Middle(image, overlay);
        var pixel = Math.Max(box.High.Z - box.Low.Z, box.High.Y - box.Low.Y) / heightPixels;
        var window = Window.Of(image.Span);
        Plane[] planes = [Plane.Sagittal, Plane.Coronal, Plane.Axial];
        var cuts = planes.Select(p => Cut.Of(image, p, Along(point, p), box, pixel)).ToArray();
        var footer = (Lettering.Height * 2) + (2 * Margin);
        var tallest = cuts.Max(c => c.Height);
        var raster = new Raster(cuts.Sum(c => c.Width) + (Margin * 4), tallest + (2 * Margin) + footer);
        var left = Margin;
        for (var n = 0; n < 3; n++)
        {
            var top = Margin + ((tallest - cuts[n].Height) / 2);
            Paint(raster, cuts[n], window, left, top);
            if (overlay is not null) Lay(raster, overlay, planes[n], Along(point, planes[n]), box, pixel, left, top);
            Mark(raster, cuts[n], left, top);
            var text = string.Create(CultureInfo.InvariantCulture, $"{"xyz"[n]} = {Along(point, planes[n]):0.#} mm");
            raster.Text(left + ((cuts[n].Width - Raster.TextWidth(text, 2)) / 2), tallest + (2 * Margin), text, 0xB0B0B0, 2);
            left += cuts[n].Width + Margin;
        }

        return raster;
    }

    private static double Along(Point p, Plane plane) => plane switch { Plane.Sagittal => p.X, Plane.Coronal => p.Y, _ => p.Z };

    private static Point Middle(Volume<float> image, Overlay? overlay)
    {
        if (overlay is Overlay.Mask { Image: var mask }) return WorldBox.Of(mask, 0).At(0.45, 0.5, 0.5);
        var window = Window.Of(image.Span);
        var head = image.Map(v => v > window.Low + ((window.High - window.Low) * 0.1));
        return WorldBox.Of(head, 0).At(0.48, 0.5, 0.6);
    }

    private static void Paint(Raster raster, Cut cut, Window window, int left, int top)
    {
        for (var y = 0; y < cut.Height; y++)
        {
            for (var x = 0; x < cut.Width; x++)
            {
                var shade = window.Shade(cut.Values[(y * cut.Width) + x]);
                raster.Blend(left + x, top + y, (shade << 16) | (shade << 8) | shade, 1);
            }
        }
    }

    private static void Lay(Raster raster, Overlay overlay, Plane plane, double positionMm, WorldBox box, double pixel, int left, int top)
    {
        if (overlay is Overlay.Lines lines)
        {
            Draw(raster, lines, plane, positionMm, box, pixel, left, top);
            return;
        }

        if (overlay is Overlay.Checkerboard board)
        {
            Draw(raster, board, Cut.Of(board.Image, plane, positionMm, box, pixel), pixel, left, top);
            return;
        }

        var cut = overlay switch
        {
            Overlay.Mask m => Cut.Of(m.Image, plane, positionMm, box, pixel),
            Overlay.Labels l => Cut.Of(l.Image, plane, positionMm, box, pixel),
            Overlay.Map m => Cut.Of(m.Image, plane, positionMm, box, pixel),
            _ => throw new ArgumentException("Unknown overlay.", nameof(overlay)),
        };
        var window = overlay is Overlay.Map map ? Window.Of(map.Image.Span) : default;
        for (var y = 0; y < cut.Height; y++)
        {
            for (var x = 0; x < cut.Width; x++)
            {
                var v = cut.Values[(y * cut.Width) + x];
                if (overlay is Overlay.Mask) raster.Blend(left + x, top + y, 0xFF3B30, Edge(cut, x, y));
                else if (overlay is Overlay.Labels && v > 0) raster.Blend(left + x, top + y, Palette[((int)v - 1) % Palette.Length], 0.5);
                else if (overlay is Overlay.Map && v > 0) raster.Blend(left + x, top + y, Heat(v / Math.Max(window.High, 1e-12)), Math.Min(0.7, 2 * v / window.High));
            }
        }
    }

    private static void Draw(Raster raster, Overlay.Checkerboard board, Cut other, double pixel, int left, int top)
    {
        var window = Window.Of(board.Image.Span);
        var square = Math.Max(1, (int)Math.Round(board.SquareMm / pixel));
        for (var y = 0; y < other.Height; y++)
            for (var x = 0; x < other.Width; x++)
            {
                if (((x / square) + (y / square)) % 2 == 0) continue;
                var shade = window.Shade(other.Values[(y * other.Width) + x]);
                raster.Blend(left + x, top + y, (shade << 16) | (shade << 8) | shade, 1);
            }
    }

    // A line runs between two pixels whose images lie on both sides of it; only lines of the plane's own directions, as the others would be areas.
    private static void Draw(Raster raster, Overlay.Lines lines, Plane plane, double positionMm, WorldBox box, double pixel, int left, int top)
    {
        var (from, to) = plane == Plane.Sagittal ? (box.Low.Y, box.High.Y) : (box.Low.X, box.High.X);
        var (bottom, upper) = plane == Plane.Axial ? (box.Low.Y, box.High.Y) : (box.Low.Z, box.High.Z);
        var (width, height) = ((int)Math.Round((to - from) / pixel), (int)Math.Round((upper - bottom) / pixel));
        (int Across, int Up) Cell(int x, int y)
        {
            var (u, v) = (from + (x * pixel), upper - (y * pixel));
            var q = lines.Whole.Apply(plane switch { Plane.Sagittal => new(positionMm, u, v), Plane.Coronal => new(u, positionMm, v), _ => new(u, v, positionMm) });
            return ((int)Math.Floor((plane == Plane.Sagittal ? q.Y : q.X) / lines.StepMm), (int)Math.Floor((plane == Plane.Axial ? q.Y : q.Z) / lines.StepMm));
        }

        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var here = Cell(x, y);
                if (here != Cell(x + 1, y) || here != Cell(x, y + 1)) raster.Blend(left + x, top + y, 0xF0E442, 0.8);
            }
    }

    // How much of a line 1.6 pixels wide covers a pixel: its distance to the half level, from the value and the slope there.
    private static double Edge(Cut cut, int x, int y)
    {
        float At(int i, int j) => cut.Values[(Math.Clamp(j, 0, cut.Height - 1) * cut.Width) + Math.Clamp(i, 0, cut.Width - 1)];
        var (gx, gy) = ((At(x + 1, y) - At(x - 1, y)) / 2, (At(x, y + 1) - At(x, y - 1)) / 2);
        var slope = Math.Sqrt((gx * gx) + (gy * gy));
        return slope < 1e-6 ? 0 : Math.Clamp(1.3 - (Math.Abs(At(x, y) - 0.5) / slope), 0, 1);
    }

    private static int Heat(double t)
    {
        t = Math.Clamp(t, 0, 1);
        return ((int)(255 * Math.Clamp(0.4 + (t * 1.5), 0, 1)) << 16) | ((int)(255 * Math.Clamp((t * 1.6) - 0.4, 0, 1)) << 8) | (int)(255 * Math.Clamp((t * 3) - 2, 0, 1));
    }

    private static void Mark(Raster raster, Cut cut, int left, int top)
    {
        var (low, high) = cut.Plane == Plane.Sagittal ? ("P", "A") : ("L", "R");
        var (down, up) = cut.Plane == Plane.Axial ? ("P", "A") : ("I", "S");
        var middle = top + (cut.Height / 2) - 7;
        raster.Text(left + 4, middle, low, Ink, 2);
        raster.Text(left + cut.Width - 14, middle, high, Ink, 2);
        raster.Text(left + (cut.Width / 2) - 5, top + 4, up, Ink, 2);
        raster.Text(left + (cut.Width / 2) - 5, top + cut.Height - 18, down, Ink, 2);
    }
}
