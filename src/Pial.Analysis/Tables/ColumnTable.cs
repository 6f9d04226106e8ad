using System.Globalization;

namespace Pial.Analysis.Tables;

/// <summary>Any table with a row of column names: text as it stands in the file.</summary>
public sealed class ColumnTable
{
    private readonly Dictionary<string, string[]> cells;
    private readonly IReadOnlyList<int> lines;

    private ColumnTable(string name, IReadOnlyList<string> columns, Dictionary<string, string[]> cells, IReadOnlyList<int> lines) =>
        (Name, Columns, this.cells, this.lines) = (name, columns, cells, lines);

    /// <summary>What messages call the table.</summary>
    public string Name { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many rows.</summary>
    public int Rows => lines.Count;

    /// <summary>Values of a column.</summary>
    /// <exception cref="FormatException">There is no such column; the message lists those there are.</exception>
    public IReadOnlyList<string> this[string column] => cells.TryGetValue(column, out var values)
        ? values
        : throw new FormatException(
            $"{Name} has no column '{column}'; it has " +
                $"{string.Join(", ", Columns.Take(24))}{(Columns.Count > 24 ? $" and {Columns.Count - 24} more" : "")}.");

    /// <summary>Reads a table separated by tabs, or by commas or semicolons when its first line has no tab.</summary>
    /// <param name="text">The table.</param>
    /// <param name="name">What messages call it: the file's name.</param>
    /// <exception cref="FormatException">Not a table: empty, without rows, rows of other lengths, a column named twice.</exception>
    public static ColumnTable Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var all = SeparatedText.Read(text.TrimStart('\uFEFF'), name);
        if (all.Count == 0) throw new FormatException($"{name} is empty; expected a table with a row of column names.");
        var header = all[0].Cells;
        if (header.GroupBy(h => h, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"{name} has two columns '{twice.Key}'.");
        foreach (var (line, row) in all.Skip(1))
            if (row.Length != header.Length)
                throw new FormatException($"{name}, line {line}: {row.Length} values for {header.Length} columns.");
        if (all.Count == 1) throw new FormatException($"{name} has no rows.");
        var columns = new Dictionary<string, string[]>(StringComparer.Ordinal);
        for (var c = 0; c < header.Length; c++)
            columns[header[c]] = [.. all.Skip(1).Select(r => r.Cells[c])];
        return new(name, header, columns, [.. all.Skip(1).Select(r => r.Line)]);
    }

    /// <summary>Whether there is a column of that name.</summary>
    public bool Has(string column) => cells.ContainsKey(column);

    /// <summary>Whether every known value of a column is a number, and at least one is known.</summary>
    public bool IsNumeric(string column) => this[column].Where(v => !SubjectTable.IsMissing(v)).ToList() is { Count: > 0 } known
        && known.TrueForAll(v => IsNumber(v, out _));

    /// <summary>A column of numbers with a decimal point; what is not known is NaN.</summary>
    /// <exception cref="FormatException">There is no such column, or a value is no number; the message names the line.</exception>
    public double[] Numbers(string column)
    {
        var text = this[column];
        var numbers = new double[text.Count];
        for (var r = 0; r < numbers.Length; r++)
        {
            if (SubjectTable.IsMissing(text[r])) numbers[r] = double.NaN;
            else if (!IsNumber(text[r], out numbers[r]))
                throw new FormatException(
                    $"{Name}, line {lines[r]}: {column} is '{text[r]}', which is no " +
                        $"number{(text[r].Contains(',', StringComparison.Ordinal) ? " (a decimal point is expected, not a comma)" : "")}.");
        }

        return numbers;
    }

    /// <summary>The table with the columns of another that it does not have itself, matched by a column of both.</summary>
    /// <param name="other">Where from; each value of the key at most once.</param>
    /// <param name="key">Column of both, for example <c>participant_id</c>; rows without a match get nothing.</param>
    /// <exception cref="FormatException">A table does not have the key, or the other has one of its values twice.</exception>
    public ColumnTable With(ColumnTable other, string key)
    {
        ArgumentNullException.ThrowIfNull(other);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var keys = other[key];
        for (var r = 0; r < keys.Count; r++)
            if (!places.TryAdd(keys[r], r)) throw new FormatException($"{other.Name} has {key} '{keys[r]}' twice.");
        int[] from = [.. this[key].Select(k => places.GetValueOrDefault(k, -1))];
        string[] more = [.. other.Columns.Where(c => !Has(c))];
        var joined = new Dictionary<string, string[]>(cells, StringComparer.Ordinal);
        foreach (var column in more)
            joined[column] = [.. from.Select(r => r < 0 ? "" : other[column][r])];
        return new(Name, [.. Columns, .. more], joined, lines);
    }

    private static bool IsNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
