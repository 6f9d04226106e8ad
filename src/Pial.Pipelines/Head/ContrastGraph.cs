using Pial.Operations.Resampling;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>From a scan of another contrast to its images on its own grid, on the head's and in the template's space; mask and warp are the head's.</summary>
public sealed class ContrastGraph
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
        (Contrast, Raw) = (contrast, raw);
        Place = runner.Apply(
            $"{contrast} to {head.Contrast}", new CoregistrationStep(), CoregistrationMap.Codec, () => (raw.Value, head.Preproc.Value, head.Brain.Value.Mask), raw, head.Preproc, head.Mask);
        Mask = runner.Apply(
            $"{contrast} mask", new MaskTransferStep(), null, () => (head.Brain.Value.Mask, raw.Value.Grid, Place.Value.HeadToScan.Inverse()), head.Mask, raw, Place);
        Field = runner.Apply($"{contrast} bias field", new BiasFieldStep(), ArtifactCodec.Image, () => (raw.Value, Mask.Value), raw, Mask);
        Preproc = runner.Apply($"{contrast} bias division", new FieldDivisionStep(), null, () => (raw.Value, Field.Value), raw, Field);
        Brain = runner.Apply($"{contrast} masking", new MaskingStep(), null, () => (Preproc.Value, Mask.Value), Preproc, Mask);
        InHead = runner.Apply(
            $"{contrast} on {head.Contrast}", new ReslicingStep(), null, () => (Preproc.Value, head.Raw.Value.Grid, Place.Value.HeadToScan), Preproc, head.Raw, Place);
        InHeadBrain = runner.Apply($"{contrast} on {head.Contrast}, masking", new MaskingStep(), null, () => (InHead.Value, head.Brain.Value.Mask), InHead, head.Mask);
        InTemplate = runner.Apply(
            $"normalising {contrast}", new NormalisationStep(options.VoxelMm, Interpolation.Cubic), null,
            () => (Preproc.Value, head.Target.Value.T1w.Grid, ((PointMap)head.Warp.Value.TemplateToScan).Then(Place.Value.HeadToScan)), Preproc, head.Target, head.Warp, Place);
        InTemplateBrain = runner.Apply($"normalising {contrast}, masking", new MaskingStep(), null, () => (InTemplate.Value, head.NormalisedMask.Value), InTemplate, head.NormalisedMask);
    }

    /// <summary>Name of the contrast.</summary>
    public string Contrast { get; }

    /// <summary>The scan as read.</summary>
    public Artifact<Volume<float>> Raw { get; }

    /// <summary>Where it lies in the head.</summary>
    public Artifact<CoregistrationMap> Place { get; }

    /// <summary>The head's brain mask on the scan's grid.</summary>
    public Artifact<Volume<bool>> Mask { get; }

    /// <summary>Receive field by N4.</summary>
    public Artifact<Volume<float>> Field { get; }

    /// <summary>The scan without its field, own grid.</summary>
    public Artifact<Volume<float>> Preproc { get; }

    /// <summary>The same within the mask.</summary>
    public Artifact<Volume<float>> Brain { get; }

    /// <summary>On the head's grid.</summary>
    public Artifact<Volume<float>> InHead { get; }

    /// <summary>The same within the mask.</summary>
    public Artifact<Volume<float>> InHeadBrain { get; }

    /// <summary>In the template's space.</summary>
    public Artifact<Volume<float>> InTemplate { get; }

    /// <summary>The same within the mask.</summary>
    public Artifact<Volume<float>> InTemplateBrain { get; }

    /// <summary>Keys of what the store keeps of this scan.</summary>
    public IReadOnlyList<ArtifactKey> Kept => [Place.Key, Field.Key];

    /// <summary>Refuses a scan that shows no part of the head, before files are written.</summary>
    /// <exception cref="InputException">It has no place in the head.</exception>
    public void Check(string name, string head)
    {
        var place = Place.Value;
        if (place.Overlap < LeastOverlap || place.Coverage < LeastCoverage || place.Similarity < LeastSimilarity)
            throw new InputException(FormattableString.Invariant($"{name} could not be laid on {head}: {100 * place.Coverage:0} % of the brain lies in it, and their likeness there is {place.Similarity:0.000} (at least {LeastSimilarity:0.00} is expected). Is it the same head, in the same session?"));
    }

    // Scans of the same head lie at 0.12 to 0.36 (bench/results/contrasts.md), noise below 0.02.
    private const double LeastSimilarity = 0.02;
    private const double LeastOverlap = 0.5;
    private const double LeastCoverage = 0.02;
}
