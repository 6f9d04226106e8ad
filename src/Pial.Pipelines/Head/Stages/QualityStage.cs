using System.Globalization;
using Pial.Operations.Faces;
using Pial.Operations.Quality;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Quality;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;

namespace Pial.Pipelines.Head.Stages;

/// <summary>The quality of a scan.</summary>
/// <param name="Surroundings">Head, air and artefacts.</param>
/// <param name="State">Whether the scan shows a face.</param>
/// <param name="Metrics">Its measures.</param>
/// <param name="Sides">How the brain and its mirror image fit the template; null unless it is a T1w and the template is the embedded one,
/// whose limits are known.</param>
public sealed record HeadQuality(Artifact<HeadMasks> Surroundings, Artifact<HeadState> State,
    Artifact<IReadOnlyList<QualityMetric>> Metrics, Artifact<LeftRight>? Sides);

/// <summary>Image quality measures.</summary>
internal sealed class QualityStage : HeadStage<HeadQuality>
{
    /// <summary>The stage's word.</summary>
    public const string Name = "quality";

    /// <inheritdoc />
    public override string Word => Name;

    /// <inheritdoc />
    public override HeadQuality Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var (run, raw, mask, tissues, preproc) = (head.Runner, head.Raw, head.Of<HeadBrain>().Mask, head.Of<HeadTissues>().Tissues,
            head.Of<HeadPreproc>());
        var around = run.Apply("head and air", new SurroundingsStep(), null, Input.Of(raw, mask));
        var state = run.Apply("face", new HeadStateStep(), null, Input.Of(raw, mask, around));
        var image = Input.Of(raw, preproc.Preproc, head.Of<HeadField>().Field)
            .Select(static (own, even, field) => (Raw: own, Even: even, Field: field));
        var segmented = Input.Of(head.Of<HeadBrain>().Healthy, tissues, head.HeadTemplate)
            .Select(static (brain, found, template) => (Brain: brain, Found: found, Template: template));
        var metrics = run.Apply(
            "image quality", new QualityStep(), null,
            Input.Of(image, segmented, around, state).Select(static (i, s, masks, face) => new QualityScan(
                i.Raw, i.Even, TissueStage.Total(i.Field, s.Found.Residual), new(i.Raw, i.Field, s.Brain, s.Template), s.Found.Fractions,
                    masks, face)));
        var sides = !head.IsT1 || head.Target.Key != EmbeddedTemplate.TargetKey() ? null : run.Apply(
            "left and right", new LeftRightStep(), null,
            Input.Of(preproc.Brain, head.Target.Select(static t => t.Brain()),
                head.Of<HeadRegistration>().Affine.Select(static a => a.ReferenceToMoving)));
        return new(around, state, metrics, sides);
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!work.Head.IsT1) return;
        var made = work.Head.Of<HeadQuality>();
        work.Writer.Json(
            HeadDerivatives.Quality.Name(), made.Metrics, () => QualityJson.Of(made.Metrics.Value, made.State.Value, made.Sides?.Value),
            "Image quality measures, each with its unit, its definition, and the reason where it is undefined.");
    }

    /// <inheritdoc />
    public override HeadReportData Show(HeadWork work, HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(data);
        var rated = work.Wants(Name) && work.Head.IsT1;
        var made = work.Head.Of<HeadQuality>();
        if (made.Sides is null) data = data with { WhyNoSides = "the limits are those of a T1w and Pial's own template" };
        else if (!rated) data = data with { WhyNoSides = "it is measured with the image's quality, which the steps leave out" };
        return !rated ? data : data with
        {
            Quality = made.Metrics.Value,
            State = made.State.Value,
            Sides = made.Sides?.Value,
            Surroundings = made.Surroundings.Value,
        };
    }

    /// <inheritdoc />
    public override IEnumerable<(int Place, Check Check)> Checks(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Sides is not { } sides)
            return [(100, new(null, "Left and right", data.WhyNoSides ?? "nobody looked", "the mirror image fits the template no better"))];
        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"the brain fits the template with {sides.Likeness:0.000}, its mirror image with " +
            $"{sides.Mirrored:0.000}{(sides.SuspectedFlip ? ": left and right may be swapped" : "")}");
        var expected = string.Create(
            CultureInfo.InvariantCulture,
            $"the mirror image fits no better by {LeftRight.LeastDifference} or more; a suspicion, since some brains are the other way " +
                $"round");
        return [(100, new(!sides.SuspectedFlip, "Left and right", found, expected))];
    }

    /// <inheritdoc />
    public override IEnumerable<ReportSection> Sections(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Quality is null ? [] : [new(60, "quality", "Quality", HeadReport.QualityOf(data))];
    }

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cite);
        return data.Quality is null
            ? [] : [$"Image quality was measured by MRIQC's definitions ({cite(Citations.Mriqc, "Esteban 2017")})."];
    }
}
