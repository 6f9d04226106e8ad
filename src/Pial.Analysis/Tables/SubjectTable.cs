using System.Globalization;

namespace Pial.Analysis.Tables;

/// <summary>A table with one row a subject and named columns, as <c>participants.tsv</c>: text as it stands in the file.</summary>
public sealed class SubjectTable
{
    private static readonly string[] Missing = ["", "n/a", "na", "nan", "null", "none", "."];
    private readonly Dictionary<string, string[]> columns;

    private SubjectTable(string name, string idColumn, IReadOnlyList<string> ids, IReadOnlyList<string> names,
        Dictionary<string, string[]> columns) =>
        (Name, IdColumn, Ids, Columns, this.columns) = (name, idColumn, ids, names, columns);

    /// <summary>What messages call the table.</summary>
    public string Name { get; }

    /// <summary>Name of the column of subjects.</summary>
    public string IdColumn { get; }

    /// <summary>The subjects, in the order of the rows, as the table writes them.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Names of the columns, without that of the subjects.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Who was left out when the table was read, in a sentence; null for nobody.</summary>
    public string? LeftOut { get; private init; }

    /// <summary>Values of a column, one a subject.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    public IReadOnlyList<string> this[string column] => columns.TryGetValue(column, out var values)
        ? values
        : throw new ArgumentException($"{Name} has no column '{column}'; it has {string.Join(", ", Columns)}.");

    /// <summary>Whether there is a column of that name.</summary>
    public bool Has(string column) => columns.ContainsKey(column);

    /// <summary>Whether a cell says that its value is not known (empty, n/a, NaN, …).</summary>
    public static bool IsMissing(string value) => Missing.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>A column of numbers with a decimal point; what is not known is NaN.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="FormatException">A value is no number; the message names the subject.</exception>
    public double[] Numbers(string column)
    {
        var text = this[column];
        var numbers = new double[text.Count];
        for (var r = 0; r < numbers.Length; r++)
        {
            if (IsMissing(text[r])) numbers[r] = double.NaN;
            else if (!double.TryParse(text[r], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[r]))
                throw new FormatException(
                    $"{Name}: {column} of {Ids[r]} is '{text[r]}', which is no " +
                        $"number{(text[r].Contains(',', StringComparison.Ordinal) ? " (a decimal point is expected, not a comma)" : "")}.");
        }

        return numbers;
    }

    /// <summary>Whether every known value of a column is a number, and at least one is known.</summary>
    public bool IsNumeric(string column) => this[column].Where(v => !IsMissing(v)).ToList() is { Count: > 0 } known
        && known.TrueForAll(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    /// <summary>
    /// Reads a table separated by tabs, or by commas or semicolons when its first line has no tab. Subjects are the column
    /// <c>participant_id</c>, or the first, unless another is named.
    /// </summary>
    /// <param name="text">The table.</param>
    /// <param name="name">What messages call it: the file's name.</param>
    /// <param name="idColumn">Column of the subjects; null for <c>participant_id</c> or the first.</param>
    /// <param name="dropRepeated">Of a subject that is listed several times, whether its row is kept once where all say the same, and the
    /// subject left out where they do not; else it is an error.</param>
    /// <exception cref="FormatException">Not a table: empty, rows of other lengths, a column or subject named twice, no such column of
    /// subjects.</exception>
    public static SubjectTable Parse(string text, string name, string? idColumn = null, bool dropRepeated = false)
    {
        var table = ColumnTable.Parse(text, name);
        var header = table.Columns;
        var id = idColumn ?? (table.Has("participant_id") ? "participant_id" : header[0]);
        if (!table.Has(id))
            throw new FormatException(
                $"{name} has no column '{id}'; it has {string.Join(", ", header.Take(12))}{(header.Count > 12 ? ", …" : "")}.");
        var ids = table[id];
        string[] names = [.. header.Where(h => h != id)];
        var again = Enumerable.Range(0, ids.Count).GroupBy(r => ids[r], StringComparer.Ordinal).Where(g => g.Count() > 1).ToList();
        if (again.Count == 0) return new(name, id, ids, names, names.ToDictionary(c => c, c => table[c].ToArray(), StringComparer.Ordinal));
        if (!dropRepeated)
            throw new FormatException(
                $"{name} lists {again[0].Key} {again[0].Count()} " +
                    $"times{(again.Count > 1 ? $", and {again.Count - 1} more subjects several times" : "")}; one row a subject is " +
                    "expected.");
        var cells = names.Select(c => table[c]).ToArray();
        var (same, other) = (again.Where(g => cells.All(c => g.All(r => c[r] == c[g.First()]))).ToList(), new HashSet<int>());
        foreach (var g in again)
            other.UnionWith(same.Contains(g) ? g.Skip(1) : g);
        int[] kept = [.. Enumerable.Range(0, ids.Count).Where(r => !other.Contains(r))];
        if (kept.Length == 0) throw new FormatException($"{name}: every subject is listed several times with different values.");
        return new(name, id, [.. kept.Select(r => ids[r])], names,
            names.ToDictionary(c => c, c => kept.Select(r => table[c][r]).ToArray(), StringComparer.Ordinal))
        {
            LeftOut =
                $"{name} lists {again.Count} subjects several times: {same.Count} with the same values, of whom one row was kept, " +
                    $"{again.Count - same.Count} with different ones, who were left " +
                    $"out{Named([.. again.Except(same).Select(g => g.Key)])}.",
        };
    }

    private static string Named(string[] ids) =>
        ids.Length == 0 ? "" : $" ({string.Join(", ", ids.Take(5))}{(ids.Length > 5 ? $" and {ids.Length - 5} more" : "")})";

    /// <summary>The rows of some subjects, in the order given.</summary>
    /// <exception cref="ArgumentException">A subject is not in the table.</exception>
    public SubjectTable Of(IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var r = 0; r < Ids.Count; r++)
            rows[Ids[r]] = r;
        var places = ids.Select(s => rows.TryGetValue(s, out var n) ? n : throw new ArgumentException($"{Name} has no subject {s}."))
            .ToArray();
        return new(Name, IdColumn, [.. ids], Columns,
            columns.ToDictionary(c => c.Key, c => places.Select(p => c.Value[p]).ToArray(), StringComparer.Ordinal));
    }

    /// <summary>The table with one more column of numbers, or with that column replaced.</summary>
    public SubjectTable With(string column, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != Ids.Count) throw new ArgumentException($"{values.Count} values for {Ids.Count} subjects.", nameof(values));
        var copy = new Dictionary<string, string[]>(columns, StringComparer.Ordinal)
        {
            [column] = [.. values.Select(v => double.IsNaN(v) ? "n/a" : v.ToString("R", CultureInfo.InvariantCulture))],
        };
        return new(Name, IdColumn, Ids, Has(column) ? Columns : [.. Columns, column], copy);
    }

    /// <summary>Writes the table as text, subjects first.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="style">Separator, and the word for what is missing.</param>
    public void Write(TextWriter output, TableStyle style)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(style);
        var cells = Columns.Select(c => columns[c]).ToArray();
        output.Write(string.Join(style.Separator, Columns.Prepend(IdColumn).Select(style.Cell)));
        output.Write('\n');
        for (var r = 0; r < Ids.Count; r++)
        {
            output.Write(string.Join(style.Separator,
                cells.Select(c => IsMissing(c[r]) ? style.Missing : style.Cell(c[r])).Prepend(style.Cell(Ids[r]))));
            output.Write('\n');
        }
    }
}
