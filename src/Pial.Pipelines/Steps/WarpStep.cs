using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Warps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>The warp between a scan and a template, both ways, as the store keeps it.</summary>
/// <param name="TemplateToScan">The whole map on the output's grid, affine included.</param>
/// <param name="ScanToTemplate">Its inverse on the scan's grid.</param>
/// <param name="Level">How the finest level went.</param>
/// <param name="SmallestJacobian">Smallest Jacobian determinant of both maps relative to the affine.</param>
public sealed record WarpMap(Warp TemplateToScan, Warp ScanToTemplate, DiffeomorphicLevelReport Level, double SmallestJacobian)
{
    /// <summary>How it is kept.</summary>
    public static ArtifactCodec<WarpMap> Codec { get; } = new(
        (w, m) =>
        {
            w.Write(m.TemplateToScan);
            w.Write(m.ScanToTemplate);
            foreach (var value in (ReadOnlySpan<double>)[m.Level.SpacingMm, m.Level.Iterations, m.Level.Before, m.Level.After, m.SmallestJacobian])
                w.Write(value);
            w.Write(m.Level.Converged);
        },
        r =>
        {
            var (there, back) = (r.ReadWarp(), r.ReadWarp());
            var (spacing, iterations, before, after, smallest) = (r.ReadDouble(), r.ReadDouble(), r.ReadDouble(), r.ReadDouble(), r.ReadDouble());
            return new(there, back, new(spacing, (int)iterations, before, after, r.ReadBoolean()), smallest);
        });
}

/// <summary>Finds the warp from the template's brain to the scan's, beginning at the affine.</summary>
/// <param name="VoxelMm">Voxel size of the output over the template's field of view.</param>
/// <param name="Quality">How much work to spend.</param>
public sealed record WarpStep(double VoxelMm, RegistrationQuality Quality) : IStep<(Volume<float> Brain, Volume<float> TemplateBrain, Affine Affine), WarpMap>
{
    /// <inheritdoc />
    public string Id => "warp@1";

    /// <summary>How the likeness of scan and template is measured.</summary>
    public DiffeomorphicMetric Metric { get; init; } = DiffeomorphicMetric.LocalCorrelation;

    /// <inheritdoc />
    public WarpMap Run((Volume<float> Brain, Volume<float> TemplateBrain, Affine Affine) input, ParallelOptions parallel) => Run(input, null, parallel);

    internal WarpMap Run((Volume<float> Brain, Volume<float> TemplateBrain, Affine Affine) input, Volume<bool>? counts, ParallelOptions parallel)
    {
        var options = DiffeomorphicOptions.Of(Quality) with { MovingMask = counts };
        var found = DiffeomorphicRegistration.Run([new(input.Brain, input.TemplateBrain) { Metric = Metric }], input.Affine, options, parallel);
        var grid = OutputGrid.Of(input.TemplateBrain.Grid, VoxelMm);
        var there = grid == found.ReferenceToMoving.Grid ? found.ReferenceToMoving : WarpField.Of(found.ReferenceToMoving, grid, parallel);
        return new(there, found.MovingToReference, found.Levels[^1], found.SmallestJacobian);
    }
}
