using Pial.Analysis.Tables;

namespace Pial.Analysis.Splits;

/// <summary>Columns that say who is of one family, under the names that studies give them: <c>family</c>, <c>FamilyID</c>, <c>Family
/// ID</c>, <c>rel_family_id</c>, <c>famid</c>, <c>pedigree</c>, <c>Mother_ID</c>.</summary>
public static class FamilyColumn
{
    private static readonly string[] Stems = ["family", "fam", "pedigree", "ped", "household", "twinpair", "sibship", "siblings",
        "sibling"];
    private static readonly string[] Alone = ["fid", "twin", "pair", "kinship", "mother", "motherid", "maternalid"];
    private static readonly string[] Ends = ["", "id", "ids", "no", "nr", "num", "number", "code", "key", "label", "group"];
    private static readonly string[] Flags = ["0", "1", "yes", "no", "y", "n", "true", "false", "positive", "negative"];

    /// <summary>The first such column, families before mothers; null for none. A column of yes and no is about something else.</summary>
    /// <param name="columns">Names.</param>
    /// <param name="values">The values of a column.</param>
    public static string? Of(IReadOnlyList<string> columns, Func<string, IReadOnlyList<string>> values)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        return columns.Where(c => Rank(c) > 0 && Tells(values(c))).OrderBy(Rank).FirstOrDefault();
    }

    // 0 for other columns; smaller is likelier.
    private static int Rank(string column)
    {
        var name = string.Concat(column.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        foreach (var (stem, n) in Stems.Select((s, n) => (s, n)))
            foreach (var start in (ReadOnlySpan<string>)["", "rel", "genetic", "src"])
                if (Ends.Any(e => name == start + stem + e)) return n + 1;
        return name.EndsWith("familyid", StringComparison.Ordinal) ? 2 : Array.IndexOf(Alone, name) is >= 0 and var at ? 50 + at : 0;
    }

    private static bool Tells(IReadOnlyList<string> values) =>
        values.Where(v => !SubjectTable.IsMissing(v)).Any(v => !Flags.Contains(v.Trim(), StringComparer.OrdinalIgnoreCase));
}
