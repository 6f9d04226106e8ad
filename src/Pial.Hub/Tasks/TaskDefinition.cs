using Pial.Pipelines;
using Pial.Pipelines.Yaml;

namespace Pial.Hub.Tasks;

/// <summary>
/// The <c>task</c> of a benchmark's record: everything needed to run it. Columns are null where the record does not name them.
/// </summary>
public sealed record TaskDefinition
{
    /// <summary>What is predicted.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>Table, folder, or a data set that Pial makes.</summary>
    public string? Data { get; init; }

    /// <summary>Column of the subjects.</summary>
    public string? Id { get; init; }

    /// <summary>Column to predict.</summary>
    public string? Target { get; init; }

    /// <summary>Cuts a target of numbers into classes.</summary>
    public IReadOnlyList<double> Bins { get; init; } = [];

    /// <summary>The classes, in order; empty for the target's values, sorted.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The class that two-class measures are about; null for the last.</summary>
    public string? Positive { get; init; }

    /// <summary>Columns to predict from; empty for all columns of numbers without another role.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Columns that are no features.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Column of the age, years.</summary>
    public string? Age { get; init; }

    /// <summary>Column of the sex.</summary>
    public string? Sex { get; init; }

    /// <summary>Column of site or scanner.</summary>
    public string? Site { get; init; }

    /// <summary>Column of the head's size.</summary>
    public string? HeadSize { get; init; }

    /// <summary>How sites are taken out of the features inside of each fold; null for not at all.</summary>
    public FoldHarmonisation? Harmonisation { get; init; }

    /// <summary>Whether subjects without a target are left out instead of refused.</summary>
    public bool DropUnlabelled { get; init; }

    /// <summary>Whether subjects that tables list several times are thinned out or left out instead of refused.</summary>
    public bool DropRepeated { get; init; }

    /// <summary>Name and pattern of files of every channel of the images, the first first.</summary>
    public IReadOnlyList<(string Name, string Pattern)> Channels { get; init; } = [];

    /// <summary>Pattern of the references' files.</summary>
    public string? References { get; init; }

    /// <summary>Pattern of the masks' files.</summary>
    public string? Mask { get; init; }

    /// <summary>How lesions are counted; null when the structures are no lesions.</summary>
    public LesionRules? Lesions { get; init; }

    /// <summary>Structures of a segmentation: name and number.</summary>
    public IReadOnlyList<(string Name, int Number)> Labels { get; init; } = [];

    /// <summary>Heads that Pial makes.</summary>
    public PhantomSet Phantoms { get; init; } = new();

    /// <summary>How true images are spoilt; null where the data hold spoilt ones.</summary>
    public Degradation? Degradation { get; init; }

    /// <summary>Training and test.</summary>
    public SplitDefinition Split { get; init; } = new();

    /// <summary>Columns of groups; null for those there are of sex, age_band and site.</summary>
    public IReadOnlyList<string>? Strata { get; init; }

    /// <summary>Where bands of age begin, years.</summary>
    public IReadOnlyList<double> AgeBands { get; init; } = [20, 40, 60];

    /// <summary>Columns whose link with target and predictions is measured; null for site, head size, age and sex.</summary>
    public IReadOnlyList<string>? Confounds { get; init; }

    /// <summary>Baselines to run; null for those that suit.</summary>
    public IReadOnlyList<string>? Baselines { get; init; }

    /// <summary>Artefacts of growing strength.</summary>
    public IReadOnlyList<Probe> Robustness { get; init; } = [];

    /// <summary>Bootstrap samples.</summary>
    public int Bootstrap { get; init; } = 1000;

    /// <summary>Permutations of a paired test.</summary>
    public int Permutations { get; init; } = 1000;

    /// <summary>Time of a user's program for one split, s.</summary>
    public double Seconds { get; init; } = 600;

    /// <summary>Whether the labels are secret, so that no program runs without a sandbox.</summary>
    public bool HiddenLabels { get; init; }

    /// <summary>Memory of a user's program, MiB.</summary>
    public double MemoryMb { get; init; } = 4096;

    /// <summary>Whether a table is predicted from, rather than images.</summary>
    public bool IsTable => Kind is TaskKind.Classification or TaskKind.Regression;

    /// <summary>Reads the <c>task</c> of a checked record.</summary>
    /// <exception cref="InputException">A value that cannot be meant; with its line.</exception>
    public static TaskDefinition Read(YamlEntry task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var kind = TaskKinds.Of(task.Required("kind").OneOf("classification", "regression", "segmentation", "denoising", "super-resolution",
            "reconstruction"));
        var definition = new TaskDefinition
        {
            Kind = kind,
            Data = task["data"]?.Text(),
            Id = task["id"]?.Text(),
            Target = task["target"]?.Text(),
            Bins = Numbers(task["bins"]) ?? [],
            Classes = Texts(task["classes"]) ?? [],
            Positive = task["positive"]?.Text(),
            Features = Texts(task["features"]) ?? [],
            Exclude = Texts(task["exclude"]) ?? [],
            Age = task["age"]?.Text(),
            Sex = task["sex"]?.Text(),
            Site = task["site"]?.Text(),
            HeadSize = task["head_size"]?.Text(),
            Harmonisation = FoldHarmonisation.Read(task, kind),
            DropUnlabelled = task["missing_labels"]?.OneOf("refuse", "drop") == "drop",
            DropRepeated = task["repeated_ids"]?.OneOf("refuse", "drop") == "drop",
            Channels = ReadChannels(task),
            References = task["references"]?.Text(),
            Mask = task["mask"]?.Text(),
            Lesions = LesionRules.Read(task["lesions"]),
            Labels = task["labels"] is { } labels ? [.. labels.Fields.Select(f => (f.Name, f.Whole()))] : [],
            Phantoms = PhantomSet.Read(task["phantoms"]),
            Degradation = Degradation.Read(task["degradation"], kind),
            Split = ReadSplit(task["split"], kind),
            Strata = Texts(task["strata"]),
            AgeBands = Numbers(task["age_bands"]) ?? [20, 40, 60],
            Confounds = Texts(task["confounds"]),
            Baselines = Texts(task["baselines"]),
            Robustness = task["robustness"] is { } probes
                ? [.. probes.Fields.Select(
                    p => kind is TaskKind.Classification or TaskKind.Regression ? ReadProbe(p) : ImageArtefacts.Read(p))] : [],
            Bootstrap = Within(task["bootstrap"], 1000, 20, 100_000),
            Permutations = Within(task["permutations"], 1000, 20, 100_000),
            HiddenLabels = task["hidden_labels"]?.Flag() ?? false,
            Seconds = AboveZero(task["seconds"], 600),
            MemoryMb = AboveZero(task["memory_mb"], 4096),
        };
        Check(definition, task);
        return definition;
    }

    // What fits no task of its kind, or not what else is asked for.
    private static void Check(TaskDefinition definition, YamlEntry task)
    {
        var kind = definition.Kind;
        if (definition.IsTable && definition.Target is null) throw task.Bad("needs 'target', the column to predict.");
        if (kind == TaskKind.Segmentation && definition.Labels.Count == 0)
            throw task.Bad("needs 'labels', name and number of every structure: labels: {GM: 1, WM: 2}.");
        if (kind is TaskKind.SuperResolution or TaskKind.Reconstruction && definition.Degradation is null)
            throw task.Bad(
                "needs 'degradation': " +
                    $"{(kind == TaskKind.Reconstruction ? "degradation: {kspace: {acceleration: 4}}"
                        : "degradation: {thick_slices: {spacing_mm: 3}}")}.");
        if (definition.Lesions is not null && kind != TaskKind.Segmentation) throw task["lesions"]!.Bad("are for segmentation.");
        if (definition.Labels.FirstOrDefault(l => l.Number <= 0) is { Name: not null } background)
            throw task["labels"]!.Bad($"has {background.Name}: {background.Number}; numbers above 0 are expected, 0 is the background.");
        if (definition.Labels.GroupBy(l => l.Number).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw task["labels"]!.Bad($"has the number {twice.Key} twice.");
        if (!definition.IsTable && definition.Split.Scheme is not ("kfold" or "holdout"))
            throw task["split"]!.Bad("of images is kfold or holdout.");
        if (definition.Bins.Count > 0 && kind != TaskKind.Classification) throw task["bins"]!.Bad("are for classification.");
        if (definition.Split.Scheme == "leave-site-out" && definition.Site is null) throw task.Bad("needs 'site' to leave sites out.");
    }

    private static IReadOnlyList<(string Name, string Pattern)> ReadChannels(YamlEntry task)
    {
        if (task["channels"] is not { } channels) return task["images"] is { } images ? [("image", images.Text())] : [];
        if (task["images"] is { } both) throw both.Bad("and 'channels' are one or the other.");
        if (channels.Fields.Count == 0)
            throw channels.Bad("must be names with patterns of files: channels: {T1w: _T1w.nii.gz, FLAIR: _FLAIR.nii.gz}.");
        if (channels.Fields.FirstOrDefault(f => f.Name.Length == 0 || !f.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            is { } odd) throw channels.Bad($"has the name '{odd.Name}'; letters, digits, - and _ are expected.");
        return [.. channels.Fields.Select(f => (f.Name, f.Text()))];
    }

    private static SplitDefinition ReadSplit(YamlEntry? split, TaskKind kind)
    {
        string[] standard = kind == TaskKind.Classification ? ["target"] : [];
        var scheme = kind is TaskKind.Classification or TaskKind.Regression ? "holdout" : "kfold";
        if (split is null) return new() { Scheme = scheme, Stratify = standard };
        var fraction = split["test_fraction"]?.Number() ?? 0.3;
        if (fraction is not (> 0 and < 1)) throw split["test_fraction"]!.Bad("must lie between 0 and 1.");
        return new()
        {
            Scheme = split["scheme"]?.OneOf("holdout", "kfold", "leave-site-out", "column", "test-table") ?? scheme,
            TestFraction = fraction,
            Folds = Within(split["folds"], 5, 2, 1000),
            By = split["by"]?.Text(),
            Stratify = Texts(split["stratify"]) ?? standard,
            Column = split["column"]?.Text() ?? "split",
            Test = split["test"]?.Text()
                ?? (split["scheme"]?.Text() == "test-table" ? throw split.Bad("needs 'test', the table of the tested subjects.") : null),
            Seeds = split["seeds"] is { } seeds
                ? [.. seeds.Items.Select(s => s.Whole() is >= 0 and var n ? (ulong)n : throw s.Bad("must be whole numbers, 0 or more."))]
                : [1],
        };
    }

    private static Probe ReadProbe(YamlEntry probe)
    {
        if (!TableArtefacts.Names.Contains(probe.Name, StringComparer.Ordinal))
            throw probe.Bad($"is no artefact of tables.{NearestName.Hint(probe.Name, [.. TableArtefacts.Names])}");
        return new(probe.Name, Growing(Numbers(probe.Required("grid"))!, probe), probe["unit"]?.Text() ?? TableArtefacts.Unit(probe.Name));
    }

    internal static IReadOnlyList<double> Growing(IReadOnlyList<double> grid, YamlEntry probe) =>
        grid.Count >= 2 && grid.Zip(grid.Skip(1)).All(p => p.Second > p.First)
            ? grid : throw probe["grid"]!.Bad("must be two or more growing strengths.");

    internal static int Within(YamlEntry? entry, int standard, int low, int high) =>
        entry is null ? standard : entry.Whole() is var n && n >= low && n <= high
            ? n : throw entry.Bad($"must lie between {low} and {high}.");

    private static double AboveZero(YamlEntry? entry, double standard) =>
        entry is null ? standard : entry.Number() is > 0 and var n ? n : throw entry.Bad("must be above 0.");

    private static IReadOnlyList<string>? Texts(YamlEntry? entry) => entry is null ? null : [.. entry.Items.Select(i => i.Text())];

    internal static IReadOnlyList<double>? Numbers(YamlEntry? entry) => entry is null ? null : [.. entry.Items.Select(i => i.Number())];
}
