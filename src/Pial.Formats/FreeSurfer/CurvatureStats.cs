using System.Globalization;
using System.Text.RegularExpressions;

namespace Pial.Formats.FreeSurfer;

/// <summary>One line of <c>?h.curv.stats</c>.</summary>
/// <param name="Map">The curvature: <c>Raw</c>, <c>K</c>, <c>H</c>, <c>k1</c>, <c>k2</c>, <c>S</c>, <c>C</c>, <c>BE</c>, <c>SI</c>,
/// <c>FI</c>.</param>
/// <param name="Surface">What it was computed on or read from: <c>lh.smoothwm</c>, <c>lh.curv</c>, <c>lh.sulc</c>.</param>
/// <param name="Name">The quantity: <c>mean</c>, <c>Min</c>, <c>Natural Surface Integral</c>, …</param>
/// <param name="Value">Its value.</param>
/// <param name="Deviation">What stands behind <c>+-</c>; NaN when nothing does.</param>
/// <param name="Detail">The rest of the line: unit, vertex, share.</param>
public sealed record CurvatureEntry(string Map, string Surface, string Name, double Value, double Deviation, string Detail);

/// <summary>What <c>mris_curvature_stats</c> wrote (<c>?h.curv.stats</c>): free text in blocks, one block a curvature map.</summary>
public sealed partial class CurvatureStats
{
    private CurvatureStats(string path, IReadOnlyList<CurvatureEntry> entries) => (Path, Entries) = (path, entries);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Every line that holds a number, in file order.</summary>
    public IReadOnlyList<CurvatureEntry> Entries { get; }

    /// <summary>A quantity of a map on a surface; null when the file has none.</summary>
    public double? Value(string map, string surface, string name) =>
        Entries.FirstOrDefault(e => e.Map == map && e.Surface == surface && e.Name == name)?.Value;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImageFormatException">Not such a file, or cut off.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static CurvatureStats Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = File.ReadAllText(path);
        if (!text.Contains("<mean> +- <std>", StringComparison.Ordinal))
            throw new ImageFormatException(path, -1, "file", "the output of mris_curvature_stats", "another kind of text");
        if (!text.EndsWith('\n')) throw new ImageFormatException(path, -1, "last line", "a line end; the file may be cut off", "not ended");
        var (entries, map, surface) = (new List<CurvatureEntry>(), "", "");
        foreach (var (line, number) in text.Split('\n').Select((l, n) => (l.Trim(), n + 1)))
        {
            if (Head().Match(line) is { Success: true } head)
            {
                (map, surface) = (head.Groups[1].Value, head.Groups[2].Value);
                entries.Add(Entry(path, number, map, surface, "mean", head.Groups[3].Value));
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
                && line.StartsWith(map + " ", StringComparison.Ordinal) && map.Length > 0)
            {
                var rest = line[(colon + 1)..].Trim();
                if (rest.Length == 0) throw new ImageFormatException(path, -1, $"line {number}", "a value; the file may be cut off",
                    "without one");
                if (!char.IsAsciiLetter(rest[0]) || rest.StartsWith("nan", StringComparison.OrdinalIgnoreCase))
                    entries.Add(Entry(path, number, map, surface, line[map.Length..colon].Trim(), rest));
            }
        }

        return new(path, entries);
    }

    private static CurvatureEntry Entry(string path, int line, string map, string surface, string name, string rest)
    {
        var words = rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var value = Number(path, line, words.Length > 0 ? words[0] : "");
        var pair = words.Length > 2 && words[1] == "+-";
        return new(map, surface, name, value, pair ? Number(path, line, words[2]) : double.NaN, string.Join(' ', words.Skip(pair ? 3 : 1)));
    }

    private static double Number(string path, int line, string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : word.TrimStart('-').StartsWith("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN
        : throw new ImageFormatException(path, -1, $"line {line}",
            word.Contains(',', StringComparison.Ordinal)
                ? "a number with a decimal point; the file was written under a locale with decimal commas" : "a number", $"'{word}'");

    [GeneratedRegex(@"^(\w+) <mean> \+- <std> \(using '([^']+)'\):\s*(.*)$", RegexOptions.None, 1000)]
    private static partial Regex Head();
}
