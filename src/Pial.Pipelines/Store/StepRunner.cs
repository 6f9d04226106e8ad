using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pial.Pipelines.Store;

/// <summary>Turns steps into artifacts: nothing runs until a value is asked for, and what the store has is not computed again.</summary>
/// <param name="store">Where results are kept; null keeps none.</param>
/// <param name="parallel">Threads and cancellation of every step.</param>
/// <param name="listener">Hears of stages; may be null.</param>
public sealed class StepRunner(ArtifactStore? store, ParallelOptions parallel, IStageListener? listener = null)
{
    /// <summary>How parameters become JSON: as declared, enums by name.</summary>
    internal static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter(), new NoImages() },
    };

    private readonly System.Collections.Concurrent.ConcurrentBag<ArtifactKey> kept = [];

    /// <summary>Keys of all results that the store keeps, made or not.</summary>
    public IEnumerable<ArtifactKey> Kept => kept.Distinct();

    /// <summary>Threads and cancellation of every step.</summary>
    public ParallelOptions Parallel { get; } = parallel;

    /// <summary>The result of a step, to be made when asked for.</summary>
    /// <param name="stage">Its name for people, as progress shows it.</param>
    /// <param name="step">The step; its public properties are its parameters.</param>
    /// <param name="codec">How its result is kept; null keeps it in memory alone.</param>
    /// <param name="input">What it takes; the key of the result is made of the step and of what the input is made of.</param>
    public Artifact<TOut> Apply<TIn, TOut>(string stage, IStep<TIn, TOut> step, ArtifactCodec<TOut>? codec, IInput<TIn> input)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(input);
        var parameters = Parameters(step);
        var keys = input.Sources.Select(a => a.Key).ToArray();
        var key = ArtifactKey.Of(step.Id, parameters, keys);
        if (codec is not null) kept.Add(key);
        return new(new ProvenanceStep(key, step.Id, parameters, keys), input.Sources, () => Make(stage, step, codec, input, key));
    }

    /// <summary>Work that makes no artifact (writing files, the report), timed as a stage.</summary>
    public void Stage(string stage, Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Parallel.CancellationToken.ThrowIfCancellationRequested();
        var watch = Stopwatch.StartNew();
        listener?.Started(stage);
        work();
        listener?.Finished(new(stage, watch.Elapsed, Reused: false));
    }

    private static JsonElement Parameters(object step)
    {
        var all = JsonSerializer.SerializeToElement(step, step.GetType(), Json);
        var own = all.EnumerateObject().Where(p => !string.Equals(p.Name, "Id", StringComparison.Ordinal)).ToDictionary(p => p.Name,
            p => p.Value);
        return JsonSerializer.SerializeToElement(own, Json);
    }

    private TOut Make<TIn, TOut>(string stage, IStep<TIn, TOut> step, ArtifactCodec<TOut>? codec, IInput<TIn> input, ArtifactKey key)
    {
        Parallel.CancellationToken.ThrowIfCancellationRequested();
        if (store is not null && codec is not null)
        {
            var reading = Stopwatch.StartNew();
            if (store.TryRead(key, codec, out var kept))
            {
                listener?.Finished(new(stage, reading.Elapsed, Reused: true));
                return kept;
            }

            if (store.Has(key)) listener?.Noticed($"{stage}: what was kept of it ({key.Short}) is damaged, so it is made again.");
        }

        var gathered = input.Value; // may run earlier stages, so it is not part of this one
        var watch = Stopwatch.StartNew();
        listener?.Started(stage);
        var value = step.Run(gathered, Parallel);
        if (store is not null && codec is not null) store.Write(key, codec, value);
        listener?.Finished(new(stage, watch.Elapsed, Reused: false));
        return value;
    }

    // Images belong to a step's input, where their keys count; an option that takes one must be left empty.
    private sealed class NoImages : JsonConverter<Volumes.Volume<bool>>
    {
        public override Volumes.Volume<bool> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Volumes.Volume<bool> value, JsonSerializerOptions options)
            => throw new InvalidOperationException("A step's options hold an image; give it to the step as input, so that its key counts.");
    }
}
