using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Warps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>Finds the warp from the template's brain to the scan's, beginning at the affine.</summary>
/// <param name="VoxelMm">Voxel size of the output over the template's field of view.</param>
/// <param name="Quality">How much work to spend.</param>
public sealed record WarpStep(double VoxelMm, RegistrationQuality Quality)
    : IStep<(Volume<float> Brain, Volume<float> TemplateBrain, Affine Affine), DiffeomorphicResult>
{
    /// <inheritdoc />
    public string Id => "warp@1";

    /// <summary>How the likeness of scan and template is measured.</summary>
    public DiffeomorphicMetric Metric { get; init; } = DiffeomorphicMetric.LocalCorrelation;

    /// <inheritdoc />
    public DiffeomorphicResult Run((Volume<float> Brain, Volume<float> TemplateBrain, Affine Affine) input, ParallelOptions parallel) =>
        Run(input, null, parallel);

    internal DiffeomorphicResult Run((Volume<float> Brain, Volume<float> TemplateBrain, Affine Affine) input, Volume<bool>? counts,
        ParallelOptions parallel)
    {
        var options = DiffeomorphicOptions.Of(Quality) with { MovingMask = counts };
        var found = DiffeomorphicRegistration.Run([new(input.Brain, input.TemplateBrain) { Metric = Metric }], input.Affine,
            options, parallel);
        return OnOutput(found, input.TemplateBrain.Grid, VoxelMm, parallel);
    }

    /// <summary>The same with the map to the scan on the grid that normalised images are on.</summary>
    internal static DiffeomorphicResult OnOutput(DiffeomorphicResult found, Grid template, double voxelMm, ParallelOptions parallel)
    {
        var grid = OutputGrid.Of(template, voxelMm);
        return grid == found.ReferenceToMoving.Grid ? found
            : found with { ReferenceToMoving = WarpField.Of(found.ReferenceToMoving, grid, parallel) };
    }
}
