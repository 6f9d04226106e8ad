using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>How the likeness of two images is measured point by point.</summary>
public enum DiffeomorphicMetric
{
    /// <summary>Squared local cross-correlation over a cubic window: the same contrast, whatever the shading.</summary>
    LocalCorrelation,

    /// <summary>Mutual information over the joint histogram: different contrasts.</summary>
    MutualInformation,

    /// <summary>Squared differences: the same intensities, tissue probability maps for one.</summary>
    SquaredDifference,
}

/// <summary>How much work to spend.</summary>
public enum RegistrationQuality
{
    /// <summary>Ends at 2 mm: seconds.</summary>
    Fast,

    /// <summary>Ends at 1 mm.</summary>
    Standard,

    /// <summary>Ends at 1 mm after as many iterations as still gain.</summary>
    Best,
}

/// <summary>A pair of images to be made alike, one of up to three that share one warp.</summary>
/// <param name="Moving">Image to move; any grid, the same for all channels.</param>
/// <param name="Reference">Image that stays; any grid, the same for all channels.</param>
public sealed record RegistrationChannel(Volume<float> Moving, Volume<float> Reference)
{
    /// <summary>Likeness of this channel.</summary>
    public DiffeomorphicMetric Metric { get; init; } = DiffeomorphicMetric.LocalCorrelation;

    /// <summary>Share in the force, beside the other channels'.</summary>
    public double Weight { get; init; } = 1;
}

/// <summary>One resolution.</summary>
/// <param name="SpacingMm">Voxel size of the working grid, mm.</param>
/// <param name="Iterations">Most iterations; the level ends before when the likeness stops growing.</param>
public readonly record struct DiffeomorphicLevel(double SpacingMm, int Iterations);

/// <summary>Settings of <see cref="DiffeomorphicRegistration"/>.</summary>
public sealed record DiffeomorphicOptions
{
    /// <summary>
    /// Levels, coarse to fine, each half the spacing of the one before; levels finer than both images' voxels are left out.
    /// </summary>
    public IReadOnlyList<DiffeomorphicLevel> Levels { get; init; } = LevelsOf(RegistrationQuality.Standard);

    /// <summary>Radius of the correlation window, voxels of the level (ANTs: 4).</summary>
    public int WindowRadius { get; init; } = 3;

    /// <summary>Gaussian, in voxels, over which the force of neighbours is pooled before a step is computed.</summary>
    public double PoolingSigma { get; init; } = 1;

    /// <summary>Gaussian, in voxels, over each step (viscous: stiffer steps, free total).</summary>
    public double StepSigma { get; init; } = 0.7;

    /// <summary>Gaussian, in voxels, over the whole field after each step (elastic: a smoother total).</summary>
    public double FieldSigma { get; init; } = 0.6;

    /// <summary>Longest step of an iteration, voxels of the level.</summary>
    public double LongestStep { get; init; } = 1;

    /// <summary>A level ends when an iteration gains less than this share of the likeness, mean of five.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Let bright agree with dark, which local correlation can; otherwise images of opposite contrasts are refused.</summary>
    public bool AnyContrast { get; init; }

    /// <summary>Where the reference counts; null for everywhere. Any grid.</summary>
    public Volume<bool>? ReferenceMask { get; init; }

    /// <summary>Where the moving image counts, lesions left out, say; null for everywhere. Any grid.</summary>
    public Volume<bool>? MovingMask { get; init; }

    /// <summary>The settings of a quality.</summary>
    public static DiffeomorphicOptions Of(RegistrationQuality quality) => new()
    {
        Levels = LevelsOf(quality),
        Tolerance = quality == RegistrationQuality.Best ? 2e-5 : 1e-4,
    };

    private static DiffeomorphicLevel[] LevelsOf(RegistrationQuality quality) => quality switch
    {
        RegistrationQuality.Fast => [new(4, 60), new(2, 30)],
        RegistrationQuality.Standard => [new(4, 60), new(2, 40), new(1, 15)],
        RegistrationQuality.Best => [new(4, 150), new(2, 120), new(1, 60)],
        _ => throw new ArgumentOutOfRangeException(nameof(quality), quality, "No such quality."),
    };
}
