using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>
/// A flat picture cut out of a volume along a world plane, top row first; left in the picture is the subject's left (or posterior).
/// </summary>
/// <param name="Frame">Where its pixels lie.</param>
/// <param name="Values">Row by row.</param>
public sealed record Cut(CutFrame Frame, float[] Values)
{
    private const int MostSamples = 4; // along each side of a pixel

    /// <summary>Pixels across.</summary>
    public int Width => Frame.Width;

    /// <summary>Pixels down.</summary>
    public int Height => Frame.Height;

    /// <summary>
    /// Cuts an image, smooth between voxels (<see cref="CatmullRom"/>); pixels larger than voxels are means over their area.
    /// </summary>
    /// <param name="image">The image; NaN is nothing.</param>
    /// <param name="frame">Where to cut.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>NaN where the image is not.</returns>
    public static Cut Of(Volume<float> image, CutFrame frame, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(frame);
        var (toVoxel, shape, values) = (image.Grid.WorldToVoxel, image.Shape, new float[frame.Width * frame.Height]);
        var size = image.Grid.VoxelSize;
        var samples = Math.Clamp((int)Math.Round(frame.PixelMm / Math.Max(1e-6, Math.Min(size.X, Math.Min(size.Y, size.Z)))), 1,
            MostSamples);
        Slices.For(frame.Height, parallel, row =>
        {
            var voxels = image.Span;
            for (var column = 0; column < frame.Width; column++)
            {
                var (sum, there) = (0.0, 0);
                for (var n = 0; n < samples * samples; n++)
                {
                    var p = toVoxel.Apply(frame.At(column + Shift(n % samples, samples), row + Shift(n / samples, samples)));
                    var v = CatmullRom.At(voxels, shape.I, shape.J, shape.K, p.X, p.Y, p.Z);
                    if (!float.IsFinite(v)) continue;
                    sum += v;
                    there++;
                }

                values[(row * frame.Width) + column] = 2 * there >= samples * samples ? (float)(sum / there) : float.NaN;
            }
        });
        return new(frame, values);
    }

    /// <summary>As <see cref="Of(Volume{float}, CutFrame, ParallelOptions?)"/>, over a box.</summary>
    /// <param name="image">The image.</param>
    /// <param name="plane">Which way to cut.</param>
    /// <param name="positionMm">World coordinate along the plane's normal.</param>
    /// <param name="box">What of the plane to show.</param>
    /// <param name="pixelMm">Size of a pixel.</param>
    public static Cut Of(Volume<float> image, Plane plane, double positionMm, WorldBox box, double pixelMm) =>
        Of(image, CutFrame.Of(plane, positionMm, box, pixelMm));

    /// <summary>
    /// Cuts a mask with linear interpolation of 0 and 1, so that its boundary is where the cut passes one half; 0 outside the grid.
    /// </summary>
    public static Cut Of(Volume<bool> mask, CutFrame frame, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return Sample(mask.Grid, frame, mask, static (v, p) => Share(v, p, true), parallel);
    }

    /// <summary>As <see cref="Of(Volume{bool}, CutFrame, ParallelOptions?)"/>, over a box.</summary>
    public static Cut Of(Volume<bool> mask, Plane plane, double positionMm, WorldBox box, double pixelMm) =>
        Of(mask, CutFrame.Of(plane, positionMm, box, pixelMm));

    /// <summary>Cuts labels, nearest voxel; 0 outside the grid.</summary>
    public static Cut Of(Volume<int> labels, CutFrame frame, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Sample(labels.Grid, frame, labels, static (v, p) =>
        {
            var (i, j, k) = ((int)Math.Round(p.X), (int)Math.Round(p.Y), (int)Math.Round(p.Z));
            return v.Shape.Contains(i, j, k) ? v.Span[v.Shape.Index(i, j, k)] : 0;
        }, parallel);
    }

    /// <summary>As <see cref="Of(Volume{int}, CutFrame, ParallelOptions?)"/>, over a box.</summary>
    public static Cut Of(Volume<int> labels, Plane plane, double positionMm, WorldBox box, double pixelMm) =>
        Of(labels, CutFrame.Of(plane, positionMm, box, pixelMm));

    /// <summary>How much of each pixel a label has, so that its outline is where the cut passes one half.</summary>
    /// <param name="labels">Labels.</param>
    /// <param name="label">The one.</param>
    /// <param name="nearest">The labels' cut: pixels far from the label are not looked at.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    internal static Cut OfLabel(Volume<int> labels, int label, Cut nearest, ParallelOptions? parallel = null)
    {
        var (frame, values) = (nearest.Frame, new float[nearest.Values.Length]);
        var size = labels.Grid.VoxelSize;
        var reach = 2 + (int)Math.Ceiling(Math.Max(size.X, Math.Max(size.Y, size.Z)) / frame.PixelMm);
        var (left, right, top, bottom) = (frame.Width, -1, frame.Height, -1);
        for (var n = 0; n < values.Length; n++)
        {
            if ((int)nearest.Values[n] != label) continue;
            (left, right) = (Math.Min(left, n % frame.Width), Math.Max(right, n % frame.Width));
            (top, bottom) = (Math.Min(top, n / frame.Width), n / frame.Width);
        }

        var toVoxel = labels.Grid.WorldToVoxel;
        (left, right, top, bottom) = (Math.Max(left - reach, 0), Math.Min(right + reach, frame.Width - 1), Math.Max(top - reach, 0),
            Math.Min(bottom + reach, frame.Height - 1));
        Slices.For(Math.Max(0, bottom - top + 1), parallel, row =>
        {
            for (var x = left; x <= right; x++)
                values[((top + row) * frame.Width) + x] = Share(labels, toVoxel.Apply(frame.At(x, top + row)), label);
        });
        return new(frame, values);
    }

    private static double Shift(int n, int of) => ((n + 0.5) / of) - 0.5;

    private static Cut Sample<TState>(Grid grid, CutFrame frame, TState state, Func<TState, Point, float> value, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var (toVoxel, values) = (grid.WorldToVoxel, new float[frame.Width * frame.Height]);
        Slices.For(frame.Height, parallel, row =>
        {
            for (var column = 0; column < frame.Width; column++)
                values[(row * frame.Width) + column] = value(state, toVoxel.Apply(frame.At(column, row)));
        });
        return new(frame, values);
    }

    // How much of the eight voxels around a position has a value; beyond the grid there is nothing.
    private static float Share<T>(Volume<T> mask, Point p, T wanted)
        where T : unmanaged, IEquatable<T>
    {
        var s = mask.Shape;
        if (!(p.X > -1 && p.Y > -1 && p.Z > -1 && p.X < s.I && p.Y < s.J && p.Z < s.K)) return 0;
        var (i, j, k) = ((int)Math.Floor(p.X), (int)Math.Floor(p.Y), (int)Math.Floor(p.Z));
        var (fi, fj, fk) = (p.X - i, p.Y - j, p.Z - k);
        var span = mask.Span;
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (di, dj, dk) = (corner & 1, (corner >> 1) & 1, corner >> 2);
            if (!s.Contains(i + di, j + dj, k + dk) || !span[s.Index(i + di, j + dj, k + dk)].Equals(wanted)) continue;
            sum += (di == 0 ? 1 - fi : fi) * (dj == 0 ? 1 - fj : fj) * (dk == 0 ? 1 - fk : fk);
        }

        return (float)sum;
    }
}
