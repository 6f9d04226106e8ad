using System.Globalization;
using Pial.Volumes;

namespace Pial.Pipelines.Plots;

/// <summary>Three rows of grey cuts through a brain: axial, coronal, sagittal.</summary>
public static class BrainMosaic
{
    private const int Columns = 7, Gap = 4, PixelsAcross = 180;

    /// <summary>Draws it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">What the cuts cover.</param>
    public static Raster Draw(Volume<float> image, Volume<bool> mask)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (box, inner) = (WorldBox.Of(mask, 6), WorldBox.Of(mask, 0));
        var pixel = (box.High.Y - box.Low.Y) / PixelsAcross;
        var window = Window.Of(image, mask) with { Low = 0 };
        var rows = new[] { Plane.Axial, Plane.Coronal, Plane.Sagittal }.Select(p => Row(image, p, box, inner, pixel)).ToArray();
        var (width, height) = (rows.Max(r => r[0].Width) + Gap, rows.Sum(r => r[0].Height + Gap) + Gap);
        var raster = new Raster((Columns * width) + Gap, height);
        var top = Gap;
        foreach (var row in rows)
        {
            for (var n = 0; n < row.Length; n++)
                Paint(raster, row[n], window, Gap + (n * width), top);
            top += row[0].Height + Gap;
        }

        return raster;
    }

    private static Cut[] Row(Volume<float> image, Plane plane, WorldBox box, WorldBox inner, double pixel) => [.. Enumerable.Range(0, Columns).Select(n =>
    {
        var t = (n + 1.0) / (Columns + 1);
        var p = inner.At(t, t, t);
        return Cut.Of(image, plane, Math.Round(plane switch { Plane.Sagittal => p.X, Plane.Coronal => p.Y, _ => p.Z }), box, pixel);
    })];

    private static void Paint(Raster raster, Cut cut, Window window, int left, int top)
    {
        for (var y = 0; y < cut.Height; y++)
        {
            for (var x = 0; x < cut.Width; x++)
            {
                int shade = window.Shade(cut.Values[(y * cut.Width) + x]);
                raster.Blend(left + x, top + y, (shade << 16) | (shade << 8) | shade, 1);
            }
        }

        var axis = "xyz"[(int)cut.Plane];
        raster.Text(left + 3, top + cut.Height - 10, string.Create(CultureInfo.InvariantCulture, $"{axis}={cut.PositionMm:0}"), 0xC8C8C8, 1);
        if (cut.Plane != Plane.Sagittal) raster.Text(left + 3, top + 3, "L", 0xFFFFFF, 1);
    }
}
