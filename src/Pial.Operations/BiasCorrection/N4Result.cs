using Pial.Volumes;

namespace Pial.Operations.BiasCorrection;

/// <summary>What <see cref="N4"/> found.</summary>
/// <param name="Corrected">The image divided by the field.</param>
/// <param name="Field">The multiplicative field, positive everywhere on the image's grid, with geometric mean 1 over the voxels it was
/// estimated from.</param>
/// <param name="Levels">What happened at each fitting level, coarse to fine.</param>
public sealed record N4Result(Volume<float> Corrected, Volume<float> Field, IReadOnlyList<N4Level> Levels);

/// <summary>One fitting level of <see cref="N4"/>.</summary>
/// <param name="MeshElements">Elements of the B-spline mesh along each axis.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="Convergence">Coefficient of variation over the mask of the last change of the field; 0 if no iteration was done.</param>
/// <param name="Converged">Whether the level ended because the change fell to the threshold.</param>
public sealed record N4Level(int MeshElements, int Iterations, double Convergence, bool Converged);
