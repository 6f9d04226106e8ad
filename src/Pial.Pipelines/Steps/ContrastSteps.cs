using Pial.Operations.BrainExtraction;
using Pial.Operations.Denoising;
using Pial.Operations.Regions;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Segmentation;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>Denoises the brain of a head in another contrast than T1w, whose tissues lie close together.</summary>
public sealed record BrainDenoisingStep : IStep<(Volume<float> Even, Volume<bool> Mask), Volume<float>>
{
    /// <inheritdoc />
    public string Id => "brain-denoising@1";

    /// <inheritdoc />
    public Volume<float> Run((Volume<float> Even, Volume<bool> Mask) input, ParallelOptions parallel) =>
        NonLocalMeans.Run(input.Even, input.Mask, null, parallel).Denoised.Within(input.Mask);
}

/// <summary>
/// Finds the warp between a template's space and a head in any contrast. The atlas of structures is painted with the intensities that its
/// classes have in the scan, and the scan is registered to that picture as to a template of its own weighting; once roughly, to learn the
/// intensities again where the structures are then known better, and once in full.
/// </summary>
/// <param name="VoxelMm">Voxel size of the output over the template's field of view.</param>
/// <param name="Quality">How much work to spend on the last registration.</param>
public sealed record PaintedWarpStep(double VoxelMm, RegistrationQuality Quality)
    : IStep<(Volume<float> Brain, Volume<bool> Mask, Template Target, AffineResult Affine, Atlas Atlas), DiffeomorphicResult>
{
    /// <inheritdoc />
    public string Id => "painted-warp@2";

    /// <inheritdoc />
    public DiffeomorphicResult Run((Volume<float> Brain, Volume<bool> Mask, Template Target, AffineResult Affine, Atlas Atlas) input,
        ParallelOptions parallel)
    {
        var structures = HeadSegmentationStep.StructuresOf(input.Atlas);
        var (affine, target) = (input.Affine.ReferenceToMoving, input.Target.BrainMask ?? input.Target.T1w.Map(static v => v > 0));
        DiffeomorphicResult Register(PointMap scanToTemplate, RegistrationQuality quality)
        {
            var painted = StructureTemplate.Expected(target, structures,
                StructureTemplate.Intensities(input.Brain, input.Mask, structures, scanToTemplate, null, parallel), parallel);
            return DiffeomorphicRegistration.Run([new(input.Brain, painted)], affine,
                DiffeomorphicOptions.Of(quality) with { AnyContrast = true }, parallel);
        }

        var found = Register(affine.Inverse(), RegistrationQuality.Fast);
        found = Register(found.MovingToReference, Quality);
        return WarpStep.OnOutput(found, input.Target.T1w.Grid, VoxelMm, parallel);
    }
}

/// <summary>Takes from the mask of a head in another contrast than T1w what the atlas and the intensities say is not brain.</summary>
public sealed record MaskTrimmingStep
    : IStep<(Volume<float> Image, BrainExtractionResult Brain, DiffeomorphicResult Warp, Atlas Atlas), BrainExtractionResult>
{
    /// <inheritdoc />
    public string Id => "mask-trimming@2";

    /// <inheritdoc />
    public BrainExtractionResult Run((Volume<float> Image, BrainExtractionResult Brain, DiffeomorphicResult Warp, Atlas Atlas) input,
        ParallelOptions parallel) =>
        input.Brain with
        {
            Mask = StructureMask.Trim(input.Image, input.Brain.Mask, HeadSegmentationStep.StructuresOf(input.Atlas),
                input.Warp.MovingToReference, parallel),
        };
}

/// <summary>
/// Segments structures and tissues of a head in any contrast by the atlas, with the intensities that the scan itself shows.
/// </summary>
public sealed record ContrastSegmentationStep
    : IStep<(Volume<float> Brain, Volume<bool> Mask, AffineResult Affine, DiffeomorphicResult Warp, Atlas Atlas), Tissues>
{
    /// <inheritdoc />
    public string Id => "contrast-segmentation@2";

    /// <inheritdoc />
    public Tissues Run((Volume<float> Brain, Volume<bool> Mask, AffineResult Affine, DiffeomorphicResult Warp, Atlas Atlas) input,
        ParallelOptions parallel) => Run(
        input.Brain, input.Mask, HeadSegmentationStep.StructuresOf(input.Atlas), input.Warp.MovingToReference,
        input.Affine.ReferenceToMoving.Inverse(), parallel);

    internal static Tissues Run(Volume<float> brain, Volume<bool> mask, StructureAtlas structures, PointMap toAtlas, Affine affine,
        ParallelOptions parallel)
        => Tissues.Of(ContrastSegmentation.Run(brain, mask, structures, toAtlas, affine, parallel: parallel));
}
