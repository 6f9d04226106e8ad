using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>What a registration found.</summary>
/// <param name="ReferenceToMoving">The map: reference RAS+ mm → moving RAS+ mm (pull, as resampling needs it).</param>
/// <param name="Similarity">
/// Likeness at the end, larger is better: mutual information as a share of the reference's entropy, correlation ratio, or squared
/// correlation; 0 to 1.
/// </param>
/// <param name="Overlap">Share of the compared reference points that fall inside the moving image, 0 to 1.</param>
/// <param name="Converged">Whether the last level came to rest before its iterations ran out; false too where an image has no
/// contrast.</param>
/// <param name="Levels">What each level did, in the order they ran.</param>
public sealed record AffineResult(
    Affine ReferenceToMoving, double Similarity, double Overlap, bool Converged, IReadOnlyList<AffineLevel> Levels)
{
    /// <summary>
    /// Likeness over the largest one that the reference has when it is turned on the spot by quarter and half turns: 2 and more for heads
    /// in their place, near 1 where one order of the axes fits as well as
    /// another; 0 where an image has no contrast. By the options' metric, times the overlap, at about 4 mm.
    /// </summary>
    public double Margin { get; init; }

    /// <summary>
    /// Whether the likeness is no better than chance: hardly above that of poses that cannot be right. Symmetric objects count as such,
    /// since their pose is not to be told.
    /// </summary>
    public bool IsChance => Margin < 1.5;
}

/// <summary>One level of a registration.</summary>
/// <param name="SpacingMm">Spacing of the compared images, mm.</param>
/// <param name="Samples">Points compared.</param>
/// <param name="Starts">Candidates refined.</param>
/// <param name="Iterations">Steps of the best candidate.</param>
/// <param name="Similarity">Likeness of the best candidate.</param>
/// <param name="Converged">Whether the best candidate came to rest.</param>
public sealed record AffineLevel(double SpacingMm, int Samples, int Starts, int Iterations, double Similarity, bool Converged);
