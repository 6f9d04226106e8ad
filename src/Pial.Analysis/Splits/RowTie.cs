using Pial.Analysis.Tables;

namespace Pial.Analysis.Splits;

/// <summary>
/// Something that rows share and that must not be on both sides of a split: a family, a person behind sessions, a cluster of
/// near-duplicates, a site.
/// </summary>
/// <param name="Name">What it is, for messages: <c>family</c>.</param>
/// <param name="Values">Its value for every row; rows of one value belong together, a missing value (empty, n/a) ties nobody.</param>
public sealed record RowTie(string Name, IReadOnlyList<string> Values)
{
    /// <summary>Whether the values are other ids of the same persons, so that a value also ties its row to the row of that id.</summary>
    public bool IsAlias { get; private init; }

    /// <summary>Other ids of the same persons: a second scan's name, the id in another study.</summary>
    /// <param name="name">What the column is called.</param>
    /// <param name="values">The other id of every row; empty where there is none.</param>
    public static RowTie Alias(string name, IReadOnlyList<string> values) => new(name, values) { IsAlias = true };

    /// <summary>Rows found to be the same or nearly the same, in pairs; chains of pairs make one cluster.</summary>
    /// <param name="name">What they are: <c>near-duplicate</c>.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="pairs">Pairs of rows, counted from 0.</param>
    public static RowTie Pairs(string name, int rows, IEnumerable<(int First, int Second)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var forest = new Forest(rows);
        foreach (var (first, second) in pairs)
            forest.Join(first, second);
        var sizes = Enumerable.Range(0, rows).GroupBy(forest.Root).ToDictionary(g => g.Key, g => g.Count());
        return new(name, [.. Enumerable.Range(0, rows).Select(r => sizes[forest.Root(r)] > 1 ? $"cluster {forest.Root(r) + 1}" : "")]);
    }

    // The names under which rows meet; null for nobody.
    internal string? Meeting(int row)
    {
        var value = Values[row];
        if (SubjectTable.IsMissing(value)) return null;
        return IsAlias ? SplitRows.PersonOf(value) : $"{Name}={value.Trim()}";
    }
}
