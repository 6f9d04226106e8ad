using Pial.Operations.Regions;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Regions;

/// <summary>What is needed to label a scan.</summary>
/// <param name="Image">The scan without shading.</param>
/// <param name="Mask">Its brain.</param>
/// <param name="Tissues">Its tissue labels.</param>
/// <param name="ScanToTemplate">Scan RAS+ mm → template RAS+ mm.</param>
/// <param name="Atlas">The atlas, in the template's space.</param>
public sealed record RegionInput(Volume<float> Image, Volume<bool> Mask, Volume<int> Tissues, PointMap ScanToTemplate, Atlas Atlas);

/// <summary>
/// Labels a scan's brain by an atlas: probabilities are weighed against the scan's own intensities, labels are carried over by vote.
/// </summary>
public sealed record RegionStep : IStep<RegionInput, Volume<int>>
{
    /// <inheritdoc />
    public string Id => "regions@4";

    /// <inheritdoc />
    public Volume<int> Run(RegionInput input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Atlas.Structures is { } structures
            ? StructureLabels.Of(input.Image, input.Mask, input.Tissues, structures, input.ScanToTemplate, parallel).Labels
            : LabelTransfer.Apply(input.Atlas.Labels!, input.Mask, input.ScanToTemplate, parallel);
    }
}
