using Pial.Kernels;

namespace Pial.Operations.Reconstruction;

/// <summary>Which lines of k-space a faster scan leaves out.</summary>
public enum SamplingPattern
{
    /// <summary>Every line outside of the centre with the same probability.</summary>
    Random,

    /// <summary>Equally spaced lines from a random one on.</summary>
    Equispaced,
}

/// <summary>
/// Cartesian under-sampling along the phase-encoding axis, as fastMRI defines it (Zbontar et al. 2018, arXiv:1811.08839).
/// </summary>
/// <remarks>
/// The centre is sampled whole: round(N · centre) lines. Of <see cref="SamplingPattern.Random"/> every other line is taken with the
/// probability that makes N/acceleration lines expected; of <see cref="SamplingPattern.Equispaced"/> the spacing is adjusted so that with
/// the centre they are N/acceleration (fastMRI's <c>RandomMaskFunc</c> and <c>EquispacedMaskFractionFunc</c>). The draws are Pial's own, so
/// that masks are fastMRI's in kind and not line by line.
/// </remarks>
public sealed record CartesianSampling
{
    private const ulong Stream = 0x6B5BACE;

    /// <summary>How many times fewer lines; above 1. Default 4.</summary>
    public double Acceleration { get; init; } = 4;

    /// <summary>
    /// Share of the lines about the centre that is sampled whole, 0 to 1. Default 0.08, fastMRI's for acceleration 4; it takes 0.04 for 8.
    /// </summary>
    public double CentreFraction { get; init; } = 0.08;

    /// <summary>How the other lines are chosen. Default random.</summary>
    public SamplingPattern Pattern { get; init; }

    /// <summary>Decides what is drawn. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The lines that are sampled.</summary>
    /// <param name="length">Lines there are, 4 or more.</param>
    /// <returns>Of each line whether it is sampled, the centre of k-space at length/2.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range, or the centre alone is more than the acceleration
    /// leaves.</exception>
    public bool[] Lines(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 4);
        if (!(Acceleration > 1) || !double.IsFinite(Acceleration))
            throw new ArgumentOutOfRangeException(nameof(Acceleration), Acceleration, "The acceleration must be a finite number above 1.");
        if (!(CentreFraction is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(CentreFraction), CentreFraction, "The centre's share must lie between 0 and 1.");
        var centre = Math.Max(1, (int)Math.Round(length * CentreFraction));
        var rest = (length / Acceleration) - centre;
        if (rest < 0) throw new ArgumentOutOfRangeException(nameof(CentreFraction), CentreFraction,
            $"The centre's {centre} of {length} lines are more than acceleration {Acceleration} leaves.");
        var lines = new bool[length];
        var random = new CounterRandom(Seed, Stream);
        if (Pattern == SamplingPattern.Random)
        {
            for (var n = 0; n < length; n++)
                lines[n] = random.Bits((ulong)n).A / 4294967296.0 < rest / (length - centre);
        }
        else if (rest > 0)
        {
            var step = Acceleration * (centre - length) / ((centre * Acceleration) - length);
            var offset = (int)(random.Bits(0).A / 4294967296.0 * Math.Max(1, Math.Round(step)));
            for (double at = offset; at < length - 1; at += step)
                lines[(int)Math.Round(at)] = true;
        }

        lines.AsSpan((length - centre + 1) / 2, centre).Fill(true);
        return lines;
    }
}
