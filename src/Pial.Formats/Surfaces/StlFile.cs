using System.Buffers.Binary;

namespace Pial.Formats.Surfaces;

/// <summary>STL: triangles each with its own corners; equal corners become one vertex.</summary>
internal static class StlFile
{
    public static SurfaceMesh Text(MeshWords words)
    {
        words.Line();
        var corners = new Corners();
        while (words.More())
        {
            if (!words.Word("vertex").Equals("vertex", StringComparison.Ordinal)) continue;
            corners.Add(words.Float("coordinate"), words.Float("coordinate"), words.Float("coordinate"));
        }

        return corners.Mesh();
    }

    public static SurfaceMesh Binary(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 84) throw new ImageFormatException(path, 0, "file", "a binary STL of at least 84 bytes",
            $"{bytes.Length} bytes");
        var count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[80..]);
        if (bytes.Length < 84 + (50L * count)) throw new ImageFormatException(path, 80, "number of triangles",
            $"at most {(bytes.Length - 84) / 50}, what the file holds", $"{count}");
        var corners = new Corners();
        for (var t = 0; t < count; t++)
        {
            for (var c = 0; c < 3; c++)
            {
                var at = bytes[(84 + (50 * t) + 12 + (12 * c))..];
                corners.Add(BinaryPrimitives.ReadSingleLittleEndian(at), BinaryPrimitives.ReadSingleLittleEndian(at[4..]),
                    BinaryPrimitives.ReadSingleLittleEndian(at[8..]));
            }
        }

        return corners.Mesh();
    }

    private sealed class Corners
    {
        private readonly Dictionary<(float, float, float), int> known = [];
        private readonly List<float> coordinates = [];
        private readonly List<int> triangles = [];

        public void Add(float x, float y, float z)
        {
            if (!known.TryGetValue((x, y, z), out var vertex))
            {
                known[(x, y, z)] = vertex = coordinates.Count / 3;
                coordinates.AddRange([x, y, z]);
            }

            triangles.Add(vertex);
        }

        public SurfaceMesh Mesh() => new([.. coordinates], [.. triangles]);
    }
}
