namespace Pial.Volumes;

/// <summary>A point or displacement in space; millimetres in RAS+ (x to the right, y anterior, z superior) unless it says voxels.</summary>
/// <param name="X">First coordinate.</param>
/// <param name="Y">Second coordinate.</param>
/// <param name="Z">Third coordinate.</param>
public readonly record struct Point(double X, double Y, double Z)
{
    /// <summary>Euclidean length of the vector from the origin.</summary>
    public double Length => Math.Sqrt((X * X) + (Y * Y) + (Z * Z));

    /// <summary>Sum, component by component.</summary>
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>Difference, component by component.</summary>
    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>Scaled vector.</summary>
    public static Point operator *(Point a, double s) => new(a.X * s, a.Y * s, a.Z * s);

    /// <summary>Euclidean distance to another point.</summary>
    public double DistanceTo(Point other) => (this - other).Length;
}
