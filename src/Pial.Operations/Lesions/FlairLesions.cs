using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Lesions;

/// <summary>Settings of <see cref="FlairLesions"/>.</summary>
public sealed record FlairLesionOptions
{
    /// <summary>How many standard deviations of the brain's FLAIR intensities a lesion lies above their mode. Default 2.</summary>
    public double Deviations { get; init; } = 2;

    /// <summary>
    /// Least mean probability of white matter just around a lesion. Default 0.5: what borders on cortex or fluid is left out.
    /// </summary>
    public double WhiteMatterAround { get; init; } = 0.5;

    /// <summary>Size from which a part is a lesion, mm³. Default 10.</summary>
    public double MinimumMm3 { get; init; } = 10;
}

/// <summary>Lesions found in an image.</summary>
/// <param name="Mask">Where they are.</param>
/// <param name="Threshold">Intensity above which voxels were looked at.</param>
public sealed record FlairLesionResult(Volume<bool> Mask, double Threshold);

/// <summary>White-matter lesions as what is bright on FLAIR within white matter: no training, no template.</summary>
/// <remarks>
/// As Cabezas et al. 2014, doi:10.1016/j.cmpb.2014.04.006, bright outliers of the FLAIR histogram are candidates and the tissue around them
/// decides; here the histogram is that of the whole brain and its width is taken on the dark side of the mode, where lesions, however many,
/// do not reach. A baseline: lesions in the cortex and those as dark as grey matter are missed.
/// </remarks>
public static class FlairLesions
{
    private const int Bins = 256;

    /// <summary>Finds lesions.</summary>
    /// <param name="flair">FLAIR image, its bias field corrected.</param>
    /// <param name="whiteMatter">Probability of white matter, 0 to 1, on the same grid; of a T1w of the same head.</param>
    /// <param name="brain">Brain mask on the same grid.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The grids differ, or the brain is empty or has one value.</exception>
    public static FlairLesionResult Run(Volume<float> flair, Volume<float> whiteMatter, Volume<bool> brain,
        FlairLesionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(flair);
        ArgumentNullException.ThrowIfNull(whiteMatter);
        ArgumentNullException.ThrowIfNull(brain);
        options ??= new();
        if (!whiteMatter.Grid.Matches(flair.Grid) || !brain.Grid.Matches(flair.Grid))
            throw new ArgumentException("FLAIR, white matter and brain must lie on one grid.", nameof(whiteMatter));
        var (mode, deviation) = Normal(flair, brain);
        var threshold = mode + (options.Deviations * deviation);
        var bright = Volume.CreateParallel<bool>(flair.Grid, m =>
        {
            for (var n = 0; n < m.Length; n++)
                m.Span[n] = brain.Span[n] && flair.Span[n] > threshold;
        });
        var parts = ConnectedComponents.Run(bright, Connectivity.Corners);
        var around = Around(parts, whiteMatter, brain);
        var least = options.MinimumMm3 / flair.Grid.VoxelVolume;
        bool Stays(int part) => part > 0 && parts.Sizes[part - 1] >= least - 1e-9 && around[part - 1] >= options.WhiteMatterAround;
        return new(parts.Labels.Map(Stays), threshold);
    }

    // Mode of a smoothed histogram, and the standard deviation that its half width at half height on the dark side stands for.
    private static (double Mode, double Deviation) Normal(Volume<float> flair, Volume<bool> brain)
    {
        var values = new List<float>();
        for (var n = 0; n < flair.Shape.Count; n++)
            if (brain.Span[n] && float.IsFinite(flair.Span[n])) values.Add(flair.Span[n]);
        if (values.Count == 0) throw new ArgumentException("The brain is empty.", nameof(brain));
        var all = values.ToArray();
        double low = Quantile.Of(all, 0.005), high = Quantile.Of(all, 0.995);
        if (!(high > low)) throw new ArgumentException("The image has one value in the brain.", nameof(flair));
        var counts = new float[Bins];
        foreach (var v in all)
            if (v >= low && v < high) counts[(int)((v - low) / (high - low) * Bins)]++;
        var smooth = new float[Bins];
        Convolution.Separable(counts, Bins, 1, 1, Convolution.GaussianHalfKernel(4), [1], [1], Boundary.Nearest, smooth);
        var mode = Array.IndexOf(smooth, smooth.Max());
        var half = mode;
        while (half > 0 && smooth[half] > smooth[mode] / 2)
            half--;
        var bin = (high - low) / Bins;
        return (low + ((mode + 0.5) * bin), Math.Max(mode - half, 1) * bin / Math.Sqrt(2 * Math.Log(2)));
    }

    // Mean white matter of the brain's voxels that touch each part and belong to none.
    private static double[] Around(Components parts, Volume<float> whiteMatter, Volume<bool> brain)
    {
        var (s, sums, counts) = (whiteMatter.Shape, new double[parts.Sizes.Count], new int[parts.Sizes.Count]);
        var seen = new HashSet<int>();
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                for (var i = 0; i < s.I; i++)
                {
                    var n = s.Index(i, j, k);
                    if (!brain.Span[n] || parts.Labels.Span[n] > 0) continue;
                    seen.Clear();
                    for (var c = Math.Max(k - 1, 0); c <= Math.Min(k + 1, s.K - 1); c++)
                        for (var b = Math.Max(j - 1, 0); b <= Math.Min(j + 1, s.J - 1); b++)
                            for (var a = Math.Max(i - 1, 0); a <= Math.Min(i + 1, s.I - 1); a++)
                                if (parts.Labels.Span[s.Index(a, b, c)] is > 0 and var part && seen.Add(part))
                                    (sums[part - 1], counts[part - 1]) = (sums[part - 1] + whiteMatter.Span[n], counts[part - 1] + 1);
                }
            }
        }

        return [.. sums.Zip(counts, (sum, count) => count == 0 ? 0 : sum / count)];
    }
}
