using System.Globalization;
using Pial.Hub.Tasks;
using Pial.Kernels;
using Pial.Operations.Phantoms;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Suites;

/// <summary>Heads made of formulas that differ as people do (ventricles, cortex, folds), with noise, field and full truth.</summary>
internal static class PhantomHeads
{
    /// <summary>The name under which tasks ask for them.</summary>
    public const string Name = "phantom-heads";

    private const double InuPercent = 20, Edge = 50;

    /// <summary>Makes them.</summary>
    /// <param name="task">How many, how fine, how noisy, and for what: tissues (the labels GM, WM, CSF), lesions (T1w and FLAIR),
    /// FreeSurfer's structures by their numbers, or denoising.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <exception cref="InputException">A structure has none of the heads' numbers.</exception>
    public static IReadOnlyList<ImageCase> Create(TaskDefinition task, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        IReadOnlyList<ImageCase> heads = [.. Enumerable.Range(0, task.Phantoms.Count).Select(n => Head(task, n, parallel))];
        return task.Degradation is { } how ? Degraded.All(heads, how, parallel) : heads;
    }

    private static ImageCase Head(TaskDefinition task, int n, ParallelOptions? parallel)
    {
        var set = task.Phantoms;
        var (a, b, c, _) = new CounterRandom((ulong)set.Seed, 0x4EAD).Bits((ulong)n);
        double Between(uint bits, double low, double high) => low + ((high - low) * (bits / 4294967296.0));
        var options = new AnalyticHeadOptions
        {
            VentricleScale = Between(a, 0.7, 1.6),
            CortexMm = Between(b, 2.4, 3.4),
            FoldShiftMm = Between(c, 0, 30),
        };
        var noise = set.Noise[n % set.Noise.Count];
        var (labels, scan) = (AnalyticHead.Create(set.VoxelMm, options, parallel),
            new PhantomOptions { NoisePercent = noise, InuPercent = InuPercent, Seed = set.Seed + n });
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["noise"] = noise.ToString("0.##' %'", CultureInfo.InvariantCulture),
        };
        var id = string.Create(CultureInfo.InvariantCulture, $"head-{n + 1:00}");
        if (task.Lesions is not null) return PhantomLesions.Case(id, labels, scan, task.Labels, fields, parallel);
        var phantom = Phantom.Create(labels, scan, parallel);
        if (task.Kind == TaskKind.Segmentation) return new(id, phantom.T1w, phantom.Mask, Truth(phantom, task), null, fields);
        var clean = phantom.Acquire(0, InuPercent, parallel).T1w;
        // A task's own degradation begins with the scan without noise.
        return new(id, task.Degradation is null ? phantom.T1w : clean, clean.Map(v => v >= Edge), null, clean,
            task.Degradation is null ? fields : new Dictionary<string, string>(StringComparer.Ordinal));
    }

    private static Volume<int> Truth(Phantom phantom, TaskDefinition task)
    {
        if (task.Labels.All(l => l.Number <= 3 && l.Name is "GM" or "WM" or "CSF")) return phantom.Dseg;
        var known = phantom.Labels.Span.ToArray().ToHashSet();
        if (task.Labels.FirstOrDefault(l => !known.Contains(l.Number)) is { Name: not null } absent)
            throw new InputException(
                $"{Name} have no {absent.Name} ({absent.Number}); they have FreeSurfer's numbers, such as 17 for the left hippocampus, " +
                    "or GM: 1, WM: 2, CSF: 3.");
        var asked = task.Labels.Select(l => l.Number).ToHashSet();
        return phantom.Labels.Map(v => asked.Contains(v) ? v : 0);
    }
}
