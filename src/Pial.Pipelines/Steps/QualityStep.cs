using Pial.Operations.Faces;
using Pial.Operations.Quality;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>What the quality of a scan is measured from.</summary>
/// <param name="Raw">The head as acquired.</param>
/// <param name="Corrected">The head without its bias field.</param>
/// <param name="Field">The field.</param>
/// <param name="Tissue">Where the tissues are, and the template's priors in the scan.</param>
/// <param name="Maps">Shares of GM, WM and CSF.</param>
/// <param name="Masks">Head, air, artefacts.</param>
/// <param name="State">What the image holds besides the brain.</param>
public sealed record QualityScan(Volume<float> Raw, Volume<float> Corrected, Volume<float> Field, TissueInput Tissue, TissueMaps Maps,
    HeadMasks Masks, HeadState State);

/// <summary>Finds head, air and artefacts in the head as acquired.</summary>
public sealed record SurroundingsStep : IStep<(Volume<float> Raw, Volume<bool> Brain), HeadMasks>
{
    /// <inheritdoc />
    public string Id => "head-masks@2";

    /// <inheritdoc />
    public HeadMasks Run((Volume<float> Raw, Volume<bool> Brain) input, ParallelOptions parallel) =>
        HeadMasks.Of(input.Raw, input.Brain, parallel);
}

/// <summary>Tells whether the head as acquired has its face, and whether it is a head.</summary>
public sealed record HeadStateStep : IStep<(Volume<float> Raw, Volume<bool> Brain, HeadMasks Masks), HeadState>
{
    /// <inheritdoc />
    public string Id => "head-state@1";

    /// <inheritdoc />
    public HeadState Run((Volume<float> Raw, Volume<bool> Brain, HeadMasks Masks) input, ParallelOptions parallel) =>
        HeadState.Of(input.Raw, input.Brain, input.Masks.Head, parallel);
}

/// <summary>Compares the brain and its mirror image with the template.</summary>
public sealed record LeftRightStep : IStep<(Volume<float> Brain, Volume<float> TemplateBrain, Affine TemplateToScan), LeftRight>
{
    /// <inheritdoc />
    public string Id => "left-right@1";

    /// <inheritdoc />
    public LeftRight Run((Volume<float> Brain, Volume<float> TemplateBrain, Affine TemplateToScan) input, ParallelOptions parallel) =>
        LeftRight.Of(input.Brain, input.TemplateBrain, input.TemplateToScan, parallel);
}

/// <summary>Measures the quality of a scan, on the bias-corrected head as MRIQC does.</summary>
public sealed record QualityStep : IStep<QualityScan, IReadOnlyList<QualityMetric>>
{
    /// <inheritdoc />
    public string Id => "quality@2";

    /// <inheritdoc />
    public IReadOnlyList<QualityMetric> Run(QualityScan input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ImageQuality.Run(
            new(input.Corrected, input.Tissue.Brain.Mask, input.Maps, input.Masks)
            {
                Raw = input.Raw,
                BiasField = input.Field,
                Priors = () => TissueStep.Carried(input.Tissue, parallel),
                State = input.State,
            }, parallel);
    }
}
