using Pial.Operations.Regions;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Atlases;

/// <summary>An atlas in a template's space: probabilities of structures, or one label a voxel.</summary>
/// <param name="Source">Where it came from.</param>
/// <param name="Table">Its labels without the background.</param>
/// <param name="Structures">Probabilities; null when it has labels.</param>
/// <param name="Labels">One label a voxel; null when it has probabilities.</param>
/// <param name="Key">Hash of its voxels and names.</param>
public sealed record Atlas(AtlasSource Source, LabelTable Table, StructureAtlas? Structures, Volume<int>? Labels, ArtifactKey Key)
{
    /// <summary>What is odd about it: labels without names, names without voxels, a space that is not quite the template's.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Its name in file names.</summary>
    public string Name => Source.Name;
}
