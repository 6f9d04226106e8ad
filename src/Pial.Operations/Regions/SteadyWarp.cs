using Pial.Kernels;
using Pial.Operations.Smoothing;
using Pial.Operations.Warps;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>
/// A warp that is steady where edges mislead it. The lateral thalamus, the pallidum and the capsules between are nearly as bright as
/// white matter, and how nearly differs between scanners: a registration takes the difference for a difference of shape. There the map
/// follows what lies around, by its smoothed departure from the affine; elsewhere it stays as it is.
/// </summary>
public static class SteadyWarp
{
    /// <summary>Full width at half maximum of the smoothing in the deep structures, mm.</summary>
    public const double DefaultMm = 24;

    private const double SpacingMm = 3;    // of the smoothed field
    private const double PlaceMm = 12;     // smoothing of the field that tells where the deep structures lie
    private const double EdgeMm = 6;       // from exact to smooth
    private const float Gain = 1.6f;       // full smoothing up to the structures' borders

    // Thalamus, putamen, pallidum, amygdala, ventral diencephalon.
    private static readonly int[] Deep = [10, 12, 13, 18, 28, 49, 51, 52, 54, 60];

    /// <summary>Whether a label is one of the structures around which the map is steadied.</summary>
    /// <param name="label">FreeSurfer's number.</param>
    public static bool IsDeep(int label) => Deep.Contains(label);

    /// <summary>The steadied map from a scan to an atlas, on a grid of the scan.</summary>
    /// <param name="exact">Scan RAS+ mm → atlas RAS+ mm.</param>
    /// <param name="affine">The affine that it bends.</param>
    /// <param name="atlas">Tells where the deep structures lie.</param>
    /// <param name="grid">Where the map is wanted.</param>
    /// <param name="smoothMm">Full width at half maximum of the smoothing there; 0 leaves the map alone.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static PointMap ToAtlas(
        PointMap exact, Affine affine, StructureAtlas atlas, Grid grid, double smoothMm = DefaultMm, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        if (smoothMm <= 0 || !atlas.Ids.Any(IsDeep)) return exact;
        return Make(exact, affine, atlas.Probability(IsDeep, parallel), inAtlas: false, grid, smoothMm, parallel);
    }

    /// <summary>
    /// The steadied map from an atlas to a scan, on a grid of the atlas: how the label maps that an atlas is made of are to be carried,
    /// since so it will be carried itself.
    /// </summary>
    /// <param name="exact">Atlas RAS+ mm → scan RAS+ mm.</param>
    /// <param name="affine">The affine that it bends.</param>
    /// <param name="deep">Probability of the deep structures (<see cref="IsDeep"/>) in the atlas's space.</param>
    /// <param name="grid">Where the map is wanted.</param>
    /// <param name="smoothMm">As in <see cref="ToAtlas"/>.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static PointMap FromAtlas(
        PointMap exact, Affine affine, Volume<float> deep, Grid grid, double smoothMm = DefaultMm, ParallelOptions? parallel = null) =>
        Make(exact, affine, deep, inAtlas: true, grid, smoothMm, parallel);

    private static PointMap Make(
        PointMap exact, Affine affine, Volume<float> deep, bool inAtlas, Grid grid, double smoothMm, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(exact);
        ArgumentNullException.ThrowIfNull(deep);
        if (smoothMm <= 0 || exact.IsAffine) return exact;
        var coarse = Coarse(grid);
        var bend = WarpField.Of(exact, coarse, parallel);
        bend = new(Less(bend.X, affine, static p => p.X), Less(bend.Y, affine, static p => p.Y), Less(bend.Z, affine, static p => p.Z));
        Volume<float> Blurred(Volume<float> part, double mm) => GaussianSmoothing.Apply(part, mm, parallel);
        Warp Smooth(double mm) => new(Blurred(bend.X, mm), Blurred(bend.Y, mm), Blurred(bend.Z, mm));
        var place = inAtlas ? null : Smooth(PlaceMm);
        var weight = Volume.CreateParallel<float>(coarse, voxels => Slices.For(coarse.Shape.K, parallel, k =>
        {
            for (var (j, n) = (0, k * coarse.Shape.SliceCount); j < coarse.Shape.J; j++)
            {
                for (var i = 0; i < coarse.Shape.I; i++, n++)
                {
                    var p = coarse.Affine.Apply(new Point(i, j, k));
                    var there = place is null ? p : affine.Apply(p) + new Point(place.X.Span[n], place.Y.Span[n], place.Z.Span[n]);
                    voxels.Span[n] = At(deep, there);
                }
            }
        }));
        weight = GaussianSmoothing.Apply(weight, EdgeMm, parallel).Map(static w => Math.Clamp(Gain * w, 0, 1));
        return Blend(WarpField.Of(exact, grid, parallel), Smooth(smoothMm), weight, affine, parallel);
    }

    private static Grid Coarse(Grid grid)
    {
        var (s, v) = (grid.Shape, grid.VoxelSize);
        static int Count(int extent, double mm) => Math.Max(1, (int)Math.Ceiling((extent - 1) * mm / SpacingMm) + 1);
        static double Step(int extent, int count) => count > 1 ? (extent - 1) / (count - 1.0) : 1;
        var shape = new Shape(Count(s.I, v.X), Count(s.J, v.Y), Count(s.K, v.Z));
        return new(shape, grid.Affine * Affine.Scaling(Step(s.I, shape.I), Step(s.J, shape.J), Step(s.K, shape.K)));
    }

    private static Volume<float> Less(Volume<float> displacement, Affine affine, Func<Point, double> part) =>
        Volume.CreateParallel<float>(displacement.Grid, voxels =>
        {
            var s = displacement.Shape;
            var to = voxels.Span;
            for (var n = 0; n < to.Length; n++)
            {
                var p = displacement.Grid.Affine.Apply(new Point(n % s.I, n / s.I % s.J, n / s.SliceCount));
                to[n] = (float)(displacement.Span[n] - part(affine.Apply(p) - p));
            }
        });

    private static float At(Volume<float> map, Point mm)
    {
        var p = map.Grid.WorldToVoxel.Apply(mm);
        var (i, j, k) = ((int)Math.Round(p.X), (int)Math.Round(p.Y), (int)Math.Round(p.Z));
        return map.Shape.Contains(i, j, k) ? map[i, j, k] : 0;
    }

    private static Warp Blend(Warp exact, Warp smooth, Volume<float> weight, Affine affine, ParallelOptions? parallel)
    {
        var (grid, shape) = (exact.Grid, exact.Grid.Shape);
        var toCoarse = weight.Grid.WorldToVoxel * grid.Affine;
        return Warp.CreateParallel(grid, (x, y, z) => Slices.For(shape.K, parallel, k =>
        {
            for (var (j, n) = (0, k * shape.SliceCount); j < shape.J; j++)
            {
                for (var i = 0; i < shape.I; i++, n++)
                {
                    (x.Span[n], y.Span[n], z.Span[n]) = (exact.X.Span[n], exact.Y.Span[n], exact.Z.Span[n]);
                    var cell = new Cell(toCoarse.Apply(new Point(i, j, k)), weight.Shape);
                    var w = cell.Of(weight);
                    if (w <= 0) continue;
                    var p = grid.Affine.Apply(new Point(i, j, k));
                    var straight = affine.Apply(p) - p;
                    x.Span[n] += w * (cell.Of(smooth.X) + (float)straight.X - x.Span[n]);
                    y.Span[n] += w * (cell.Of(smooth.Y) + (float)straight.Y - y.Span[n]);
                    z.Span[n] += w * (cell.Of(smooth.Z) + (float)straight.Z - z.Span[n]);
                }
            }
        }));
    }

    /// <summary>Trilinear interpolation at one place of several volumes of one grid.</summary>
    private readonly struct Cell
    {
        private readonly int first, di, dj, dk;
        private readonly float fi, fj, fk;

        public Cell(Point at, Shape shape)
        {
            var (i, j, k) = (One(at.X, shape.I, out fi, out di), One(at.Y, shape.J, out fj, out dj), One(at.Z, shape.K, out fk, out dk));
            first = shape.Index(i, j, k);
            (dj, dk) = (dj * shape.I, dk * shape.SliceCount);
        }

        public float Of(Volume<float> volume)
        {
            var v = volume.Span;
            float Line(ReadOnlySpan<float> s, int n, float f, int d) => s[n] + (f * (s[n + d] - s[n]));
            float Plane(ReadOnlySpan<float> s, int n, float a, int b, float c, int d)
            {
                var low = Line(s, n, a, b);
                return low + (c * (Line(s, n + d, a, b) - low));
            }

            var near = Plane(v, first, fi, di, fj, dj);
            return near + (fk * (Plane(v, first + dk, fi, di, fj, dj) - near));
        }

        private static int One(double at, int extent, out float fraction, out int step)
        {
            var clamped = Math.Clamp(at, 0, extent - 1);
            var floor = Math.Min((int)clamped, Math.Max(0, extent - 2));
            (fraction, step) = ((float)(clamped - floor), extent > 1 ? 1 : 0);
            return floor;
        }
    }
}
