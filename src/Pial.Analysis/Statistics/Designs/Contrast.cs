using System.Globalization;
using System.Text;

namespace Pial.Analysis.Statistics.Designs;

/// <summary>
/// What is tested: one row of weights over the design's columns for a t test, several for an F test of all of them together.
/// </summary>
/// <param name="Name">Letters and digits, for file names.</param>
/// <param name="Expression">As the person wrote it.</param>
/// <param name="Rows">Weights.</param>
public sealed record Contrast(string Name, string Expression, IReadOnlyList<double[]> Rows)
{
    /// <summary>Whether it is tested with F.</summary>
    public bool IsF { get; init; } = Rows.Count > 1;

    /// <summary>
    /// Reads a contrast: weights of the columns in order (<c>1 0 0</c>; zeros at the end may be left out), or names with factors
    /// (<c>age</c>, <c>sex[M]-sex[F]</c>, <c>0.5*a + 0.5*b - c</c>). The name of a term stands for its column, or for all of them together
    /// (F). Several rows, separated by <c>;</c>, are an F contrast. <c>NAME=…</c> gives it a name.
    /// </summary>
    /// <param name="text">The contrast.</param>
    /// <param name="design">What its names and places mean.</param>
    /// <exception cref="ArgumentException">An unknown column, a wrong count of weights, or nothing but zeros.</exception>
    public static Contrast Parse(string text, Design design)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(design);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var expression = text[(equals + 1)..].Trim();
        var rows = expression.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(row => Row(row, design)).ToArray();
        if (rows.Length == 0)
            throw new ArgumentException($"The contrast '{text}' is empty; columns are {string.Join(", ", design.Names)}.");
        foreach (var row in rows)
            if (row.All(w => w == 0)) throw new ArgumentException($"The contrast '{text}' has a row of zeros: it compares nothing.");
        var name = Clean(equals >= 0 ? text[..equals] : expression);
        return new(name.Length > 0 ? name : "contrast", expression, rows);
    }

    /// <summary>One F contrast of several: all their rows.</summary>
    public static Contrast Join(IReadOnlyList<Contrast> contrasts)
    {
        ArgumentNullException.ThrowIfNull(contrasts);
        return new(
            contrasts.Count == 1 ? contrasts[0].Name : "F" + string.Concat(contrasts.Select(c => c.Name)),
            string.Join("; ", contrasts.Select(c => c.Expression)), [.. contrasts.SelectMany(c => c.Rows)])
        { IsF = true };
    }

    private static IEnumerable<double[]> Row(string row, Design design)
    {
        var words = row.Split((char[])[' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[design.Names.Count];
        if (words.All(w => double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
        {
            if (words.Length > numbers.Length)
                throw new ArgumentException(
                    $"The contrast '{row}' has {words.Length} weights for {numbers.Length} columns: {string.Join(", ", design.Names)}.");
            for (var n = 0; n < words.Length; n++)
                numbers[n] = double.Parse(words[n], CultureInfo.InvariantCulture);
            return [numbers];
        }

        if (design.Terms.FirstOrDefault(t => string.Equals(t.Name, row, StringComparison.Ordinal)) is { } term)
            return term.Columns.Select(c => Unit(numbers.Length, c));
        string[] names = [.. design.Names, .. design.Terms.Select(t => t.Name),
            .. design.Factors.Select(f => $"{f.Column}[{f.Reference}]")];
        foreach (var (weight, name) in ContrastText.Split(row, names))
        {
            if (name.Length == 0)
                throw new ArgumentException($"The contrast '{row}' mixes names and bare numbers; write weights as '2*age'.");
            if (Place(name, design) is { } place) numbers[place] += weight;
        }

        return [numbers];
    }

    private static double[] Unit(int length, int at)
    {
        var row = new double[length];
        row[at] = 1;
        return row;
    }

    // The reference level has no column: it is what 0 in the others means.
    private static int? Place(string name, Design design)
    {
        for (var n = 0; n < design.Names.Count; n++)
            if (string.Equals(design.Names[n], name, StringComparison.Ordinal)) return n;
        if (design.Terms.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal)) is { } term)
        {
            return term.Columns.Count == 1
                ? term.Columns[0]
                : throw new ArgumentException(
                    $"'{name}' has {term.Columns.Count} columns ({string.Join(", ", term.Columns.Select(c => design.Names[c]))}); name " +
                        $"one, or give '{name}' alone for an F test.");
        }

        if (design.Factors.Any(f => string.Equals($"{f.Column}[{f.Reference}]", name, StringComparison.Ordinal))) return null;
        var references = design.Factors.Select(f => $"{f.Column}[{f.Reference}] (the reference)");
        throw new ArgumentException(
            $"The contrast names '{name}', which the design does not have; it has {string.Join(", ", design.Names.Concat(references))}.");
    }

    // sex[M]-sex[F] → sexMMinusSexF: file names of BIDS take letters and digits alone.
    private static string Clean(string text)
    {
        var name = new StringBuilder();
        var upper = false;
        foreach (var c in text)
        {
            if (c == '-') name.Append(name.Length > 0 ? "Minus" : "minus");
            else if (c == '+') name.Append("Plus");
            else if (c == ';') name.Append("And");
            else if (char.IsAsciiLetterOrDigit(c)) name.Append(upper && name.Length > 0 ? char.ToUpperInvariant(c) : c);
            upper = !char.IsAsciiLetterOrDigit(c);
        }

        return name.ToString();
    }
}
