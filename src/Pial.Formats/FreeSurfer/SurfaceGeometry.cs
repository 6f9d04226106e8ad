using System.Globalization;
using System.Text;
using Pial.Volumes;

namespace Pial.Formats.FreeSurfer;

/// <summary>
/// The volume that a FreeSurfer surface lies on. Its coordinates (tkRAS, "surface RAS") are RAS+ mm minus the centre of that volume.
/// </summary>
/// <param name="Grid">The volume's voxels: axes along left, inferior, anterior, as <see cref="Conformed"/> makes them, or any
/// other.</param>
/// <param name="FileName">Its name, for the file to say.</param>
public sealed record SurfaceGeometry(Grid Grid, string FileName = "T1.mgz")
{
    private const int Extent = 256;

    /// <summary>FreeSurfer's centre: RAS+ mm of the voxel at half of each extent.</summary>
    public Point Centre => Grid.Affine.Apply(new(Grid.Shape.I / 2.0, Grid.Shape.J / 2.0, Grid.Shape.K / 2.0));

    /// <summary>RAS+ mm → tkRAS. The axes of surface coordinates are the volume's: (−i, k, −j) in mm from its centre.</summary>
    public Affine ToSurface
    {
        get
        {
            var (s, size) = (Grid.Shape, Grid.VoxelSize);
            return new Affine(-size.X, 0, 0, size.X * s.I / 2.0, 0, 0, size.Z, -size.Z * s.K / 2.0, 0, -size.Y, 0,
                size.Y * s.J / 2.0) * Grid.WorldToVoxel;
        }
    }

    /// <summary>
    /// The grid that FreeSurfer conforms an image to: 256³ voxels of 1 mm, left–inferior–anterior, around the image's centre; the image's
    /// own when it is such a grid.
    /// </summary>
    public static Grid Conformed(Grid image)
    {
        var (s, a) = (image.Shape, image.Affine);
        if (s.I == Extent && s.J == Extent && s.K == Extent && Near(a, -1, 0, 0)
            && a is { M01: < 1e-4 and > -1e-4, M12: > 0.9999, M21: < -0.9999 })
            return image;
        var centre = a.Apply(new(s.I / 2.0, s.J / 2.0, s.K / 2.0));
        const double half = Extent / 2.0;
        return new(new(Extent, Extent, Extent), new(-1, 0, 0, centre.X + half, 0, 0, 1, centre.Y - half, 0, -1, 0, centre.Z + half));
    }

    /// <summary>The lines at the end of a surface file.</summary>
    internal string Footer()
    {
        var (s, size, c) = (Grid.Shape, Grid.VoxelSize, Centre);
        var text = new StringBuilder("valid = 1  # volume info valid\n")
            .Append(CultureInfo.InvariantCulture, $"filename = {FileName}\nvolume = {s.I} {s.J} {s.K}\n");
        void Line(string name, Point p) =>
            text.Append(CultureInfo.InvariantCulture,
            $"{name,-6} = {p.X:0.000000000000000e+00} {p.Y:0.000000000000000e+00} {p.Z:0.000000000000000e+00}\n");
        Line("voxelsize", size);
        Line("xras", Grid.Affine.Column(0) * (1 / size.X));
        Line("yras", Grid.Affine.Column(1) * (1 / size.Y));
        Line("zras", Grid.Affine.Column(2) * (1 / size.Z));
        Line("cras", c);
        return text.ToString();
    }

    private static bool Near(Affine a, double x, double y, double z) => a.Column(0).DistanceTo(new(x, y, z)) < 1e-4;
}
