namespace Pial.Pipelines.Tables;

/// <summary>Names under which tables keep who a row is, and the line at the head of a list that is such a name and nobody's id.</summary>
public static class IdColumn
{
    // The likelier first; compared without case and without what separates words.
    private static readonly string[] Names =
    [
        "participantid", "subjectid", "subid", "subject", "id", "eid", "participant", "bidsid", "ptid", "patientid", "patient",
            "subjectkey", "srcsubjectid", "subjid", "personid", "person", "rid", "guid",
        "anonymizedid", "recordid", "subjects", "participants", "ids", "fileid", "imageid", "imagedataid", "scanid", "sessionid", "mrid",
            "mrsessionid", "filename", "name",
    ];

    /// <summary>The column of a table that says who its rows are; null when none is named so.</summary>
    public static string? Of(IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return Names.Select(n => columns.FirstOrDefault(c => Plain(c) == n)).FirstOrDefault(c => c is not null);
    }

    /// <summary>Whether a list's first line is the name of its column: a usual name, one that ends in <c>id</c>, or letters alone where
    /// every other line has a digit.</summary>
    /// <param name="first">The first line.</param>
    /// <param name="others">The other lines.</param>
    public static bool IsHeader(string first, IReadOnlyList<string> others)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(others);
        if (Names.Contains(Plain(first))) return true;
        if (first.Any(char.IsAsciiDigit) || others.Count == 0 || !others.All(o => o.Any(char.IsAsciiDigit))) return false;
        return others.Count > 1 || Plain(first).EndsWith("id", StringComparison.Ordinal);
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
