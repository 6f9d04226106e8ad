using Pial.Volumes;

namespace Pial.Pipelines.Plots;

/// <summary>A flat picture cut out of a volume along a world plane, top row first; left in the picture is the subject's left (or posterior).</summary>
/// <param name="Plane">Which way it was cut.</param>
/// <param name="PositionMm">World coordinate of the cut.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Values">Row by row.</param>
public sealed record Cut(Plane Plane, double PositionMm, int Width, int Height, float[] Values)
{
    /// <summary>Cuts an image with linear interpolation; outside the grid is 0.</summary>
    /// <param name="image">The image.</param>
    /// <param name="plane">Which way to cut.</param>
    /// <param name="positionMm">World coordinate along the plane's normal.</param>
    /// <param name="box">What of the plane to show.</param>
    /// <param name="pixelMm">Size of a pixel.</param>
    public static Cut Of(Volume<float> image, Plane plane, double positionMm, WorldBox box, double pixelMm)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Sample(image.Grid, plane, positionMm, box, pixelMm, image, static (v, p) => Linear(v, p, static x => x));
    }

    /// <summary>Cuts a mask with linear interpolation of 0 and 1, so that its boundary is where the cut passes one half.</summary>
    public static Cut Of(Volume<bool> mask, Plane plane, double positionMm, WorldBox box, double pixelMm)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return Sample(mask.Grid, plane, positionMm, box, pixelMm, mask, static (v, p) => Linear(v, p, static x => x ? 1 : 0));
    }

    /// <summary>Cuts labels, nearest voxel.</summary>
    public static Cut Of(Volume<int> labels, Plane plane, double positionMm, WorldBox box, double pixelMm)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Sample(labels.Grid, plane, positionMm, box, pixelMm, labels, static (v, p) =>
        {
            var (i, j, k) = ((int)Math.Round(p.X), (int)Math.Round(p.Y), (int)Math.Round(p.Z));
            return v.Shape.Contains(i, j, k) ? v.Span[v.Shape.Index(i, j, k)] : 0;
        });
    }

    private static Cut Sample<TState>(Grid grid, Plane plane, double positionMm, WorldBox box, double pixelMm, TState state, Func<TState, Point, float> value)
    {
        var (left, right) = plane == Plane.Sagittal ? (box.Low.Y, box.High.Y) : (box.Low.X, box.High.X);
        var (bottom, top) = plane == Plane.Axial ? (box.Low.Y, box.High.Y) : (box.Low.Z, box.High.Z);
        var width = Math.Max(1, (int)Math.Round((right - left) / pixelMm) + 1);
        var height = Math.Max(1, (int)Math.Round((top - bottom) / pixelMm) + 1);
        var toVoxel = grid.WorldToVoxel;
        var values = new float[width * height];
        for (var row = 0; row < height; row++)
        {
            var v = top - (row * pixelMm);
            for (var column = 0; column < width; column++)
            {
                var u = left + (column * pixelMm);
                values[(row * width) + column] = value(state, toVoxel.Apply(plane switch
                {
                    Plane.Sagittal => new(positionMm, u, v),
                    Plane.Coronal => new(u, positionMm, v),
                    _ => new(u, v, positionMm),
                }));
            }
        }

        return new(plane, positionMm, width, height, values);
    }

    private static float Linear<T>(Volume<T> v, Point p, Func<T, float> convert)
        where T : unmanaged
    {
        var (i, j, k) = ((int)Math.Floor(p.X), (int)Math.Floor(p.Y), (int)Math.Floor(p.Z));
        var (fi, fj, fk) = (p.X - i, p.Y - j, p.Z - k);
        var span = v.Span;
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (di, dj, dk) = (corner & 1, (corner >> 1) & 1, corner >> 2);
            if (!v.Shape.Contains(i + di, j + dj, k + dk)) continue;
            var weight = (di == 0 ? 1 - fi : fi) * (dj == 0 ? 1 - fj : fj) * (dk == 0 ? 1 - fk : fk);
            var x = convert(span[v.Shape.Index(i + di, j + dj, k + dk)]);
            if (weight > 0 && float.IsFinite(x)) sum += weight * x;
        }

        return (float)sum;
    }
}
