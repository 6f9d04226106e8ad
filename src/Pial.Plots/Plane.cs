using Pial.Volumes;

namespace Pial.Plots;

/// <summary>The three ways to cut a head.</summary>
public enum Plane
{
    /// <summary>x constant; anterior to the right, superior up.</summary>
    Sagittal,

    /// <summary>y constant; the subject's right to the right, superior up.</summary>
    Coronal,

    /// <summary>z constant; the subject's right to the right, anterior up.</summary>
    Axial,
}

/// <summary>A box of the world, mm in RAS+, that pictures are cut from.</summary>
/// <param name="Low">Left, posterior, inferior corner.</param>
/// <param name="High">Right, anterior, superior corner.</param>
public readonly record struct WorldBox(Point Low, Point High)
{
    /// <summary>The box of a whole grid.</summary>
    public static WorldBox Of(Grid grid) => Around(grid.Corners());

    /// <summary>The box of a mask with a margin; the whole grid's when the mask is empty.</summary>
    public static WorldBox Of(Volume<bool> mask, double marginMm)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var box = VoxelBox.Of(mask);
        if (box.CountI == 0) return Of(mask.Grid);
        var inner = Around(mask.Grid.Crop(box.I, box.J, box.K, new(box.CountI, box.CountJ, box.CountK)).Corners());
        var margin = new Point(marginMm, marginMm, marginMm);
        return new(inner.Low - margin, inner.High + margin);
    }

    /// <summary>A position inside, by fractions of the extent along x, y and z.</summary>
    public Point At(double x, double y, double z) => new(
        Low.X + (x * (High.X - Low.X)), Low.Y + (y * (High.Y - Low.Y)), Low.Z + (z * (High.Z - Low.Z)));

    /// <summary>World coordinates of the left, right, bottom and top edge of what a plane's picture shows.</summary>
    public (double Left, double Right, double Bottom, double Top) Extent(Plane plane) => plane switch
    {
        Plane.Sagittal => (Low.Y, High.Y, Low.Z, High.Z),
        Plane.Coronal => (Low.X, High.X, Low.Z, High.Z),
        _ => (Low.X, High.X, Low.Y, High.Y),
    };

    /// <summary>Grown by a margin on all sides.</summary>
    public WorldBox Grown(double mm) => new(Low - new Point(mm, mm, mm), High + new Point(mm, mm, mm));

    private static WorldBox Around(IReadOnlyList<Point> points) => new(
        new(points.Min(p => p.X), points.Min(p => p.Y), points.Min(p => p.Z)),
        new(points.Max(p => p.X), points.Max(p => p.Y), points.Max(p => p.Z)));
}
