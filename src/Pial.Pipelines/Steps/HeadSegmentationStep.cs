using Pial.Operations.Regions;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Segmentation;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>What segmentation by an atlas of structures needs.</summary>
/// <param name="Head">As for tissues alone.</param>
/// <param name="Even">The head without its field.</param>
/// <param name="Affine">How the atlas's space lies over the scan.</param>
/// <param name="Warp">The same, bent.</param>
/// <param name="Atlas">The structures, in that space.</param>
public sealed record HeadSegmentationInput(TissueInput Head, Volume<float> Even, AffineResult Affine, DiffeomorphicResult Warp,
    Atlas Atlas);

/// <summary>
/// Segments structures and tissues of a T1w head by one model; where its intensities do not tell grey from white, as in any other contrast,
/// the atlas does.
/// </summary>
public sealed record HeadSegmentationStep : IStep<HeadSegmentationInput, Tissues>
{
    /// <inheritdoc />
    public string Id => "head-segmentation@4";

    /// <summary>Parameters of the operation.</summary>
    public HeadSegmentationOptions Options { get; init; } = new();

    /// <inheritdoc />
    public Tissues Run(HeadSegmentationInput input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        var mask = input.Head.Brain.Mask;
        var structures = StructuresOf(input.Atlas);
        var (exact, affine) = (input.Warp.MovingToReference, input.Affine.ReferenceToMoving.Inverse());
        var found = HeadSegmentation.Run(input.Even, mask, structures, exact, affine, Options, parallel);
        if (!found.Parted)
            return ContrastSegmentationStep.Run(new BrainDenoisingStep().Run((input.Even, mask), parallel), mask, structures, exact,
                affine, parallel);
        return new(found.Fractions, found.Tissues, found.BiasField, found.Converged) { Structures = found.Labels };
    }

    internal static StructureAtlas StructuresOf(Atlas atlas) =>
        atlas.Structures ?? throw new InputException($"The atlas {atlas.Name} has labels, not probabilities of structures.");
}
