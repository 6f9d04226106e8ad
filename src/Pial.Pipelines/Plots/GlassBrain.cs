using Pial.Volumes;

namespace Pial.Pipelines.Plots;

/// <summary>A statistic seen through the whole brain: the largest magnitude along each line of sight, in three planes, within the brain's outline.</summary>
public static class GlassBrain
{
    private const int Paper = 0xFFFFFF, Gap = 30, Footer = 40;

    /// <summary>Draws it.</summary>
    /// <param name="statistic">What is shown.</param>
    /// <param name="shown">Where it is.</param>
    /// <param name="outline">Mask whose shadow is outlined.</param>
    /// <param name="letter">Name of the statistic.</param>
    public static Raster Draw(Volume<float> statistic, Volume<bool> shown, Volume<bool> outline, string letter)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        var box = WorldBox.Of(outline, 8);
        var pixel = (box.High.Y - box.Low.Y) / 340;
        Plane[] planes = [Plane.Sagittal, Plane.Coronal, Plane.Axial];
        var (low, high, signs) = StatMosaic.Range(statistic.Span, shown.Span);
        var shadows = planes.Select(p => (Outline: Project(outline.Map(v => v ? 1f : 0), null, p, box, pixel), Inside: Project(statistic, shown, p, box, pixel))).ToArray();
        var tallest = shadows.Max(s => s.Outline.Height);
        var raster = new Raster(shadows.Sum(s => s.Outline.Width + Gap) + Gap, tallest + (2 * Gap) + Footer);
        raster.Fill(0, 0, raster.Width, raster.Height, Paper);
        var left = Gap;
        for (var n = 0; n < 3; n++)
        {
            var (shadow, inside) = shadows[n];
            var top = Gap + ((tallest - shadow.Height) / 2);
            Paint(raster, shadow, inside, low, high, left, top);
            Mark(raster, shadow, planes[n], left, top);
            left += shadow.Width + Gap;
        }

        if (high > 0) StatColours.Bar(raster, Gap, raster.Height - 30, low, high, signs, letter, 0x303030);
        else raster.Text(Gap, raster.Height - 30, "nothing passes the threshold", 0x303030, 2);
        return raster;
    }

    // Every voxel falls on the pixels of its own size, so that no gap shows.
    private static Cut Project(Volume<float> image, Volume<bool>? shown, Plane plane, WorldBox box, double pixel)
    {
        var (left, right) = plane == Plane.Sagittal ? (box.Low.Y, box.High.Y) : (box.Low.X, box.High.X);
        var (bottom, top) = plane == Plane.Axial ? (box.Low.Y, box.High.Y) : (box.Low.Z, box.High.Z);
        var (width, height) = ((int)Math.Round((right - left) / pixel) + 1, (int)Math.Round((top - bottom) / pixel) + 1);
        var values = new float[width * height];
        var (shape, affine) = (image.Shape, image.Grid.Affine);
        var half = image.Grid.VoxelSize.Length / Math.Sqrt(3) / 2 / pixel;
        for (var n = 0; n < shape.Count; n++)
        {
            var v = image.Span[n];
            if (v == 0 || shown?.Span[n] == false) continue;
            var p = affine.Apply(new(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount));
            var (u, w) = ((plane == Plane.Sagittal ? p.Y : p.X) - left, top - (plane == Plane.Axial ? p.Y : p.Z));
            for (var y = (int)Math.Ceiling((w / pixel) - half); y <= (w / pixel) + half; y++)
            {
                for (var x = (int)Math.Ceiling((u / pixel) - half); x <= (u / pixel) + half; x++)
                {
                    if ((uint)x >= (uint)width || (uint)y >= (uint)height) continue;
                    ref var to = ref values[(y * width) + x];
                    if (Math.Abs(v) > Math.Abs(to)) to = v;
                }
            }
        }

        return new(plane, 0, width, height, values);
    }

    private static void Paint(Raster raster, Cut shadow, Cut inside, double low, double high, int left, int top)
    {
        var soft = Soft(shadow);
        for (var y = 0; y < shadow.Height; y++)
        {
            for (var x = 0; x < shadow.Width; x++)
            {
                var at = (y * shadow.Width) + x;
                raster.Blend(left + x, top + y, 0xF3F3F3, soft[at]);
                if (inside.Values[at] != 0) raster.Blend(left + x, top + y, StatColours.Of(inside.Values[at], low, high), 0.95);
                raster.Blend(left + x, top + y, 0x404040, Math.Clamp(2.2 - (Math.Abs(soft[at] - 0.5) * 8), 0, 1)); // a line of two pixels where the softened edge passes one half
            }
        }
    }

    // A running mean over nine pixels, both ways: the staircase of voxels becomes a line.
    private static float[] Soft(Cut cut)
    {
        const int Reach = 4;
        var (across, both) = (new float[cut.Values.Length], new float[cut.Values.Length]);
        for (var y = 0; y < cut.Height; y++)
            for (var x = 0; x < cut.Width; x++)
                for (var d = -Reach; d <= Reach; d++)
                    if ((uint)(x + d) < (uint)cut.Width) across[(y * cut.Width) + x] += cut.Values[(y * cut.Width) + x + d] / ((2 * Reach) + 1);
        for (var y = 0; y < cut.Height; y++)
            for (var x = 0; x < cut.Width; x++)
                for (var d = -Reach; d <= Reach; d++)
                    if ((uint)(y + d) < (uint)cut.Height) both[(y * cut.Width) + x] += across[((y + d) * cut.Width) + x] / ((2 * Reach) + 1);
        return both;
    }

    private static void Mark(Raster raster, Cut cut, Plane plane, int left, int top)
    {
        var (low, high) = plane == Plane.Sagittal ? ("P", "A") : ("L", "R");
        var middle = top + (cut.Height / 2) - 7;
        raster.Text(left - 12, middle, low, 0x404040, 2);
        raster.Text(left + cut.Width + 2, middle, high, 0x404040, 2);
    }
}
