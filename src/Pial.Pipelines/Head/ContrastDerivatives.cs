using System.Text.Json.Nodes;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>The files of one scan of another contrast.</summary>
internal sealed class ContrastDerivatives(DerivativeWriter writer, ContrastGraph graph, HeadGraph head, HeadRunOptions options)
{
    public void WriteAll()
    {
        var (name, of) = (graph.Contrast, head.Contrast);
        writer.Transform(
            HeadDerivatives.Rigid.Name(name, of), graph.Place, () => graph.Place.Value.HeadToScan,
            $"ITK rigid transform that resamples the {name} scan into the {of} scan's space (it takes {of} points to {name} points).");
        writer.Transform(
            HeadDerivatives.Rigid.Name(of, name), graph.Place, () => graph.Place.Value.HeadToScan.Inverse(),
            $"ITK rigid transform that resamples the {of} scan into the {name} scan's space.");
        writer.Mask(HeadDerivatives.BrainMask.Name(name), graph.Mask, $"The {of} scan's brain mask on the {name} scan's grid.", null,
            ("SpatialReference", name), ("Type", "Brain"));
        if (options.Wants(PreprocStage.Name))
        {
            Pair(null, graph.Preproc, graph.Brain, "on its own grid", null, null);
            Pair(of, graph.InHead, graph.InHeadBrain, $"on the {of} scan's grid; 0 where it shows nothing", null, of);
        }

        if (!options.Wants(NormalizeStage.Name)) return;
        var space = head.Space;
        Pair(space, graph.InTemplate, graph.InTemplateBrain,
            "in the template's space, by the head's warp and the rigid transform, interpolated once", space, space);
    }

    private void Pair(string? on, Artifact<Volume<float>> whole, Artifact<Volume<float>> brain, string where, string? space,
        string? reference)
    {
        var file = HeadDerivatives.Preproc.Name(on, graph.Contrast);
        JsonNode? stripped = writer.IsCurrent(file, whole.Key) ? null : IsStripped(graph.Preproc.Value, graph.Mask.Value);
        (string, JsonNode?)[] template = space is null ? [] : [HeadFiles.Template(head)];
        writer.Image(file, whole, $"The {graph.Contrast} scan, divided by its bias field, {where}.", space,
            [("SpatialReference", reference), ("SkullStripped", stripped), ("Units", "arbitrary"), .. template]);
        writer.Image(HeadDerivatives.Brain.Name(on, graph.Contrast), brain, $"The same within the brain mask, {where}.", space,
            [("SpatialReference", reference), ("SkullStripped", true), ("Units", "arbitrary"),
                .. template.Select(t => (t.Item1, t.Item2?.DeepClone()))]);
        brain.Release();
    }

    // Of a whole head most voxels that hold something lie outside of the brain; of a brain few, where its mask and the head's differ.
    private static bool IsStripped(Volume<float> scan, Volume<bool> mask)
    {
        var (inside, outside) = (0, 0);
        for (var n = 0; n < scan.Span.Length; n++)
        {
            if (scan.Span[n] == 0) continue;
            if (mask.Span[n]) inside++;
            else outside++;
        }

        return outside < inside / 4;
    }
}
