namespace Pial.Volumes;

/// <summary>
/// A dense displacement field: the point p of the reference (RAS+ mm) corresponds to p + d(p) of the moving image, so that images are
/// pulled.
/// </summary>
/// <remarks>
/// Between voxel centres the displacement is trilinear. Beyond the outermost centres it is that of the nearest position on the edge: ITK
/// does the same for half a voxel and takes the displacement as zero further out, which tears a map that includes an affine apart at the
/// border of its field.
/// </remarks>
public sealed record Warp
{
    private readonly Affine worldToVoxel;

    /// <summary>Keeps the three components together.</summary>
    /// <param name="x">Displacement to the right, mm.</param>
    /// <param name="y">Displacement to anterior, mm.</param>
    /// <param name="z">Displacement to superior, mm.</param>
    /// <exception cref="ArgumentException">The grids differ, or do not place the voxels.</exception>
    public Warp(Volume<float> x, Volume<float> y, Volume<float> z)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(z);
        if (!x.Grid.Matches(y.Grid) || !x.Grid.Matches(z.Grid))
            throw new ArgumentException("The three components of a warp must share one grid.");
        if (!x.Grid.Affine.IsFinite || x.Grid.Affine.Determinant == 0)
            throw new ArgumentException("The grid of a warp is singular or not finite.", nameof(x));
        (X, Y, Z) = (x, y, z);
        worldToVoxel = x.Grid.WorldToVoxel;
    }

    /// <summary>Displacement to the right, mm.</summary>
    public Volume<float> X { get; }

    /// <summary>Displacement to anterior, mm.</summary>
    public Volume<float> Y { get; }

    /// <summary>Displacement to superior, mm.</summary>
    public Volume<float> Z { get; }

    /// <summary>The reference grid the field is sampled on.</summary>
    public Grid Grid => X.Grid;

    /// <summary>A field filled voxel by voxel.</summary>
    /// <param name="grid">The reference grid.</param>
    /// <param name="displacement">Displacement (mm) at a point of the reference (RAS+ mm).</param>
    public static Warp Create(Grid grid, Func<Point, Point> displacement)
    {
        ArgumentNullException.ThrowIfNull(displacement);
        var (x, y, z) = (new float[grid.Shape.Count], new float[grid.Shape.Count], new float[grid.Shape.Count]);
        var n = 0;
        for (var k = 0; k < grid.Shape.K; k++)
        {
            for (var j = 0; j < grid.Shape.J; j++)
            {
                for (var i = 0; i < grid.Shape.I; i++, n++)
                {
                    var d = displacement(grid.Affine.Apply(new(i, j, k)));
                    (x[n], y[n], z[n]) = ((float)d.X, (float)d.Y, (float)d.Z);
                }
            }
        }

        return new(new(grid, x), new(grid, y), new(grid, z));
    }

    /// <summary>A field whose three components are filled together, on as many threads as the callback likes.</summary>
    /// <param name="grid">The reference grid.</param>
    /// <param name="fill">Writes every element of x, y and z, mm.</param>
    public static Warp CreateParallel(Grid grid, Action<Memory<float>, Memory<float>, Memory<float>> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var (x, y, z) = (new float[grid.Shape.Count], new float[grid.Shape.Count], new float[grid.Shape.Count]);
        fill(x, y, z);
        return new(new(grid, x), new(grid, y), new(grid, z));
    }

    /// <summary>
    /// The displacement at a point of the reference, mm; trilinear, on the edge's value beyond the outermost voxel centres.
    /// </summary>
    public Point DisplacementAt(Point reference)
    {
        var v = worldToVoxel.Apply(reference);
        var shape = Grid.Shape;
        var (i, i1, fx) = Cell(v.X, shape.I);
        var (j, j1, fy) = Cell(v.Y, shape.J);
        var (k, k1, fz) = Cell(v.Z, shape.K);
        var sum = default(Point);
        Span<(int Index, double Weight)> corners =
        [
            (shape.Index(i, j, k), (1 - fx) * (1 - fy) * (1 - fz)), (shape.Index(i1, j, k), fx * (1 - fy) * (1 - fz)),
            (shape.Index(i, j1, k), (1 - fx) * fy * (1 - fz)), (shape.Index(i1, j1, k), fx * fy * (1 - fz)),
            (shape.Index(i, j, k1), (1 - fx) * (1 - fy) * fz), (shape.Index(i1, j, k1), fx * (1 - fy) * fz),
            (shape.Index(i, j1, k1), (1 - fx) * fy * fz), (shape.Index(i1, j1, k1), fx * fy * fz),
        ];
        foreach (var (n, w) in corners)
            sum += new Point(X.Span[n], Y.Span[n], Z.Span[n]) * w;
        return sum;
    }

    /// <summary>The point of the moving image that a point of the reference corresponds to, RAS+ mm.</summary>
    public Point Apply(Point reference) => reference + DisplacementAt(reference);

    private static (int Low, int High, double Fraction) Cell(double c, int extent)
    {
        c = c > 0 ? Math.Min(c, extent - 1) : 0; // NaN goes to 0 too
        var low = Math.Min((int)c, Math.Max(extent - 2, 0));
        return (low, Math.Min(low + 1, extent - 1), c - low);
    }
}
