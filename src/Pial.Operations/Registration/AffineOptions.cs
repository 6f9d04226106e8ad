using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>Which maps a registration may choose from; the number is the degrees of freedom.</summary>
public enum AffineDegrees
{
    /// <summary>Rotation and translation.</summary>
    Rigid6 = 6,

    /// <summary>Rotation, translation and one scale.</summary>
    Similarity7 = 7,

    /// <summary>Rotation, translation, three stretches and three shears.</summary>
    Affine12 = 12,
}

/// <summary>How the likeness of two images is measured.</summary>
public enum AffineMetric
{
    /// <summary>Mutual information over a joint histogram with a B-spline Parzen window (Mattes et al. 2003): any two contrasts.</summary>
    MutualInformation,

    /// <summary>
    /// Correlation ratio (Roche et al. 1998): the share of the moving image's variance that a function of the reference explains.
    /// </summary>
    CorrelationRatio,

    /// <summary>Squared correlation: as the correlation ratio, but the function is a straight line; same contrast only.</summary>
    Correlation,
}

/// <summary>Settings of <see cref="AffineRegistration"/>.</summary>
public sealed record AffineOptions
{
    /// <summary>The maps to choose from. Default: affine, as FLIRT and antsRegistration's usual recipe end with.</summary>
    public AffineDegrees Degrees { get; init; } = AffineDegrees.Affine12;

    /// <summary>
    /// Likeness of the last, fine levels. Default: mutual information, as in antsRegistration (FLIRT: correlation ratio).
    /// </summary>
    public AffineMetric Metric { get; init; } = AffineMetric.MutualInformation;

    /// <summary>
    /// Where in the reference the images are compared: for a head template the brain mask dilated by about a centimetre, so that face and
    /// neck do not drive the result. On any grid. Null: the reference's own foreground, a little dilated.
    /// </summary>
    public Volume<bool>? ReferenceMask { get; init; }

    /// <summary>Where the moving image counts; on any grid. Null: everywhere in its field of view.</summary>
    public Volume<bool>? MovingMask { get; init; }

    /// <summary>
    /// A first guess, reference RAS+ mm → moving RAS+ mm. When given, the global search is left out and only the neighbourhood of the guess
    /// is searched. Null: search rotations up to 40°, every position of the moving foreground, and scales; and all rotations where that
    /// leaves a poor likeness.
    /// </summary>
    public Affine? Initial { get; init; }

    /// <summary>Spacing of the finest level, mm; 1 to 8. Default 2: affine maps gain nothing from finer ones (FLIRT stops at 1).</summary>
    public double FinestMm { get; init; } = 2;

    /// <summary>Most points compared at the finest level. Default 100 000, about half the brain's voxels at 2 mm.</summary>
    public int MaxSamples { get; init; } = 100_000;

    /// <summary>
    /// Weight of the prior on stretch and shear (log scale 0.25, deviation from a similarity 0.1). Default 1; 0 leaves it out. It keeps a
    /// cropped field of view from degenerating and is a hundredth of the likeness elsewhere.
    /// </summary>
    public double PriorWeight { get; init; } = 1;
}
