using System.Text.Json;
using System.Text.Json.Serialization;
using Pial.Formats.Streams;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Loading;

/// <summary>A place in the sequence of batches: a queue that starts from it goes on with the same bytes.</summary>
/// <param name="Seed">The queue's seed.</param>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="Batch">Batch of that epoch, from 0: the next one.</param>
/// <param name="Shard">The queue's shard.</param>
/// <param name="Shards">Of how many.</param>
/// <param name="Settings">What else decides the bytes (subjects, sampler, pipeline, sizes), as a checksum.</param>
public sealed record QueueCursor(ulong Seed, int Epoch, int Batch, int Shard, int Shards, string Settings)
{
    private static readonly JsonSerializerOptions Json = new(
        JsonSerializerDefaults.Web)
    { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>The cursor as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Writes it, whole or not at all.</summary>
    public void Save(string path) => OutputFile.WriteText(path, ToJson() + "\n");

    /// <summary>Reads one back.</summary>
    /// <exception cref="InputException">There is no such file, or it is no cursor.</exception>
    public static QueueCursor Load(string path)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist; a cursor is saved from a batch ('cursor').");
        try
        {
            var cursor = JsonSerializer.Deserialize<QueueCursor>(JsonFile.Text(path), Json);
            return cursor is { Settings.Length: > 0, Epoch: >= 0, Batch: >= 0 }
                ? cursor : throw new InputException($"{path} is no cursor: expected seed, epoch, batch, shard, shards and settings.");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path} is no cursor: {e.Message.Split('\n')[0]}", e);
        }
    }

    /// <summary>Throws if it is a place of another sequence.</summary>
    internal void MustBeOf(QueueCursor start)
    {
        string? differs = Seed != start.Seed ? $"its seed is {Seed}, not {start.Seed}"
            : (Shard, Shards) != (start.Shard, start.Shards) ? $"it is of shard {Shard}/{Shards}, not {start.Shard}/{start.Shards}"
            : Settings != start.Settings ? "subjects, images, sampler, pipeline or sizes have changed since" : null;
        if (differs is not null) throw new InputException($"The cursor is a place of another sequence of batches: {differs}.");
    }
}
