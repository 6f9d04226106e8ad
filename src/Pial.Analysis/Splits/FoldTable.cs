using System.Globalization;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Splits;

/// <summary>
/// A split as a table others can use: one row a row, <c>participant_id</c> first, one column a repeat (<c>repeat-1</c>) that names the fold
/// in which the row is tested, or <c>train</c> where it never is. Inner folds are columns such as <c>repeat-1_fold-2_inner</c>; rows that a
/// fold leaves out of both sides are named in <c>repeat-1_dropped</c>.
/// </summary>
public static class FoldTable
{
    private const string Id = "participant_id";
    private const string Train = "train";
    private const string None = "n/a";

    /// <summary>Writes a plan, tab-separated.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="plan">The plan; the test sides of a repeat do not overlap.</param>
    /// <exception cref="ArgumentException">Two folds of a repeat test the same row, or have one name.</exception>
    public static void Write(TextWriter output, SplitPlan plan)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(plan);
        var columns = new List<(string Name, string[] Cells)>();
        foreach (var repeat in plan.Folds.GroupBy(f => f.Repeat).OrderBy(g => g.Key))
        {
            if (repeat.Select(f => f.Name).Distinct(StringComparer.Ordinal).Count() != repeat.Count())
                throw new ArgumentException("Two folds of a repeat have the same name.", nameof(plan));
            var name = $"repeat-{repeat.Key}";
            columns.Add((name, Tested(plan.Rows.Count, repeat)));
            columns.AddRange(repeat.Where(f => f.Inner.Count > 0)
                .Select(f => ($"{name}_fold-{f.Name}_inner", Tested(plan.Rows.Count, f.Inner, f.Train))));
            var dropped = Dropped(plan.Rows.Count, repeat);
            if (dropped.Any(d => d != None)) columns.Add(($"{name}_dropped", dropped));
        }

        output.Write(string.Join('\t', columns.Select(c => c.Name).Prepend(Id)) + "\n");
        for (var r = 0; r < plan.Rows.Count; r++)
            output.Write(string.Join('\t', columns.Select(c => c.Cells[r]).Prepend(plan.Rows.Ids[r])) + "\n");
    }

    /// <summary>Reads a plan for some rows, which may stand in another order.</summary>
    /// <param name="text">The table.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="rows">The rows, and what belongs together.</param>
    /// <exception cref="FormatException">Not such a table, or it lacks a row or has one more.</exception>
    /// <exception cref="LeakException">It puts on both sides what belongs together.</exception>
    public static SplitPlan Parse(string text, string name, SplitRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var table = ColumnTable.Parse(text, name);
        var at = Places(table, name, rows);
        var repeats = table.Columns
            .Where(c => c.StartsWith("repeat-", StringComparison.Ordinal) && !c.Contains('_', StringComparison.Ordinal)).ToList();
        if (repeats.Count == 0) throw new FormatException($"{name} has no column 'repeat-1', which says in which fold a row is tested.");
        var folds = new List<Fold>();
        foreach (var repeat in repeats)
        {
            if (!int.TryParse(repeat.AsSpan(7), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
                throw new FormatException($"{name}: column '{repeat}' must be repeat-1, repeat-2, ….");
            string[] cells = [.. at.Select(p => table[repeat][p])];
            var dropped = table.Has($"{repeat}_dropped") ? at.Select(p => table[$"{repeat}_dropped"][p].Split(';')).ToArray() : null;
            foreach (var fold in Named(cells))
            {
                int[] train = [.. Enumerable.Range(0, cells.Length)
                    .Where(r => cells[r] != fold && dropped?[r].Contains(fold, StringComparer.Ordinal) != true)];
                int[] test = [.. Enumerable.Range(0, cells.Length).Where(r => cells[r] == fold)];
                var inner = $"{repeat}_fold-{fold}_inner";
                folds.Add(new(train, test)
                {
                    Name = fold,
                    Repeat = number,
                    Inner = table.Has(inner) ? Inner([.. at.Select(p => table[inner][p])]) : [],
                });
            }
        }

        return folds.Count > 0 ? SplitPlan.Of(rows, folds, $"folds of {name}")
            : throw new FormatException($"{name} tests nobody: every cell is '{Train}' or missing.");
    }

    private static List<Fold> Inner(string[] cells) => [.. Named(cells).Select(fold => new Fold(
        [.. Enumerable.Range(0, cells.Length).Where(r => cells[r] != fold && !SubjectTable.IsMissing(cells[r]))],
        [.. Enumerable.Range(0, cells.Length).Where(r => cells[r] == fold)]) { Name = fold })];

    // Numbers as numbers, then words.
    private static IEnumerable<string> Named(IEnumerable<string> cells) =>
        cells.Where(c => c != Train && !SubjectTable.IsMissing(c)).Distinct(StringComparer.Ordinal)
        .OrderBy(c => int.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue).ThenBy(c => c,
            StringComparer.Ordinal);

    private static string[] Tested(int count, IEnumerable<Fold> folds, IReadOnlyList<int>? training = null)
    {
        var cells = new string[count];
        Array.Fill(cells, training is null ? Train : None);
        foreach (var fold in folds)
        {
            if (fold.Name is "" or Train || SubjectTable.IsMissing(fold.Name))
                throw new ArgumentException($"A fold cannot be called '{fold.Name}' in a table.");
            foreach (var row in fold.Test)
                cells[row] = cells[row] is Train or None ? fold.Name
                    : throw new ArgumentException($"Folds {cells[row]} and {fold.Name} test the same row.");
        }

        return cells;
    }

    private static string[] Dropped(int count, IEnumerable<Fold> folds)
    {
        var cells = new string[count];
        Array.Fill(cells, None);
        foreach (var fold in folds)
        {
            var used = fold.Train.Concat(fold.Test).ToHashSet();
            foreach (var row in Enumerable.Range(0, count).Where(r => !used.Contains(r)))
                cells[row] = cells[row] == None ? fold.Name : $"{cells[row]};{fold.Name}";
        }

        return cells;
    }

    // Where the table has each row; ids that come several times are matched in order.
    private static int[] Places(ColumnTable table, string name, SplitRows rows)
    {
        var ids = table[table.Has(Id) ? Id : table.Columns[0]];
        var places = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (var r = 0; r < ids.Count; r++)
        {
            if (!places.TryGetValue(ids[r], out var queue)) places[ids[r]] = queue = [];
            queue.Enqueue(r);
        }

        int[] at =
            [.. rows.Ids.Select(id => places.TryGetValue(id, out var queue) && queue.TryDequeue(out var place)
                ? place : throw new FormatException($"{name} has no fold for {id}; a split covers all rows."))];
        return at.Length == ids.Count ? at
            : throw new FormatException(
                $"{name} has {ids.Count} rows, and {at.Length} are to be split; {places.First(p => p.Value.Count > 0).Key} is one that " +
                    "is not among them.");
    }
}
