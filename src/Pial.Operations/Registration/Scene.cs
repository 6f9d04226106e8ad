using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>
/// What all levels share: where the reference is compared and about which centre, the moving image's foreground and its range of values.
/// </summary>
internal sealed class Scene
{
    private const double NearMm = 12;
    private readonly Volume<bool> mask;
    private readonly Affine maskToVoxel;
    private readonly double reachMm;
    private readonly Volume<bool>? movingMask;
    private readonly float low;
    private readonly float high;

    private Scene(Volume<bool> mask, double reachMm, Volume<bool> foreground, Volume<bool>? movingMask, float low, float high)
    {
        (this.mask, maskToVoxel, this.reachMm) = (mask, mask.Grid.WorldToVoxel, reachMm);
        (MovingForeground, this.movingMask, this.low, this.high) = (foreground, movingMask, low, high);
        Centre = Centroid(mask);
    }

    /// <summary>Centre of the compared reference, RAS+ mm.</summary>
    public Point Centre { get; }

    /// <summary>The moving image's foreground on its coarsest grid.</summary>
    public Volume<bool> MovingForeground { get; }

    /// <summary>Null where the moving image or the reference has no contrast.</summary>
    /// <exception cref="ArgumentException">The reference mask is empty.</exception>
    public static Scene? Create(Volume<float> reference, Volume<float> moving, AffineOptions options)
    {
        if (options.ReferenceMask is { } given && !given.Span.Contains(true))
            throw new ArgumentException("The reference mask is empty.", nameof(options));
        var (foreground, high) = Foreground(moving, options.MovingMask);
        var (own, _) = Foreground(reference, null);
        if (foreground is null || own is null) return null;
        var lowest = Quantile.Range(moving.Span).Low;
        return new(options.ReferenceMask ?? own, options.ReferenceMask is null ? NearMm : 0, foreground, options.MovingMask, lowest, high);
    }

    /// <summary>Whether a place of the reference is compared at the fine levels.</summary>
    public bool IsCompared(Point world) => reachMm == 0 ? Lookup(mask, maskToVoxel, world) : Within(world, reachMm);

    /// <summary>Whether it is compared at the coarsest level, which looks a little further out.</summary>
    public bool IsNear(Point world) => Within(world, NearMm);

    /// <summary>The moving level with its range of values brought to 0 to 1; fat and vessels above it are cut.</summary>
    public Volume<float> Rescale(Volume<float> level)
    {
        var (from, scale) = (low, 1 / (high - low));
        return level.Map(v => Math.Clamp((v - from) * scale, 0f, 1f));
    }

    /// <summary>The moving mask on a level's grid, smoothed to its spacing; null without one.</summary>
    public Volume<float>? Weight(Volume<float> level, ParallelOptions? parallel)
    {
        if (movingMask is null) return null;
        var size = level.Grid.VoxelSize;
        var smooth = LevelImage.Build(movingMask.Map(m => m ? 1f : 0f), Math.Max(size.X, Math.Max(size.Y, size.Z)), parallel);
        var toVoxel = smooth.Grid.WorldToVoxel * level.Grid.Affine;
        return Volume.CreateParallel<float>(level.Grid, memory => Slices.For(level.Shape.K, parallel, k =>
        {
            for (var j = 0; j < level.Shape.J; j++)
            {
                for (var i = 0; i < level.Shape.I; i++)
                {
                    var v = toVoxel.Apply(new(i, j, k));
                    var inside = smooth.Shape.Contains((int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z));
                    memory.Span[level.Shape.Index(i, j, k)] = inside ? LevelImage.At(smooth, v) : 0;
                }
            }
        }));
    }

    private bool Within(Point world, double reach)
    {
        for (var c = 0; c < 27; c++)
        {
            var offset = new Point(((c % 3) - 1) * reach, ((c / 3 % 3) - 1) * reach, ((c / 9) - 1) * reach);
            if (Lookup(mask, maskToVoxel, world + offset)) return true;
        }

        return false;
    }

    private static bool Lookup(Volume<bool> mask, Affine toVoxel, Point world)
    {
        var v = toVoxel.Apply(world);
        var (i, j, k) = ((int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z));
        return mask.Shape.Contains(i, j, k) && mask.Span[mask.Shape.Index(i, j, k)];
    }

    // Foreground by Otsu's threshold within the mask, and the value that one voxel in two hundred of it exceeds.
    private static (Volume<bool>? Mask, float High) Foreground(Volume<float> image, Volume<bool>? mask)
    {
        var (bottom, top) = Quantile.Range(image.Span);
        if (!(top > bottom)) return (null, 0);
        var threshold = Otsu.Threshold(image.Span);
        var toMask = mask?.Grid.WorldToVoxel ?? default;
        var toWorld = image.Grid.Affine;
        var values = new List<float>();
        var foreground = Volume.Create<bool, Shape>(image.Grid, image.Shape, (to, shape) =>
        {
            for (var n = 0; n < to.Length; n++)
            {
                var place = toWorld.Apply(new(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount));
                to[n] = image.Span[n] > threshold && (mask is null || Lookup(mask, toMask, place));
                if (to[n]) values.Add(image.Span[n]);
            }
        });
        if (values.Count == 0) return (null, 0);
        values.Sort();
        return (foreground, values[values.Count - 1 - (values.Count / 200)]);
    }

    private static Point Centroid(Volume<bool> mask)
    {
        var (sum, count) = (new Point(0, 0, 0), 0);
        var n = 0;
        for (var k = 0; k < mask.Shape.K; k++)
        {
            for (var j = 0; j < mask.Shape.J; j++)
            {
                for (var i = 0; i < mask.Shape.I; i++, n++)
                {
                    if (mask.Span[n]) (sum, count) = (sum + new Point(i, j, k), count + 1);
                }
            }
        }

        return mask.Grid.Affine.Apply(sum * (1.0 / Math.Max(1, count)));
    }
}
