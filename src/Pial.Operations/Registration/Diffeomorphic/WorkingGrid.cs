using System.Numerics;
using Pial.Kernels;
using Pial.Kernels.Fields;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>
/// Isotropic voxels along the reference's axes around what both images show, at the finest level's spacing. Channels lie beside each other
/// in one <see cref="Vector4"/> a voxel, times the weight, which is its last number: one sampling moves all of them, and a weighted mean of
/// voxels is a plain mean.
/// </summary>
internal sealed class WorkingGrid
{
    private const double MarginMm = 8;

    private WorkingGrid(Grid grid) => Grid = grid;

    public Grid Grid { get; }

    /// <summary>
    /// Lays the grid: both foregrounds (values that are not 0) and a margin, its extents multiples of <paramref name="multiple"/>.
    /// </summary>
    public static WorkingGrid Around(Volume<float> reference, Volume<float> moving, Affine referenceToMoving, double spacingMm,
        int multiple)
    {
        var size = reference.Grid.VoxelSize;
        var voxel = reference.Grid.Affine * Affine.Scaling(spacingMm / size.X, spacingMm / size.Y, spacingMm / size.Z);
        var toVoxel = voxel.Inverse();
        var (low, high) = (new double[] { 1e9, 1e9, 1e9 }, new double[] { -1e9, -1e9, -1e9 });
        Include(reference, toVoxel * reference.Grid.Affine, low, high);
        Include(moving, toVoxel * referenceToMoving.Inverse() * moving.Grid.Affine, low, high);
        Span<int> extent = stackalloc int[3];
        for (var a = 0; a < 3; a++)
        {
            var margin = Math.Ceiling(MarginMm / spacingMm);
            low[a] = Math.Floor(low[a]) - margin;
            extent[a] = Math.Max((int)Math.Ceiling((high[a] + margin - low[a] + 1) / multiple), 2) * multiple;
        }

        return new(new(new(extent[0], extent[1], extent[2]), voxel.WithOffset(voxel.Apply(new(low[0], low[1], low[2])))));
    }

    /// <summary>Puts channels and weight onto the grid, four numbers a voxel.</summary>
    public Vector4[] Pack(IReadOnlyList<Volume<float>> channels, Volume<bool>? mask, Affine? map, ParallelOptions? parallel)
    {
        var packed = new Vector4[Grid.Shape.Count];
        var slice = Grid.Shape.SliceCount;
        var weight = Weight(channels[0].Grid, mask, map, parallel);
        for (var c = 0; c < channels.Count; c++)
        {
            var finite = Finite.OrZero(channels[c], parallel);
            var image = finite.Equals(channels[c].Memory) ? channels[c] : Volume.Create(channels[c].Grid, finite.Span);
            var there = Resample.ToGrid(image, Grid, map, Interpolation.Cubic, new() { AntiAlias = true, HalfVoxelEdge = true }, parallel);
            var channel = c;
            Slices.For(Grid.Shape.K, parallel, k =>
            {
                for (var n = k * slice; n < (k + 1) * slice; n++)
                    packed[n][channel] = there.Span[n];
            });
        }

        Slices.For(Grid.Shape.K, parallel, k =>
        {
            for (var n = k * slice; n < (k + 1) * slice; n++)
                (packed[n], packed[n].W) = (packed[n] * weight.Span[n], weight.Span[n]);
        });
        return packed;
    }

    /// <summary>
    /// A whole map on the points of a grid, as displacements in mm: by an affine into the working space, to the middle, on to the other
    /// side, and by an affine to the end. The way to the middle is solved for at each point, not taken from a grid between, so that both
    /// directions stay each other's inverse.
    /// </summary>
    public Warp After(HalfWarps.Whole whole, Grid points, Affine before, Affine after, ParallelOptions? parallel)
    {
        var s = points.Shape;
        var (ni, nj, nk) = (Grid.Shape.I, Grid.Shape.J, Grid.Shape.K);
        var (toWork, toEnd) = (Grid.WorldToVoxel * before * points.Affine, after * Grid.Affine);
        return Warp.CreateParallel(points, (x, y, z) => Slices.For(s.K, parallel, k =>
        {
            var first = new FieldSampler(whole.First, ni, nj, nk);
            var second = new FieldSampler(whole.Second, ni, nj, nk);
            var guess = new FieldSampler(whole.ToMiddle, ni, nj, nk);
            var dx = x.Span;
            var dy = y.Span;
            var dz = z.Span;
            var n = k * s.SliceCount;
            for (var j = 0; j < s.J; j++)
                for (var i = 0; i < s.I; i++, n++)
                {
                    var at = toWork.Apply(new(i, j, k));
                    var p = new Vector3((float)at.X, (float)at.Y, (float)at.Z);
                    var v = FieldKernels.InvertAt(first, p, guess.SampleClamped(p.X, p.Y, p.Z), out _);
                    var u = v + second.SampleClamped(p.X + v.X, p.Y + v.Y, p.Z + v.Z);
                    var d = toEnd.Apply(new(at.X + u.X, at.Y + u.Y, at.Z + u.Z)) - points.Affine.Apply(new(i, j, k));
                    (dx[n], dy[n], dz[n]) = (Rounded(d.X), Rounded(d.Y), Rounded(d.Z));
                }
        }));
    }

    // To 2⁻¹⁰ mm: the digits below are noise that would double the size of files.
    private static float Rounded(double mm) => (float)(Math.Round(mm * 1024) / 1024);

    /// <summary>Halves the resolution; the extents are even. Cell 0's centre lies at 0.5.</summary>
    public static Vector4[] Halve(Vector4[] source, Shape shape, ParallelOptions? parallel)
    {
        var half = new Shape(shape.I / 2, shape.J / 2, shape.K / 2);
        var result = new Vector4[half.Count];
        var (row, slice) = (shape.I, shape.SliceCount);
        Slices.For(half.K, parallel, k =>
        {
            for (var j = 0; j < half.J; j++)
                for (var i = 0; i < half.I; i++)
                {
                    var n = shape.Index(2 * i, 2 * j, 2 * k);
                    var near = source[n] + source[n + 1] + source[n + row] + source[n + row + 1];
                    n += slice;
                    result[half.Index(i, j, k)] = (near + source[n] + source[n + 1] + source[n + row] + source[n + row + 1]) / 8;
                }
        });
        return result;
    }

    // 1 where the image was seen and the mask allows it. Beyond the field of view nothing is known, and nothing pulls.
    private Volume<float> Weight(Grid seen, Volume<bool>? mask, Affine? map, ParallelOptions? parallel)
    {
        var weight = Resample.Mask(Volume.Filled(seen, true), Grid, map, parallel).Map(b => b ? 1f : 0f);
        if (mask is null) return weight;
        var allowed = Resample.Mask(mask, Grid, map, parallel);
        return Volume.Create<float, (Volume<float> Seen, Volume<bool> Allowed)>(Grid, (weight, allowed), static (v, s) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = s.Allowed.Span[n] ? s.Seen.Span[n] : 0;
        });
    }

    private static void Include(Volume<float> image, Affine toWork, double[] low, double[] high)
    {
        var s = image.Shape;
        for (var k = 0; k < s.K; k++)
            for (var j = 0; j < s.J; j++)
            {
                var row = image.Span.Slice(s.Index(0, j, k), s.I);
                var first = row.IndexOfAnyExcept(0f);
                if (first < 0) continue;
                Extend(toWork.Apply(new(first, j, k)));
                Extend(toWork.Apply(new(row.LastIndexOfAnyExcept(0f), j, k)));
            }

        void Extend(Point p)
        {
            (low[0], low[1], low[2]) = (Math.Min(low[0], p.X), Math.Min(low[1], p.Y), Math.Min(low[2], p.Z));
            (high[0], high[1], high[2]) = (Math.Max(high[0], p.X), Math.Max(high[1], p.Y), Math.Max(high[2], p.Z));
        }
    }
}
