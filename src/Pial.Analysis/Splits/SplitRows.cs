namespace Pial.Analysis.Splits;

/// <summary>
/// The rows of a table as a split must see them: which of them belong together. Rows of one person (<see cref="SubjectKey"/>) always do,
/// and rows that share a tie; what is joined in any way makes one unit, and every split of Pial keeps units whole.
/// </summary>
public sealed class SplitRows
{
    private readonly int[] unitOf;
    private readonly int[][] units;

    private SplitRows(IReadOnlyList<string> ids, IReadOnlyList<RowTie> ties, int[] unitOf, int[][] units) =>
        (Ids, Ties, this.unitOf, this.units) = (ids, ties, unitOf, units);

    /// <summary>The id of every row; ids of one person may come more than once (visits).</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>What ties rows besides the person.</summary>
    public IReadOnlyList<RowTie> Ties { get; }

    /// <summary>How many rows.</summary>
    public int Count => Ids.Count;

    /// <summary>The unit of every row, counted from 0 in order of its first row.</summary>
    public IReadOnlyList<int> UnitOf => unitOf;

    /// <summary>The rows of every unit, in order.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Units => units;

    /// <summary>Joins rows into units.</summary>
    /// <param name="ids">Id of every row.</param>
    /// <param name="ties">What else ties rows: families, persons behind sessions, near-duplicates, sites.</param>
    /// <exception cref="ArgumentException">No row, an empty id, or a tie of another length.</exception>
    public static SplitRows Of(IReadOnlyList<string> ids, params IReadOnlyList<RowTie> ties)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(ties);
        if (ids.Count == 0) throw new ArgumentException("There is no row to split.", nameof(ids));
        for (var r = 0; r < ids.Count; r++)
            if (string.IsNullOrWhiteSpace(ids[r])) throw new ArgumentException($"Row {r + 1} has no id.", nameof(ids));
        foreach (var tie in ties)
            if (tie.Values.Count != ids.Count)
                throw new ArgumentException($"'{tie.Name}' has {tie.Values.Count} values for {ids.Count} rows.", nameof(ties));
        var forest = new Forest(ids.Count);
        var met = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var r = 0; r < ids.Count; r++)
        {
            Meet(PersonOf(ids[r]), r);
            foreach (var tie in ties)
                if (tie.Meeting(r) is { } name) Meet(name, r);
        }

        return Numbered(ids, ties, forest);

        void Meet(string name, int row)
        {
            if (!met.TryAdd(name, row)) forest.Join(met[name], row);
        }
    }

    /// <summary>The same rows with one more tie, for example sites, so that whole sites are held out.</summary>
    public SplitRows TiedBy(RowTie tie) => Of(Ids, [.. Ties, tie]);

    /// <summary>Some of the rows; places are kept in the order given.</summary>
    /// <param name="rows">Rows, counted from 0.</param>
    public SplitRows Only(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Of([.. rows.Select(r => Ids[r])], [.. Ties.Select(t => t with { Values = [.. rows.Select(r => t.Values[r])] })]);
    }

    /// <summary>Why two rows belong together: the shortest chain is one word, a longer one names both ends.</summary>
    /// <param name="first">A row.</param>
    /// <param name="second">Another row of its unit.</param>
    public string Reason(int first, int second)
    {
        if (SubjectKey.Of(Ids[first]) == SubjectKey.Of(Ids[second])) return $"rows of one person ({SubjectKey.Of(Ids[first])})";
        foreach (var tie in Ties)
        {
            var (a, b) = (tie.Meeting(first), tie.Meeting(second));
            if (a is not null && a == b) return $"{Ids[first]} and {Ids[second]} share {tie.Name} '{tie.Values[first].Trim()}'";
            if (tie.IsAlias && (a == PersonOf(Ids[second]) || b == PersonOf(Ids[first])))
                return $"{Ids[first]} and {Ids[second]} are one person by '{tie.Name}'";
        }

        return $"{Ids[first]} and {Ids[second]} are tied through others ({string.Join(", ", Ties.Select(t => t.Name))})";
    }

    internal static string PersonOf(string id) => $"person={SubjectKey.Of(id)}";

    private static SplitRows Numbered(IReadOnlyList<string> ids, IReadOnlyList<RowTie> ties, Forest forest)
    {
        var number = new Dictionary<int, int>();
        var unit = new int[ids.Count];
        var members = new List<List<int>>();
        for (var r = 0; r < unit.Length; r++)
        {
            var root = forest.Root(r);
            if (!number.TryGetValue(root, out unit[r]))
            {
                number[root] = unit[r] = members.Count;
                members.Add([]);
            }

            members[unit[r]].Add(r);
        }

        return new([.. ids], ties, unit, [.. members.Select(m => m.ToArray())]);
    }
}
