using Pial.Analysis.Tables;

namespace Pial.Analysis.Harmonisation;

/// <summary>Which columns of a table are measures of a brain, when nobody says so.</summary>
public static class HarmonisationColumns
{
    internal const int FewestValues = 13; // fewer are a code: sex, a site's number, a diagnosis
    private static readonly string[] People = ["age", "sex", "gender", "split", "education", "handedness", "iq", "sitenum", "site",
        "scanner", "fold", "session", "visit"];

    /// <summary>Columns of numbers that have no other role, in the table's order.</summary>
    /// <param name="table">The table.</param>
    /// <param name="roles">Columns with a role.</param>
    public static IReadOnlyList<string> Of(SubjectTable table, IEnumerable<string> roles)
    {
        ArgumentNullException.ThrowIfNull(table);
        var taken = roles.ToHashSet(StringComparer.Ordinal);
        return [.. table.Columns.Where(c =>
            !taken.Contains(c) && !People.Contains(c.Trim(), StringComparer.OrdinalIgnoreCase) && table.IsNumeric(c)
            && table[c].Where(v => !SubjectTable.IsMissing(v)).Distinct(StringComparer.Ordinal).Take(FewestValues)
                .Count() >= Math.Min(FewestValues, table.Ids.Count))];
    }
}
