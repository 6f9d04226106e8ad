using System.Text;

namespace Pial.Pipelines.Bids;

/// <summary>A BIDS file name taken apart: entities in order, suffix, extension, as in <c>sub-01_ses-02_run-1_T1w.nii.gz</c>.</summary>
/// <param name="Entities">Key and value pairs, in order.</param>
/// <param name="Suffix">The last part, such as <c>T1w</c>; empty when there is none.</param>
public sealed record BidsName(IReadOnlyList<KeyValuePair<string, string>> Entities, string Suffix)
{
    private static readonly string[] Extensions = [".nii.gz", ".nii", ".mgz", ".mgh", ".hdr", ".img", ".img.gz", ".hdr.gz"];

    // What a derivative's name may keep of its source; the rest (desc, space, …) is said anew.
    private static readonly string[] Kept = ["sub", "ses", "sample", "task", "acq", "ce", "rec", "run", "echo", "part", "chunk"];

    /// <summary>Value of an entity, or null.</summary>
    public string? this[string key] => Entities.FirstOrDefault(e => string.Equals(e.Key, key, StringComparison.Ordinal)).Value;

    /// <summary>Subject label without <c>sub-</c>.</summary>
    public string Subject => this["sub"]!;

    /// <summary>Session label without <c>ses-</c>, or null.</summary>
    public string? Session => this["ses"];

    /// <summary>Beginning of every derivative's name: the source's entities that say which scan it was.</summary>
    public string Prefix => string.Join('_', Entities.Where(e => Kept.Contains(e.Key, StringComparer.Ordinal)).Select(e => $"{e.Key}-{e.Value}"));

    /// <summary>Folder of the anatomical derivatives, relative to the dataset: <c>sub-01/ses-02/anat</c>.</summary>
    public string AnatFolder => Session is null ? $"sub-{Subject}/anat" : $"sub-{Subject}/ses-{Session}/anat";

    /// <summary>
    /// Takes a file's name apart; a name that does not begin with <c>sub-</c> becomes a subject whose label is its letters and digits
    /// (<c>my scan 3.nii.gz</c> → <c>sub-myscan3</c>).
    /// </summary>
    public static BidsName Of(string path)
    {
        var stem = StemOf(path);
        var parts = stem.Split('_');
        if (parts.Length > 0 && parts[0].StartsWith("sub-", StringComparison.Ordinal) && Clean(parts[0][4..]) == parts[0][4..] && parts[0].Length > 4)
        {
            var entities = new List<KeyValuePair<string, string>>();
            var suffix = "";
            foreach (var part in parts)
            {
                var dash = part.IndexOf('-', StringComparison.Ordinal);
                if (dash > 0 && dash < part.Length - 1) entities.Add(new(part[..dash], Clean(part[(dash + 1)..])));
                else suffix = part;
            }

            return new(entities, suffix);
        }

        var label = Clean(stem);
        return new([new("sub", label.Length > 0 ? label : "unnamed")], "");
    }

    /// <summary>The file's name without folder and image extension.</summary>
    public static string StemOf(string path)
    {
        var name = Path.GetFileName(path);
        var extension = Extensions.FirstOrDefault(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        return extension is null ? Path.GetFileNameWithoutExtension(name) : name[..^extension.Length];
    }

    private static string Clean(string text)
    {
        var kept = new StringBuilder();
        foreach (var c in text)
            if (char.IsAsciiLetterOrDigit(c)) kept.Append(c);
        return kept.ToString();
    }
}
