using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Surfaces;
using Pial.Formats.Transforms;
using Pial.Volumes;

namespace Pial.Pipelines.Derivatives;

/// <summary>
/// Every kind of file that <c>pial run</c> and <c>pial segment</c> make of a head. A new one is a line here; whoever writes or reads it
/// takes it from here.
/// </summary>
public static class HeadDerivatives
{
    private const string Share = "fraction";
    private const string Amount = "native volume per template volume";

    /// <summary>The brain mask, which every run writes.</summary>
    public static Derivative<Volume<bool>> BrainMask { get; } = new("[space]_desc-brain_mask.nii.gz", null, "Everything inside the dura.",
        ImageFile.LoadMask);

    /// <summary>The bias-corrected head.</summary>
    public static Derivative<Volume<float>> Preproc { get; } = Image("[space]_desc-preproc_<contrast>.nii.gz", "arbitrary",
        "The head, divided by its bias field.");

    /// <summary>The bias-corrected brain.</summary>
    public static Derivative<Volume<float>> Brain { get; } = Image("[space]_desc-brain_<contrast>.nii.gz", "arbitrary",
        "The same within the mask.");

    /// <summary>The bias field.</summary>
    public static Derivative<Volume<float>> BiasField { get; } = Image("desc-biasfield_<contrast>.nii.gz", null,
        "The field by which the head was divided.");

    /// <summary>Tissue labels.</summary>
    public static Derivative<Volume<int>> TissueLabels { get; } = Labels("dseg.nii.gz", "Most probable tissue.");

    /// <summary>Names of the tissue labels.</summary>
    public static Derivative<string> TissueNames { get; } = Text("dseg.tsv", "Names of the tissue labels.");

    /// <summary>A tissue's map.</summary>
    public static Derivative<Volume<float>> Tissue { get; } = Image("[space]_{label}_probseg.nii.gz", Share,
        "Share of a tissue in each voxel.");

    /// <summary>Volumes of the tissues.</summary>
    public static Derivative<IReadOnlyDictionary<string,
        double>> TissueVolumes
    { get; } = new("desc-tissue_volumes.tsv", "mL", "Volumes of the tissues.", static (path, _) =>
        TissueVolumesTable.Read(path));

    /// <summary>The lesion in the template's space.</summary>
    public static Derivative<Volume<bool>> Lesion { get; } = new("{space}_label-lesion_mask.nii.gz", null, "The lesion.",
        ImageFile.LoadMask);

    /// <summary>A tissue's modulated map.</summary>
    public static Derivative<Volume<float>> Modulated { get; } = Image("[space]_{label}_desc-modulated_probseg.nii.gz", Amount,
        "Share of a tissue, modulated.");

    /// <summary>A tissue's map for voxel-based morphometry.</summary>
    public static Derivative<Volume<float>> Vbm { get; } = Image("[space]_{label}_desc-vbm_probseg.nii.gz", Amount, "The same, smoothed.");

    /// <summary>An affine that resamples an image of one space into another.</summary>
    public static Derivative<Affine> Affine { get; } = new("{from}_{to}_mode-image_desc-affine_xfm.txt", "mm",
        "Affine between scan and template.", static (path, _) => ItkTransform.Read(path));

    /// <summary>The rigid map between two scans of a head.</summary>
    public static Derivative<Affine> Rigid { get; } = new("{from}_{to}_mode-image_xfm.txt", "mm", "Rigid map between scans of a head.",
        static (path, _) => ItkTransform.Read(path));

    /// <summary>A displacement field that resamples an image of one space into another, affine included.</summary>
    public static Derivative<Warp> Warp { get; } = new("{from}_{to}_mode-image_xfm.nii.gz", "mm",
        "The whole map between scan and template.", ItkDisplacement.Read);

    /// <summary>An atlas's regions in the scan.</summary>
    public static Derivative<Volume<int>> RegionLabels { get; } = Labels("{atlas}_dseg.nii.gz", "Regions of an atlas in the scan.");

    /// <summary>Their volumes.</summary>
    public static Derivative<IReadOnlyList<(string Region, double VolumeMm3)>> RegionVolumes { get; } =
        new("{atlas}_desc-regions_volumes.tsv", "mm^3", "Volumes of the regions.", static (path, _) => RegionTable.Read(path));

    /// <summary>Image quality measures.</summary>
    public static Derivative<JsonNode?> Quality { get; } = new("desc-quality_metrics.json", null, "Image quality measures.",
        static (path, _) => JsonFile.Parse(path));

    /// <summary>A surface of a hemisphere: white, pial, midthickness; RAS+ mm.</summary>
    public static Derivative<SurfaceMesh> Surface { get; } = new("{hemi}_<surface>.surf.gii", "mm", "A surface of the cortex.",
        static (path, _) => SurfaceFile.Read(path));

    /// <summary>A number of each vertex of a hemisphere.</summary>
    public static Derivative<float[]> SurfaceMeasure { get; } = new("{hemi}_<measure>.shape.gii", null, "A number of each vertex.",
        static (path, _) => MorphometryFile.Read(path));

    /// <summary>A number of each vertex of <c>fsaverage6</c>.</summary>
    public static Derivative<float[]> TargetMeasure { get; } = new("{hemi}_space-fsaverage_den-41k_<measure>.shape.gii", null,
        "A number of each vertex of fsaverage6.", static (path, _) => MorphometryFile.Read(path));

    /// <summary>White matter and cortex by the surfaces, in the scan's voxels.</summary>
    public static Derivative<Volume<int>> Ribbon { get; } = Labels("desc-ribbon_dseg.nii.gz", "White matter and cortex by the surfaces.");

    /// <summary>Numbers of the hemispheres' surfaces.</summary>
    public static Derivative<JsonNode?> SurfaceMetrics { get; } = new("desc-surfaces_metrics.json", null, "Numbers of the surfaces.",
        static (path, _) => JsonFile.Parse(path));

    /// <summary>Thickness, area and volume of the cortex's regions.</summary>
    public static Derivative<IReadOnlyList<ParcelRow>> CortexMeasures { get; } = new("{atlas}_desc-cortex_measures.tsv", null,
        "Thickness, area and volume of the cortex's regions.", static (path, _) => CortexTable.Read(path));

    /// <summary>The report.</summary>
    public static Derivative<string> Report { get; } = Text("report.html", "The page for people.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Derivative> All { get; } =
    [
        BrainMask, Preproc, Brain, BiasField, TissueLabels, TissueNames, Tissue, TissueVolumes, Lesion, Modulated, Vbm, Affine, Rigid, Warp,
        RegionLabels, RegionVolumes, Quality, Surface, SurfaceMeasure, TargetMeasure, Ribbon, SurfaceMetrics, CortexMeasures, Report,
    ];

    /// <summary>
    /// Patterns of what BIDS has no name for (yet), as <c>.bidsignore</c> lists them: reports, transforms, tables of volumes and measures,
    /// regions of atlases, everything about groups, subjects as FreeSurfer lays them out.
    /// </summary>
    public static IReadOnlyList<string> NotBids { get; } =
    [
        "group_*", "*_report.*", "*_metrics.json", "*_xfm.*", "*_volumes.*", "*_atlas-*", "*_surfaces.*", "*_hemi-*", ".pial/",
        "freesurfer/",
    ];

    private static Derivative<Volume<float>> Image(string pattern, string? unit, string what) =>
        new(pattern, unit, what, static (path, parallel) => ImageFile.Load(path, parallel).Image);

    private static Derivative<Volume<int>> Labels(string pattern, string what) => new(pattern, null, what, ImageFile.LoadLabels);

    private static Derivative<string> Text(string pattern, string what) =>
        new(pattern, null, what, static (path, _) => File.ReadAllText(path));
}
