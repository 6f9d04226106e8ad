using Pial.Operations.Masks;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>The grey image under everything.</summary>
/// <param name="Image">NaN where it was cut away, but for one voxel around what is left, which continues it.</param>
/// <param name="Kept">What is left; null for all.</param>
/// <param name="Window">What is black and white.</param>
/// <param name="Box">What is shown of the world.</param>
internal sealed record Background(Volume<float> Image, Volume<bool>? Kept, Window Window, WorldBox Box)
{
    private const double LeastOutside = 0.2; // of the voxels
    private const double StrippedMarginMm = 5;

    /// <summary>Whether what is outside the brain, or the head, was cut away.</summary>
    public bool Stripped => Kept is not null;

    /// <summary>Looks at an image: exact zeros that reach the edge of a grid and fill a fifth of it were cut away.</summary>
    public static Background Of(Volume<float> image, BrainPlotOptions? grey = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var window = Window.Of(image.Span);
        if (grey is not null) window = new(grey.Low ?? window.Low, grey.High ?? window.High);
        if (window.High <= window.Low && grey?.Low is not null && grey.High is not null)
            throw new ArgumentException("vmin must be below vmax.", nameof(grey));
        var whole = Whole(image.Grid);
        var zeros = 0;
        foreach (var v in image.Span)
            if (v == 0) zeros++;
        if (zeros < LeastOutside * image.Shape.Count || zeros == image.Shape.Count) return new(image, null, window, whole);
        var outside = Outside(image);
        var kept = outside.Map(static o => !o);
        if (outside.Span.Count(true) < LeastOutside * image.Shape.Count) return new(image, null, window, whole);
        return new(Continued(image, kept), kept, window, WorldBox.Of(kept, StrippedMarginMm));
    }

    /// <summary>The box of a grid's voxels, which reach half their size beyond their centres.</summary>
    public static WorldBox Whole(Grid grid)
    {
        var (box, size) = (WorldBox.Of(grid), grid.VoxelSize);
        return box.Grown(Math.Min(size.X, Math.Min(size.Y, size.Z)) / 2);
    }

    /// <summary>Where there is something to see: the brain of a stripped image, else what is not nearly black.</summary>
    public WorldBox Inner()
    {
        var least = Window.Low + ((Window.High - Window.Low) * 0.1);
        return WorldBox.Of(Image.Map(v => v > least), 0);
    }

    /// <summary>Draws it; its edge, when it was cut out, is smooth and as soft as a voxel.</summary>
    public void Draw(Panel panel, BrainPlotOptions options, ColourMap map, ParallelOptions? parallel)
    {
        var (window, keep) = (Window, 1 - Math.Clamp(options.Dim, 0, 1));
        var cut = Cut.Of(Image, panel.Frame, parallel);
        var share = Kept is null ? null : Soft(Cut.Of(Kept, panel.Frame, parallel), Image.Grid.VoxelSize);
        panel.Drawing.Image(
            Picture.Create(cut.Width, cut.Height, (x, y) =>
            {
                var n = (y * cut.Width) + x;
                var v = cut.Values[n];
                return float.IsNaN(v) ? new(0, 0) : new(map.At(window.Shade(v) / 255.0 * keep),
                    share is null ? 1 : Math.Clamp((share[n] - 0.3) / 0.4, 0, 1));
            }),
            panel.Place, smooth: true);
    }

    // A mean over a voxel to each side, twice, so that the staircase of voxels does not show.
    private static float[] Soft(Cut cut, Point voxel)
    {
        var reach = Math.Clamp((int)Math.Round(0.7 * Math.Min(voxel.X, Math.Min(voxel.Y, voxel.Z)) / cut.Frame.PixelMm), 0, 12);
        var values = cut.Values;
        if (reach == 0) return values;
        for (var pass = 0; pass < 2; pass++)
            values = Mean(Mean(values, cut.Width, cut.Height, 1, cut.Width, reach), cut.Height, cut.Width, cut.Width, 1, reach);
        return values;
    }

    private static float[] Mean(float[] from, int length, int lines, int step, int stride, int reach)
    {
        var to = new float[from.Length];
        for (var line = 0; line < lines; line++)
        {
            var sum = 0.0;
            for (var n = -reach; n < length; n++)
            {
                if (n + reach < length) sum += from[(line * stride) + ((n + reach) * step)];
                if (n - reach - 1 >= 0) sum -= from[(line * stride) + ((n - reach - 1) * step)];
                if (n >= 0) to[(line * stride) + (n * step)] = (float)(sum / ((2 * reach) + 1));
            }
        }

        return to;
    }

    // NaN outside, except beside what is kept: there the mean of the kept neighbours.
    private static Volume<float> Continued(Volume<float> image, Volume<bool> kept) =>
        Volume.Create(image.Grid, (image, kept), static (Span<float> to, (Volume<float> Image, Volume<bool> Kept) s) =>
    {
        var shape = s.Image.Shape;
        var inside = s.Kept.Span;
        var values = s.Image.Span;
        for (var n = 0; n < to.Length; n++)
        {
            to[n] = values[n];
            if (inside[n]) continue;
            var (i, j, k) = (n % shape.I, n / shape.I % shape.J, n / shape.SliceCount);
            var (sum, count) = (0.0, 0);
            for (var c = Math.Max(0, k - 1); c <= Math.Min(shape.K - 1, k + 1); c++)
                for (var b = Math.Max(0, j - 1); b <= Math.Min(shape.J - 1, j + 1); b++)
                    for (var a = Math.Max(0, i - 1); a <= Math.Min(shape.I - 1, i + 1); a++)
                    {
                        var m = shape.Index(a, b, c);
                        if (!inside[m] || !float.IsFinite(values[m])) continue;
                        sum += values[m];
                        count++;
                    }

            to[n] = count > 0 ? (float)(sum / count) : float.NaN;
        }
    });

    private static Volume<bool> Outside(Volume<float> image)
    {
        var labels = ConnectedComponents.Run(image.Map(static v => v == 0)).Labels;
        var s = image.Shape;
        var reach = new HashSet<int>();
        for (var k = 0; k < s.K; k++)
            for (var j = 0; j < s.J; j++)
            {
                var edge = k == 0 || k == s.K - 1 || j == 0 || j == s.J - 1;
                for (var i = 0; i < s.I; i += edge ? 1 : Math.Max(1, s.I - 1))
                    reach.Add(labels.Span[s.Index(i, j, k)]);
            }

        reach.Remove(0);
        return labels.Map(reach.Contains);
    }
}
