using System.Globalization;
using Pial.Operations.Augmentation;
using Pial.Operations.Reconstruction;
using Pial.Pipelines.Yaml;

namespace Pial.Hub.Tasks;

/// <summary>
/// How the images of a restoration are spoilt, by MR physics and a seed, so that their truth is known. Where several strengths are named,
/// cases take them in turn.
/// </summary>
public sealed record Degradation
{
    /// <summary>Rician noise, standard deviation in % of the true image's 98th percentile; empty for none.</summary>
    public IReadOnlyList<double> NoisePercent { get; init; } = [];

    /// <summary>From slice to slice, mm; empty for images of their own slices.</summary>
    public IReadOnlyList<double> SpacingMm { get; init; } = [];

    /// <summary>Thickness of the slices, mm; null for the spacing.</summary>
    public double? ThicknessMm { get; init; }

    /// <summary>How a slice averages. Default box.</summary>
    public SliceProfile Profile { get; init; } = SliceProfile.Box;

    /// <summary>How many times fewer lines of k-space; empty for whole k-space.</summary>
    public IReadOnlyList<double> Acceleration { get; init; } = [];

    /// <summary>Share of k-space about the centre that is sampled whole, one for each acceleration, or one for all.</summary>
    public IReadOnlyList<double> CentreFraction { get; init; } = [];

    /// <summary>How the other lines are chosen. Default random.</summary>
    public SamplingPattern Pattern { get; init; }

    /// <summary>Complex noise of k-space, standard deviation in % of the true image's 98th percentile. Default 0.</summary>
    public double KSpaceNoisePercent { get; init; }

    /// <summary>Largest phase of the signal, degrees. Default 60.</summary>
    public double PhaseDegrees { get; init; } = 60;

    /// <summary>
    /// Axis of the head along which slices lie (default 2, feet to head) or phase is encoded (default 1, front to back): 0, 1 or 2 for
    /// left-right, front-back, feet-head.
    /// </summary>
    public int WorldAxis { get; init; }

    /// <summary>Decides everything that is drawn. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>In a sentence.</summary>
    public string Text()
    {
        static string Of(IReadOnlyList<double> all) =>
            string.Join(", ", all.Select(v => v.ToString("0.###", CultureInfo.InvariantCulture)));
        string[] axes = ["left-right", "front-back", "feet-head"];
        var parts = new List<string>();
        if (SpacingMm.Count > 0)
            parts.Add(
                $"{axes[WorldAxis]} slices {Of(SpacingMm)} mm apart{(ThicknessMm is { } mm ? $", {Of([mm])} mm thick" : "")}, profile " +
                    $"{Profile.ToString().ToLowerInvariant()}");
        if (Acceleration.Count > 0)
            parts.Add(
                $"k-space under-sampled {Of(Acceleration)}× {axes[WorldAxis]}, {Pattern.ToString().ToLowerInvariant()}, centre " +
                    $"{Of(CentreFraction)}, complex noise {Of([KSpaceNoisePercent])} %, phase up to {Of([PhaseDegrees])}°");
        if (NoisePercent.Count > 0) parts.Add($"Rician noise {Of(NoisePercent)} %");
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join("; ", parts)}; seed {Seed}");
    }

    internal static Degradation? Read(YamlEntry? entry, TaskKind kind)
    {
        if (entry is null) return null;
        if (!kind.IsRestoration()) throw entry.Bad("is for denoising, super-resolution and reconstruction.");
        var (noise, slices, kspace) = (entry["noise"], entry["thick_slices"], entry["kspace"]);
        if (slices is not null && kspace is not null) throw kspace.Bad("and 'thick_slices' are one or the other.");
        if (noise is not null && kspace is not null) throw noise.Bad("of an image cannot be added to k-space; say kspace: {noise: …}.");
        if (kind == TaskKind.SuperResolution && slices is null) throw entry.Bad("needs 'thick_slices' for a super-resolution.");
        if (kind == TaskKind.Reconstruction && kspace is null) throw entry.Bad("needs 'kspace' for a reconstruction.");
        if (kind == TaskKind.Denoising && (noise is null || slices is not null || kspace is not null))
            throw entry.Bad("of a denoising is 'noise'; thick_slices is for super-resolution, kspace for reconstruction.");
        var read = new Degradation
        {
            NoisePercent = noise is null ? [] : Noise(noise),
            Seed = (ulong)TaskDefinition.Within(entry["seed"], 1, 0, int.MaxValue),
        };
        return slices is not null ? Slices(read, slices) : kspace is not null ? KSpace(read, kspace) : read;
    }

    private static IReadOnlyList<double> Noise(YamlEntry noise)
    {
        if (noise["snr"] is { } snr && noise["percent"] is null) return [.. Strengths(snr, 0.25, 1e6).Select(s => 100 / s)];
        return noise["percent"] is { } percent && noise["snr"] is null ? Strengths(percent, 0, 400)
            : throw noise.Bad("needs either 'percent' or 'snr'.");
    }

    private static Degradation Slices(Degradation read, YamlEntry slices) => read with
    {
        SpacingMm = Strengths(slices.Required("spacing_mm"), 0.1, 100),
        ThicknessMm = slices["thickness_mm"] is { } thick ? Strengths(thick, 0.1, 100)[0] : null,
        Profile = Enum.Parse<SliceProfile>(slices["profile"]?.OneOf("box", "pulse", "gaussian") ?? "box", ignoreCase: true),
        WorldAxis = Axis(slices["axis"], 2),
    };

    private static Degradation KSpace(Degradation read, YamlEntry kspace)
    {
        var accelerations = Strengths(kspace.Required("acceleration"), 1.01, 100);
        // fastMRI's: 0.08 for acceleration 4, 0.04 for 8.
        var centres = kspace["centre_fraction"] is { } given ? Strengths(given, 1e-6, 0.999) : [.. accelerations.Select(a => 0.32 / a)];
        if (centres.Count == 1) centres = [.. accelerations.Select(_ => centres[0])];
        if (centres.Count != accelerations.Count)
            throw kspace["centre_fraction"]!.Bad($"has {centres.Count} numbers for {accelerations.Count} accelerations.");
        var most = Enumerable.Range(0, centres.Count).FirstOrDefault(n => centres[n] * accelerations[n] > 1, -1);
        if (most >= 0) throw (kspace["centre_fraction"] ?? kspace)
            .Bad(FormattableString.Invariant($"has a centre of {centres[most]}, more than acceleration {accelerations[most]} leaves."));
        return read with
        {
            Acceleration = accelerations,
            CentreFraction = centres,
            Pattern = Enum.Parse<SamplingPattern>(kspace["pattern"]?.OneOf("random", "equispaced") ?? "random", ignoreCase: true),
            KSpaceNoisePercent = kspace["noise"] is { } noise ? Strengths(noise, 0, 400)[0] : 0,
            PhaseDegrees = kspace["phase_degrees"] is { } phase ? Strengths(phase, 0, 3600)[0] : 60,
            WorldAxis = Axis(kspace["axis"], 1),
        };
    }

    private static int Axis(YamlEntry? axis, int standard) =>
        axis?.OneOf("left-right", "front-back", "feet-head") switch
        {
            "left-right" => 0,
            "front-back" => 1,
            "feet-head" => 2,
            _ => standard
        };

    private static IReadOnlyList<double> Strengths(YamlEntry entry, double low, double high)
    {
        var all = TaskDefinition.Numbers(entry)!;
        return all.Count > 0 && all.All(v => v >= low && v <= high) ? all
            : throw entry.Bad(FormattableString.Invariant($"must lie between {low} and {high}."));
    }
}
