using System.Globalization;
using System.Text;
using Pial.Formats;

namespace Pial.Pipelines.Bids;

/// <summary>A BIDS file name taken apart: entities in order, suffix, extension, as in <c>sub-01_ses-02_run-1_T1w.nii.gz</c>.</summary>
/// <param name="Entities">Key and value pairs, in order; values as they are written.</param>
/// <param name="Suffix">The last part, such as <c>T1w</c>; empty when there is none.</param>
public sealed record BidsName(IReadOnlyList<KeyValuePair<string, string>> Entities, string Suffix)
{
    /// <summary>Entities by which a derivative says what it is; all others say which scan it is of.</summary>
    public static IReadOnlyList<string> OfDerivatives { get; } = ["space", "cohort", "res", "den", "label", "atlas", "seg", "hemi", "from",
        "to", "mode", "desc"];

    /// <summary>Value of an entity, or null.</summary>
    public string? this[string key] => Entities.FirstOrDefault(e => string.Equals(e.Key, key, StringComparison.Ordinal)).Value;

    /// <summary>Subject label without <c>sub-</c>.</summary>
    public string Subject => this["sub"]!;

    /// <summary>Session label without <c>ses-</c>, or null.</summary>
    public string? Session => this["ses"];

    /// <summary>Beginning of every derivative's name: the source's entities that say which scan it was.</summary>
    public string Prefix => PrefixWithout([]);

    /// <summary>Folder of the anatomical derivatives, relative to the dataset: <c>sub-01/ses-02/anat</c>.</summary>
    public string AnatFolder => Session is null ? $"sub-{Subject}/anat" : $"sub-{Subject}/ses-{Session}/anat";

    /// <summary>
    /// Takes a file's name apart; a label may hold underscores (<c>sub-CON_01_T1w</c>). A name that does not begin with <c>sub-</c> becomes
    /// a subject whose label is its letters and digits (<c>my scan 3.nii.gz</c> → <c>sub-myscan3</c>).
    /// </summary>
    public static BidsName Of(string path)
    {
        var stem = StemOf(path);
        var parts = stem.Split('_');
        if (!parts[0].StartsWith("sub-", StringComparison.Ordinal) || parts[0].Length == 4)
        {
            var label = LettersAndDigits(stem);
            return new([new("sub", label.Length > 0 ? label : "unnamed")], "");
        }

        var entities = new List<KeyValuePair<string, string>>();
        var suffix = "";
        for (var p = 0; p < parts.Length; p++)
        {
            var dash = parts[p].IndexOf('-', StringComparison.Ordinal);
            if (dash > 0 && dash < parts[p].Length - 1) entities.Add(new(parts[p][..dash], parts[p][(dash + 1)..]));
            else if (suffix.Length == 0 && IsOfLabel(parts, p)) entities[^1] = new(entities[^1].Key, $"{entities[^1].Value}_{parts[p]}");
            else suffix = parts[p];
        }

        return new(entities, suffix);
    }

    /// <summary>The file's name without folder and image extension.</summary>
    public static string StemOf(string path) => ImageFormats.WithoutEnding(Path.GetFileName(path));

    /// <summary>The prefix without some more entities.</summary>
    internal string PrefixWithout(IReadOnlyCollection<string> keys) =>
        string.Join('_',
            Entities.Where(e => !OfDerivatives.Contains(e.Key, StringComparer.Ordinal) && !keys.Contains(e.Key, StringComparer.Ordinal))
                .Select(e => $"{e.Key}-{e.Value}"));

    /// <summary>The name with a session, after the subject.</summary>
    internal BidsName InSession(string session) => this with { Entities = [Entities[0], new("ses", session), .. Entities.Skip(1)] };

    // What stands between entities, and a number at the end, belongs to the label before it; a contrast is the suffix wherever it stands.
    private static bool IsOfLabel(string[] parts, int p) =>
        ContrastName.Parse(parts[p]) is null && (p < parts.Length - 1 || (parts[p].Length > 0 && char.IsAsciiDigit(parts[p][0])));

    private static string LettersAndDigits(string text)
    {
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            if (Rune.IsLetterOrDigit(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
                kept.Append(rune.ToString());
        return kept.ToString();
    }
}
