using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Stages;

/// <summary>The bias-corrected head.</summary>
/// <param name="Preproc">The head, divided by the whole field.</param>
/// <param name="Brain">The same within the mask.</param>
public sealed record HeadPreproc(Artifact<Volume<float>> Preproc, Artifact<Volume<float>> Brain);

/// <summary>Bias-corrected head and brain.</summary>
internal sealed class PreprocStage : HeadStage<HeadPreproc>
{
    /// <summary>The stage's word.</summary>
    public const string Name = "preproc";

    /// <inheritdoc />
    public override string Word => Name;

    /// <inheritdoc />
    public override bool IsLarge => true;

    /// <inheritdoc />
    public override HeadPreproc Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var residual = head.Of<HeadTissues>().Tissues.Select(static t => t.Residual);
        var preproc = head.Runner.Apply("bias division", new BiasDivisionStep(), null,
            Input.Of(head.Raw, head.Of<HeadField>().Field, residual));
        return new(preproc, head.Runner.Apply("masking", new MaskingStep(), null, Input.Of(preproc, head.Of<HeadBrain>().Mask)));
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (made, contrast) = (work.Head.Of<HeadPreproc>(), work.Head.Contrast);
        HeadFiles.Whole(work, HeadDerivatives.Preproc.Name(null, contrast), made.Preproc,
            $"The {contrast} head, divided by its bias field.", null, ("Units", HeadDerivatives.Preproc.Unit));
        work.Writer.Image(HeadDerivatives.Brain.Name(null, contrast), made.Brain,
            $"The {contrast} brain, divided by its bias field; 0 outside the mask.", null, ("SkullStripped", true),
            ("Units", HeadDerivatives.Preproc.Unit));
    }
}
