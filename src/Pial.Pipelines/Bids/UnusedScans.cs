using Pial.Formats;

namespace Pial.Pipelines.Bids;

/// <summary>Why scans of an <c>anat</c> folder are passed over.</summary>
internal static class UnusedScans
{
    private static readonly string[] NoImages = [".json", ".tsv", ".txt", ".html"];

    /// <summary>Whether a file is named as BIDS names images.</summary>
    public static bool IsNifti(string file) => ImageFormats.EndingOf(file) is ".nii.gz" or ".nii";

    /// <summary>
    /// What is passed over in a folder: scans that only their names keep from being used, or all of it when no head was found.
    /// </summary>
    /// <param name="anat">The folder.</param>
    /// <param name="label">Subject and session.</param>
    /// <param name="found">The heads that were found in it.</param>
    public static IEnumerable<PassedOver> Of(string anat, string label, IReadOnlyList<BidsScan> found)
    {
        var files = Directory.GetFiles(anat).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)
            .Where(f => f[0] != '.' && !NoImages.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase))).ToArray();
        bool IsHead(string file) => ContrastName.Parse(SuffixOf(file)) is { } c && ContrastName.StandsAlone(c)
            && (found.Count == 0 || c == ContrastName.T1w);
        bool IsUsed(string file) => found.Any(s => StemOf(Path.GetFileName(s.Path)) == StemOf(file)); // the same scan in another format
        var misnamed = files.Where(f => IsHead(f) && Mistake(f) is not null && !IsUsed(f)).ToArray();
        foreach (var file in misnamed)
            yield return new(label, $"{file} {Mistake(file)}.", true);
        if (found.Count > 0 || misnamed.Length > 0) yield break;
        var suffixes = files.Select(SuffixOf).Distinct(StringComparer.Ordinal).ToArray();
        var why = files.Length == 0
            ? "its anat folder holds no image."
            : $"its anat folder holds {Listed(suffixes)} alone, and no T1w, T2w, PDw or FLAIR; to run another image as one of them, give " +
                "the image itself with option 'contrast'.";
        yield return new(label, why, true);
    }

    private static string? Mistake(string file)
    {
        if (!file.StartsWith("sub-", StringComparison.Ordinal) || !file.Contains('_', StringComparison.Ordinal))
            return "does not begin with sub-<label>_; rename it";
        if (IsNifti(file)) return null;
        return IsNifti(file.ToLowerInvariant())
            ? "ends in capitals where BIDS writes .nii.gz or .nii; rename it"
            : "is not .nii.gz or .nii, as BIDS wants it; write it as such with 'pial convert'";
    }

    // What stands between the last underscore and the first dot after it.
    private static string SuffixOf(string file) => file[(file.LastIndexOf('_') + 1)..].Split('.')[0];

    private static string StemOf(string file) => file[..(file.LastIndexOf('_') + 1)] + SuffixOf(file);

    private static string Listed(string[] names) => names.Length <= 4 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(4))}, …";
}
