using Pial.Operations.Regions;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Regions;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Stages;

/// <summary>Regions of an atlas in a head.</summary>
/// <param name="Labels">In the native scan; null without an atlas.</param>
public sealed record HeadRegions(Artifact<Volume<int>>? Labels);

/// <summary>Labels and volumes of an atlas's regions in the native scan.</summary>
public sealed class RegionStage : HeadStage<HeadRegions>
{
    /// <summary>The stage's word.</summary>
    public const string Name = "regions";

    /// <inheritdoc />
    public override string Word => Name;

    /// <inheritdoc />
    public override HeadRegions Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (head.Atlas is not { } atlas) return new((Artifact<Volume<int>>?)null);
        var tissues = head.Of<HeadTissues>();
        if (head.Model is { } model && atlas.Key == model.Key) return new(tissues.Tissues.Part("Structures", static t => t.Structures!));
        var brain = head.Of<HeadBrain>();
        var healthy = head.Lesion is null ? (IInput<Volume<bool>>)brain.Mask : brain.Healthy.Select(static b => b.Mask);
        return new(head.Runner.Apply(
            $"regions of {atlas.Value.Name}", new RegionStep(), null,
            Input.Of(head.Of<HeadPreproc>().Preproc, healthy, tissues.Labels, head.Of<HeadRegistration>().Warp, atlas)
                .Select(static (image, mask, labels, warp, of) => new RegionInput(image, mask, labels, warp.MovingToReference, of))));
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var head = work.Head;
        if (head.Of<HeadRegions>().Labels is not { } labels) return;
        var (atlas, ids, tissues) = (head.Atlas!.Value, head.Atlas.Value.Table.Labels.Select(static l => l.Id).ToArray(),
            head.Of<HeadTissues>().Tissues);
        var how = atlas.Structures is null ? "carried over by vote" : "weighed against the scan's intensities";
        work.Writer.Labels(
            HeadDerivatives.RegionLabels.Name(atlas.Name), labels, atlas.Table,
            $"Regions of the atlas {atlas.Name} in the native scan, {how}.", null,
            ("Manual", false), ("Atlas", RegionTable.Describe(atlas, head.Space)));
        work.Writer.Text(
            HeadDerivatives.RegionVolumes.Name(atlas.Name), labels, () =>
            RegionTable.Text(atlas.Table, RegionStatistics.Volumes(labels.Value, ids, tissues.Value.Fractions)),
            $"Volumes of the regions of the atlas {atlas.Name} in the native scan; one row a region.",
                [("Atlas", RegionTable.Describe(atlas, head.Space)), .. RegionTable.Columns()]);
    }

    /// <inheritdoc />
    public override IEnumerable<Artifact> Shown(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.Head.Of<HeadRegions>().Labels is { } labels ? [labels] : [];
    }

    /// <inheritdoc />
    public override HeadReportData Show(HeadWork work, HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(data);
        if (work.Head.Of<HeadRegions>().Labels is not { Value: var labels }) return data;
        var atlas = work.Head.Atlas!.Value;
        return data with
        {
            Regions = new(atlas, labels,
                RegionStatistics.Volumes(labels, [.. atlas.Table.Labels.Select(static l => l.Id)], data.Tissues.Fractions)),
        };
    }

    /// <inheritdoc />
    public override IEnumerable<ReportSection> Sections(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Regions is { } regions ? [new(20, "regions", "Regions", HeadReport.RegionsOf(data, regions))] : [];
    }

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cite);
        if (data.Regions?.Atlas is not { } atlas) return [];
        if (atlas.Structures is null) return [$"Regions are those of the atlas {atlas.Name}, carried over by the warp; cite its authors."];
        return data.Tissues.Structures is not null && atlas.Name == Atlases.EmbeddedAtlas.Name
            ? [] // the segmentation's own structures
            : [$"Structures were labelled with the atlas {atlas.Name}, of SynthSeg's training maps " +
                $"({cite(Citations.SynthSeg, "Billot 2023")}), and the scan's intensities (after " +
                $"{cite(Citations.Structures, "Fischl 2002")})."];
    }
}
