using Pial.Kernels;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Resampling;

/// <summary>Puts images onto other grids.</summary>
/// <remarks>
/// The transform is a pull map, reference RAS+ mm → image RAS+ mm: affines, warps, or a chain of both, whose positions are composed before
/// the image is touched. Positions beyond the image's outermost voxel centres get the fill value, as in scipy's <c>constant</c> mode; 1e-6
/// voxels of rounding are forgiven, and an axis of one voxel reaches half a voxel to both sides, since its thickness is all it has.
/// </remarks>
public static partial class Resample
{
    /// <summary>
    /// An image of intensities or probabilities on another grid, interpolated once whatever the number of maps in the chain.
    /// </summary>
    /// <param name="image">Input. NaN and infinity reach the output voxels whose cell of 2×2×2 input voxels holds one, and no
    /// other.</param>
    /// <param name="reference">The grid of the result.</param>
    /// <param name="referenceToMoving">Reference RAS+ mm → image RAS+ mm: an affine, a <see cref="Warp"/> or a chain; the identity when
    /// null. Where a displacement is not a number the result is the fill value.</param>
    /// <param name="interpolation">How values between voxel centres are found.</param>
    /// <param name="options">Fill value, anti-aliasing and edge.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The image on the reference grid; the input's very voxels when the map is the identity.</returns>
    /// <exception cref="ArgumentException">The transform or a grid is singular or not finite.</exception>
    public static Volume<float> ToGrid(
        Volume<float> image, Grid reference, PointMap? referenceToMoving = null, Interpolation interpolation = Interpolation.Linear,
        ResampleOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= ResampleOptions.Default;
        var pull = new Pull(image.Grid, reference, referenceToMoving ?? PointMap.Identity);
        if (pull.IsIdentity) return image.WithGrid(reference);
        if (options.ClipToInput)
            return Clipped(image, ToGrid(image, reference, referenceToMoving, interpolation, options with { ClipToInput = false },
                parallel));
        if (options.AntiAlias && interpolation != Interpolation.Nearest) image = AntiAlias(image, pull.Linear, parallel);
        var margin = Margin(options);

        // A crop, a flip or a permutation moves values unchanged, whatever the interpolation.
        if (pull.HitsCentres) interpolation = Interpolation.Nearest;
        return interpolation switch
        {
            Interpolation.Nearest => Nearest(image, pull, options.Fill, margin, parallel),
            Interpolation.Linear => Linear(image, pull, options.Fill, margin, parallel),
            Interpolation.Cubic => Cubic(image, pull, options.Fill, margin, parallel),
            _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "No such interpolation."),
        };
    }

    /// <summary>A mask on another grid, by nearest voxel; outside is false.</summary>
    /// <param name="mask">Input.</param>
    /// <param name="reference">The grid of the result.</param>
    /// <param name="referenceToMoving">Reference RAS+ mm → mask RAS+ mm; the identity when null.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The transform or a grid is singular or not finite.</exception>
    public static Volume<bool> Mask(Volume<bool> mask, Grid reference, PointMap? referenceToMoving = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var pull = new Pull(mask.Grid, reference, referenceToMoving ?? PointMap.Identity);
        return pull.IsIdentity ? mask.WithGrid(reference) : Nearest(mask, pull, false, SampleLine.Rounding, parallel);
    }

    /// <summary>An image on axis-parallel voxels of another size over the same field of view.</summary>
    /// <param name="image">Input.</param>
    /// <param name="voxelSize">New voxel size along the image's axes, mm.</param>
    /// <param name="interpolation">How values between voxel centres are found.</param>
    /// <param name="options">Fill value and anti-aliasing; the half-voxel edge is always on.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not a positive number, or the result would not fit an array.</exception>
    public static Volume<float> ToVoxelSize(
        Volume<float> image, Point voxelSize, Interpolation interpolation = Interpolation.Linear, ResampleOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options = (options ?? ResampleOptions.Default) with { HalfVoxelEdge = true };
        return ToGrid(image, GridOf(image.Grid, voxelSize), null, interpolation, options, parallel);
    }

    /// <inheritdoc cref="ToVoxelSize(Volume{float}, Point, Interpolation, ResampleOptions?, ParallelOptions?)"/>
    public static Volume<float> ToVoxelSize(
        Volume<float> image, double voxelSizeMm, Interpolation interpolation = Interpolation.Linear, ResampleOptions? options = null,
        ParallelOptions? parallel = null)
        => ToVoxelSize(image, new Point(voxelSizeMm, voxelSizeMm, voxelSizeMm), interpolation, options, parallel);

    /// <summary>
    /// The grid along the world's axes (right, anterior, superior) that begins at the lowest voxel centre and reaches the highest: the one
    /// that nilearn's <c>resample_img</c> makes for a diagonal <c>target_affine</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is not a positive number, or the grid would not fit an array.</exception>
    public static Grid WorldGrid(Grid grid, Point voxelSize)
    {
        ReadOnlySpan<double> size = [voxelSize.X, voxelSize.Y, voxelSize.Z];
        foreach (var s in size)
            if (!(s > 0) || !double.IsFinite(s))
                throw new ArgumentOutOfRangeException(nameof(voxelSize), s, "A voxel size must be a positive number of mm.");
        // In new voxels, and in nilearn's order of arithmetic, since rounding decides about the last voxel.
        var corners = new Grid(grid.Shape, Affine.Scaling(1 / size[0], 1 / size[1], 1 / size[2]) * grid.Affine).Corners();
        int Extent(Func<Point, double> along) => (int)Math.Min(Math.Ceiling(corners.Max(along) - corners.Min(along)) + 1, Array.MaxLength);
        var lowest = new Point(corners.Min(p => p.X) * size[0], corners.Min(p => p.Y) * size[1], corners.Min(p => p.Z) * size[2]);
        return new(new(Extent(p => p.X), Extent(p => p.Y), Extent(p => p.Z)), Affine.Scaling(size[0], size[1], size[2]).WithOffset(lowest));
    }

    /// <summary>
    /// The grid that covers the same field of view, about the same centre and in the same directions, with another voxel size.
    /// </summary>
    /// <remarks>Each extent is rounded to whole voxels, so the field of view changes by at most half a new voxel along an axis.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A size is not a positive number, or the grid would not fit an array.</exception>
    public static Grid GridOf(Grid grid, Point voxelSize)
    {
        ReadOnlySpan<double> wanted = [voxelSize.X, voxelSize.Y, voxelSize.Z];
        ReadOnlySpan<double> own = [grid.VoxelSize.X, grid.VoxelSize.Y, grid.VoxelSize.Z];
        Span<double> scale = stackalloc double[3];
        Span<int> extent = stackalloc int[3];
        for (var a = 0; a < 3; a++)
        {
            if (!(wanted[a] > 0) || !double.IsFinite(wanted[a]))
                throw new ArgumentOutOfRangeException(nameof(voxelSize), wanted[a], "A voxel size must be a positive number of mm.");
            scale[a] = wanted[a] / own[a];
            extent[a] = (int)Math.Min(Math.Max(Math.Round(grid.Shape[a] / scale[a]), 1), Array.MaxLength);
        }

        var shape = new Shape(extent[0], extent[1], extent[2]);
        var affine = grid.Affine * Affine.Scaling(scale[0], scale[1], scale[2]);
        var halfway = affine.ApplyVector(new((shape.I - 1) / 2.0, (shape.J - 1) / 2.0, (shape.K - 1) / 2.0));
        return new(shape, affine.WithOffset(grid.Centre - halfway));
    }

    /// <summary>An image of any voxel type on another grid by nearest voxel: no value is made that the input does not hold.</summary>
    /// <param name="image">Input.</param>
    /// <param name="reference">The grid of the result.</param>
    /// <param name="referenceToMoving">Reference RAS+ mm → image RAS+ mm; the identity when null.</param>
    /// <param name="outside">Value outside the image.</param>
    /// <param name="options">Edge; its fill value is not used.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The transform or a grid is singular or not finite.</exception>
    public static Volume<T> Nearest<T>(Volume<T> image, Grid reference, PointMap? referenceToMoving, T outside,
        ResampleOptions? options = null, ParallelOptions? parallel = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(image);
        var pull = new Pull(image.Grid, reference, referenceToMoving ?? PointMap.Identity);
        return pull.IsIdentity ? image.WithGrid(reference)
            : Nearest(image, pull, outside, Margin(options ?? ResampleOptions.Default), parallel);
    }

    private static Volume<float> Clipped(Volume<float> image, Volume<float> result)
    {
        var (low, high) = (0f, 0f);
        foreach (var v in image.Span)
            if (float.IsFinite(v)) (low, high) = (Math.Min(low, v), Math.Max(high, v));
        return Volume.Create(result.Grid, (result, low, high), static (Span<float> to, (Volume<float> From, float Low, float High) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.From.Span[n] is var v && float.IsNaN(v) ? v : Math.Clamp(v, s.Low, s.High);
        });
    }

    private static double Margin(ResampleOptions options) =>
        options.ExtendEdge ? double.PositiveInfinity : options.HalfVoxelEdge ? 0.5 : SampleLine.Rounding;

    private static Volume<T> Nearest<T>(Volume<T> image, Pull pull, T fill, double margin, ParallelOptions? parallel)
        where T : unmanaged
    {
        // Half a voxel beyond the edge lies no other centre; further out the edge may have to go on.
        if (pull.HitsCentres && margin <= 0.5) return Copied(image, pull, fill, parallel);
        var s = image.Shape;
        return Rows<T>(pull, parallel,
            (in SampleLine line, Span<T> row) => NearestSampler.Sample(image.Span, s.I, s.J, s.K, line, fill, margin, row),
            (x, y, z, row) => NearestSampler.Sample(image.Span, s.I, s.J, s.K, x, y, z, fill, margin, row));
    }

    private static Volume<float> Linear(Volume<float> image, Pull pull, float fill, double margin, ParallelOptions? parallel)
    {
        var s = image.Shape;
        return Rows<float>(pull, parallel,
            (in SampleLine line, Span<float> row) => new TrilinearSampler(image.Span, s.I, s.J, s.K).Sample(line, fill, margin, row),
            (x, y, z, row) => new TrilinearSampler(image.Span, s.I, s.J, s.K).Sample(x, y, z, fill, margin, row),
            (in SampleLine line, Span<float> row) => new TrilinearSampler(image.Span, s.I, s.J, s.K).Prefetch(line, row.Length));
    }

    // A map of whole numbers takes a row to equally spaced voxels: from the first to the last that lie in the image, they are copied.
    private static Volume<T> Copied<T>(Volume<T> image, Pull pull, T fill, ParallelOptions? parallel)
        where T : unmanaged
    {
        var (from, to, map) = (image.Shape, pull.Reference.Shape, pull.Linear);
        var steps = new[] { (int)map.M00, (int)map.M10, (int)map.M20 };
        var stride = steps[0] + (steps[1] * from.I) + (steps[2] * from.SliceCount);
        return Volume.CreateParallel<T>(pull.Reference, voxels => Slices.For(to.K, parallel, k =>
        {
            Span<int> at = stackalloc int[3];
            for (var j = 0; j < to.J; j++)
            {
                var row = voxels.Span.Slice(to.Index(0, j, k), to.I);
                var start = map.Apply(new(0, j, k));
                (at[0], at[1], at[2]) = ((int)start.X, (int)start.Y, (int)start.Z);
                var (first, end) = (0, to.I);
                for (var a = 0; a < 3; a++)
                {
                    if (steps[a] == 0)
                    {
                        if (at[a] < 0 || at[a] >= from[a]) end = 0;
                        continue;
                    }

                    // 0 ≤ at + n·step < extent
                    var (low, high) = steps[a] > 0 ? (-at[a], from[a] - 1 - at[a]) : (at[a] - from[a] + 1, at[a]);
                    var step = Math.Abs(steps[a]);
                    first = Math.Max(first, (int)Math.Ceiling((double)low / step));
                    end = Math.Min(end, (int)Math.Floor((double)high / step) + 1);
                }

                end = Math.Max(first, end);
                row[..Math.Min(first, to.I)].Fill(fill);
                row[Math.Min(end, to.I)..].Fill(fill);
                if (first >= end) continue;
                var source = at[0] + (at[1] * from.I) + (at[2] * from.SliceCount) + (first * stride);
                if (stride == 1)
                {
                    image.Span.Slice(source, end - first).CopyTo(row[first..]);
                    continue;
                }

                if (stride == -1)
                {
                    image.Span.Slice(source - (end - first - 1), end - first).CopyTo(row[first..]);
                    row[first..end].Reverse();
                    continue;
                }

                var all = image.Span;
                for (var n = first; n < end; n++, source += stride)
                    row[n] = all[source];
            }
        }), writesAll: true);
    }

    private delegate void LineSampler<T>(in SampleLine line, Span<T> row);

    private delegate void PositionSampler<T>(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Span<T> row);

    // In bricks, not slices: an oblique brick comes from a compact part of the image that stays in cache, while a whole oblique slice would
    // fetch nearly every line of the image again for each slice. Where sampling is quick, waiting for the brick's part of the image takes
    // longer than working on it, so all of it is asked for first. Measured for linear: 0.6 of the time; bench/results/resample-smooth.md.
    private static Volume<T> Rows<T>(
        Pull pull, ParallelOptions? parallel, LineSampler<T> sample, PositionSampler<T> positions, LineSampler<T>? prefetch = null)
        where T : unmanaged
    {
        const int brickI = 64, brickJ = 32, brickK = 16;
        var shape = pull.Reference.Shape;
        var (across, up) = ((shape.J + brickJ - 1) / brickJ, (shape.K + brickK - 1) / brickK);
        return Volume.CreateParallel<T>(pull.Reference,
            voxels => Slices.For(across * up, parallel, () => new double[3 * brickI], (brick, scratch) =>
        {
            for (var i = 0; i < shape.I; i += brickI)
            {
                if (prefetch is not null && pull.Warped is null) EachRow(i, prefetch);
                EachRow(i, sample);
            }

            void EachRow(int i, LineSampler<T> line)
            {
                var (firstJ, firstK) = (brick % across * brickJ, brick / across * brickK);
                var length = Math.Min(brickI, shape.I - i);
                var x = scratch.AsSpan(0, length);
                var y = scratch.AsSpan(brickI, length);
                var z = scratch.AsSpan(2 * brickI, length);
                for (var k = firstK; k < Math.Min(firstK + brickK, shape.K); k++)
                {
                    for (var j = firstJ; j < Math.Min(firstJ + brickJ, shape.J); j++)
                    {
                        var row = voxels.Span.Slice(shape.Index(i, j, k), length);
                        if (pull.Warped is null)
                        {
                            line(Pull.Row(pull.Linear, i, j, k), row);
                            continue;
                        }

                        pull.Warped.Fill(i, j, k, x, y, z);
                        positions(x, y, z, row);
                    }
                }
            }
        }), writesAll: true);
    }

    // Along each axis of the image: how many of its voxels one step of the reference covers.
    private static Volume<float> AntiAlias(Volume<float> image, Affine map, ParallelOptions? parallel)
    {
        double Sigma(int axis)
        {
            var covered = new Point(map[axis, 0], map[axis, 1], map[axis, 2]).Length;
            return covered > 1 && image.Shape[axis] > 1 ? Math.Sqrt(((covered * covered) - 1) / (8 * Math.Log(2))) : 0;
        }

        return GaussianSmoothing.ApplyVoxels(image, new(Sigma(0), Sigma(1), Sigma(2)), keepNonFinite: true, parallel);
    }
}
