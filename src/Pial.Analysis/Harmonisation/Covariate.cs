using System.Globalization;
using Pial.Analysis.Statistics.Splines;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Harmonisation;

/// <summary>A kept column as numbers, the same way for training and for new rows.</summary>
public sealed record Covariate
{
    /// <summary>Its name.</summary>
    public required string Column { get; init; }

    /// <summary>Levels of a column of words, the reference first; empty for numbers.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>The curve's basis; null for a straight line or levels.</summary>
    public SplineBasis? Spline { get; init; }

    /// <summary>What is subtracted from each of its columns: their mean over the training rows.</summary>
    public IReadOnlyList<double> Means { get; init; } = [];

    /// <summary>Least training value; NaN for words.</summary>
    public double Least { get; init; } = double.NaN;

    /// <summary>Largest training value; NaN for words.</summary>
    public double Most { get; init; } = double.NaN;

    /// <summary>Names of the columns it becomes.</summary>
    public IReadOnlyList<string> Names => Spline is { } spline ? [.. Enumerable.Range(1, spline.Count).Select(n => $"{Column}.{n}")]
        : Levels.Count > 0 ? [.. Levels.Skip(1).Select(l => $"{Column}[{l}]")] : [Column];

    /// <summary>Whether its values are words.</summary>
    public bool IsWords => Levels.Count > 0;

    /// <summary>Looks at a column of training rows.</summary>
    /// <param name="table">Training rows, none without a value.</param>
    /// <param name="column">The column.</param>
    /// <param name="smooth">Whether it is kept as a curve.</param>
    /// <param name="bounds">Ends of the curve.</param>
    /// <exception cref="ArgumentException">It is the same for everybody, has too many levels, or cannot be a curve.</exception>
    internal static Covariate Of(SubjectTable table, string column, bool smooth, (double Low, double High)? bounds)
    {
        if (!table.IsNumeric(column))
        {
            if (smooth) throw new ArgumentException($"{table.Name}: '{column}' is no column of numbers and cannot be kept as a curve.");
            LevelSpelling.Check(table.Name, column, table[column]);
            string[] levels = [.. table[column].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (levels.Length == 1) throw Constant(table, column, levels[0]);
            if (levels.Length > 20)
                throw new ArgumentException($"{table.Name}: '{column}' has {levels.Length} levels; up to 20 can be kept.");
            return Centred(new() { Column = column, Levels = levels }, table);
        }

        var values = table.Numbers(column);
        if (Array.FindIndex(values, v => !double.IsFinite(v)) is var odd and >= 0)
            throw new ArgumentException($"{table.Name}: '{column}' of {table.Ids[odd]} is {values[odd]}.");
        var (least, most) = (values.Min(), values.Max());
        if (!(most > least)) throw Constant(table, column, least.ToString("g6", CultureInfo.InvariantCulture));
        if (MissingCode.Find(values) is { Count: > 0 } codes)
            throw new ArgumentException(
                $"{table.Name}: '{column}' is {string.Join(" or ", codes)} in some rows, which stands for missing; write n/a there.");
        return Centred(new()
        {
            Column = column,
            Least = least,
            Most = most,
            Spline = smooth ? SplineBasis.Of(values, bounds: bounds) : null
        }, table);
    }

    /// <summary>Its columns for any rows: one array a column. What is not known is NaN in all of them.</summary>
    /// <exception cref="ArgumentException">A level that was not there at the fit.</exception>
    /// <exception cref="FormatException">A value is no number.</exception>
    internal double[][] Values(SubjectTable table)
    {
        var raw = Raw(table);
        for (var c = 0; c < raw.Length && c < Means.Count; c++)
        {
            for (var r = 0; r < raw[c].Length; r++)
                raw[c][r] -= Means[c];
        }

        return raw;
    }

    private static Covariate Centred(Covariate covariate, SubjectTable table) => covariate with
    {
        Means = [.. covariate.Raw(table).Select(c => c.Average())],
    };

    private double[][] Raw(SubjectTable table)
    {
        if (IsWords)
        {
            var words = table[Column];
            var odd = Enumerable.Range(0, words.Count)
                .FirstOrDefault(r => !SubjectTable.IsMissing(words[r]) && !Levels.Contains(words[r], StringComparer.Ordinal), -1);
            if (odd >= 0)
                throw new ArgumentException(
                    $"{table.Name}: '{Column}' of {table.Ids[odd]} is '{words[odd]}'; the model knows {string.Join(", ", Levels)}.");
            return [.. Levels.Skip(1).Select(l => words.Select(w => SubjectTable.IsMissing(w) ? double.NaN : w == l ? 1.0 : 0).ToArray())];
        }

        var numbers = table.Numbers(Column);
        for (var r = 0; r < numbers.Length; r++)
            if (double.IsInfinity(numbers[r])) throw new ArgumentException($"{table.Name}: '{Column}' of {table.Ids[r]} is infinite.");
        if (Spline is not { } spline) return [numbers];
        var columns = Enumerable.Range(0, spline.Count).Select(_ => new double[numbers.Length]).ToArray();
        var at = new double[spline.Count];
        for (var r = 0; r < numbers.Length; r++)
        {
            if (double.IsNaN(numbers[r])) Array.Fill(at, double.NaN);
            else spline.Evaluate(numbers[r], at);
            for (var c = 0; c < at.Length; c++)
                columns[c][r] = at[c];
        }

        return columns;
    }

    private static ArgumentException Constant(SubjectTable table, string column, string value) =>
        new($"{table.Name}: '{column}' is {value} for everybody the fit sees; there is no effect to keep. Take it out of option 'keep'.");
}
