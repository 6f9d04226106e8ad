using Pial.Kernels.Linear;

namespace Pial.Analysis.Tables;

/// <summary>Numbers to learn from, immutable: one row a subject (or a scan), one column a feature; what is not known is NaN.</summary>
public sealed class FeatureMatrix
{
    private readonly double[] values;

    /// <summary>Takes an array as its own; the caller must not change it afterwards.</summary>
    internal FeatureMatrix(int rows, int columns, double[] values, IReadOnlyList<string>? names = null, IReadOnlyList<string>? ids = null,
        IReadOnlyList<string>? groups = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (values.LongLength != (long)rows * columns)
            throw new ArgumentException($"{values.LongLength} values for {rows} rows of {columns} columns.", nameof(values));
        if (names is not null && names.Count != columns)
            throw new ArgumentException($"{names.Count} names for {columns} columns.", nameof(names));
        if (ids is not null && ids.Count != rows) throw new ArgumentException($"{ids.Count} ids for {rows} rows.", nameof(ids));
        if (groups is not null && groups.Count != rows)
            throw new ArgumentException($"{groups.Count} groups for {rows} rows.", nameof(groups));
        (Rows, Columns, this.values, Names, Ids, Groups) = (rows, columns, values, names, ids, groups);
    }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many columns.</summary>
    public int Columns { get; }

    /// <summary>Names of the columns, or null.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Who each row is, or null; fitted things remember them.</summary>
    public IReadOnlyList<string>? Ids { get; }

    /// <summary>Rows of one group (a person, a family) are never divided between inner folds; null when every row is its own.</summary>
    public IReadOnlyList<string>? Groups { get; }

    /// <summary>
    /// Whether the columns are a rotation of others (<see cref="Models.MapFeatures"/>) that only means something as a whole: distances and
    /// products of rows are those of the maps, single columns are nothing. Preparation leaves them unscaled, and models that look at
    /// columns one by one (trees, elastic net) have little use of them.
    /// </summary>
    public bool Rotated { get; private init; }

    /// <summary>All values, row after row.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>All values, row after row, for work on several threads.</summary>
    public ReadOnlyMemory<double> Memory => values;

    /// <summary>A value.</summary>
    public double this[int row, int column] => values[(row * Columns) + column];

    /// <summary>Copies numbers laid row after row.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="values">The numbers; NaN for what is not known.</param>
    /// <param name="names">Names of the columns.</param>
    /// <param name="ids">Who each row is.</param>
    /// <param name="groups">What may not be divided between inner folds.</param>
    /// <exception cref="ArgumentException">The counts do not fit each other.</exception>
    public static FeatureMatrix Of(int rows, int columns, ReadOnlySpan<double> values, IReadOnlyList<string>? names = null,
        IReadOnlyList<string>? ids = null, IReadOnlyList<string>? groups = null) =>
        new(rows, columns, values.ToArray(), names, ids, groups);

    /// <summary>Lays columns side by side.</summary>
    /// <param name="columns">Columns of one length, with their names.</param>
    /// <param name="ids">Who each row is.</param>
    /// <param name="groups">What may not be divided between inner folds.</param>
    /// <exception cref="ArgumentException">No column, or columns of different lengths.</exception>
    public static FeatureMatrix OfColumns(IReadOnlyList<(string Name, IReadOnlyList<double> Values)> columns,
        IReadOnlyList<string>? ids = null, IReadOnlyList<string>? groups = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0) throw new ArgumentException("No columns.", nameof(columns));
        var rows = columns[0].Values.Count;
        var all = new double[rows * columns.Count];
        for (var c = 0; c < columns.Count; c++)
        {
            if (columns[c].Values.Count != rows)
                throw new ArgumentException($"Column {columns[c].Name} has {columns[c].Values.Count} values, the first has {rows}.",
                    nameof(columns));
            for (var r = 0; r < rows; r++)
                all[(r * columns.Count) + c] = columns[c].Values[r];
        }

        return new(rows, columns.Count, all, [.. columns.Select(c => c.Name)], ids, groups);
    }

    /// <summary>A table of numbers as it stands.</summary>
    public static FeatureMatrix Of(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new(table.Ids.Count, table.Columns.Count, table.Values.ToArray(), table.Columns, table.Ids);
    }

    /// <summary>Numeric columns of a table of text.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Which, in the order wanted.</param>
    /// <param name="ids">Column that says who each row is, or null.</param>
    /// <param name="groups">Column of what may not be divided between inner folds, or null.</param>
    /// <exception cref="FormatException">A column is not there or holds text.</exception>
    public static FeatureMatrix Of(ColumnTable table, IReadOnlyList<string> columns, string? ids = null, string? groups = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        return OfColumns([.. columns.Select(c => (c, (IReadOnlyList<double>)table.Numbers(c)))], ids is null ? null : table[ids],
            groups is null ? null : table[groups]);
    }

    /// <summary>A row.</summary>
    public ReadOnlySpan<double> Row(int row) => values.AsSpan(row * Columns, Columns);

    /// <summary>A column, copied.</summary>
    public double[] Column(int column)
    {
        var copy = new double[Rows];
        for (var r = 0; r < Rows; r++)
            copy[r] = values[(r * Columns) + column];
        return copy;
    }

    /// <summary>Some rows, in the order asked for.</summary>
    public FeatureMatrix Take(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var taken = new double[rows.Count * Columns];
        for (var r = 0; r < rows.Count; r++)
            Row(rows[r]).CopyTo(taken.AsSpan(r * Columns));
        return new(rows.Count, Columns, taken, Names, Ids is null ? null : [.. rows.Select(r => Ids[r])],
            Groups is null ? null : [.. rows.Select(r => Groups[r])])
        { Rotated = Rotated };
    }

    /// <summary>Some columns, in the order asked for.</summary>
    public FeatureMatrix TakeColumns(IReadOnlyList<int> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var taken = new double[Rows * columns.Count];
        for (var r = 0; r < Rows; r++)
        {
            for (var c = 0; c < columns.Count; c++)
                taken[(r * columns.Count) + c] = values[(r * Columns) + columns[c]];
        }

        return new(Rows, columns.Count, taken, Names is null ? null : [.. columns.Select(c => Names[c])], Ids, Groups);
    }

    /// <summary>Columns by name.</summary>
    /// <exception cref="ArgumentException">There are no names, or none of these.</exception>
    public FeatureMatrix TakeColumns(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var places = (Names ?? throw new ArgumentException("The columns have no names.", nameof(names))).Select((n, c) => (n, c))
            .ToDictionary(p => p.n, p => p.c, StringComparer.Ordinal);
        return TakeColumns(
            [.. names.Select(
                n => places.TryGetValue(n, out var c) ? c : throw new ArgumentException($"There is no column '{n}'.", nameof(names)))]);
    }

    /// <summary>The same numbers with groups that inner folds must keep whole.</summary>
    public FeatureMatrix WithGroups(IReadOnlyList<string>? groups) => new(Rows, Columns, values, Names, Ids, groups) { Rotated = Rotated };

    /// <summary>A rotation of other columns.</summary>
    internal static FeatureMatrix OfRotation(int rows, int columns, double[] values, IReadOnlyList<string>? ids,
        IReadOnlyList<string>? groups) => new(rows, columns, values, null, ids, groups) { Rotated = true };

    /// <summary>The columns as rows.</summary>
    internal double[] Transposed()
    {
        var transposed = new double[values.Length];
        RowProducts.Transpose(values, Rows, Columns, transposed);
        return transposed;
    }

    /// <summary>The same rows with other columns, made of theirs.</summary>
    internal FeatureMatrix With(int columns, double[] numbers, IReadOnlyList<string>? names = null) =>
        new(Rows, columns, numbers, names, Ids, Groups);
}
