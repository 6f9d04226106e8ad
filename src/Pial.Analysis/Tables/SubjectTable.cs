using System.Globalization;

namespace Pial.Analysis.Tables;

/// <summary>A table with one row a subject and named columns, as <c>participants.tsv</c>: text as it stands in the file.</summary>
public sealed class SubjectTable
{
    private static readonly string[] Missing = ["", "n/a", "na", "nan", "null", "none", "."];
    private readonly Dictionary<string, string[]> columns;

    private SubjectTable(string name, IReadOnlyList<string> ids, IReadOnlyList<string> names, Dictionary<string, string[]> columns) =>
        (Name, Ids, Columns, this.columns) = (name, ids, names, columns);

    /// <summary>What messages call the table.</summary>
    public string Name { get; }

    /// <summary>The subjects, in the order of the rows, as the table writes them.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Names of the columns, without that of the subjects.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Values of a column, one a subject.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    public IReadOnlyList<string> this[string column] => columns.TryGetValue(column, out var values)
        ? values
        : throw new ArgumentException($"{Name} has no column '{column}'; it has {string.Join(", ", Columns)}.");

    /// <summary>Whether there is a column of that name.</summary>
    public bool Has(string column) => columns.ContainsKey(column);

    /// <summary>Whether a cell says that its value is not known (empty, n/a, NaN, …).</summary>
    public static bool IsMissing(string value) => Missing.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a table separated by tabs, or by commas or semicolons when its first line has no tab. Subjects are the column <c>participant_id</c>, or the first.</summary>
    /// <param name="text">The table.</param>
    /// <param name="name">What messages call it: the file's name.</param>
    /// <exception cref="FormatException">Not a table: empty, rows of other lengths, a column or subject named twice.</exception>
    public static SubjectTable Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = SeparatedText.Read(text.TrimStart('\uFEFF'), name);
        if (lines.Count == 0) throw new FormatException($"{name} is empty; expected a table with a row of column names.");
        var header = lines[0].Cells;
        if (header.GroupBy(h => h, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new FormatException($"{name} has two columns '{twice.Key}'.");
        var rows = new List<string[]>();
        foreach (var (line, row) in lines.Skip(1))
        {
            if (row.Length != header.Length) throw new FormatException($"{name}, line {line}: {row.Length} values for {header.Length} columns.");
            rows.Add(row);
        }

        var id = Math.Max(0, Array.IndexOf(header, "participant_id"));
        var ids = rows.Select(r => r[id]).ToArray();
        if (rows.Count == 0) throw new FormatException($"{name} has no rows.");
        if (ids.GroupBy(s => s, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } again) throw new FormatException($"{name} lists {again.Key} {again.Count()} times; one row a subject is expected.");
        var names = header.Where((_, n) => n != id).ToArray();
        return new(name, ids, names, names.ToDictionary(n => n, n => rows.Select(r => r[Array.IndexOf(header, n)]).ToArray(), StringComparer.Ordinal));
    }

    /// <summary>The rows of some subjects, in the order given.</summary>
    /// <exception cref="ArgumentException">A subject is not in the table.</exception>
    public SubjectTable Of(IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var places = ids.Select(s => Ids.ToList().IndexOf(s) is var n and >= 0 ? n : throw new ArgumentException($"{Name} has no subject {s}.")).ToArray();
        return new(Name, [.. ids], Columns, columns.ToDictionary(c => c.Key, c => places.Select(p => c.Value[p]).ToArray(), StringComparer.Ordinal));
    }

    /// <summary>The table with one more column of numbers, or with that column replaced.</summary>
    public SubjectTable With(string column, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != Ids.Count) throw new ArgumentException($"{values.Count} values for {Ids.Count} subjects.", nameof(values));
        var copy = new Dictionary<string, string[]>(columns, StringComparer.Ordinal) { [column] = [.. values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))] };
        return new(Name, Ids, Has(column) ? Columns : [.. Columns, column], copy);
    }
}
