using System.Globalization;
using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Stages;

/// <summary>The brain of a head.</summary>
/// <param name="Extracted">As brain extraction found it.</param>
/// <param name="First">With the lesion, before the mask is trimmed by what segmentation by the atlas shows.</param>
/// <param name="FirstMask">Its mask.</param>
/// <param name="Unhurt">The same without the lesion: where fields are estimated.</param>
internal sealed record HeadExtraction(
    Artifact<BrainExtractionResult> Extracted, Artifact<BrainExtractionResult> First, Artifact<Volume<bool>> FirstMask,
        Artifact<BrainExtractionResult> Unhurt);

/// <summary>The brain of a head, for good.</summary>
/// <param name="Brain">Mask, and how the head template lies over the scan.</param>
/// <param name="Mask">The mask.</param>
/// <param name="Healthy">Without the lesion: where tissues are estimated.</param>
public sealed record HeadBrain(Artifact<BrainExtractionResult> Brain, Artifact<Volume<bool>> Mask, Artifact<BrainExtractionResult> Healthy);

/// <summary>Brain extraction: the mask, which every run writes.</summary>
internal sealed class BrainStage : HeadStage<HeadExtraction>
{
    // Heads in their place have 0.6 to 0.8 in most contrasts; heads laid wrong reach 0.41.
    private const double LeastLikeness = 0.45;

    /// <inheritdoc />
    public override HeadExtraction Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var run = head.Runner;
        var extracted = run.Apply("brain extraction", new BrainExtractionStep(), StepCodecs.Brain, Input.Of(head.Raw, head.HeadTemplate));
        if (head.Edit is { } edit) extracted = run.Apply("corrected mask", new EditedBrainStep(), null, Input.Of(extracted, edit));
        var first = head.Lesion is { } lesion
            ? run.Apply("lesion in the mask", new LesionBrainStep(), null, Input.Of(extracted, lesion)) : extracted;
        var unhurt = head.Lesion is { } without
            ? run.Apply("mask without the lesion", new LesionFreeStep(), null, Input.Of(first, without)) : first;
        return new(extracted, first, first.Part("Mask", static b => b.Mask), unhurt);
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        work.Writer.Mask(
            HeadDerivatives.BrainMask.Name([null]), work.Head.Of<HeadBrain>().Mask,
            $"Everything inside the dura: cerebrum, cerebellum, brainstem, ventricles and sulcal " +
                $"CSF{(work.Head.Lesion is null ? "" : ", and the lesion")}{(work.Head.Edit is null ? "" : ", as a person corrected it")}.",
            null, ("Type", "Brain"));
    }

    /// <inheritdoc />
    public override HeadReportData Show(HeadWork work, HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(data);
        return work.Edit is { } edit ? data.With(edit) : data;
    }

    /// <inheritdoc />
    public override IEnumerable<(int Place, Check Check)> Checks(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.Brain.AlreadyStripped)
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"local correlation {data.Brain.Similarity:0.00} near the brain");
            yield return (10, new(data.Brain.Similarity > LeastLikeness, "Likeness to the head template", found,
                string.Create(CultureInfo.InvariantCulture, $"more than {LeastLikeness:0.00}")));
        }

        yield return (20, PlaceChecks.Orientation(data));
        yield return (40, PlaceChecks.FieldOfView(data));
    }

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cite);
        yield return data.Brain.AlreadyStripped
            ? "The input was already skull-stripped; its mask is what was left of it."
            : $"The brain was extracted with the head template {Templates.EmbeddedTemplate.Name}, a tissue model and a minimal surface " +
                $"({cite(Citations.Boundary, "Chan 2006")}).";
        if (data.Of<MaskEdit>() is { } edit) yield return $"The brain mask was corrected by hand ({edit.Words}).";
    }
}

/// <summary>In another contrast than T1w, takes from the mask what the atlas and the intensities say is not brain.</summary>
internal sealed class TrimmingStage : HeadStage<HeadBrain>
{
    /// <inheritdoc />
    public override HeadBrain Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var found = head.Of<HeadExtraction>();
        if (head.Model is not { } model || head.IsT1 || head.Lesion is not null || head.Edit is not null)
            return new(found.First, found.FirstMask, found.Unhurt);
        var placed = head.Of<HeadRegistration>();
        var trimmed = head.Runner.Apply("mask trimming", new MaskTrimmingStep(), StepCodecs.Brain,
            Input.Of(head.Of<HeadField>().Alone, found.Extracted, placed.Warp, model));
        return new(trimmed, trimmed.Part("Mask", static b => b.Mask), trimmed);
    }
}
