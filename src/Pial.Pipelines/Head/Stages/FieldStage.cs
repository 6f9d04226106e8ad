using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Stages;

/// <summary>The receive field of a head.</summary>
/// <param name="Field">By N4.</param>
/// <param name="Even">The head without it.</param>
/// <param name="Alone">The brain without it, as the atlas of structures is laid on it: in another contrast than T1w denoised, because its
/// tissues lie close together.</param>
internal sealed record HeadField(Artifact<Volume<float>> Field, Artifact<Volume<float>> Even, Artifact<Volume<float>> Alone);

/// <summary>Intensity non-uniformity.</summary>
internal sealed class FieldStage : HeadStage<HeadField>
{
    /// <inheritdoc />
    public override HeadField Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var (run, brain) = (head.Runner, head.Of<HeadExtraction>());
        var field = run.Apply("bias field", new BiasFieldStep(), ArtifactCodec.Image,
            Input.Of(head.Raw, brain.Unhurt.Select(static b => b.Mask)));
        var even = run.Apply("field division", new FieldDivisionStep(), null, Input.Of(head.Raw, field));
        var within = Input.Of(even, brain.FirstMask);
        return new(field, even,
            head.IsT1 ? run.Apply("masking without field", new MaskingStep(), null, within)
            : run.Apply("denoising", new BrainDenoisingStep(), null, within));
    }

    /// <inheritdoc />
    public override IEnumerable<ReportSection> Sections(HeadReportData data) => [new(50, "bias", "Bias field", HeadReport.Bias(data))];

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(cite);
        return [$"Intensity non-uniformity was corrected with N4 ({cite(Citations.N4, "Tustison 2010")})."];
    }
}
