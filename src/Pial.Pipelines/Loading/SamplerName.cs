using System.Collections.Immutable;
using System.Globalization;
using Pial.Operations.Sampling;
using Pial.Volumes;

namespace Pial.Pipelines.Loading;

/// <summary>Samplers by their names, for command lines.</summary>
public static class SamplerName
{
    /// <summary>The names, those of TorchIO where it has them.</summary>
    public static IReadOnlyList<string> All { get; } = ["UniformSampler", "WeightedSampler", "LabelSampler", "PosNegLabelSampler",
        "LabelClassesSampler"];

    /// <summary>Makes a sampler.</summary>
    /// <param name="name">One of <see cref="All"/>; case and the ending do not matter (<c>label</c>).</param>
    /// <param name="patch">Voxels of a patch.</param>
    /// <param name="map">The label map or probability map it takes; null for the only label map.</param>
    /// <param name="chances">Chance of labels, as <c>1=1,2=3</c> (of <c>pos</c> and <c>neg</c> for PosNegLabelSampler); null for the
    /// sampler's default.</param>
    /// <exception cref="InputException">No such sampler, or chances that are no such list.</exception>
    public static PatchSampler Make(string name, Shape patch, string? map = null, string? chances = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var full = All.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)
            || n.Replace("Sampler", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase));
        var given = Chances(chances);
        if (full is "UniformSampler" && (map ?? chances) is not null)
            throw new InputException("UniformSampler takes neither a map nor chances; every place is as likely.");
        return full switch
        {
            "UniformSampler" => new UniformSampler(patch),
            "WeightedSampler" => new WeightedSampler(patch,
                map ?? throw new InputException("WeightedSampler needs the name of the map it takes (option 'sampler-map').")),
            "LabelSampler" => new LabelSampler(patch)
            {
                Label = map,
                LabelProbabilities = given.ToImmutableSortedDictionary(p => Label(p.Key), p => p.Value),
            },
            "PosNegLabelSampler" => PosNeg(patch, map, given),
            "LabelClassesSampler" => new LabelClassesSampler(patch, Ratios(given)) { Label = map },
            _ => throw new InputException($"There is no sampler '{name}'.{NearestName.Hint(name, All)}"),
        };
    }

    /// <summary>All that decides what a sampler draws, as text.</summary>
    internal static string Describe(PatchSampler sampler) => sampler switch
    {
        LabelSampler l =>
            $"{l} " +
                $"{string.Join(',',
                    l.LabelProbabilities.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}={p.Value:R}")))}",
        LabelClassesSampler c => $"{c} {string.Join(',', c.Ratios.Select(r => r.ToString("R", CultureInfo.InvariantCulture)))}",
        _ => sampler.ToString(),
    };

    private static PosNegLabelSampler PosNeg(Shape patch, string? map, IReadOnlyDictionary<string, double> given)
    {
        if (given.Keys.FirstOrDefault(k => k is not ("pos" or "neg")) is { } other)
            throw new InputException($"PosNegLabelSampler has chances of 'pos' and 'neg', not of '{other}'.");
        return new(patch) { Label = map, Pos = given.GetValueOrDefault("pos", 1), Neg = given.GetValueOrDefault("neg", 1) };
    }

    private static ImmutableArray<double> Ratios(IReadOnlyDictionary<string, double> given)
    {
        if (given.Count == 0)
            throw new InputException("LabelClassesSampler needs the chance of each class (option 'sampler-chances' 0=1,1=1,2=2).");
        var ratios = new double[given.Keys.Max(Label) + 1];
        foreach (var (label, ratio) in given)
            ratios[Label(label)] = ratio;
        return [.. ratios];
    }

    private static int Label(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label < 1 << 20
            ? label : throw new InputException($"'{text}' is no label; expected whole numbers, as in 1=1,2=3.");

    private static Dictionary<string, double> Chances(string? text)
    {
        var chances = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=') is not [var key, var number]
                || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var chance)
                || !chances.TryAdd(key.Trim(), chance))
                throw new InputException($"'{text}' is no list of chances; expected each label once, as in 1=1,2=3.");
        }

        return chances;
    }
}
