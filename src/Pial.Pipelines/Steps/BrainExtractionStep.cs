using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>What brain extraction found, as the store keeps it.</summary>
/// <param name="Mask">Everything inside the dura.</param>
/// <param name="TemplateToImage">Head template → image, RAS+ mm.</param>
/// <param name="TemplateWarp">Refinement of the affine on the head template's grid; null when there was none.</param>
/// <param name="AlreadyStripped">The input held a brain alone.</param>
/// <param name="Similarity">Likeness of head and warped template near the brain, 0 to 1.</param>
public sealed record ExtractedBrain(Volume<bool> Mask, Affine TemplateToImage, Warp? TemplateWarp, bool AlreadyStripped, double Similarity)
{
    /// <summary>How it is kept.</summary>
    public static ArtifactCodec<ExtractedBrain> Codec { get; } = new(
        (w, b) =>
        {
            w.Write(b.Mask);
            w.Write(b.TemplateToImage);
            w.Write(b.AlreadyStripped);
            w.Write(b.Similarity);
            w.Write(b.TemplateWarp is not null);
            if (b.TemplateWarp is { } warp) w.Write(warp);
        },
        r =>
        {
            var (mask, affine, stripped, similarity) = (r.ReadVolume<bool>(), r.ReadAffine(), r.ReadBoolean(), r.ReadDouble());
            var warp = r.ReadBoolean() ? r.ReadWarp() : null;
            return new(mask, affine, warp, stripped, similarity);
        });
}

/// <summary>Finds the brain in the raw head with the help of a head template.</summary>
public sealed record BrainExtractionStep : IStep<(Volume<float> Image, HeadTemplate Template), ExtractedBrain>
{
    /// <inheritdoc />
    public string Id => "brain-extraction@6";

    /// <summary>Parameters of the operation.</summary>
    public BrainExtractionOptions Options { get; init; } = new();

    /// <inheritdoc />
    public ExtractedBrain Run((Volume<float> Image, HeadTemplate Template) input, ParallelOptions parallel)
    {
        var found = BrainExtraction.Run(input.Image, input.Template, Options, parallel);
        return new(found.Mask, found.TemplateToImage, found.TemplateWarp, found.AlreadyStripped, found.Similarity);
    }
}
