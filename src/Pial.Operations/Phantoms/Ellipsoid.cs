using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>An ellipsoid with axes along x, y and z.</summary>
/// <param name="Centre">Centre, mm.</param>
/// <param name="Radii">Half axes, mm.</param>
internal readonly record struct Ellipsoid(Point Centre, Point Radii)
{
    /// <summary>
    /// Distance to the surface, mm, negative inside: the first-order estimate f(f − 1)/|∇f| with f = |p/r|, exact for a sphere and close
    /// near any surface.
    /// </summary>
    public double Distance(Point p)
    {
        var (x, y, z) = ((p.X - Centre.X) / Radii.X, (p.Y - Centre.Y) / Radii.Y, (p.Z - Centre.Z) / Radii.Z);
        var f = Math.Sqrt((x * x) + (y * y) + (z * z));
        var (gx, gy, gz) = (x / Radii.X, y / Radii.Y, z / Radii.Z);
        var gradient = Math.Sqrt((gx * gx) + (gy * gy) + (gz * gz));
        return gradient > 0 ? f * (f - 1) / gradient : -Math.Min(Radii.X, Math.Min(Radii.Y, Radii.Z));
    }

    public bool Contains(Point p) => Distance(p) <= 0;
}
