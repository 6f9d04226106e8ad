namespace Pial.Analysis.Splits;

/// <summary>Whether two ids mean the same person: <c>sub-01</c>, <c>01</c> and <c>sub-01_ses-02_T1w</c> do.</summary>
public static class SubjectKey
{
    /// <summary>The person behind an id: of an id that begins with <c>sub-</c> the label up to the next <c>/</c>, or <c>_</c> before a letter (an entity or a suffix; <c>sub-ds000115_47</c> is a person of its own), any other id as it is.</summary>
    public static string Of(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var text = id.Trim();
        if (!text.StartsWith("sub-", StringComparison.Ordinal) || text.Length == 4) return text;
        var end = 4;
        while (end < text.Length && text[end] != '/' && !(text[end] == '_' && end + 1 < text.Length && char.IsAsciiLetter(text[end + 1])))
            end++;
        return text[4..end];
    }

    /// <summary>The persons behind ids.</summary>
    public static HashSet<string> Set(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ids.Select(Of).ToHashSet(StringComparer.Ordinal);
    }
}
