using System.Globalization;

namespace Pial.Analysis.Tables;

/// <summary>
/// Cells of text that came from others: what begins with <c>=</c>, <c>+</c>, <c>-</c> or <c>@</c> is a formula to a spreadsheet, so it is
/// written with an apostrophe before it, as spreadsheets themselves mark text, and read
/// back without. Numbers stay numbers.
/// </summary>
public static class TextCell
{
    private const char Mark = '\'';

    /// <summary>A text as it is written.</summary>
    public static string Guarded(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 1 && (Begins(text[0]) || (text[0] == Mark && Begins(text[1])))
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? Mark + text : text;
    }

    /// <summary>A cell as it was meant: without the apostrophe that <see cref="Guarded"/> adds.</summary>
    public static string Plain(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Length > 2 && cell[0] == Mark && (Begins(cell[1]) || (cell[1] == Mark && Begins(cell[2]))) ? cell[1..] : cell;
    }

    private static bool Begins(char c) => c is '=' or '+' or '-' or '@';
}
