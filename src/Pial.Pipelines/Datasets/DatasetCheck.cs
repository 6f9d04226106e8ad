using System.Globalization;
using Pial.Pipelines.Yaml;

namespace Pial.Pipelines.Datasets;

/// <summary>Holds the statements of a <c>dataset.yaml</c> against the files they are about.</summary>
internal static class DatasetCheck
{
    /// <summary>Every claim with its verdict; what the YAML does not state comes with what was found.</summary>
    /// <param name="record">The YAML.</param>
    /// <param name="content">The files; null when they are not on this machine, and then nothing can be told.</param>
    /// <param name="states">Looks at some images for what preprocessing leaves; empty where none was looked at.</param>
    public static IReadOnlyList<Claim> Of(DatasetRecord record, DatasetContent? content, IReadOnlyList<SeenHead> states)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(states);
        if (content is null) return [.. Absent(record)];
        return
        [
            Readable(content),
            .. ParticipantClaims.Of(record, content),
            .. ImageClaims.Of(record, content),
            SpaceClaim.Of(record, content),
            .. PreprocessingClaims.Of(record, content, states),
        ];
    }

    /// <summary>Notes about what is stated, from what is known of spaces and cohorts.</summary>
    public static IReadOnlyList<string> Notes(DatasetRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var notes = new List<string>();
        if (record.StandardSpace is { } space && SpaceClaim.Ambiguous(space))
            notes.Add(
                $"standard_space: '{space}' is the name of at least six spaces, which differ by 1 to 5 mm; say which: " +
                    $"{string.Join(", ", SpaceClaim.Known.Where(k => k.StartsWith("MNI152", StringComparison.Ordinal)))}, ….");
        var biobank = (record.Id + record.Name).Contains("ukb", StringComparison.OrdinalIgnoreCase)
            || record.Name.Contains("UK Biobank", StringComparison.OrdinalIgnoreCase);
        if (biobank && record.StandardSpace == "MNI152NLin2009cAsym"
            && record.Preprocessing.Any(p => p.Contains("UK Biobank", StringComparison.OrdinalIgnoreCase)))
            notes.Add(
                "standard_space: the UK Biobank pipeline registers to FSL's template, MNI152NLin6Asym; images in MNI152NLin2009cAsym " +
                    "were normalised by something else.");
        return notes;
    }

    internal static string Some(IReadOnlyList<string> items, int count = 3) =>
        items.Count <= count ? string.Join(", ", items)
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", items.Take(count))} and {items.Count - count} more");

    /// <summary>Words with how often each comes, the most frequent first: <c>3T (20), 1.5T (4)</c>.</summary>
    internal static string Tally(IEnumerable<string> words)
    {
        var groups = words.GroupBy(w => w, StringComparer.Ordinal).OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        return Some([.. groups.Select(g => groups.Count == 1 ? g.Key : $"{g.Key} ({g.Count()})")], 6);
    }

    private static Claim Readable(DatasetContent content)
    {
        var bad = content.Images.Where(i => i.Problem is not null).ToList();
        var found = $"{content.Images.Count - bad.Count} of {content.Images.Count} images can be read";
        return new("files", "", found, bad.Count > 0 ? Verdict.False : content.Images.Count > 0 ? Verdict.Holds : Verdict.False)
        {
            Against = [.. bad.Select(i => $"{i.Path}: {i.Problem}")],
        };
    }

    private static IEnumerable<Claim> Absent(DatasetRecord record)
    {
        var why = record.Path is { } path ? $"{path} is not on this machine" : "there are no files here";
        yield return new("files", "", why, Verdict.CannotTell);
        foreach (var field in DatasetFields.All.Where(
            f => f.Name is "n_subjects" or "sequence" or "resolution" or "field_strength" or "manufacturer" or "preprocessing"
                or "standard_space" or "atlas" or "sites" or "age" or "sex" or "phenotypes"))
            if (field.Write(record) is { } stated) yield return new(field.Name, YamlText.Line(stated), "", Verdict.CannotTell);
    }
}
