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

    /// <summary>
    /// Reads the lines at the end of a surface file; null when there are none, or when they say that they are not valid.
    /// </summary>
    internal static SurfaceGeometry? Parse(ReadOnlySpan<byte> footer)
    {
        var start = footer.IndexOf("valid = "u8);
        if (start < 0) return null;
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(footer[start..]).Split('\n'))
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at) lines.TryAdd(line[..at].Trim(), line[(at + 1)..].Trim());
        return lines["valid"].StartsWith('1')
            ? Of(name => Numbers(lines.GetValueOrDefault(name, "")), lines.GetValueOrDefault("filename", "")) : null;
    }

    /// <summary>From the numbers that FreeSurfer keeps; null when one is missing or they are no volume.</summary>
    /// <param name="read">Three numbers by their name: volume, voxelsize, xras, yras, zras, cras.</param>
    /// <param name="fileName">The volume's name; may be empty.</param>
    internal static SurfaceGeometry? Of(Func<string, double[]?> read, string fileName)
    {
        if (read("volume") is not { } extent || read("voxelsize") is not { } size || read("cras") is not { } c) return null;
        var axes = new Point[3];
        for (var a = 0; a < 3; a++)
        {
            if (read(((string[])["xras", "yras", "zras"])[a]) is not { } direction) return null;
            axes[a] = new Point(direction[0], direction[1], direction[2]) * size[a];
        }

        if (Array.Exists(extent, static n => n is not (>= 1 and <= 100_000)) || Array.Exists(size, static n => n is not > 0)) return null;
        var (x, y, z) = (axes[0], axes[1], axes[2]);
        var linear = new Affine(x.X, y.X, z.X, 0, x.Y, y.Y, z.Y, 0, x.Z, y.Z, z.Z, 0);
        if (!(Math.Abs(linear.Determinant) > 1e-9)) return null;
        var offset = new Point(c[0], c[1], c[2]) - linear.Apply(new(extent[0] / 2, extent[1] / 2, extent[2] / 2));
        Shape shape = new((int)extent[0], (int)extent[1], (int)extent[2]);
        return new(new(shape, linear.WithOffset(offset)), fileName.Length > 0 ? fileName : "T1.mgz");
    }

    private static double[]? Numbers(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var values = new double[3];
        for (var n = 0; n < 3; n++)
        {
            if (n >= words.Length || !double.TryParse(words[n], NumberStyles.Float, CultureInfo.InvariantCulture, out values[n])
                || !double.IsFinite(values[n]))
                return null;
        }

        return values;
    }

    private static bool Near(Affine a, double x, double y, double z) => a.Column(0).DistanceTo(new(x, y, z)) < 1e-4;
}
