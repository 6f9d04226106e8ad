using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Linear interpolation along one axis of the grid: two planes are blended into one, without any look at the other axes.</summary>
internal static class AxisResample
{
    /// <summary>The image on a grid that differs along one voxel axis alone; beyond the outermost voxel centres the edge's value.</summary>
    public static Volume<float> To(Volume<float> image, Grid grid, int axis, ParallelOptions? parallel)
    {
        var (s, to) = (image.Shape, grid.Shape);
        var cells = Cells(image.Grid, grid, axis);
        return Volume.CreateParallel<float>(grid, voxels => Slices.For(to.K, parallel, k =>
        {
            var target = voxels.Span.Slice(k * to.SliceCount, to.SliceCount);
            if (axis == 2)
            {
                var (low, high, t) = cells[k];
                Blend(image.Slice(low), image.Slice(high), t, target);
                return;
            }

            var slice = image.Slice(k);
            for (var j = 0; j < to.J; j++)
            {
                var row = target.Slice(j * to.I, to.I);
                if (axis == 1)
                {
                    var (low, high, t) = cells[j];
                    Blend(slice.Slice(low * s.I, s.I), slice.Slice(high * s.I, s.I), t, row);
                    continue;
                }

                var from = slice.Slice(j * s.I, s.I);
                for (var i = 0; i < row.Length; i++)
                {
                    var (low, high, t) = cells[i];
                    row[i] = from[low] + (t * (from[high] - from[low]));
                }
            }
        }), writesAll: true);
    }

    /// <summary>The image on another grid of the same directions, one axis after the other, where the work grows least.</summary>
    public static Volume<float> To(Volume<float> image, Grid grid, ParallelOptions? parallel)
    {
        foreach (var axis in (int[])[0, 1, 2])
        {
            var (own, there) = (image.Grid.VoxelSize, grid.VoxelSize);
            var next = axis == 2 ? grid : Resample.GridOf(image.Grid, axis == 0 ? new(there.X, own.Y, own.Z) : new(own.X, there.Y, own.Z));
            if (next.Shape[axis] != grid.Shape[axis])
                return Resample.ToGrid(image, grid, null, Interpolation.Linear, new() { ExtendEdge = true }, parallel);
            image = To(image, next, axis, parallel);
        }

        return image;
    }

    private static void Blend(ReadOnlySpan<float> low, ReadOnlySpan<float> high, float t, Span<float> to)
    {
        if (t == 0) low.CopyTo(to);
        else TensorPrimitives.Lerp(low, high, t, to);
    }

    private static (int Low, int High, float T)[] Cells(Grid from, Grid to, int axis)
    {
        var (toVoxel, cells) = (from.WorldToVoxel, new (int, int, float)[to.Shape[axis]]);
        for (var n = 0; n < cells.Length; n++)
        {
            var at = toVoxel.Apply(to.Affine.Apply(new(axis == 0 ? n : 0, axis == 1 ? n : 0, axis == 2 ? n : 0)));
            var c = Math.Clamp(axis == 0 ? at.X : axis == 1 ? at.Y : at.Z, 0, from.Shape[axis] - 1);
            var low = Math.Min((int)c, Math.Max(from.Shape[axis] - 2, 0));
            cells[n] = (low, Math.Min(low + 1, from.Shape[axis] - 1), (float)(c - low));
        }

        return cells;
    }
}
