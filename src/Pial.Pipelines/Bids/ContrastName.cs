namespace Pial.Pipelines.Bids;

/// <summary>The contrasts that are known, by their BIDS suffix.</summary>
public static class ContrastName
{
    /// <summary>What everything is unless its name says otherwise.</summary>
    public const string T1w = "T1w";

    /// <summary>The uniform image of an MP2RAGE, which is a T1w where a folder has no other.</summary>
    public const string UniformT1 = "UNIT1";

    /// <summary>
    /// Suffixes in the order in which a scan is taken for the head when there is no T1w; slabs come last and are never taken.
    /// </summary>
    public static IReadOnlyList<string> All { get; } = [T1w, "T2w", "PDw", "FLAIR", "inplaneT1", "inplaneT2"];

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["T1"] = T1w,
        ["T2"] = "T2w",
        ["PD"] = "PDw",
        [UniformT1] = T1w
    };

    /// <summary>Whether a scan of this contrast usually shows the whole head, so that it can stand alone.</summary>
    public static bool StandsAlone(string contrast) => contrast is T1w or "T2w" or "PDw" or "FLAIR";

    /// <summary>Whether white matter is brighter than grey, and CSF dark.</summary>
    public static bool IsT1(string contrast) => contrast is T1w or "inplaneT1";

    /// <summary>A contrast as a person writes it (<c>t2</c>, <c>pd</c>, <c>flair</c>), as its suffix; null when it is none.</summary>
    public static string? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Aliases.TryGetValue(text, out var suffix) ? suffix
            : All.FirstOrDefault(c => string.Equals(c, text, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// The contrast that a file's name ends in, as in <c>sub-01_T2w.nii.gz</c> or <c>chris_PD.nii</c>; null when it says none.
    /// </summary>
    public static string? Of(string path) => Parse(BidsName.StemOf(path).Split('_')[^1]);
}
