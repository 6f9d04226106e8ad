using Pial.Formats.FreeSurfer;
using Pial.Formats.Surfaces;
using Pial.Volumes;

namespace Pial.Formats;

/// <summary>What the coordinates of a surface are.</summary>
public enum SurfaceSpace
{
    /// <summary>RAS+ mm of the scanner, as images have them.</summary>
    Scanner,

    /// <summary>FreeSurfer's own: RAS+ mm from the centre of a volume, see <see cref="SurfaceGeometry"/>.</summary>
    TkRas,
}

/// <summary>A surface that knows what its coordinates are.</summary>
/// <param name="Mesh">The surface.</param>
/// <param name="Space">What its coordinates are.</param>
/// <param name="Geometry">The volume it lies on; null when that is not known.</param>
public sealed record PlacedMesh(SurfaceMesh Mesh, SurfaceSpace Space, SurfaceGeometry? Geometry = null)
{
    /// <summary>The same surface in other coordinates.</summary>
    /// <param name="space">Which.</param>
    /// <param name="reference">The volume whose tkRAS is meant; null for the surface's own.</param>
    /// <exception cref="InvalidOperationException">The volume that the surface lies on is needed and not known.</exception>
    public PlacedMesh To(SurfaceSpace space, SurfaceGeometry? reference = null)
    {
        // Of tkRAS the surface's own volume says where it lies; the other one is only for a surface that does not say.
        var (from, to) = (Geometry ?? reference, reference ?? Geometry);
        if (space == Space && (space == SurfaceSpace.Scanner || to is null || from == to)) return this with { Geometry = to };
        if (from is null || to is null) throw new InvalidOperationException("The volume that the surface lies on is not known.");
        var scanner = Space == SurfaceSpace.Scanner ? Affine.Identity : from.ToSurface.Inverse();
        var map = (space == SurfaceSpace.Scanner ? Affine.Identity : to.ToSurface) * scanner;
        return new(Moved(Mesh, map), space, to);
    }

    // A mirrored surface has its triangles the other way round, so that they still face outward.
    internal static SurfaceMesh Moved(SurfaceMesh mesh, Affine map)
    {
        var (moved, triangles) = (new float[mesh.Coordinates.Length], mesh.Triangles.ToArray());
        for (var n = 0; n < moved.Length; n += 3)
        {
            var p = map.Apply(new(mesh.Coordinates[n], mesh.Coordinates[n + 1], mesh.Coordinates[n + 2]));
            (moved[n], moved[n + 1], moved[n + 2]) = ((float)p.X, (float)p.Y, (float)p.Z);
        }

        if (map.Determinant < 0)
            for (var t = 0; t < triangles.Length; t += 3)
                (triangles[t + 1], triangles[t + 2]) = (triangles[t + 2], triangles[t + 1]);
        return new(moved, triangles);
    }
}
