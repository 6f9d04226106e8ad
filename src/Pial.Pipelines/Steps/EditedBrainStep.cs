using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>Takes the mask that a person corrected in place of the one that was found.</summary>
public sealed record EditedBrainStep : IStep<(BrainExtractionResult Brain, Volume<bool> Edit), BrainExtractionResult>
{
    /// <inheritdoc />
    public string Id => "edited-brain@1";

    /// <inheritdoc />
    public BrainExtractionResult Run((BrainExtractionResult Brain, Volume<bool> Edit) input, ParallelOptions parallel) =>
        input.Brain with { Mask = input.Edit };
}
