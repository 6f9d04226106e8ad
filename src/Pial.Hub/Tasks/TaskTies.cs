using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Hub.Tasks;

/// <summary>What ties rows of a task besides the person: families, ids that differ in zeros or case alone, identical features.</summary>
/// <param name="Ties">For <see cref="SplitRows"/>.</param>
/// <param name="Family">The column of families; null for none.</param>
/// <param name="Notes">Whom they tie, one sentence each.</param>
public sealed record TaskTies(IReadOnlyList<RowTie> Ties, string? Family, IReadOnlyList<string> Notes)
{
    /// <summary>Looks for them.</summary>
    /// <param name="task">What is asked; its split's column comes first, and where sites are left out in turn, ids alike at two sites tie
    /// nobody: sites number from one.</param>
    /// <param name="table">The table.</param>
    /// <param name="features">What it is predicted from.</param>
    public static TaskTies Of(TaskDefinition task, SubjectTable table, FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(features);
        var (ties, notes) = (new List<RowTie>(), new List<string>());
        if (task.Split.By is { } by) ties.Add(new(by, table[by]));
        var family = FamilyColumn.Of([.. table.Columns.Where(c => c != task.Target && c != task.Site)], c => table[c]);
        if (family is not null && family != task.Split.By)
        {
            ties.Add(new("family", table[family]));
            var shared = table[family].Where(f => !SubjectTable.IsMissing(f)).GroupBy(f => f.Trim(),
                StringComparer.Ordinal).Count(g => g.Skip(1).Any());
            if (shared > 0) notes.Add($"{shared} families of column '{family}' are kept on one side each.");
        }

        var (spelled, alike) = Spelled(table.Ids);
        if (alike.Count > 0)
        {
            var apart = task.Split.Scheme == "leave-site-out";
            if (!apart) ties.Add(spelled);
            notes.Add(
                $"{alike.Count} {(alike.Count == 1 ? "id differs" : "ids differ")} from another in zeros, case or separators alone " +
                    $"({string.Join("; ", alike.Take(3))})" +
                    $"{(apart ? " and may be the same person at two sites" : "; each such pair is kept on one side")}.");
        }

        if (RowTwins.Find(features) is { Count: > 0 } twins)
        {
            ties.Add(RowTie.Pairs("identical features", features.Rows, twins));
            var unknown = twins.Where(t => SubjectKey.Of(table.Ids[t.First]) != SubjectKey.Of(table.Ids[t.Second])).ToList();
            if (unknown.Count > 0)
                notes.Add(
                    $"{unknown.Count} {(unknown.Count == 1 ? "pair" : "pairs")} of rows have the same features under two ids " +
                        $"({string.Join("; ", unknown.Take(3).Select(t => $"{table.Ids[t.First]} and {table.Ids[t.Second]}"))}): " +
                        "probably one scan twice; they are kept on one side.");
        }

        return new(ties, family ?? task.Split.By, notes);
    }

    /// <summary>Ids of different persons that <see cref="SubjectKey.Spelling"/> makes one, as a tie and in words.</summary>
    internal static (RowTie Tie, IReadOnlyList<string> Alike) Spelled(IReadOnlyList<string> ids)
    {
        string[] persons = [.. ids.Select(SubjectKey.Of)];
        string[] plain = [.. persons.Select(SubjectKey.Spelling)];
        var several = plain.Zip(persons, ids).GroupBy(p => p.First,
            StringComparer.Ordinal).Select(g => (g.Key, Ids: g.DistinctBy(p => p.Second).Select(p => p.Third).ToList())).Where(g =>
            g.Ids.Count > 1).ToList();
        var keys = several.Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        return (new("id but for zeros, case and separators", [.. plain.Select(p => keys.Contains(p) ? p : "")]),
            [.. several.Select(g => string.Join(" and ", g.Ids.Take(3)))]);
    }
}
