using System.Globalization;
using Pial.Formats.Streams;

namespace Pial.Formats.Surfaces;

/// <summary>
/// BYU (<c>.byu</c>, ICAD's <c>.geo</c>): counts, parts, coordinates in columns of 12 characters that may touch each other, polygons whose
/// last vertex is negative; counted from 1.
/// </summary>
internal static class ByuFile
{
    private const int CoordinateWidth = 12;

    public static SurfaceMesh Read(string path, ReadOnlySpan<byte> bytes)
    {
        ImageFormatException Bad(string field, string found) => new(path, -1, field, "a whole mesh", found);
        var lines = WholeFile.Text(bytes).Split('\n');
        var counts = Numbers(lines[0]);
        if (counts.Length < 4 || counts[0] < 1 || counts[0] > bytes.Length / 2 || counts[1] < 1 || counts[1] > bytes.Length / 3
            || counts[2] < 0)
            throw Bad("first line", "not parts, vertices, polygons and edges");
        var (vertices, polygons) = (counts[1], counts[2]);
        var line = 1;
        for (var parts = 0; parts < 2 * counts[0] && line < lines.Length; line++)
            parts += Numbers(lines[line]).Length;
        var coordinates = new List<float>(3 * vertices);
        for (; coordinates.Count < 3 * vertices; line++)
        {
            if (line >= lines.Length) throw Bad("coordinates", "cut off");
            var text = lines[line].TrimEnd();
            var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.All(static w => float.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            {
                coordinates.AddRange(words.Select(static w => float.Parse(w, CultureInfo.InvariantCulture)));
                continue;
            }

            for (var at = 0; at + 1 < text.Length; at += CoordinateWidth)
                coordinates.Add(float.TryParse(text.AsSpan(at, Math.Min(CoordinateWidth, text.Length - at)), NumberStyles.Float,
                    CultureInfo.InvariantCulture, out var x) ? x : throw Bad($"line {line + 1}", "without coordinates of 12 characters"));
        }

        var (triangles, polygon, read) = (new List<int>(), new List<int>(), 0);
        foreach (var vertex in lines.Skip(line).SelectMany(Numbers))
        {
            if (vertex == int.MinValue) throw Bad("vertex of a polygon", $"{vertex}");
            polygon.Add(Math.Abs(vertex) - 1);
            if (vertex > 0) continue;
            MeshText.Fan(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(polygon), triangles);
            polygon.Clear();
            read++;
        }

        if (read != polygons) throw Bad("polygons", $"{read} of {polygons}");
        return new([.. coordinates], [.. triangles]);
    }

    private static int[] Numbers(string line) =>
        [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(w => int.TryParse(w, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : 0)];
}
