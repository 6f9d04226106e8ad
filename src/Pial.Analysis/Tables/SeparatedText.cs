using System.Text;

namespace Pial.Analysis.Tables;

/// <summary>Lines of cells: tab-separated as BIDS has them, or comma- or semicolon-separated with quotes (RFC 4180).</summary>
public static class SeparatedText
{
    /// <summary>The lines that are not empty, with their numbers in the file; cells are trimmed. Lines end with LF, CR LF or CR.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="FormatException">A quote is not closed, or it is no text at all.</exception>
    public static IReadOnlyList<(int Line, string[] Cells)> Read(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().IndexOfAnyInRange('\0', '\b') >= 0)
            throw new FormatException($"{name} is no table: it holds bytes that are no text.");
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'); // old spreadsheets end lines with CR alone
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var first = end >= 0 ? text[..end] : text;
        var separator = first.Contains('\t') ? '\t' : first.Contains(',') ? ',' : first.Contains(';') ? ';' : '\t';
        var lines = new List<(int, string[])>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (line, started, quoted) = (1, 1, false);
        for (var n = 0; n <= text.Length; n++)
        {
            var c = n < text.Length ? text[n] : '\n';
            if (n == text.Length && quoted) throw new FormatException($"{name}, line {started}: a quote is opened and not closed.");
            if (quoted && !(c == '"' && (n + 1 >= text.Length || text[n + 1] != '"')))
            {
                cell.Append(c);
                if (c == '"') n++; // two quotes stand for one
                if (c == '\n') line++;
            }
            else if (c == '"' && separator != '\t' && (quoted || cell.ToString().Trim().Length == 0))
            {
                quoted = !quoted;
            }
            else if (c == separator || c == '\n')
            {
                cells.Add(TextCell.Plain(cell.ToString().Trim()));
                cell.Clear();
                if (c == separator) continue;
                if (cells.Any(x => x.Length > 0)) lines.Add((started, [.. cells]));
                cells.Clear();
                started = ++line;
            }
            else
            {
                cell.Append(c);
            }
        }

        return lines;
    }
}
