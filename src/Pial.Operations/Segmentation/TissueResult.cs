using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>Intensity and amount of one tissue.</summary>
/// <param name="Mean">Mean intensity of its pure voxels in the corrected image.</param>
/// <param name="StandardDeviation">Standard deviation of the same after denoising, so of the tissue more than of the noise.</param>
/// <param name="VolumeMl">Sum of its fractions, mL.</param>
public sealed record TissueStatistics(double Mean, double StandardDeviation, double VolumeMl);

/// <summary>A further channel's intensities.</summary>
/// <param name="Csf">Mean of CSF.</param>
/// <param name="Gm">Mean of grey matter.</param>
/// <param name="Wm">Mean of white matter.</param>
/// <param name="StandardDeviation">Deviation about them after denoising.</param>
public sealed record ChannelStatistics(double Csf, double Gm, double Wm, double StandardDeviation)
{
    /// <summary>How many deviations grey and white matter lie apart: below 1 the channel hardly helps to tell them.</summary>
    public double GreyWhite => Math.Abs(Gm - Wm) / StandardDeviation;
}

/// <summary>What tissue segmentation found.</summary>
public sealed record TissueResult
{
    /// <summary>Partial-volume fractions; they sum to one inside the mask and are zero outside.</summary>
    public required TissueMaps Fractions { get; init; }

    /// <summary>Probability that a tissue is the largest part of the voxel; sums to one inside the mask.</summary>
    public required TissueMaps Posteriors { get; init; }

    /// <summary>Most probable tissue in BIDS order: 0 outside, 1 GM, 2 WM, 3 CSF.</summary>
    public required Volume<int> Labels { get; init; }

    /// <summary>
    /// Multiplicative field of the whole grid, geometric mean 1 inside the mask: corrected = image / field. Outside the mask's box its edge
    /// values continue.
    /// </summary>
    public required Volume<float> BiasField { get; init; }

    /// <summary>Grey matter.</summary>
    public required TissueStatistics Gm { get; init; }

    /// <summary>White matter.</summary>
    public required TissueStatistics Wm { get; init; }

    /// <summary>Cerebrospinal fluid.</summary>
    public required TissueStatistics Csf { get; init; }

    /// <summary>Further channels, in the order given.</summary>
    public IReadOnlyList<ChannelStatistics> Channels { get; init; } = [];

    /// <summary>Standard deviation of the noise measured in the mask, intensity units of the image.</summary>
    public required double NoiseLevel { get; init; }

    /// <summary>Rounds made.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether the model had stopped changing before the rounds ran out.</summary>
    public required bool Converged { get; init; }

    /// <summary>Whether the model ever took hold of the intensities.</summary>
    internal bool Started => double.IsFinite(Csf.Mean + Gm.Mean + Wm.Mean + Gm.StandardDeviation + Wm.StandardDeviation);

    /// <summary>
    /// Whether the three tissues came out as three: one brighter than the other, and a share of white matter that a brain can have. Where
    /// not, the maps are not to be used.
    /// </summary>
    public bool Parted
    {
        get
        {
            var white = Wm.VolumeMl / Math.Max(1e-9, Csf.VolumeMl + Gm.VolumeMl + Wm.VolumeMl);
            var gap = 0.02 * (Wm.Mean - Csf.Mean);
            return Started && Gm.Mean - Csf.Mean > gap && Wm.Mean - Gm.Mean > gap && white is > 0.1 and < 0.6;
        }
    }

    // Back to the units the image had.
    internal TissueResult InUnitsOf(PositiveUnits units)
    {
        if (!units.Changed) return this;
        TissueStatistics Back(TissueStatistics t) => t with
        {
            Mean = (t.Mean / units.Scale) - units.Offset,
            StandardDeviation = t.StandardDeviation / units.Scale,
        };
        return this with { Csf = Back(Csf), Gm = Back(Gm), Wm = Back(Wm), NoiseLevel = NoiseLevel / units.Scale };
    }
}
