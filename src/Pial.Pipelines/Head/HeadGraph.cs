using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Head;

/// <summary>
/// One head and what its stages make of it. A stage is laid out when somebody asks for its artifacts, and a step runs when somebody asks
/// for its value; nothing runs before.
/// </summary>
/// <param name="runner">Runs steps.</param>
/// <param name="raw">The head as read.</param>
/// <param name="templates">Head template, template to normalise to, atlases.</param>
/// <param name="options">Settings.</param>
public sealed class HeadGraph(StepRunner runner, Artifact<Volume<float>> raw, HeadTemplates templates, HeadRunOptions options)
{
    private readonly Dictionary<Type, object> made = [];

    /// <summary>Runs steps.</summary>
    public StepRunner Runner { get; } = runner;

    /// <summary>The head as read.</summary>
    public Artifact<Volume<float>> Raw { get; } = raw;

    /// <summary>Settings.</summary>
    public HeadRunOptions Options { get; } = options;

    /// <summary>Contrast of the head, its BIDS suffix.</summary>
    public string Contrast { get; init; } = ContrastName.T1w;

    /// <summary>Whether it is a T1w, whose tissues' order of brightness is known.</summary>
    public bool IsT1 => ContrastName.IsT1(Contrast);

    /// <summary>Scans of the same head, by contrast, that are segmented together with it.</summary>
    public IReadOnlyList<(string Contrast, Artifact<Volume<float>> Raw)> Channels { get; init; } = [];

    /// <summary>The head's lesion, which neither tissues nor registration are to follow; null for none.</summary>
    public Artifact<Volume<bool>>? Lesion { get; init; }

    /// <summary>The brain mask as a person corrected it; null where nobody did.</summary>
    public Artifact<Volume<bool>>? Edit { get; init; }

    /// <summary>Head template for extraction and priors.</summary>
    public Artifact<HeadTemplate> HeadTemplate => templates.Head;

    /// <summary>Template to normalise to.</summary>
    public Artifact<Template> Target => templates.Target;

    /// <summary>Its space.</summary>
    public string Space => Target.Value.Space;

    /// <summary>Atlas in the target's space; null for none.</summary>
    public Artifact<Atlas>? Atlas => templates.Atlas;

    /// <summary>
    /// Probabilities of structures that the head is segmented by; null where they do not lie in the target's space, and where several
    /// contrasts are segmented together.
    /// </summary>
    public Artifact<Atlas>? Model => Channels.Count > 0 ? null : templates.Structures;

    /// <summary>What a stage makes, laid out when first asked for.</summary>
    /// <typeparam name="T">Its artifacts.</typeparam>
    /// <exception cref="ArgumentException">No stage makes them.</exception>
    public T Of<T>()
        where T : class
    {
        if (made.TryGetValue(typeof(T), out var there)) return (T)there;
        var stage = Options.Stages.FirstOrDefault(static s => s.Makes == typeof(T))
            ?? throw new ArgumentException($"No stage makes {typeof(T).Name}.");
        var laid = stage.LayOut(this);
        made.Add(typeof(T), laid);
        return (T)laid;
    }

    /// <summary>Keys of what the store keeps of this scan, made or not.</summary>
    internal IEnumerable<ArtifactKey> Kept()
    {
        foreach (var stage in Options.Stages.Where(s => s.Makes is not null && !made.ContainsKey(s.Makes)))
            made.TryAdd(stage.Makes!, stage.LayOut(this));
        return Runner.Kept;
    }
}
