namespace Pial.Volumes;

/// <summary>Where the voxels are: how many, and the voxel → RAS+ mm affine.</summary>
/// <param name="Shape">Voxels along each axis.</param>
/// <param name="Affine">Maps voxel indices (centre of the first voxel = 0, 0, 0) to RAS+ mm.</param>
public readonly record struct Grid(Shape Shape, Affine Affine)
{
    /// <summary>Edge lengths of one voxel, mm.</summary>
    public Point VoxelSize => Affine.VoxelSize;

    /// <summary>Volume of one voxel, mm³.</summary>
    public double VoxelVolume => Math.Abs(Affine.Determinant);

    /// <summary>Closest anatomical orientation of the axes.</summary>
    public Orientation Orientation => Orientation.Of(Affine);

    /// <summary>Centre of the field of view, RAS+ mm.</summary>
    public Point Centre => Affine.Apply(new((Shape.I - 1) / 2.0, (Shape.J - 1) / 2.0, (Shape.K - 1) / 2.0));

    /// <summary>RAS+ mm → voxel indices.</summary>
    public Affine WorldToVoxel => Affine.Inverse();

    /// <summary>A grid with axes along x, y, z and the given voxel size, centred on a point.</summary>
    public static Grid Centred(Shape shape, Point voxelSize, Point centre)
    {
        var scale = Affine.Scaling(voxelSize.X, voxelSize.Y, voxelSize.Z);
        return new(shape, scale.WithOffset(centre - scale.ApplyVector(new((shape.I - 1) / 2.0, (shape.J - 1) / 2.0, (shape.K - 1) / 2.0))));
    }

    /// <summary>The centres of the eight corner voxels, RAS+ mm.</summary>
    public IReadOnlyList<Point> Corners()
    {
        var corners = new Point[8];
        for (var c = 0; c < 8; c++)
            corners[c] = Affine.Apply(new((c & 1) * (Shape.I - 1), ((c >> 1) & 1) * (Shape.J - 1), (c >> 2) * (Shape.K - 1)));
        return corners;
    }

    /// <summary>Whether the other grid has the same shape and its corners lie within a tolerance (mm) of this one's.</summary>
    public bool Matches(Grid other, double toleranceMm = 0.01)
    {
        if (Shape != other.Shape) return false;
        var theirs = other.Corners();
        return Corners().Select((p, c) => p.DistanceTo(theirs[c])).Max() <= toleranceMm;
    }

    /// <summary>The grid of a box of voxels of this one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The box leaves the grid.</exception>
    public Grid Crop(int i, int j, int k, Shape box)
    {
        if (!Shape.Contains(i, j, k) || !Shape.Contains(i + box.I - 1, j + box.J - 1, k + box.K - 1))
            throw new ArgumentOutOfRangeException(nameof(box), $"A box of {box} at ({i}, {j}, {k}) leaves a grid of {Shape}.");
        return new(box, Affine.WithOffset(Affine.Apply(new(i, j, k))));
    }

    /// <summary>The same voxels with the axes permuted and flipped to an orientation.</summary>
    public Grid Reorient(Orientation target)
    {
        var (axes, flip) = AxisMap(target);
        Span<double> m = stackalloc double[12];
        for (var axis = 0; axis < 3; axis++)
        {
            for (var r = 0; r < 3; r++)
            {
                var step = Affine[r, axes[axis]];
                m[(r * 4) + axis] = flip[axis] ? -step : step;
                m[(r * 4) + 3] += flip[axis] ? step * (Shape[axes[axis]] - 1) : 0;
            }
        }

        for (var r = 0; r < 3; r++)
            m[(r * 4) + 3] += Affine[r, 3];
        return new(new(Shape[axes[0]], Shape[axes[1]], Shape[axes[2]]), Affine.FromRows(m));
    }

    /// <summary>For each axis of the target orientation: the axis of this grid it comes from, and whether it is reversed.</summary>
    internal (int[] Axes, bool[] Flip) AxisMap(Orientation target)
    {
        var own = Orientation;
        var axes = new int[3];
        var flip = new bool[3];
        for (var a = 0; a < 3; a++)
        {
            axes[a] = own.VoxelAxis(target.WorldAxis(a));
            flip[a] = own.IsPositive(axes[a]) != target.IsPositive(a);
        }

        return (axes, flip);
    }

    /// <summary>Shape, voxel size and orientation, for people.</summary>
    public override string ToString() => $"{Shape} at {VoxelSize.X:0.###}×{VoxelSize.Y:0.###}×{VoxelSize.Z:0.###} mm, {Orientation}";
}
