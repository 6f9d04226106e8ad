using System.Globalization;
using System.Text;

namespace Pial.Formats;

/// <summary>
/// Text of strangers (a header's description, a file's name, a field of YAML) as it may stand in a message: on one line, and with nothing
/// that a terminal would obey.
/// </summary>
public static class PlainText
{
    /// <summary>
    /// The text with control characters, line and paragraph separators and marks that turn the direction of writing as <c>\x1B</c> or
    /// <c>\u202E</c>; line breaks and tabs as <c>\n</c>, <c>\r</c>, <c>\t</c>.
    /// </summary>
    /// <param name="text">Any text; returned as it is where nothing in it needs that.</param>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = text.AsSpan().IndexOfAnyExcept(Printable);
        return first < 0 ? text : Escape(text, static c => IsUnsafe(c));
    }

    /// <summary>As <see cref="OneLine"/>, but lines stay lines: for what a command prints in several.</summary>
    /// <param name="text">Any text.</param>
    public static string Lines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = text.AsSpan().IndexOfAnyExcept(Printable);
        return first < 0 ? text : Escape(text, static c => c is not ('\n' or '\r' or '\t') && IsUnsafe(c));
    }

    private static readonly System.Buffers.SearchValues<char> Printable =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(' ', 95).Select(static c => (char)c)]);

    private static string Escape(string text, Func<char, bool> which)
    {
        var safe = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (!which(c)) safe.Append(c);
            else if (c is '\n' or '\r' or '\t') safe.Append(c switch { '\n' => @"\n", '\r' => @"\r", _ => @"\t" });
            else safe.Append(c < 256 ? @"\x" : @"\u").Append(((int)c).ToString(c < 256 ? "X2" : "X4", CultureInfo.InvariantCulture));
        }

        return safe.ToString();
    }

    // U+200E, 200F, 202A to 202E, 2066 to 2069: bidirectional controls (UAX 9); U+2028 and 2029 end lines.
    private static bool IsUnsafe(char c) =>
        char.IsControl(c)
            || c is '\u2028' or '\u2029' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
                or '\uFEFF';
}
