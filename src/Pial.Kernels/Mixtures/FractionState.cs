namespace Pial.Kernels.Mixtures;

/// <summary>
/// One state of a voxel: a mixture of three tissues in fixed fractions, with a Gaussian intensity.
/// </summary>
/// <remarks>Log weight of a voxel with intensity y, local spread s and external field h = (h₁, h₂, h₃):
/// <c>Bias − min(Cap, ½ (y − Mean)² Precision) − min(Cap, ½ (s − Spread)² SpreadPrecision) + f · h</c>.</remarks>
public readonly record struct FractionState
{
    /// <summary>Fractions of the three tissues; they sum to one.</summary>
    public required (float First, float Second, float Third) Fractions { get; init; }

    /// <summary>What the state adds to the three outputs: its fractions, or which of the tissues is its largest part.</summary>
    public required (float First, float Second, float Third) Reported { get; init; }

    /// <summary>Mean intensity.</summary>
    public required float Mean { get; init; }

    /// <summary>One over the variance of the intensity.</summary>
    public required float Precision { get; init; }

    /// <summary>Logarithm of the prior weight times the Gaussian's normaliser, less the constant part of the neighbourhood term.</summary>
    public required float Bias { get; init; }

    /// <summary>Largest loss an intensity can cause: beyond it the voxel counts as an outlier.</summary>
    public required float Cap { get; init; }

    /// <summary>Mean local spread, intensity units.</summary>
    public float Spread { get; init; }

    /// <summary>One over the variance of the local spread; 0 leaves it out.</summary>
    public float SpreadPrecision { get; init; }

    /// <summary>Change of what is reported with the intensity within the state (continuous fraction, discrete states).</summary>
    public (float First, float Second, float Third) Slope { get; init; }

    /// <summary>Largest part of <see cref="Slope"/> times the deviation, as an intensity deviation.</summary>
    public float Reach { get; init; }

    /// <summary>Precision of the logarithm of the intensity for a state that tells about the bias field, 0 for one that does not.</summary>
    public float LogPrecision { get; init; }

    /// <summary>Logarithm of the mean.</summary>
    public float LogMean { get; init; }
}
