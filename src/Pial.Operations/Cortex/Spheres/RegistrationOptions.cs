using Pial.Kernels.Surfaces.Spheres;

namespace Pial.Operations.Cortex.Spheres;

/// <summary>A level of the spherical registration.</summary>
/// <param name="Demons">Steps and smoothing.</param>
/// <param name="PlaceMm">By how much the places of two people's like folds differ, mm; 0 to leave places out.</param>
/// <param name="Depth">By how much the scores of their depths differ; 0 to leave them out.</param>
/// <param name="Curvature">By how much the scores of their curvatures differ; 0 to leave them out.</param>
public readonly record struct RegistrationLevel(DemonsOptions Demons, double PlaceMm, double Depth, double Curvature);

/// <summary>How hemispheres are laid on a population's sphere.</summary>
public sealed record RegistrationOptions
{
    /// <summary>The search for like places before the first level, on that level or the one of 2,562 vertices, the coarser.</summary>
    public MatchingOptions Matching { get; init; } = new(4, 16, 20, 10);

    /// <summary>Levels from the coarsest to the target's own; each has four times the vertices of the one before.</summary>
    public IReadOnlyList<RegistrationLevel> Levels { get; init; } =
        [new(new(60, 2, 4), 3, 2, 0), new(new(40, 2, 6), 6, 1, 1), new(new(20, 2, 8), 10, 0.7, 0.7)];
}
