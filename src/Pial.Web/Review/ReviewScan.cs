using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;

namespace Pial.Web.Review;

/// <summary>A scan as the desk shows it.</summary>
/// <param name="Label">Its name: all of BIDS's entities of the scan.</param>
/// <param name="Folder">Where its derivatives are.</param>
/// <param name="Site">Where it was made; empty where that is not known.</param>
/// <param name="Verdict">What the cohort's rules say: accept, check, exclude, not judged; empty where they were not asked.</param>
/// <param name="Reasons">Why, in words.</param>
/// <param name="Values">Its measures, in the order of the index; NaN where one is not defined.</param>
internal sealed record ReviewScan(string Label, string Folder, string Site, string Verdict, string Reasons, double[] Values)
{
    private static readonly string[] Endings = [".nii.gz", ".nii", ".tsv", "_report.html"];

    /// <summary>Whether a rule wants a person to look.</summary>
    public bool IsFlagged => Verdict is "check" or "exclude";

    /// <summary>How urgent it is, the most first.</summary>
    public int Urgency => Verdict switch { "exclude" => 3, "check" => 2, "not judged" => 1, _ => 0 };

    /// <summary>Folder and name, to which a derivative's name is added.</summary>
    public string Stem => Path.Combine(Folder, Label);

    /// <summary>The subject, as <c>sub-01</c>.</summary>
    public string Subject => $"sub-{BidsName.Of(Label + "_T1w").Subject}";

    /// <summary>Its report's path; there may be none.</summary>
    public string Report => HeadDerivatives.Report.PathOf(Stem);

    /// <summary>
    /// A file of this scan by its name: it must be among those that lie in the scan's folder, so that no name leads anywhere else.
    /// </summary>
    /// <returns>Its path; null when there is no such file, or when it is a link that leads out of the served folder.</returns>
    public string? FileOf(string name, string root)
    {
        if (!name.StartsWith(Label + "_", StringComparison.Ordinal)
            || !Array.Exists(Endings, e => name.EndsWith(e, StringComparison.Ordinal))
            || !Directory.Exists(Folder)) return null;
        var path = Directory.EnumerateFiles(Folder, "sub-*").FirstOrDefault(f => Path.GetFileName(f) == name);
        if (path is null) return null;
        var target = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        return target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(target) ? target : null;
    }

    /// <summary>The whole head as it was scanned, its bias field taken out; null where there is none.</summary>
    public string? Head => First(HeadDerivatives.Preproc.FindOf(Stem, null, "*").Concat(HeadDerivatives.Brain.FindOf(Stem, null, "*")));

    /// <summary>The brain mask.</summary>
    public string? Mask => First([HeadDerivatives.BrainMask.PathOf(Stem, (string?)null)]);

    /// <summary>Tissue labels.</summary>
    public string? Tissues => First([HeadDerivatives.TissueLabels.PathOf(Stem)]);

    /// <summary>White matter and cortex by the surfaces.</summary>
    public string? Ribbon => First([HeadDerivatives.Ribbon.PathOf(Stem)]);

    /// <summary>The regions of an atlas.</summary>
    public string? Regions => First(HeadDerivatives.RegionLabels.FindOf(Stem, "*"));

    /// <summary>The head in a template's space.</summary>
    public string? Normalised => First(HeadDerivatives.Preproc.FindOf(Stem, "*", "*"));

    private static string? First(IEnumerable<string> paths) => paths.FirstOrDefault(File.Exists);
}
