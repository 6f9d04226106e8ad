using System.Buffers.Binary;

namespace Pial.Formats.Surfaces;

/// <summary>
/// MZ3, Surfice's form: magic 0x5A4D, bits that say what follows (1 faces, 2 vertices), counts, bytes to skip.
/// <see href="https://github.com/neurolabusc/surf-ice/tree/master/mz3"/>
/// </summary>
internal static class Mz3
{
    public static bool Sniff(ReadOnlySpan<byte> bytes) => bytes.Length >= 16 && bytes[0] == 0x4D && bytes[1] == 0x5A;

    public static SurfaceMesh Read(string path, ReadOnlySpan<byte> bytes)
    {
        int attributes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        var (faces, vertices, skip) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
        if ((attributes & 3) != 3) throw new ImageFormatException(path, 2, "attributes", "faces and vertices (a mesh)", $"{attributes}");
        if (16 + skip + (12L * faces) + (12L * vertices) > bytes.Length)
            throw new ImageFormatException(path, 4, "counts", "what the file holds",
                $"{faces} faces and {vertices} vertices in {bytes.Length} bytes");
        var at = bytes[(16 + (int)skip)..];
        var triangles = new int[3 * faces];
        for (var n = 0; n < triangles.Length; n++)
            triangles[n] = BinaryPrimitives.ReadInt32LittleEndian(at[(4 * n)..]);
        at = at[(4 * triangles.Length)..];
        var coordinates = new float[3 * vertices];
        for (var n = 0; n < coordinates.Length; n++)
            coordinates[n] = BinaryPrimitives.ReadSingleLittleEndian(at[(4 * n)..]);
        return new(coordinates, triangles);
    }
}
