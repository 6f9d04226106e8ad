using System.Globalization;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.FreeSurfer;

/// <summary>A vertex or point of a label.</summary>
/// <param name="Vertex">Its number on the surface; −1 for a point of the volume.</param>
/// <param name="Position">Where it is, mm, surface RAS.</param>
/// <param name="Value">A number that belongs to it: a probability, a statistic.</param>
public readonly record struct LabelPoint(int Vertex, Point Position, double Value);

/// <summary>A set of vertices (<c>.label</c>).</summary>
/// <param name="Comment">The file's first line, without its mark.</param>
/// <param name="Points">The vertices, in file order.</param>
public sealed record LabelFile(string Comment, IReadOnlyList<LabelPoint> Points)
{
    private const int MostBytes = 256 << 20;

    /// <summary>Reads a label.</summary>
    /// <exception cref="ImageFormatException">No label, or a damaged one.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static LabelFile Read(string path)
    {
        var text = WholeFile.Text(WholeFile.Read(path, MostBytes, "a label (.label)"));
        if (!text.StartsWith('#')) throw new ImageFormatException(path, 0, "first line", "#!ascii label", "another kind of file");
        var lines = text.Split('\n');
        if (lines.Length < 2 || !int.TryParse(lines[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) || count < 0)
            throw new ImageFormatException(path, -1, "line 2", "the number of vertices",
                lines.Length < 2 ? "missing" : $"'{lines[1].Trim()}'");
        if (count > lines.Length) throw new ImageFormatException(path, -1, "vertices", $"{count}; the file may be cut off",
            $"at most {lines.Length - 2}");
        var points = new LabelPoint[count];
        for (var n = 0; n < count; n++)
        {
            var words = n + 2 < lines.Length ? lines[n + 2].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
            if (words.Length < 5) throw new ImageFormatException(path, -1, $"line {n + 3}",
                "vertex, x, y, z, value; the file may be cut off", words.Length == 0 ? "missing" : $"'{lines[n + 2].Trim()}'");
            points[n] = new((int)Number(path, n, words[0]),
                new(Number(path, n, words[1]), Number(path, n, words[2]), Number(path, n, words[3])), Number(path, n, words[4]));
        }

        return new(lines[0].TrimStart('#', '!').Trim(), points);
    }

    private static double Number(string path, int row, string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value : throw new ImageFormatException(path, -1, $"line {row + 3}", "numbers", $"'{word}'");
}
