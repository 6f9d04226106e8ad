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

    /// <summary>Multiplicative field of the whole grid, geometric mean 1 inside the mask: corrected = image / field. Outside the mask's box its edge values continue.</summary>
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
}
