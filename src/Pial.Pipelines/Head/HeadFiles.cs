using System.Text.Json.Nodes;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>Names of a head's derivatives, without the scan's own entities before them, and what their sidecars share.</summary>
public static class HeadFiles
{
    /// <summary>The brain mask, which every run writes.</summary>
    public const string BrainMask = "desc-brain_mask.nii.gz";

    /// <summary>Tissue labels.</summary>
    public const string TissueLabels = "dseg.nii.gz";

    /// <summary>Image quality measures.</summary>
    public const string Quality = "desc-quality_metrics.json";

    /// <summary>The report.</summary>
    public const string Report = "report.html";

    /// <summary>The bias-corrected head.</summary>
    /// <param name="contrast">Its contrast.</param>
    /// <param name="space">The space it lies in; null for its own.</param>
    public static string Preproc(string contrast, string? space = null) => $"{In(space)}desc-preproc_{contrast}.nii.gz";

    /// <summary>The bias-corrected brain.</summary>
    public static string Brain(string contrast, string? space = null) => $"{In(space)}desc-brain_{contrast}.nii.gz";

    /// <summary>The brain mask in another space.</summary>
    public static string NormalisedMask(string space) => In(space) + BrainMask;

    /// <summary>The lesion in the template's space.</summary>
    public static string NormalisedLesion(string space) => $"{In(space)}label-lesion_mask.nii.gz";

    /// <summary>A tissue's map.</summary>
    public static string Tissue(string label, string? space = null) => $"{In(space)}label-{label}_probseg.nii.gz";

    /// <summary>A tissue's modulated map.</summary>
    public static string Modulated(string label, string space) => $"{In(space)}label-{label}_desc-modulated_probseg.nii.gz";

    /// <summary>A tissue's map for voxel-based morphometry.</summary>
    public static string Vbm(string label, string space) => $"{In(space)}label-{label}_desc-vbm_probseg.nii.gz";

    /// <summary>An affine or rigid map that resamples an image of one space into another.</summary>
    public static string Affine(string from, string to) => $"from-{from}_to-{to}_mode-image_desc-affine_xfm.txt";

    /// <summary>A displacement field that resamples an image of one space into another.</summary>
    public static string Warp(string from, string to) => $"from-{from}_to-{to}_mode-image_xfm.nii.gz";

    /// <summary>The rigid map between two scans of a head.</summary>
    public static string Rigid(string from, string to) => $"from-{from}_to-{to}_mode-image_xfm.txt";

    /// <summary>An atlas's regions in the scan.</summary>
    public static string RegionLabels(string atlas) => $"atlas-{atlas}_dseg.nii.gz";

    /// <summary>Their volumes.</summary>
    public static string RegionVolumes(string atlas) => $"atlas-{atlas}_desc-regions_volumes.tsv";

    /// <summary>Which template a file in its space, or a map to it, is of: several share a space.</summary>
    internal static (string Name, JsonNode? Value) Template(HeadGraph head)
    {
        var target = head.Target.Value;
        return ("Template", new JsonObject { ["Name"] = target.Identity.Name, ["Space"] = target.Space, ["Key"] = target.Key.Value, ["Description"] = target.Identity.Words });
    }

    /// <summary>Writes a whole head. Whether it is stripped is what brain extraction found, which a file that is there already does not ask for.</summary>
    internal static void Whole(HeadWork work, string name, Artifact<Volume<float>> image, string description, string? space, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        JsonNode? stripped = work.Writer.IsCurrent(name, image.Key) ? null : work.Head.Of<HeadBrain>().Brain.Value.AlreadyStripped;
        work.Writer.Image(name, image, description, space, [("SkullStripped", stripped), .. fields]);
    }

    private static string In(string? space) => space is null ? "" : $"space-{space}_";
}
