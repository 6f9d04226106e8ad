
namespace Pial.Plots.Canvas;

/// <summary>
/// Texts in lines that fit a width: broken at spaces, hyphens, underscores and slashes, and within a word only when the word alone is too
/// long.
/// </summary>
internal static class TextLines
{
    /// <summary>Distance of baselines, in font sizes.</summary>
    public const double Leading = 1.22;

    /// <summary>The lines of a text.</summary>
    public static IReadOnlyList<string> Wrap(string text, TextStyle style, double width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var piece in Pieces(text, style, width))
        {
            if (line.Length > 0 && style.WidthOf((line + piece).TrimEnd()) > width)
            {
                lines.Add(line.TrimEnd());
                line = "";
            }

            line += line.Length == 0 ? piece.TrimStart() : piece;
        }

        if (line.TrimEnd().Length > 0 || lines.Count == 0) lines.Add(line.TrimEnd());
        return lines;
    }

    /// <summary>Whether a text fits without a break inside a word.</summary>
    public static bool WordsFit(string text, TextStyle style, double width) => Words(text).All(w => style.WidthOf(w.TrimEnd()) <= width);

    private static IEnumerable<string> Pieces(string text, TextStyle style, double width)
    {
        foreach (var word in Words(text))
        {
            if (style.WidthOf(word.TrimEnd()) <= width)
            {
                yield return word;
                continue;
            }

            var part = "";
            foreach (var rune in word.EnumerateRunes())
            {
                if (part.Length > 0 && style.WidthOf(part + rune) > width)
                {
                    yield return part;
                    part = "";
                }

                part += rune.ToString();
            }

            yield return part;
        }
    }

    private static IEnumerable<string> Words(string text)
    {
        var from = 0;
        for (var n = 0; n < text.Length; n++)
        {
            if (text[n] is not (' ' or '_' or '-' or '/')) continue;
            yield return text[from..(n + 1)];
            from = n + 1;
        }

        if (from < text.Length) yield return text[from..];
    }
}
