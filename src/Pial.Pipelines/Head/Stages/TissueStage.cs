using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Operations.Quality;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Stages;

/// <summary>The tissues of a head.</summary>
/// <param name="Found">As the segmentation found them, which knows no lesion.</param>
/// <param name="Tissues">With the lesion among them.</param>
/// <param name="TotalField">The whole field: N4's times what the segmentation found left of it.</param>
public sealed record HeadTissues(Artifact<Tissues> Found, Artifact<Tissues> Tissues, IInput<Volume<float>> TotalField)
{
    /// <summary>Tissue labels.</summary>
    public Artifact<Volume<int>> Labels { get; } = Tissues.Part("Labels", static t => t.Labels);

    /// <summary>GM, WM and CSF.</summary>
    public IReadOnlyList<(string Label, Artifact<Volume<float>> Map)> Maps { get; } =
    [
        ("GM", Tissues.Part("GM", static t => t.Fractions.Gm)), ("WM", Tissues.Part("WM", static t => t.Fractions.Wm)),
        ("CSF", Tissues.Part("CSF", static t => t.Fractions.Csf)),
    ];
}

/// <summary>Tissue segmentation: labels, maps and volumes.</summary>
public sealed class TissueStage : HeadStage<HeadTissues>
{
    /// <summary>The stage's word.</summary>
    public const string Name = "segment";

    /// <inheritdoc />
    public override string Word => Name;

    /// <summary>What segmentation and quality measures take of the head: image, field, healthy brain, head template.</summary>
    internal static IInput<TissueInput> Taken(HeadGraph head) =>
        Input.Of(head.Raw, head.Of<HeadField>().Field, head.Of<HeadBrain>().Healthy, head.HeadTemplate)
        .Select(static (image, field, brain, template) => new TissueInput(image, field, brain, template));

    /// <inheritdoc />
    public override HeadTissues Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var found = Found(head);
        var tissues = head.Lesion is { } lesion
            ? head.Runner.Apply("lesion among the tissues", new LesionTissueStep(), null, Input.Of(found, lesion)) : found;
        return new(found, tissues, Input.Of(head.Of<HeadField>().Field, tissues).Select(static (field, t) => Total(field, t.Residual)));
    }

    /// <summary>N4's field times what was left of it.</summary>
    internal static Volume<float> Total(Volume<float> field, Volume<float> residual) => field * residual;

    private static Artifact<Tissues> Found(HeadGraph head)
    {
        var (run, codec) = (head.Runner, Tissues.Codec);
        if (head.Channels.Count > 0)
        {
            string[] others = [.. head.Channels.Select(static c => c.Contrast)];
            return run.Apply(
                $"tissue segmentation with {string.Join(" and ", others)}", new JointTissueStep { Contrasts = [head.Contrast, .. others] },
                codec,
                Input.Of(Taken(head), Input.All(head.Of<HeadContrasts>().Channels.Select(static c => c.InHead)))
                    .Select(static (own, channels) => new JointTissueInput(own, channels)));
        }

        if (head.Model is not { } model)
            return head.IsT1 ? run.Apply("tissue segmentation", new TissueStep(), codec, Taken(head))
                : run.Apply("tissue segmentation", new ChannelTissueStep(), codec, Taken(head));
        var (field, placed) = (head.Of<HeadField>(), head.Of<HeadRegistration>());
        if (!head.IsT1)
        {
            var healthy = head.Of<HeadBrain>().Healthy.Part("Mask", static b => b.Mask);
            return run.Apply("structures and tissues", new ContrastSegmentationStep(), codec,
                Input.Of(field.Alone, healthy, placed.Affine, placed.Warp, model));
        }

        return run.Apply(
            "structures and tissues", new HeadSegmentationStep(), codec,
            Input.Of(Taken(head), field.Even, placed.Affine, placed.Warp, model)
                .Select(static (own, even, affine, warp, atlas) => new HeadSegmentationInput(own, even, affine, warp, atlas)));
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (writer, made, lesion) = (work.Writer, work.Head.Of<HeadTissues>(), work.Head.Lesion);
        writer.Labels(
            HeadDerivatives.TissueLabels.Name(), made.Labels, lesion is null ? LabelTable.Tissues : LabelTable.TissuesAndLesion,
            $"Most probable tissue: 1 grey matter, 2 white matter, 3 CSF{(lesion is null ? "" : "; 7 the lesion, as its mask has it")}.",
                null, ("Manual", false));
        foreach (var (label, map) in made.Maps)
        {
            var words = $"Share of {label} in each voxel; GM, WM and CSF sum to 1 inside the " +
                $"mask{(lesion is null ? "" : ", and are 0 in the lesion")}.";
            writer.Image(HeadDerivatives.Tissue.Name(null, label), map, words, null, ("Units", HeadDerivatives.Tissue.Unit));
        }

        writer.Text(
            HeadDerivatives.TissueVolumes.Name(), made.Labels, () =>
            TissueVolumesTable.Text(TissueVolumes.Of(made.Tissues.Value.Fractions, lesion?.Value)),
            "Volumes of the tissues in the native scan; TIV is everything inside the mask.",
                TissueVolumesTable.Columns(lesion is not null));
    }

    /// <inheritdoc />
    public override HeadReportData Show(HeadWork work, HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(data);

        // Against the head template, as brain extraction laid it on the whole head: the warp that the segmentation follows was made with
        // the mask, and would hide its errors.
        var (head, brain, tissues) = (work.Head, data.Brain, data.Tissues);
        var structures = tissues.Structures ?? (head.Atlas?.Value.Structures is null ? null : head.Of<HeadRegions>().Labels?.Value);
        var priors = head.HeadTemplate.Value.Tissues;
        return data with
        {
            Plausibility = SegmentationPlausibility.Of(data.Preproc, brain.Mask, tissues.Labels, structures, priors,
                TissueStep.ImageToTemplate(brain), head.Runner.Parallel),
        };
    }

    /// <inheritdoc />
    public override IEnumerable<(int Place, Check Check)> Checks(HeadReportData data) => SegmentationChecks.Of(data);

    /// <inheritdoc />
    public override IEnumerable<ReportSection> Sections(HeadReportData data) =>
        [new(10, "mask", "Brain mask", HeadReport.Native(data)), new(11, "tissues", "Tissues", "")];

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cite);
        const string Tissues = "Grey matter, white matter and CSF were segmented";
        var ashburner = cite(Citations.Segmentation, "Ashburner 2005");
        if (data.Channels.Count > 0)
        {
            return [$"{Tissues} in {data.Contrast} and {string.Join(" and ", data.Channels)} images together, by " +
                $"expectation-maximisation with spatial priors and partial volume (after {ashburner}), which also "
                + "estimated the remaining field."];
        }

        if (!double.IsNaN(data.Tissues.GreyWhite) || !ContrastName.IsT1(data.Contrast))
        {
            return [$"{Tissues} by expectation-maximisation with spatial priors that tell the classes, a neighbourhood term and partial " +
                $"volume (after {ashburner}, {cite(Citations.Partial, "Tohka 2004")})."];
        }

        var markov = $"a Markov random field and partial volume (after {ashburner}, {cite(Citations.Markov, "Zhang 2001")}, " +
            $"{cite(Citations.Partial, "Tohka 2004")}), which also estimated the remaining field";
        return data.Tissues.Structures is null
            ? [$"{Tissues} by expectation-maximisation with spatial priors, {markov}."]
            : [$"{Tissues} together with the brain's structures by one generative model: the probabilistic atlas " +
                $"{Atlases.EmbeddedAtlas.Name}, of SynthSeg's training maps "
                + $"({cite(Citations.SynthSeg, "Billot 2023")}), carried by the warp below, mixtures of intensities learned from the " +
                $"scan (after {cite(Citations.Structures, "Fischl 2002")}), {markov}."];
    }
}
