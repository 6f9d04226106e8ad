using System.Text.Json;

namespace Pial.Pipelines.Store;

/// <summary>A key, and where it came from.</summary>
public abstract class Artifact(ProvenanceStep origin, IReadOnlyList<Artifact> inputs)
{
    /// <summary>What made it.</summary>
    public ProvenanceStep Origin { get; } = origin;

    /// <summary>What it was made of.</summary>
    public IReadOnlyList<Artifact> Inputs { get; } = inputs;

    /// <summary>Its name in the store.</summary>
    public ArtifactKey Key => Origin.Key;

    /// <summary>Every link from what came from outside to this one, each once, inputs before what was made of them.</summary>
    public IReadOnlyList<ProvenanceStep> Chain()
    {
        var chain = new List<ProvenanceStep>();
        var seen = new HashSet<ArtifactKey>();
        void Visit(Artifact artifact)
        {
            if (!seen.Add(artifact.Key)) return;
            foreach (var input in artifact.Inputs)
                Visit(input);
            chain.Add(artifact.Origin);
        }

        Visit(this);
        return chain;
    }

    /// <summary>Something that came from outside, with its value at hand.</summary>
    /// <param name="id">What it is: <c>raw</c>, <c>template</c>.</param>
    /// <param name="name">What to call it in the chain: a file name, a template's space; never a path of this machine.</param>
    /// <param name="key">Hash of its content.</param>
    /// <param name="value">The value.</param>
    public static Artifact<T> FromOutside<T>(string id, string name, ArtifactKey key, T value)
        => new(new ProvenanceStep(key, id, JsonSerializer.SerializeToElement(new { Name = name }), []), [], () => value);

    /// <summary>Something that came from outside and is read when first asked for; scans that run side by side share it.</summary>
    /// <inheritdoc cref="FromOutside{T}(string, string, ArtifactKey, T)"/>
    /// <param name="id">What it is.</param>
    /// <param name="name">What to call it in the chain.</param>
    /// <param name="key">Hash of its content.</param>
    /// <param name="read">Reads it.</param>
    public static Artifact<T> FromOutside<T>(string id, string name, ArtifactKey key, Func<T> read)
    {
        var once = new Lazy<T>(read);
        return new(new ProvenanceStep(key, id, JsonSerializer.SerializeToElement(new { Name = name }), []), [], () => once.Value,
            keep: false);
    }

    internal static Artifact<T> Derived<T>(ProvenanceStep origin, IReadOnlyList<Artifact> inputs, Func<T> take) =>
        new(origin, inputs, take, keep: false);
}

/// <summary>A key and a lazy value: computed, or read from the store, when first asked for.</summary>
/// <typeparam name="T">The value.</typeparam>
public sealed class Artifact<T> : Artifact, IInput<T>
{
    private readonly Func<T> make;
    private readonly bool keep;
    private T? value;
    private bool made;

    internal Artifact(ProvenanceStep origin, IReadOnlyList<Artifact> inputs, Func<T> make, bool keep = true)
        : base(origin, inputs) => (this.make, this.keep) = (make, keep);

    /// <inheritdoc />
    IReadOnlyList<Artifact> IInput<T>.Sources => [this];

    /// <summary>The value; kept until <see cref="Release"/>.</summary>
    public T Value
    {
        get
        {
            if (!keep) return make();
            if (!made) (value, made) = (make(), true);
            return value!;
        }
    }

    /// <summary>A part of the value, with a key of its own; it shares the value's memory.</summary>
    /// <param name="name">Its name in the chain.</param>
    /// <param name="take">Takes it.</param>
    public Artifact<TPart> Part<TPart>(string name, Func<T, TPart> take)
    {
        var parameters = JsonSerializer.SerializeToElement(new { Part = name });
        return Derived(new(ArtifactKey.Of("part", parameters, [Key]), "part", parameters, [Key]), [this], () => take(Value));
    }

    /// <summary>Lets the memory go; asked again, the value comes from the store or is made again.</summary>
    public void Release() => (value, made) = (default, false);
}
