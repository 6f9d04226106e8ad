using Pial.Operations.Segmentation;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>What segmentation of several contrasts needs.</summary>
/// <param name="Head">As for the head alone.</param>
/// <param name="Channels">Further contrasts on the head's grid, without their fields.</param>
public sealed record JointTissueInput(TissueInput Head, IReadOnlyList<Volume<float>> Channels);

/// <summary>
/// Segments a head with other contrasts of it: a T1w tells the order of the tissues, and else the head template's priors do.
/// </summary>
public sealed record JointTissueStep : IStep<JointTissueInput, Tissues>
{
    /// <inheritdoc />
    public string Id => "joint-segmentation@1";

    /// <summary>The contrasts, the head's first.</summary>
    public required IReadOnlyList<string> Contrasts { get; init; }

    /// <summary>Parameters of the operation: those of a T1w, or of another contrast.</summary>
    public TissueOptions Options => ContrastName.IsT1(Contrasts[0]) ? new TissueStep().Options : new ChannelTissueStep().Options;

    /// <inheritdoc />
    public Tissues Run(JointTissueInput input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        var head = input.Head;
        var even = new FieldDivisionStep().Run((head.Image, head.Field), parallel);
        var priors = TissueStep.Carried(head, parallel);
        return ContrastName.IsT1(Contrasts[0])
            ? Tissues.Of(TissueSegmentation.Run(even, input.Channels, head.Brain.Mask, priors, Options, parallel))
            : Tissues.Of(ChannelSegmentation.Run([even, .. input.Channels], head.Brain.Mask, priors, Options, parallel));
    }
}
