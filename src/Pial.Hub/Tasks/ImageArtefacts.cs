using System.Text;
using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Pipelines;
using Pial.Pipelines.Yaml;
using Pial.Volumes;

namespace Pial.Hub.Tasks;

/// <summary>Artefacts of growing strength on test images.</summary>
/// <remarks>
/// What spoils the scan (noise, blur, motion, ghosting, spikes, thick slices) leaves the truth; what changes the head (a field, its
/// contrast, its position) changes a true image with it, and of true labels the place alone. Every case has patterns of its own, which grow
/// with the strength and do not change otherwise, so that a curve is of the strength alone.
/// </remarks>
internal static class ImageArtefacts
{
    private const string Decibels = "gaussian_noise";

    // fmbench's probes of other signals, each with what comes nearest in a head scan.
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["dropout"] =
            "it takes channels away, and an image has none; of tables it can be asked for. ghosting takes signal from lines of k-space",
        ["line_noise"] = "it is of signals in time; interference in a scanner is asked for by spike",
        ["channel_permutation"] = "it changes the order of channels, and an image has none",
        ["temporal_shift"] = "it is of signals in time; another position of the head is asked for by rotation",
    };

    /// <summary>What there is.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ImageArtefact.All.Select(a => a.Name)];

    /// <summary>
    /// A probe of a task's record: named by an artefact of images, its strengths checked, its unit stated; fmbench's <c>gaussian_noise</c>,
    /// in dB of SNR, becomes noise in percent.
    /// </summary>
    /// <exception cref="InputException">There is no such artefact of images, or a strength cannot be meant; with its line.</exception>
    internal static Probe Read(YamlEntry probe)
    {
        if (Elsewhere.TryGetValue(probe.Name, out var why)) throw probe.Bad($"cannot be run on images: {why}.");
        if (ImageArtefact.All.FirstOrDefault(a => a.Name == probe.Name) is not { } artefact)
        {
            if (probe.Name != Decibels) throw probe.Bad($"is no artefact of images.{NearestName.Hint(probe.Name, [.. Names])}");
            var ratios = TaskDefinition.Numbers(probe.Required("grid"))!;
            return new(probe.Name, TaskDefinition.Growing([.. ratios.Select(dB => 100 * Math.Pow(10, -dB / 20)).Order()], probe),
                "% of the image's 98th percentile, Rician, from dB of SNR");
        }

        var grid = TaskDefinition.Growing(TaskDefinition.Numbers(probe.Required("grid"))!, probe);
        if (grid[0] < artefact.None || grid[^1] > artefact.Most)
            throw probe["grid"]!.Bad(
                FormattableString.Invariant($"must lie between {artefact.None} (none) and {artefact.Most} {artefact.Unit}."));
        return new(probe.Name, grid, probe["unit"]?.Text() ?? artefact.Unit);
    }

    /// <summary>Whether a strength leaves an image as it is.</summary>
    public static bool IsNone(string name, double strength) => strength == Find(name).None;

    /// <summary>A case with an artefact.</summary>
    /// <param name="one">The case.</param>
    /// <param name="name">One of <see cref="Names"/>, or fmbench's <c>gaussian_noise</c> in percent.</param>
    /// <param name="strength">How strong, in the artefact's unit.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">There is no such artefact of images.</exception>
    public static ImageCase With(ImageCase one, string name, double strength, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(one);
        var artefact = Find(name);
        if (strength == artefact.None) return one;
        var random = new CounterRandom(Seed(one.Id), 0xA71F);
        Volume<float> With(Volume<float> image, CounterRandom own) =>
            artefact.Apply(image, one.Mask is { } m && m.Grid.Matches(image.Grid) ? m : null, strength, own, parallel);
        Volume<float> Changed(Volume<float> image) => With(image, random);
        var turned = name != "rotation" ? one : one with
        {
            Labels = one.Labels is { } labels ? Resample.Labels(labels, labels.Grid, ImageArtefact.Turn(labels.Grid, strength),
                LabelInterpolation.Vote, parallel) : null,
            Mask = one.Mask is { } mask ? Resample.Mask(mask, mask.Grid, ImageArtefact.Turn(mask.Grid, strength), parallel) : null,
        };
        if (one.Degraded is { } degraded && one.Clean is { } truth)
        {
            // What is scanned is spoilt, and then scanned as the task says.
            var scanned = Changed(truth);
            return degraded.Of(artefact.IsOfScene ? turned with { Clean = scanned } : turned, scanned, parallel);
        }

        return turned with
        {
            Image = Changed(one.Image),
            Clean = artefact.IsOfScene && one.Clean is { } clean ? Changed(clean) : one.Clean,
            // Each channel is a scan of its own.
            Others = [.. one.Others.Select((c, n) => c with { Image = With(c.Image, new(Seed(one.Id), 0xA720 + (ulong)n)) })],
        };
    }

    private static ImageArtefact Find(string name) => ImageArtefact.All.FirstOrDefault(a => a.Name == (name == Decibels ? "noise" : name))
        ?? throw new InputException($"there is no artefact '{name}' of images.{NearestName.Hint(name, [.. Names])}");

    // FNV-1a, which stays the same from run to run.
    internal static ulong Seed(string id)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(id))
            hash = (hash ^ b) * 1099511628211UL;
        return hash;
    }
}
