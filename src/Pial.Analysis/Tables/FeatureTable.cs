using System.Globalization;
using System.Text;

namespace Pial.Analysis.Tables;

/// <summary>One number of one subject.</summary>
/// <param name="Column">What it is.</param>
/// <param name="Value">Its value; NaN when it is not known.</param>
public readonly record struct Feature(string Column, double Value);

/// <summary>A table of numbers, one row a subject; what is not known is NaN and stays so.</summary>
public sealed class FeatureTable
{
    private readonly double[] values;

    private FeatureTable(IReadOnlyList<string> ids, IReadOnlyList<string> columns, double[] values) =>
        (Ids, Columns, this.values) = (ids, columns, values);

    /// <summary>The subjects, one a row.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>All values, row after row.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The value of a subject in a column, both counted from 0.</summary>
    public double this[int row, int column] => values[(row * Columns.Count) + column];

    /// <summary>
    /// Lays the numbers of subjects under common columns, found by name: the columns of the first subject in its order, and what later
    /// subjects have besides, each behind the column that stands before it there.
    /// </summary>
    /// <param name="rows">The subjects and their numbers, in the order the table gets.</param>
    /// <exception cref="ArgumentException">A subject comes twice, or has two numbers for one column.</exception>
    public static FeatureTable Gather(IReadOnlyList<(string Id, IReadOnlyList<Feature> Features)> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var order = new LinkedList<string>();
        var nodes = new Dictionary<string, LinkedListNode<string>>(StringComparer.Ordinal);
        foreach (var (_, features) in rows)
        {
            LinkedListNode<string>? before = null;
            foreach (var feature in features)
            {
                if (!nodes.TryGetValue(feature.Column, out var node))
                    nodes[feature.Column] = node = before is null ? order.AddFirst(feature.Column) : order.AddAfter(before, feature.Column);
                before = node;
            }
        }

        string[] columns = [.. order];
        var places = new Dictionary<string, int>(columns.Length, StringComparer.Ordinal);
        for (var c = 0; c < columns.Length; c++)
            places[columns[c]] = c;
        var cells = new double[rows.Count * columns.Length];
        Array.Fill(cells, double.NaN);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var taken = new bool[columns.Length];
        for (var r = 0; r < rows.Count; r++)
        {
            if (!ids.Add(rows[r].Id)) throw new ArgumentException($"{rows[r].Id} comes twice; one row a subject is expected.",
                nameof(rows));
            Array.Clear(taken);
            foreach (var feature in rows[r].Features)
            {
                var c = places[feature.Column];
                if (taken[c]) throw new ArgumentException($"{rows[r].Id} has two values for {feature.Column}.", nameof(rows));
                taken[c] = true;
                cells[(r * columns.Length) + c] = feature.Value;
            }
        }

        return new([.. rows.Select(r => r.Id)], columns, cells);
    }

    /// <summary>How many subjects have no value in a column.</summary>
    public int MissingIn(int column)
    {
        var missing = 0;
        for (var r = 0; r < Ids.Count; r++)
            if (double.IsNaN(this[r, column])) missing++;
        return missing;
    }

    /// <summary>Writes the table as text; numbers with all their digits and a decimal point.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="style">Separator, words for what is missing, name of the first column, form of the numbers.</param>
    public void Write(TextWriter output, TableStyle style)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(style);
        output.Write(style.Cell(style.IdColumn));
        foreach (var column in Columns)
        {
            output.Write(style.Separator);
            output.Write(style.Cell(column));
        }

        output.Write('\n');
        var line = new StringBuilder();
        for (var r = 0; r < Ids.Count; r++)
        {
            line.Clear().Append(style.Cell(Ids[r]));
            for (var c = 0; c < Columns.Count; c++)
                line.Append(style.Separator).Append(style.Number(this[r, c]));
            output.Write(line.Append('\n'));
        }
    }
}

/// <summary>How a table is written as text.</summary>
/// <param name="Separator">Between cells.</param>
/// <param name="Missing">What stands for an unknown value: <c>n/a</c> in BIDS tables; nothing in CSV, which R and pandas take as
/// missing.</param>
public sealed record TableStyle(char Separator, string Missing)
{
    /// <summary>Comma-separated, missing values empty.</summary>
    public static TableStyle Csv { get; } = new(',', "");

    /// <summary>Tab-separated as BIDS has it, missing values <c>n/a</c>.</summary>
    public static TableStyle Tsv { get; } = new('\t', "n/a");

    /// <summary>Name of the column of subjects.</summary>
    public string IdColumn { get; init; } = "participant_id";

    /// <summary>Whether whole numbers get a <c>.0</c>, as Python prints floats.</summary>
    public bool PythonNumbers { get; init; }

    /// <summary>The style that a file's name asks for: <c>.csv</c> or <c>.tsv</c>; null for another name.</summary>
    public static TableStyle? OfName(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? Csv
            : path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? Tsv : null;
    }

    /// <summary>
    /// A cell of text, in quotes where it holds the separator, quotes or line ends; no spreadsheet takes it for a formula (<see
    /// cref="TextCell"/>).
    /// </summary>
    public string Cell(string text)
    {
        text = TextCell.Guarded(text);
        return text.AsSpan().IndexOfAny(Separator, '"', '\n') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A cell of a number.</summary>
    public string Number(double value)
    {
        if (double.IsNaN(value)) return Missing;
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return PythonNumbers && text.AsSpan().IndexOfAny('.', 'E', 'I') < 0 ? text + ".0" : text;
    }
}
