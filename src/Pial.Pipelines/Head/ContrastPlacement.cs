using System.Globalization;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Registration;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>What a scan of another contrast is laid on.</summary>
/// <param name="Contrast">Contrast of the head.</param>
/// <param name="Raw">The head as read, for its grid.</param>
/// <param name="Even">The head without its field.</param>
/// <param name="Brain">What brain extraction found.</param>
/// <param name="Mask">The brain mask.</param>
internal sealed record PlacementHead(string Contrast, Artifact<Volume<float>> Raw, Artifact<Volume<float>> Even,
    Artifact<BrainExtractionResult> Brain, Artifact<Volume<bool>> Mask);

/// <summary>
/// From a scan of another contrast to its image without field, on its own grid and on the head's; the mask is the head's.
/// </summary>
internal sealed class ContrastPlacement
{
    // Scans of the same head lie at 0.12 to 0.36 (bench/results/contrasts.md), noise below 0.02.
    private const double LeastSimilarity = 0.02;
    private const double LeastOverlap = 0.5;
    private const double LeastCoverage = 0.02;
    private const double LeastChannelCoverage = 0.9;

    /// <summary>Lays out the steps.</summary>
    /// <param name="runner">Runs them.</param>
    /// <param name="contrast">Name of the contrast, its BIDS suffix.</param>
    /// <param name="raw">The scan as read.</param>
    /// <param name="head">The head it belongs to.</param>
    public ContrastPlacement(StepRunner runner, string contrast, Artifact<Volume<float>> raw, PlacementHead head)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(head);
        (Contrast, Raw) = (contrast, raw);
        Place = runner.Apply(
            $"{contrast} to {head.Contrast}", new CoregistrationStep(), StepCodecs.Coregistration, Input.Of(raw, head.Even, head.Mask));
        Mask = runner.Apply(
            $"{contrast} mask", new MaskTransferStep(), null,
            Input.Of(head.Mask, raw, Place).Select(static (mask, scan, place) => (mask, scan.Grid, place.HeadToScan.Inverse())));
        Field = runner.Apply($"{contrast} bias field", new BiasFieldStep(), ArtifactCodec.Image, Input.Of(raw, Mask));
        Preproc = runner.Apply($"{contrast} bias division", new FieldDivisionStep(), null, Input.Of(raw, Field));
        InHead = runner.Apply(
            $"{contrast} on {head.Contrast}", new ReslicingStep(), null,
            Input.Of(Preproc, head.Raw, Place).Select(static (image, on, place) => (image, on.Grid, (PointMap)place.HeadToScan)));
    }

    /// <summary>Name of the contrast.</summary>
    public string Contrast { get; }

    /// <summary>The scan as read.</summary>
    public Artifact<Volume<float>> Raw { get; }

    /// <summary>Where it lies in the head.</summary>
    public Artifact<CoregistrationResult> Place { get; }

    /// <summary>The head's brain mask on the scan's grid.</summary>
    public Artifact<Volume<bool>> Mask { get; }

    /// <summary>Receive field by N4.</summary>
    public Artifact<Volume<float>> Field { get; }

    /// <summary>The scan without its field, own grid.</summary>
    public Artifact<Volume<float>> Preproc { get; }

    /// <summary>On the head's grid.</summary>
    public Artifact<Volume<float>> InHead { get; }

    /// <summary>Refuses a scan that shows no part of the head, before files are written.</summary>
    /// <exception cref="InputException">It has no place in the head.</exception>
    public void Check(string name, string head)
    {
        var place = Place.Value;
        if (place.Overlap < LeastOverlap || place.Coverage < LeastCoverage || place.Similarity < LeastSimilarity)
            throw new InputException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{name} could not be laid on {head}: {100 * place.Coverage:0} % of the brain lies in it, and their likeness there " +
                        $"is {place.Similarity:0.000} (at least {LeastSimilarity:0.00} is expected). Is it the same head, in the same " +
                        $"session?"));
    }

    /// <summary>Refuses a scan that cannot take part in the segmentation of the whole brain.</summary>
    /// <exception cref="InputException">It has no place in the head, or shows a part of the brain alone.</exception>
    public void CheckChannel(string name, string head)
    {
        Check(name, head);
        if (Place.Value.Coverage < LeastChannelCoverage)
            throw new InputException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{name} shows {100 * Place.Value.Coverage:0} % of the brain of {head}; with option 'channels' at least " +
                        $"{100 * LeastChannelCoverage:0} % must be shown. Leave {Contrast} out of option 'channels', and it is laid on " +
                        $"the head all the same."));
    }
}
