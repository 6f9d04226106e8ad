namespace Pial.Analysis.Splits;

/// <summary>Whether two ids mean the same person: <c>sub-01</c>, <c>01</c> and <c>sub-01_ses-02_T1w</c> do.</summary>
public static class SubjectKey
{
    /// <summary>The person behind an id: of an id that begins with <c>sub-</c> the label up to the next <c>_</c> or <c>/</c>, any other id as it is.</summary>
    public static string Of(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var text = id.Trim();
        if (!text.StartsWith("sub-", StringComparison.Ordinal) || text.Length == 4) return text;
        var end = text.AsSpan(4).IndexOfAny('_', '/');
        return end < 0 ? text[4..] : text.Substring(4, end);
    }

    /// <summary>The persons behind ids.</summary>
    public static HashSet<string> Set(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ids.Select(Of).ToHashSet(StringComparer.Ordinal);
    }
}
