using System.Globalization;

namespace Pial.Analysis.Tables;

/// <summary>
/// The order in which a person expects the levels of a column: bands and numbers by their first number (<c>&lt;20</c>, <c>20-40</c>,
/// <c>100+</c>), then words as they are spelt, <c>n/a</c> last.
/// </summary>
public sealed class LevelOrder : IComparer<string>
{
    private LevelOrder()
    {
    }

    /// <summary>The one instance.</summary>
    public static LevelOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null) return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var (a, b) = (Place(x), Place(y));
        return a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank)
            : a.Number != b.Number ? a.Number.CompareTo(b.Number)
                : a.Below != b.Below ? a.Below.CompareTo(b.Below) : string.CompareOrdinal(x, y);
    }

    // Rank 0 numbers, 1 words, 2 nothing; what is below a number comes before what begins with it.
    private static (int Rank, double Number, int Below) Place(string level)
    {
        if (SubjectTable.IsMissing(level)) return (2, 0, 0);
        var text = level.AsSpan().TrimStart("<>≤≥ ");
        var length = text.Length > 0 && text[0] == '-' ? 1 : 0;
        while (length < text.Length
            && (char.IsAsciiDigit(text[length])
                || (text[length] == '.' && length + 1 < text.Length && char.IsAsciiDigit(text[length + 1]))))
            length++;
        return double.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (0, number, level[0] is '<' or '≤' ? -1 : 0) : (1, 0, 0);
    }
}
