using System.Globalization;
using Pial.Volumes;

namespace Pial.Formats.Transforms;

/// <summary>
/// FreeSurfer's <c>register.dat</c> (tkregister2, bbregister): subject, voxel sizes, intensity, and a matrix from the reference's
/// "tkregister" coordinates to those of the moving image. These coordinates have their axes along the voxels' (right, posterior, … of a
/// conformed image) and their origin at the centre, so both grids are needed.
/// </summary>
internal static class RegisterTransform
{
    /// <summary>Whether text is such a file: a name, three numbers each on its line, a row of four.</summary>
    public static bool Sniff(string text)
    {
        var lines = text.Split('\n');
        return lines.Length >= 8 && lines[0].Trim() is { Length: > 0 } name && !name.Contains(' ', StringComparison.Ordinal)
            && lines[1..4].All(static l => double.TryParse(l.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            && lines[4].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 4;
    }

    /// <summary>The matrix as the file has it: tkregister coordinates of the reference → of the moving image, mm.</summary>
    public static Affine Matrix(string path)
    {
        var lines = TransformText.Load(path).Split('\n');
        return TransformText.Matrix(path, string.Join(' ', lines.Skip(4).Take(4)), "matrix");
    }

    /// <summary>Reference RAS mm → moving RAS mm.</summary>
    public static PointMap Read(string path, Grid moving, Grid reference)
    {
        var fromReference = TkRegister(reference) * reference.WorldToVoxel;
        var toMoving = moving.Affine * TkRegister(moving).Inverse();
        return toMoving * Matrix(path) * fromReference;
    }

    // Voxel -> tkregister coordinates: the first axis to the left, the second down, the third to the front, centred.
    private static Affine TkRegister(Grid grid)
    {
        var (size, shape) = (grid.VoxelSize, grid.Shape);
        return new(-size.X, 0, 0, size.X * shape.I / 2, 0, 0, size.Z, -size.Z * shape.K / 2, 0, -size.Y, 0, size.Y * shape.J / 2);
    }
}
