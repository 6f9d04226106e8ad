using System.Globalization;
using Pial.Hub.Tasks;
using Pial.Kernels;
using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Hub.Suites;

/// <summary>Heads made of formulas that differ as people do (ventricles, cortex, folds), with noise, field and full truth.</summary>
public static class PhantomHeads
{
    /// <summary>The name under which tasks ask for them.</summary>
    public const string Name = "phantom-heads";

    private const double InuPercent = 20, Edge = 50;

    /// <summary>Makes them.</summary>
    /// <param name="set">How many, how fine, how noisy.</param>
    /// <param name="kind">Segmentation gets labels and the intracranial mask; denoising the same scan without noise and the head's mask.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    public static IReadOnlyList<ImageCase> Create(PhantomSet set, TaskKind kind, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        return [.. Enumerable.Range(0, set.Count).Select(n => Head(set, n, kind, parallel))];
    }

    private static ImageCase Head(PhantomSet set, int n, TaskKind kind, ParallelOptions? parallel)
    {
        var (a, b, c, _) = new CounterRandom((ulong)set.Seed, 0x4EAD).Bits((ulong)n);
        double Between(uint bits, double low, double high) => low + ((high - low) * (bits / 4294967296.0));
        var options = new AnalyticHeadOptions { VentricleScale = Between(a, 0.7, 1.6), CortexMm = Between(b, 2.4, 3.4), FoldShiftMm = Between(c, 0, 30) };
        var noise = set.Noise[n % set.Noise.Count];
        var phantom = Phantom.Create(AnalyticHead.Create(set.VoxelMm, options, parallel), new() { NoisePercent = noise, InuPercent = InuPercent, Seed = set.Seed + n }, parallel);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["noise"] = noise.ToString("0.##' %'", CultureInfo.InvariantCulture) };
        var id = string.Create(CultureInfo.InvariantCulture, $"head-{n + 1:00}");
        if (kind == TaskKind.Segmentation) return new(id, phantom.T1w, phantom.Mask, phantom.Dseg, null, fields);
        var clean = phantom.Acquire(0, InuPercent, parallel).T1w;
        return new(id, phantom.T1w, clean.Map(v => v >= Edge), null, clean, fields);
    }
}
