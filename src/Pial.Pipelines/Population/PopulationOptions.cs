using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Templates;

namespace Pial.Pipelines.Population;

/// <summary>Settings of <see cref="PopulationBuild"/>.</summary>
public sealed record PopulationOptions
{
    /// <summary>Identifier of the template's space: <c>tpl-NAME</c>.</summary>
    public string Name { get; init; } = "Population";

    /// <summary>
    /// A brain whose coordinates the template is to have; its voxels never enter the average. Null: the group's own mean shape.
    /// </summary>
    public Template? SpaceReference { get; init; }

    /// <summary>Rounds of registration and averaging, 1 to 10. Default 4, as antsMultivariateTemplateConstruction2.</summary>
    public int Iterations { get; init; } = 4;

    /// <summary>Registration of the last round; those before it are fast.</summary>
    public RegistrationQuality Quality { get; init; } = RegistrationQuality.Standard;

    /// <summary>Voxel size of the template, mm.</summary>
    public double VoxelMm { get; init; } = 1;

    /// <summary>Share of the Laplacian that sharpening subtracts from each average.</summary>
    public double Sharpening { get; init; } = 0.25;

    /// <summary>
    /// Share of the way to the mean shape that each round goes (antsMultivariateTemplateConstruction2: 0.25); without a space reference.
    /// </summary>
    public double ShapeStep { get; init; } = 0.25;

    /// <summary>Keeps every intermediate result but the warps, which are removed once averaged.</summary>
    public bool KeepWork { get; init; }

    /// <summary>The quality of a round, counted from 1.</summary>
    public RegistrationQuality QualityOf(int iteration) => iteration == Iterations ? Quality : RegistrationQuality.Fast;
}
