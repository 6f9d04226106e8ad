using Pial.Operations.Segmentation;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>
/// Segments a scan whose tissues' order of brightness is not that of a T1w: the head template's priors say which class is which.
/// </summary>
public sealed record ChannelTissueStep : IStep<TissueInput, Tissues>
{
    /// <inheritdoc />
    public string Id => "channel-segmentation@3";

    /// <summary>Parameters of the operation. The priors are blurred less than for a T1w, because more depends on them.</summary>
    public TissueOptions Options { get; init; } = new() { PriorBlurMm = 4, PriorFloor = 0.1 };

    /// <inheritdoc />
    public Tissues Run(TissueInput input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        var even = new FieldDivisionStep().Run((input.Image, input.Field), parallel);
        return Run(even, input.Brain.Mask, TissueStep.Carried(input, parallel), parallel);
    }

    internal Tissues Run(Volume<float> even, Volume<bool> mask, TissueMaps priors, ParallelOptions parallel)
        => Tissues.Of(ChannelSegmentation.Run([even], mask, priors, Options, parallel));
}
