namespace Pial.Operations.Regions;

/// <summary>
/// Intensities of one class of structures: a mixture of Gaussians fitted to the class's share of the scan's histogram, or that histogram
/// itself, smoothed, where a class has no shape of its own (what lies around the brain).
/// </summary>
internal sealed class ClassDensity
{
    private const int Inner = 4;              // rounds of the mixture's own EM for each new histogram
    private const double LeastShare = 0.02;   // a Gaussian keeps at least this share of its class
    private const double FreeSigma = 0.012;   // smoothing of a free histogram, as a share of the range
    private readonly double[] weight, mean, deviation;
    private readonly bool free;
    private bool started;

    /// <summary>A class with a number of Gaussians; 0 for a free histogram.</summary>
    public ClassDensity(int gaussians)
    {
        free = gaussians == 0;
        (weight, mean, deviation) = (new double[Math.Max(1, gaussians)], new double[Math.Max(1, gaussians)],
            new double[Math.Max(1, gaussians)]);
    }

    /// <summary>Mean over the class, in bins.</summary>
    public double Mean { get; private set; }

    /// <summary>Standard deviation over the class, in bins; 0 while nothing is known.</summary>
    public double Deviation { get; private set; }

    /// <summary>Median over the class, in bins.</summary>
    public double Median { get; private set; }

    /// <summary>First decile of the class, in bins.</summary>
    public double Low { get; private set; }

    /// <summary>Takes the class's histogram of a round, which sums to the number of its voxels, and writes its density per bin.</summary>
    /// <param name="histogram">Expected counts.</param>
    /// <param name="floor">Smallest standard deviation, in bins.</param>
    /// <param name="density">Receives the density; sums to 1. Flat while the class has no voxel.</param>
    public void Fit(ReadOnlySpan<double> histogram, double floor, Span<double> density)
    {
        double total = 0, first = 0, second = 0;
        for (var b = 0; b < histogram.Length; b++)
            (total, first, second) = (total + histogram[b], first + (histogram[b] * b), second + (histogram[b] * b * b));
        density.Fill(1.0 / histogram.Length);
        if (total < 1) return;
        Mean = first / total;
        Deviation = Math.Sqrt(Math.Max((second / total) - (Mean * Mean), floor * floor));
        Median = Quantile(histogram, total, 0.5);
        Low = Quantile(histogram, total, 0.1);
        if (free)
        {
            Smooth(histogram, density);
            return;
        }

        if (!started) Start(histogram, total, floor);
        for (var round = 0; round < Inner; round++)
            Refine(histogram, total, floor);
        for (var b = 0; b < density.Length; b++)
            density[b] = Mixture(b);
    }

    private void Start(ReadOnlySpan<double> histogram, double total, double floor)
    {
        for (var g = 0; g < mean.Length; g++)
        {
            weight[g] = 1.0 / mean.Length;
            mean[g] = mean.Length == 1 ? Mean : Quantile(histogram, total, (g + 0.5) / mean.Length);
            deviation[g] = Math.Max(floor, Deviation / mean.Length);
        }

        started = true;
    }

    private void Refine(ReadOnlySpan<double> histogram, double total, double floor)
    {
        var count = mean.Length;
        Span<double> p = stackalloc double[count];
        Span<double> sums = stackalloc double[3 * count];
        sums.Clear();
        for (var b = 0; b < histogram.Length; b++)
        {
            if (histogram[b] <= 0) continue;
            var all = 1e-300;
            for (var g = 0; g < count; g++) all += p[g] = Component(g, b);
            for (var g = 0; g < count; g++)
            {
                var w = histogram[b] * p[g] / all;
                sums[3 * g] += w;
                sums[(3 * g) + 1] += w * b;
                sums[(3 * g) + 2] += w * b * b;
            }
        }

        for (var g = 0; g < count; g++)
        {
            var (w, m, s) = (sums[3 * g], sums[(3 * g) + 1], sums[(3 * g) + 2]);
            weight[g] = Math.Max(w / total, LeastShare);
            if (w < 1) continue;
            mean[g] = m / w;
            deviation[g] = Math.Sqrt(Math.Max((s / w) - (mean[g] * mean[g]), floor * floor));
        }
    }

    private double Component(int g, double at)
    {
        var z = (at - mean[g]) / deviation[g];
        return weight[g] * Math.Exp(-0.5 * z * z) / (deviation[g] * Math.Sqrt(2 * Math.PI));
    }

    private double Mixture(int bin)
    {
        var sum = 0.0;
        for (var g = 0; g < mean.Length; g++) sum += Component(g, bin);
        return sum;
    }

    private static void Smooth(ReadOnlySpan<double> histogram, Span<double> density)
    {
        var sigma = FreeSigma * histogram.Length;
        var reach = (int)Math.Ceiling(3 * sigma);
        density.Clear();
        for (var b = 0; b < histogram.Length; b++)
        {
            if (histogram[b] <= 0) continue;
            for (var d = -reach; d <= reach; d++)
                density[Math.Clamp(b + d, 0, density.Length - 1)] += histogram[b] * Math.Exp(-0.5 * d * d / (sigma * sigma));
        }

        var sum = 0.0;
        foreach (var d in density) sum += d;
        for (var b = 0; b < density.Length; b++) density[b] /= sum;
    }

    private static double Quantile(ReadOnlySpan<double> histogram, double total, double share)
    {
        var sum = 0.0;
        for (var b = 0; b < histogram.Length; b++)
        {
            if (sum + histogram[b] >= share * total) return b + (histogram[b] > 0 ? ((share * total) - sum) / histogram[b] : 0) - 0.5;
            sum += histogram[b];
        }

        return histogram.Length - 1;
    }
}
