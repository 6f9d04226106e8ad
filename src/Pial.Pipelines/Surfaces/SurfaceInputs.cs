using Pial.Pipelines.Bids;
using Pial.Pipelines.Exports;

namespace Pial.Pipelines.Surfaces;

/// <summary>What surfaces of a scan are made from: files that <c>pial run</c> wrote.</summary>
/// <param name="Tissues">The tissue maps in the scan's own space.</param>
/// <param name="T1w">The preprocessed scan.</param>
/// <param name="Labels">The structures.</param>
public sealed record SurfaceInputs(TissueFiles Tissues, string T1w, string Labels)
{
    /// <summary>Beginning of the names of the scan's derivatives, <c>sub-01_ses-02</c>.</summary>
    public string Prefix => BidsName.Of(Tissues.Gm).Prefix;

    /// <summary>Folder of its anatomical derivatives, relative to the dataset.</summary>
    public string AnatFolder => BidsName.Of(Tissues.Gm).AnatFolder;

    /// <summary>Finds the scans of a folder.</summary>
    /// <param name="folder">A derivative dataset that <c>pial run</c> wrote, or the folder of one scan.</param>
    /// <param name="subjects">Subjects to keep, with or without <c>sub-</c>; empty keeps all.</param>
    /// <exception cref="InputException">No such folder, no tissue maps, or a scan without preprocessed T1w or structures.</exception>
    public static IReadOnlyList<SurfaceInputs> Find(string folder, IReadOnlyCollection<string> subjects) =>
        [.. TissueFiles.Find(folder, null, subjects).Select(Of)];

    private static SurfaceInputs Of(TissueFiles tissues)
    {
        string Beside(string name, string why)
        {
            var extension = tissues.Gm.EndsWith(".gz", StringComparison.Ordinal) ? ".nii.gz" : ".nii";
            var path = Path.Combine(Path.GetDirectoryName(tissues.Gm)!, $"{tissues.Stem}_{name}{extension}");
            return File.Exists(path) ? path : throw new InputException($"{tissues.Gm} has no {Path.GetFileName(path)} beside it: {why}");
        }

        return new(
            tissues, Beside("desc-preproc_T1w", "surfaces are laid on the preprocessed scan, which pial run writes."),
            Beside("atlas-PialStructures_dseg",
                "surfaces need the structures (hemispheres, ventricles, nuclei, cerebellum), which pial run writes unless --steps leaves " +
                "regions out."));
    }
}
