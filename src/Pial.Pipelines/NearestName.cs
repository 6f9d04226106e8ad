namespace Pial.Pipelines;

/// <summary>The name somebody probably meant.</summary>
public static class NearestName
{
    /// <summary>
    /// A hint for a message about an unknown name: <c>" Did you mean 'x'?"</c>, or the names there are when none is near.
    /// </summary>
    /// <param name="given">What was written.</param>
    /// <param name="names">What there is.</param>
    public static string Hint(string given, IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == 0 ? "" : Of(given, names) is { } nearest ? $" Did you mean '{nearest}'?"
            : $" There are {string.Join(", ", names)}.";
    }

    /// <summary>The name somebody probably meant; null when none is near.</summary>
    /// <param name="given">What was written.</param>
    /// <param name="names">What there is.</param>
    public static string? Of(string given, IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(names);
        var nearest = names.MinBy(n => Distance(Plain(given), Plain(n)));
        return nearest is not null && Distance(Plain(given), Plain(nearest)) <= Math.Max(2, given.Length / 3) ? nearest : null;
    }

    // Case and separators are what people get wrong first.
    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    // Levenshtein's distance: letters to insert, delete or replace.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var best = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = best;
            }
        }

        return row[^1];
    }
}
