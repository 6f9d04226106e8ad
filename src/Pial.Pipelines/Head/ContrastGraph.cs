using Pial.Operations.Registration;
using Pial.Operations.Resampling;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>
/// From a scan of another contrast to its images on its own grid, on the head's and in the template's space; mask and warp are the head's.
/// </summary>
internal sealed class ContrastGraph
{
    /// <summary>Lays out the steps.</summary>
    /// <param name="runner">Runs them.</param>
    /// <param name="contrast">Name of the contrast, its BIDS suffix.</param>
    /// <param name="raw">The scan as read.</param>
    /// <param name="head">The head it belongs to.</param>
    /// <param name="options">Settings.</param>
    public ContrastGraph(StepRunner runner, string contrast, Artifact<Volume<float>> raw, HeadGraph head, HeadRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(options);
        var (laid, normalised) = (head.Of<HeadContrasts>(), head.Of<HeadNormalised>());
        Placement = laid.Channels.FirstOrDefault(c => c.Raw.Key == raw.Key) ?? new(runner, contrast, raw, laid.On);
        Brain = runner.Apply($"{contrast} masking", new MaskingStep(), null, Input.Of(Preproc, Mask));
        InHeadBrain = runner.Apply($"{contrast} on {head.Contrast}, masking", new MaskingStep(), null,
            Input.Of(InHead, head.Of<HeadBrain>().Mask));
        InTemplate = runner.Apply(
            $"normalising {contrast}", new NormalisationStep(options.VoxelMm, Interpolation.Cubic), null,
            Input.Of(Preproc, head.Target, head.Of<HeadRegistration>().Warp, Place)
                .Select(static (image, target, warp,
                    place) => (image, target.T1w.Grid, ((PointMap)warp.ReferenceToMoving).Then(place.HeadToScan))));
        InTemplateBrain = runner.Apply($"normalising {contrast}, masking", new MaskingStep(), null, Input.Of(InTemplate, normalised.Mask));
    }

    /// <summary>Its steps up to the head's grid.</summary>
    public ContrastPlacement Placement { get; }

    /// <summary>Name of the contrast.</summary>
    public string Contrast => Placement.Contrast;

    /// <summary>Where it lies in the head.</summary>
    public Artifact<CoregistrationResult> Place => Placement.Place;

    /// <summary>The head's brain mask on the scan's grid.</summary>
    public Artifact<Volume<bool>> Mask => Placement.Mask;

    /// <summary>The scan without its field, own grid.</summary>
    public Artifact<Volume<float>> Preproc => Placement.Preproc;

    /// <summary>On the head's grid.</summary>
    public Artifact<Volume<float>> InHead => Placement.InHead;

    /// <summary>The same within the mask.</summary>
    public Artifact<Volume<float>> Brain { get; }

    /// <summary>The same within the mask.</summary>
    public Artifact<Volume<float>> InHeadBrain { get; }

    /// <summary>In the template's space.</summary>
    public Artifact<Volume<float>> InTemplate { get; }

    /// <summary>The same within the mask.</summary>
    public Artifact<Volume<float>> InTemplateBrain { get; }
}
