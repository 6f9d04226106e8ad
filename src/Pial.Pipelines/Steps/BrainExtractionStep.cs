using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>Finds the brain in the raw head with the help of a head template.</summary>
public sealed record BrainExtractionStep : IStep<(Volume<float> Image, HeadTemplate Template), BrainExtractionResult>
{
    /// <inheritdoc />
    public string Id => "brain-extraction@6";

    /// <summary>Parameters of the operation.</summary>
    public BrainExtractionOptions Options { get; init; } = new();

    /// <inheritdoc />
    public BrainExtractionResult Run((Volume<float> Image, HeadTemplate Template) input, ParallelOptions parallel) =>
        BrainExtraction.Run(input.Image, input.Template, Options, parallel);
}
