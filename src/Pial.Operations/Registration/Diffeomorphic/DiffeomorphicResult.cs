using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>How one level of a registration went.</summary>
/// <param name="SpacingMm">Voxel size of the working grid, mm.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Before">Likeness at the start, 0 to 1 (mutual information: nats; squared difference: 1 − difference over variance).</param>
/// <param name="After">Likeness at the end.</param>
/// <param name="Converged">Whether it ended because the likeness had stopped growing, not because the iterations had run out.</param>
public readonly record struct DiffeomorphicLevelReport(double SpacingMm, int Iterations, double Before, double After, bool Converged);

/// <summary>What a diffeomorphic registration found.</summary>
/// <param name="ReferenceToMoving">The whole map on the reference's grid, affine included: pulls the moving image onto the
/// reference.</param>
/// <param name="MovingToReference">Its inverse on the moving image's grid: pulls the reference onto the moving image.</param>
/// <param name="Affine">The affine it began with, reference RAS+ mm → moving RAS+ mm.</param>
/// <param name="Levels">How the levels went, coarse to fine.</param>
/// <param name="SmallestJacobian">Smallest Jacobian determinant of both maps relative to the affine; above 0: nothing folds.</param>
/// <param name="Repairs">Rounds of local smoothing that were needed for that; 0 as a rule.</param>
public sealed record DiffeomorphicResult(
    Warp ReferenceToMoving, Warp MovingToReference, Affine Affine, IReadOnlyList<DiffeomorphicLevelReport> Levels, double SmallestJacobian,
    int Repairs)
{
    /// <summary>Whether the last level came to rest.</summary>
    public bool Converged => Levels.Count > 0 && Levels[^1].Converged;
}
