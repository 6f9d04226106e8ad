using Pial.Formats.Streams;
using Pial.Formats.Surfaces;

namespace Pial.Formats.FreeSurfer;

/// <summary>
/// FreeSurfer's binary surfaces, big-endian: triangles (magic FF FF FE: two lines of text, counts, float coordinates, indices) and the
/// older quadrangles (FF FF FF: coordinates in hundredths of a mm; FF FF FD: floats; counts and indices of three bytes).
/// </summary>
internal static class FreeSurferSurface
{
    public static bool Sniff(ReadOnlySpan<byte> bytes) => bytes.Length > 15 && bytes[0] == 0xff && bytes[1] == 0xff
        && (bytes[2] is 0xfe or 0xfd || (bytes[2] == 0xff && !MorphometryFile.SniffNew(bytes)));

    public static SurfaceMesh Read(string path, ReadOnlySpan<byte> bytes) =>
        bytes[2] == 0xfe ? Triangles(path, bytes) : Quadrangles(path, bytes, floats: bytes[2] == 0xfd);

    /// <summary>
    /// What stands behind a surface of triangles: the volume it lies on (null when the file does not say), and whether its coordinates are
    /// scanner RAS+ instead of tkRAS.
    /// </summary>
    /// <param name="bytes">The whole file, which was read as a surface.</param>
    /// <param name="mesh">What was read.</param>
    public static (SurfaceGeometry? Geometry, bool Scanner) Footer(ReadOnlySpan<byte> bytes, SurfaceMesh mesh)
    {
        if (bytes[2] != 0xfe) return (null, false);
        var comment = 3 + bytes[3..].IndexOf((byte)'\n') + 1;
        if (bytes[comment] == '\n') comment++;
        var rest = bytes[(comment + 8 + (12 * mesh.VertexCount) + (12 * mesh.TriangleCount))..];
        var scanner = rest.Length >= 8 && rest[..8].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, FreeSurferWriter.UseRealRas, 0, 0, 0, 1]);
        return (SurfaceGeometry.Parse(rest), scanner);
    }

    private static SurfaceMesh Triangles(string path, ReadOnlySpan<byte> bytes)
    {
        // "created by NAME on DATE", a line end, and an empty line.
        var comment = bytes[3..].IndexOf((byte)'\n');
        if (comment < 0 || comment > 4096) throw new ImageFormatException(path, 3, "first line", "who made the surface", "without an end");
        var at = 3 + comment + 1;
        if (at < bytes.Length && bytes[at] == '\n') at++;
        if (at + 8 > bytes.Length) throw new ImageFormatException(path, at, "counts", "numbers of vertices and triangles", "cut off");
        var field = new FieldReader(bytes, bigEndian: true);
        var (vertices, triangles) = (field.I32(at), field.I32(at + 4));
        var need = at + 8 + (12L * vertices) + (12L * triangles);
        if (vertices < 0 || triangles < 0 || need > bytes.Length)
            throw new ImageFormatException(path, at, "counts", $"what {bytes.Length} bytes hold; the file may be cut off",
                $"{vertices} vertices and {triangles} triangles");
        var coordinates = new float[3 * vertices];
        for (var n = 0; n < coordinates.Length; n++)
            coordinates[n] = field.F32(at + 8 + (4 * n));
        var start = at + 8 + (12 * vertices);
        var indices = new int[3 * triangles];
        for (var n = 0; n < indices.Length; n++)
            indices[n] = field.I32(start + (4 * n));
        return new(coordinates, indices);
    }

    private static SurfaceMesh Quadrangles(string path, ReadOnlySpan<byte> bytes, bool floats)
    {
        var (vertices, quads) = (Int24(bytes, 3), Int24(bytes, 6));
        var each = floats ? 12 : 6;
        if (9 + ((long)each * vertices) + (12L * quads) > bytes.Length)
            throw new ImageFormatException(path, 3, "counts", $"what {bytes.Length} bytes hold; the file may be cut off",
                $"{vertices} vertices and {quads} quadrangles");
        var field = new FieldReader(bytes, bigEndian: true);
        var coordinates = new float[3 * vertices];
        for (var n = 0; n < coordinates.Length; n++)
            coordinates[n] = floats ? field.F32(9 + (4 * n)) : field.I16(9 + (2 * n)) / 100f;
        var at = 9 + (each * vertices);
        var triangles = new int[6 * quads];
        for (var q = 0; q < quads; q++)
        {
            var (a, b, c, d) = (Int24(bytes, at + (12 * q)), Int24(bytes, at + (12 * q) + 3), Int24(bytes, at + (12 * q) + 6),
                Int24(bytes, at + (12 * q) + 9));

            // The diagonal alternates with the first vertex, as FreeSurfer and nibabel part quadrangles.
            ReadOnlySpan<int> parts = a % 2 == 0 ? [a, b, d, c, d, b] : [a, b, c, a, c, d];
            parts.CopyTo(triangles.AsSpan(6 * q));
        }

        return new(coordinates, triangles);
    }

    private static int Int24(ReadOnlySpan<byte> bytes, int at) => (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
}
