using System.Globalization;
using System.Text;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Transforms;

/// <summary>
/// FreeSurfer linear transforms (<c>.lta</c>): source (moving) → destination (reference), either RAS mm to RAS mm (type 1) or voxel to
/// voxel (type 0), with the geometry of both volumes. In memory the other way round, as a pull map.
/// </summary>
public static class LtaTransform
{
    private const int VoxelToVoxel = 0, RasToRas = 1;

    /// <summary>Reads a transform.</summary>
    /// <returns>Reference (destination) RAS mm → moving (source) RAS mm.</returns>
    /// <exception cref="ImageFormatException">Not an LTA of one linear transform, or voxel to voxel without valid geometry.</exception>
    public static Affine Read(string path) => ReadWithGrids(path).ReferenceToMoving;

    /// <summary>Reads a transform and the grids of the volumes it joins.</summary>
    /// <returns>The pull map, and the grids where the file says they are valid.</returns>
    /// <exception cref="ImageFormatException">As <see cref="Read"/>.</exception>
    public static (Affine ReferenceToMoving, Grid? Moving, Grid? Reference) ReadWithGrids(string path)
    {
        var lines = TransformText.Load(path).Split('\n').Select(static l => l.Split('#')[0].Trim())
            .Where(static l => l.Length > 0).ToList();
        var type = Whole(path, lines, "type");
        if (Whole(path, lines, "nxforms") is var count and not 1)
            throw new ImageFormatException(path, -1, "nxforms", "1", $"{count}");
        if (type is not (VoxelToVoxel or RasToRas))
            throw new ImageFormatException(path, -1, "type", "0 (voxel to voxel) or 1 (RAS to RAS)", $"{type}");
        var start = lines.FindIndex(static l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["1", "4", "4"]);
        if (start < 0 || start + 4 >= lines.Count)
            throw new ImageFormatException(path, -1, "matrix", "1 4 4 and four rows", start < 0 ? "none" : "cut off");
        var m = TransformText.Matrix(path, string.Join(' ', lines.Skip(start + 1).Take(4)), "matrix");
        var (moving, reference) = (Geometry(path, lines, "src"), Geometry(path, lines, "dst"));
        if (type == VoxelToVoxel)
        {
            if (moving is not { } from || reference is not { } to)
                throw new ImageFormatException(path, -1, "volume info", "valid for both volumes, since the transform is voxel to voxel",
                    "not valid");
            m = to.Affine * m * from.WorldToVoxel;
        }

        return (TransformText.Inverse(path, m), moving, reference);
    }

    /// <summary>Writes a transform, RAS to RAS.</summary>
    /// <param name="path">The file.</param>
    /// <param name="referenceToMoving">Reference RAS mm → moving RAS mm.</param>
    /// <param name="moving">Grid of the moving image (source); null writes it as not valid, which FreeSurfer's tools accept for RAS to
    /// RAS.</param>
    /// <param name="reference">Grid of the reference (destination).</param>
    /// <exception cref="ArgumentException">The map is singular.</exception>
    public static void Write(string path, Affine referenceToMoving, Grid? moving = null, Grid? reference = null)
    {
        var m = TransformText.Inverse(referenceToMoving);
        var text = new StringBuilder(
            "type      = 1 # LINEAR_RAS_TO_RAS\nnxforms   = 1\nmean      = 0.0000 0.0000 0.0000\nsigma     = 1.0000\n1 4 4\n");
        for (var r = 0; r < 4; r++)
            text.AppendJoin(' ', Enumerable.Range(0, 4).Select(c => Number(r < 3 ? m[r, c] : c == 3 ? 1 : 0))).Append('\n');
        Append(text, "src", moving);
        Append(text, "dst", reference);
        AtomicFile.Write(path, stream => stream.Write(Encoding.ASCII.GetBytes(text.ToString())));
    }

    // Columns are direction × voxel size; the stored centre belongs to the voxel index extent / 2, as in MGH files.
    private static Grid? Geometry(string path, List<string> lines, string side)
    {
        var start = lines.FindIndex(l => l.StartsWith(side + " volume info", StringComparison.Ordinal));
        if (start < 0) return null;
        double[] Values(string key, int count)
        {
            var line = lines.Skip(start + 1).Take(8)
                .FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal) && l.Contains('=', StringComparison.Ordinal))
                ?? throw new ImageFormatException(path, -1, $"{side} volume info", $"a line '{key} ='", "none");
            var words = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Split((char[]?)null,
                StringSplitOptions.RemoveEmptyEntries);
            return words.Length >= count
                ? [.. words.Take(count).Select(w => TransformText.Number(path, w, $"{side} {key}"))]
                : throw new ImageFormatException(path, -1, $"{side} {key}", $"{count} numbers", $"{words.Length}");
        }

        if (Values("valid", 1)[0] == 0) return null;
        var (n, size) = (Values("volume", 3), Values("voxelsize", 3));
        if (n.Any(static e => !(e is >= 1 and <= 1e5)) || size.Any(static s => !(s > 0)))
            throw new ImageFormatException(path, -1, $"{side} volume info", "extents of at least 1 and positive voxel sizes",
                $"{string.Join('×', n)} at {string.Join('×', size)} mm");
        var (x, y, z, c) = (Values("xras", 3), Values("yras", 3), Values("zras", 3), Values("cras", 3));
        var linear = new Affine(
            x[0] * size[0], y[0] * size[1], z[0] * size[2], 0,
            x[1] * size[0], y[1] * size[1], z[1] * size[2], 0,
            x[2] * size[0], y[2] * size[1], z[2] * size[2], 0);
        if (linear.Determinant == 0)
            throw new ImageFormatException(path, -1, $"{side} volume info", "three directions", "directions in one plane");
        var offset = new Point(c[0], c[1], c[2]) - linear.ApplyVector(new(n[0] / 2, n[1] / 2, n[2] / 2));
        return (double)n[0] * n[1] * n[2] > Array.MaxLength
            ? throw new ImageFormatException(path, -1, $"{side} volume", "a volume", string.Join('×', n))
            : new(new((int)n[0], (int)n[1], (int)n[2]), linear.WithOffset(offset));
    }

    private static void Append(StringBuilder text, string side, Grid? grid)
    {
        text.Append(CultureInfo.InvariantCulture,
            $"{side} volume info\nvalid = {(grid is null ? 0 : 1)}  # volume info {(grid is null ? "invalid" : "valid")}\nfilename = " +
                $"unknown\n");
        var g = grid ?? new Grid(new(256, 256, 256), new(-1, 0, 0, 128, 0, 0, 1, -128, 0, -1, 0, 128));
        var (s, size) = (g.Shape, g.VoxelSize);
        text.Append(CultureInfo.InvariantCulture,
            $"volume = {s.I} {s.J} {s.K}\nvoxelsize = {Number(size.X)} {Number(size.Y)} {Number(size.Z)}\n");
        ReadOnlySpan<double> lengths = [size.X, size.Y, size.Z];
        for (var a = 0; a < 3; a++)
        {
            var d = g.Affine.Column(a) * (1 / lengths[a]);
            text.Append(CultureInfo.InvariantCulture, $"{"xyz"[a]}ras   = {Number(d.X)} {Number(d.Y)} {Number(d.Z)}\n");
        }

        var centre = g.Affine.Apply(new(s.I / 2.0, s.J / 2.0, s.K / 2.0));
        text.Append(CultureInfo.InvariantCulture, $"cras   = {Number(centre.X)} {Number(centre.Y)} {Number(centre.Z)}\n");
    }

    private static string Number(double v) => v.ToString("e15", CultureInfo.InvariantCulture);

    private static int Whole(string path, List<string> lines, string key)
    {
        var line = lines.FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal) && l.Contains('=', StringComparison.Ordinal))
            ?? throw new ImageFormatException(path, -1, "file", $"a FreeSurfer LTA with a line '{key} ='", "none");
        return int.TryParse(line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..], NumberStyles.Integer, CultureInfo.InvariantCulture,
            out var value)
            ? value
            : throw new ImageFormatException(path, -1, key, "a whole number", $"'{line}'");
    }
}
