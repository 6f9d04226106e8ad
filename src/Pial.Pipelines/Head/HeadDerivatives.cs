using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Operations.Regions;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Quality;
using Pial.Pipelines.Regions;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>The files of one head, in the order that keeps the least in memory.</summary>
internal sealed class HeadDerivatives(DerivativeWriter writer, HeadGraph graph, HeadRunOptions options)
{
    /// <summary>End of the name of the brain mask, which every run writes.</summary>
    public const string MaskName = "desc-brain_mask.nii.gz";

    private string Contrast => graph.Contrast;

    private string Space => graph.Target.Value.Space;

    public void WriteAll()
    {
        Mask();
        if (Wanted(HeadOutputs.Preproc)) Preproc();
        if (Wanted(HeadOutputs.Segment)) Segment();
        if (Wanted(HeadOutputs.Quality) && ContrastName.IsT1(Contrast))
            writer.Json("desc-quality_metrics.json", graph.Quality, () => QualityJson.Of(graph.Quality.Value, graph.State.Value, graph.LeftRight?.Value), "Image quality measures, each with its unit, its definition, and the reason where it is undefined.");
        if (Wanted(HeadOutputs.Normalize) || Wanted(HeadOutputs.Vbm)) Normalise();
        if (Wanted(HeadOutputs.Regions) && graph.Regions is { } regions) Regions(regions, graph.Atlas!.Value);
    }

    private bool Wanted(HeadOutputs output) => options.Wants(output);

    private void Mask() => writer.Mask(
        MaskName, graph.Mask, $"Everything inside the dura: cerebrum, cerebellum, brainstem, ventricles and sulcal CSF{(graph.Lesion is null ? "" : ", and the lesion")}.", null, ("Type", "Brain"));

    private void Preproc()
    {
        Head($"desc-preproc_{Contrast}.nii.gz", graph.Preproc, $"The {Contrast} head, divided by its bias field.", null, ("Units", "arbitrary"));
        writer.Image($"desc-brain_{Contrast}.nii.gz", graph.BrainImage, $"The {Contrast} brain, divided by its bias field; 0 outside the mask.", null, ("SkullStripped", true), ("Units", "arbitrary"));
    }

    // Whether a head is stripped is what brain extraction found, which a file that is there already does not ask for.
    private void Head(string name, Artifact<Volume<float>> head, string description, string? space, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
        => writer.Image(name, head, description, space, [("SkullStripped", writer.IsCurrent(name, head.Key) ? null : graph.Stripped()), .. fields]);

    /// <summary>Which template a file in its space, or a map to it, is of: several share a space.</summary>
    internal static (string Name, JsonNode? Value) Template(HeadGraph graph)
    {
        var target = graph.Target.Value;
        return ("Template", new JsonObject { ["Name"] = target.Identity.Name, ["Space"] = target.Space, ["Key"] = target.Key.Value, ["Description"] = target.Identity.Words });
    }

    private void Segment()
    {
        var lesion = graph.Lesion is not null;
        writer.Labels(
            "dseg.nii.gz", graph.Labels, lesion ? LabelTable.TissuesAndLesion : LabelTable.Tissues,
            $"Most probable tissue: 1 grey matter, 2 white matter, 3 CSF{(lesion ? "; 7 the lesion, as its mask has it" : "")}.", null, ("Manual", false));
        foreach (var (label, map) in (ReadOnlySpan<(string, Artifact<Volume<float>>)>)[("GM", graph.Gm), ("WM", graph.Wm), ("CSF", graph.Csf)])
            writer.Image($"label-{label}_probseg.nii.gz", map, $"Share of {label} in each voxel; GM, WM and CSF sum to 1 inside the mask{(lesion ? ", and are 0 in the lesion" : "")}.", null, ("Units", "fraction"));
        writer.Text(
            "desc-tissue_volumes.tsv",
            graph.Labels,
            () =>
            {
                var v = TissueVolumes.Of(graph.Tissues.Value.Fractions, graph.Lesion?.Value);
                var table = string.Create(CultureInfo.InvariantCulture, $"GM\tWM\tCSF\tTIV\n{v.Gm:0.###}\t{v.Wm:0.###}\t{v.Csf:0.###}\t{v.Tiv:0.###}\n");
                return v.Lesion is not { } ml ? table : string.Create(CultureInfo.InvariantCulture, $"{table.Replace("TIV\n", "TIV\tLesion\n", StringComparison.Ordinal).TrimEnd()}\t{ml:0.###}\n");
            },
            "Volumes of the tissues in the native scan; TIV is everything inside the mask.",
            [
                ("GM", Column("Grey matter")), ("WM", Column("White matter")), ("CSF", Column("Cerebrospinal fluid")), ("TIV", Column("Total intracranial volume")),
                .. lesion ? [("Lesion", Column("Lesion"))] : ((string, JsonNode?)[])[],
            ]);
    }

    private void Regions(Artifact<Volume<int>> regions, Atlas atlas)
    {
        var prefix = $"atlas-{atlas.Name}";
        var how = atlas.Structures is null ? "carried over by vote" : "weighed against the scan's intensities";
        writer.Labels($"{prefix}_dseg.nii.gz", regions, atlas.Table, $"Regions of the atlas {atlas.Name} in the native scan, {how}.", null, ("Manual", false), ("Atlas", RegionTable.Describe(atlas, Space)));
        writer.Text(
            $"{prefix}_desc-regions_volumes.tsv", regions,
            () => RegionTable.Text(atlas.Table, RegionStatistics.Volumes(regions.Value, [.. atlas.Table.Labels.Select(static l => l.Id)], graph.Tissues.Value.Fractions)),
            $"Volumes of the regions of the atlas {atlas.Name} in the native scan; one row a region.",
            [("Atlas", RegionTable.Describe(atlas, Space)), .. RegionTable.Columns()]);
    }

    private void Normalise()
    {
        var reference = Space;
        writer.Transform(
            $"from-{Contrast}_to-{Space}_mode-image_desc-affine_xfm.txt", graph.Affine, () => graph.Affine.Value.ReferenceToMoving,
            "The affine the warp begins with: ITK affine that resamples the scan into the template's space (it takes template points to scan points).", Template(graph));
        writer.Transform(
            $"from-{Space}_to-{Contrast}_mode-image_desc-affine_xfm.txt", graph.Affine, () => graph.Affine.Value.ReferenceToMoving.Inverse(),
            "ITK affine that resamples the template's space into the scan (it takes scan points to template points).", Template(graph));
        if (!options.Lean) Warps();
        if (Wanted(HeadOutputs.Normalize))
        {
            Head($"space-{Space}_desc-preproc_{Contrast}.nii.gz", graph.NormalisedPreproc, "The bias-corrected head in the template's space.", Space, ("SpatialReference", reference), Template(graph));
            writer.Mask($"space-{Space}_desc-brain_mask.nii.gz", graph.NormalisedMask, "The brain mask in the template's space.", Space, ("SpatialReference", reference), Template(graph), ("Type", "Brain"));
            writer.Image($"space-{Space}_desc-brain_{Contrast}.nii.gz", graph.NormalisedBrain, "The bias-corrected brain in the template's space.", Space, ("SpatialReference", reference), Template(graph), ("SkullStripped", true));
            graph.NormalisedPreproc.Release();
        }

        if (graph.NormalisedLesion is { } lesion)
            writer.Mask($"space-{Space}_label-lesion_mask.nii.gz", lesion, "The lesion in the template's space.", Space, ("SpatialReference", reference), Template(graph), ("Type", "Lesion"));
        else
            writer.Remove($"space-{Space}_label-lesion_mask.nii.gz"); // of a run that had a mask

        for (var t = 0; t < graph.NormalisedTissues.Count; t++)
        {
            var (label, map) = graph.NormalisedTissues[t];
            if (Wanted(HeadOutputs.Normalize))
                writer.Image($"space-{Space}_label-{label}_probseg.nii.gz", map, $"Share of {label} in the template's space.", Space, ("SpatialReference", reference), Template(graph), ("Units", "fraction"));
            if (Wanted(HeadOutputs.Vbm) && t < graph.Modulated.Count) Vbm(t, reference);
            map.Release();
        }
    }

    private void Warps()
    {
        writer.Transform(
            $"from-{Contrast}_to-{Space}_mode-image_xfm.nii.gz", graph.Warp, () => graph.Warp.Value.TemplateToScan,
            "The whole map, affine included, as an ITK displacement field: resamples the scan into the template's space.", Template(graph));
        writer.Transform(
            $"from-{Space}_to-{Contrast}_mode-image_xfm.nii.gz", graph.Warp, () => graph.Warp.Value.ScanToTemplate,
            "The inverse of the whole map as an ITK displacement field: resamples the template's space into the scan.", Template(graph));
    }

    private void Vbm(int t, string reference)
    {
        var (label, modulated) = graph.Modulated[t];
        if (!options.Lean)
        {
            writer.Image(
                $"space-{Space}_label-{label}_desc-modulated_probseg.nii.gz", modulated, $"Share of {label} modulated: what of it lies in each voxel's part of the scan, so that totals are those of the scan.", Space,
                ("SpatialReference", reference), Template(graph), ("Units", "native volume per template volume"));
        }

        var vbm = graph.Vbm[t].Map;
        writer.Image(
            $"space-{Space}_label-{label}_desc-vbm_probseg.nii.gz", vbm,
            string.Create(CultureInfo.InvariantCulture, $"Modulated {label}, smoothed with a Gaussian of {options.SmoothingFwhmMm:0.##} mm FWHM."), Space,
            ("SpatialReference", reference), Template(graph), ("FWHM", options.SmoothingFwhmMm), ("Units", "native volume per template volume"));
        modulated.Release();
        vbm.Release();
    }

    private static JsonObject Column(string name) => new() { ["LongName"] = name, ["Units"] = "mL" };
}
