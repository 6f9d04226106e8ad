namespace Pial.Volumes;

public sealed partial class Volume<T>
{
    /// <summary>The voxels of a box, on the grid of that box.</summary>
    public Volume<T> Crop(int i, int j, int k, Shape box)
    {
        var grid = Grid.Crop(i, j, k, box);
        var result = new T[box.Count];
        for (var z = 0; z < box.K; z++)
        {
            for (var y = 0; y < box.J; y++)
                Span.Slice(Shape.Index(i, j + y, k + z), box.I).CopyTo(result.AsSpan(box.Index(0, y, z)));
        }

        return new(grid, result);
    }

    /// <summary>
    /// The same voxels with axes permuted and flipped so that the closest orientation is the target's. No value is interpolated, and every
    /// voxel keeps its place in the world.
    /// </summary>
    public Volume<T> Reorient(Orientation target)
    {
        if (Grid.Orientation == target) return this;
        var (axes, flip) = Grid.AxisMap(target);
        var grid = Grid.Reorient(target);
        var result = new T[grid.Shape.Count];
        ReadOnlySpan<int> stride = [1, Shape.I, Shape.SliceCount];
        Span<int> step = stackalloc int[3];
        var origin = 0;
        for (var a = 0; a < 3; a++)
        {
            step[a] = flip[a] ? -stride[axes[a]] : stride[axes[a]];
            origin += flip[a] ? stride[axes[a]] * (grid.Shape[a] - 1) : 0;
        }

        var n = 0;
        for (var k = 0; k < grid.Shape.K; k++)
        {
            for (var j = 0; j < grid.Shape.J; j++)
            {
                var from = origin + (j * step[1]) + (k * step[2]);
                for (var i = 0; i < grid.Shape.I; i++, from += step[0])
                    result[n++] = voxels[from];
            }
        }

        return new(grid, result);
    }

    /// <summary>The voxels converted one by one; the grid stays.</summary>
    public Volume<TOut> Map<TOut>(Func<T, TOut> convert)
        where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(convert);
        var result = new TOut[voxels.Length];
        for (var n = 0; n < result.Length; n++)
            result[n] = convert(voxels[n]);
        return new(Grid, result);
    }

    /// <summary>
    /// The voxels converted one by one with their place in the array (<see cref="Shape.Index(int, int, int)"/>); the grid stays.
    /// </summary>
    public Volume<TOut> Map<TOut>(Func<T, int, TOut> convert)
        where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(convert);
        var result = new TOut[voxels.Length];
        for (var n = 0; n < result.Length; n++)
            result[n] = convert(voxels[n], n);
        return new(Grid, result);
    }

    /// <summary>The same voxels placed by another grid of the same shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Volume<T> WithGrid(Grid grid) => grid.Shape == Shape
        ? new(grid, voxels)
        : throw new ArgumentException($"A grid of {grid.Shape} cannot place a volume of {Shape}.", nameof(grid));
}
