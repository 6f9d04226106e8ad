using System.IO.Enumeration;
using Pial.Analysis.Tables;

namespace Pial.Pipelines.Tables;

/// <summary>Columns of a table as charts take them: chosen by name or pattern, split into groups.</summary>
public sealed class ChartTable
{
    private readonly ColumnTable table;
    private readonly string? groupColumn;
    private readonly IReadOnlyList<string> own;

    private ChartTable(ColumnTable table, IReadOnlyList<string> own, string? groupColumn,
        IReadOnlyList<(string Name, int[] Rows)> groups) =>
        (this.table, this.own, this.groupColumn, Groups) = (table, own, groupColumn, groups);

    /// <summary>The groups in the order they come, with their rows; one without a name when none were asked for.</summary>
    public IReadOnlyList<(string Name, int[] Rows)> Groups { get; }

    /// <summary>Rows whose group is not known: they are in no group.</summary>
    public int Ungrouped => table.Rows - Groups.Sum(g => g.Rows.Length);

    /// <summary>What is to be said about such rows; empty for none.</summary>
    public string Note => Ungrouped > 0 ? $"{Ungrouped} of {table.Rows} rows without a {groupColumn} are left out." : "";

    /// <summary>Reads a table, or one that another is joined to.</summary>
    /// <param name="path">TSV or CSV.</param>
    /// <param name="with">A table with more columns of the same subjects; null for none.</param>
    /// <param name="key">Column by which the two match; null for <c>participant_id</c>, or the first of the table.</param>
    /// <param name="group">Column of groups; null for none.</param>
    /// <exception cref="InputException">No such file, not a table, or no such column.</exception>
    public static ChartTable Read(string path, string? with = null, string? key = null, string? group = null)
    {
        var read = Read(path);
        var itself = read.Columns;
        return Checked(() =>
        {
            if (with is not null) read = read.With(Read(with), key ?? (read.Has("participant_id") ? "participant_id" : read.Columns[0]));
            if (group is null) return new ChartTable(read, itself, null, [("", [.. Enumerable.Range(0, read.Rows)])]);
            LevelSpelling.Check(read.Name, group, read[group]);
            var groups = Enumerable.Range(0, read.Rows).Where(r => !SubjectTable.IsMissing(read[group][r]))
                .GroupBy(r => read[group][r], StringComparer.Ordinal).Select(g => (g.Key, g.ToArray())).ToArray();
            if (groups.Length is 0 or > 24)
                throw new FormatException($"{read.Name}: {group} has {groups.Length} groups; between 1 and 24 can be told apart.");
            return new ChartTable(read, itself, group, groups);
        });
    }

    /// <summary>The values of a column, in all rows.</summary>
    /// <exception cref="InputException">No such column, or not of numbers.</exception>
    public double[] Numbers(string column) => Checked(() => table.Numbers(column));

    /// <summary>The texts of a column.</summary>
    /// <exception cref="InputException">No such column.</exception>
    public IReadOnlyList<string> Texts(string column) => Checked(() => table[column]);

    /// <summary>
    /// Columns by names and patterns (<c>*</c>, <c>?</c>), in the order asked for and that of the table; without any, all columns of
    /// numbers that the table itself has.
    /// </summary>
    /// <param name="wanted">Names and patterns.</param>
    /// <param name="most">How many a chart can show.</param>
    /// <exception cref="InputException">One finds nothing, or there are too many.</exception>
    public IReadOnlyList<string> Columns(IReadOnlyList<string> wanted, int most = 300)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var found = new List<string>();
        foreach (var name in wanted)
        {
            string[] matches = table.Has(name) ? [name]
                : [.. table.Columns.Where(c => FileSystemName.MatchesSimpleExpression(name, c, ignoreCase: false) && table.IsNumeric(c))];
            if (matches.Length == 0)
                throw new InputException(
                    $"{table.Name} has no column of numbers '{name}'; it has " +
                        $"{string.Join(", ", table.Columns.Take(24))}" +
                        $"{(table.Columns.Count > 24 ? $" and {table.Columns.Count - 24} more" : "")}.");
            found.AddRange(matches.Where(m => !found.Contains(m, StringComparer.Ordinal)));
        }

        if (wanted.Count == 0) found.AddRange(own.Where(table.IsNumeric));
        if (found.Count == 0) throw new InputException($"{table.Name} has no column of numbers.");
        if (found.Count > most)
            throw new InputException($"{found.Count} columns are too many for one chart ({most}); choose with option 'columns'.");
        return found;
    }

    /// <summary>Values of a column in each group.</summary>
    public double[][] ByGroup(string column)
    {
        var values = Numbers(column);
        return [.. Groups.Select(g => g.Rows.Select(r => values[r]).ToArray())];
    }

    /// <summary>Values of a long table in each group, by the names in a column, in the order they come.</summary>
    /// <param name="names">Column of names, for example <c>region</c>.</param>
    /// <param name="values">Column of numbers.</param>
    public (IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<double>[]> ByGroup) Long(string names, string values)
    {
        var (text, numbers) = (Texts(names), Numbers(values));
        string[] known = [.. text.Where(t => !SubjectTable.IsMissing(t)).Distinct(StringComparer.Ordinal)];
        return (known, [.. Groups.Select(g =>
        {
            var byName = g.Rows.ToLookup(r => text[r], r => numbers[r], StringComparer.Ordinal);
            return known.Select(n => (IReadOnlyList<double>)[.. byName[n]]).ToArray();
        })]);
    }

    private static ColumnTable Read(string path)
    {
        if (!File.Exists(path))
            throw new InputException($"{path} does not exist; expected a table (TSV or CSV) with a row of column names.");
        return Checked(() => ColumnTable.Parse(File.ReadAllText(path), Path.GetFileName(path)));
    }

    private static T Checked<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InputException(e.Message, e);
        }
    }
}
