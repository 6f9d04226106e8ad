namespace Pial.Analysis.Tables;

/// <summary>
/// Levels of a column that differ in case or spaces alone (<c>M</c> and <c>m</c>, <c>NYU</c> and <c>nyu</c>): most likely one level, which
/// would be counted as two.
/// </summary>
public static class LevelSpelling
{
    /// <summary>Refuses such a column.</summary>
    /// <param name="table">What messages call the table.</param>
    /// <param name="column">What they call the column.</param>
    /// <param name="values">Its values; missing ones do not count.</param>
    /// <exception cref="ArgumentException">One level is spelt in several ways; all are named, with how often each stands there.</exception>
    public static void Check(string table, string column, IEnumerable<string> values)
    {
        var counts = values.Where(v => !SubjectTable.IsMissing(v)).CountBy(v => v, StringComparer.Ordinal);
        var alike = counts.GroupBy(c => Plain(c.Key), StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Skip(1).Any());
        if (alike is null) return;
        var spelt = string.Join(" and ", alike.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => $"'{c.Key}' ({c.Value} times)"));
        throw new ArgumentException(
            $"{table}: '{column}' has {spelt}, which differ in case or spaces alone and would count as different levels; spell them " +
                "alike.");
    }

    private static string Plain(string level) => string.Join(' ', level.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
