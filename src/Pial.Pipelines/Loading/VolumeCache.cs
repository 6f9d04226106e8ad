using System.Collections.Concurrent;
using System.Globalization;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Pipelines.Loading;

/// <summary>Where decoded volumes are kept.</summary>
public sealed record CacheOptions
{
    /// <summary>Most bytes of decoded volumes kept in memory, the least recently used leaving first; 0 keeps none. Default 0.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>
    /// Folder of decoded volumes on disk, made when missing; null for none. Default null. Several processes may share it.
    /// </summary>
    public string? Directory { get; init; }
}

/// <summary>
/// Reads images through a cache of decoded volumes, in memory and on disk. A file that has changed (its size or time) is read anew; a
/// cached file that is damaged or not whole is made again. Volumes are the same to the bit with and without. Safe to use from many threads:
/// a volume that several want is read once.
/// </summary>
/// <param name="options">Where volumes are kept.</param>
public sealed class VolumeCache(CacheOptions? options = null)
{
    private readonly CacheOptions options = options ?? new();
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> kept = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> order = new(); // most recently used first
    private readonly ConcurrentDictionary<string, Lazy<object>> reading = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SourceStamp> verified = new(StringComparer.Ordinal);
    private long decoded;
    private long fromDisk;
    private long fromMemory;

    /// <summary>Bytes of the volumes in memory.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>How many volumes came from the image file, from the folder and from memory.</summary>
    public (long Decoded, long Disk, long Memory) Counts =>
        (Interlocked.Read(ref decoded), Interlocked.Read(ref fromDisk), Interlocked.Read(ref fromMemory));

    /// <summary>An image of intensities.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="IOException">As <see cref="ImageFile.Load(string, ParallelOptions?)"/>.</exception>
    public Volume<float> Scalars(string path, ParallelOptions? parallel = null) =>
        Get(path, "f", () => ImageFile.Load(path, parallel).Image, static (file, v, stamp) => CachedVolumeFile.Write(file, v, stamp));

    /// <summary>A label map.</summary>
    /// <inheritdoc cref="Scalars"/>
    public Volume<int> Labels(string path, ParallelOptions? parallel = null) =>
        Get(path, "l", () => ImageFile.LoadLabels(path, parallel), static (file, v, stamp) => CachedVolumeFile.Write(file, v, stamp));

    private Volume<T> Get<T>(string path, string kind, Func<Volume<T>> decode, Action<string, Volume<T>, SourceStamp> write)
        where T : unmanaged
    {
        var stamp = SourceStamp.Of(path);
        if (!File.Exists(path)) return decode(); // says what is wrong
        var key = string.Create(CultureInfo.InvariantCulture, $"{stamp.PathHash:x16}{kind}");
        if (Kept(key, stamp) is Volume<T> volume)
        {
            Interlocked.Increment(ref fromMemory);
            return volume;
        }

        var read = reading.GetOrAdd(key, _ => new(() => Read(key, stamp, decode, write)));
        try
        {
            return (Volume<T>)read.Value;
        }
        finally
        {
            reading.TryRemove(new(key, read));
        }
    }

    private Volume<T> Read<T>(string key, SourceStamp stamp, Func<Volume<T>> decode, Action<string, Volume<T>, SourceStamp> write)
        where T : unmanaged
    {
        if (Kept(key, stamp) is Volume<T> meanwhile) return meanwhile; // another thread has just kept it
        var file = options.Directory is { } folder ? Path.Combine(folder, key + ".pialvol") : null;
        var volume = file is null ? null : FromDisk<T>(file, stamp);
        if (volume is null)
        {
            volume = decode();
            Interlocked.Increment(ref decoded);
            if (file is not null) write(file, volume, stamp);
        }
        else
        {
            Interlocked.Increment(ref fromDisk);
        }

        Keep(key, stamp, volume, (long)volume.Shape.Count * 4);
        return volume;
    }

    // The checksum is compared the first time a process reads a file; later its header and length are.
    private Volume<T>? FromDisk<T>(string file, SourceStamp stamp)
        where T : unmanaged
    {
        try
        {
            var known = verified.TryGetValue(file, out var before) && before == stamp;
            var volume = CachedVolumeFile.Read<T>(file, stamp, verify: !known);
            if (volume is not null) verified[file] = stamp;
            return volume;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // a cache that cannot be read is no cache
        }
    }

    private object? Kept(string key, SourceStamp stamp)
    {
        lock (gate)
        {
            if (!kept.TryGetValue(key, out var node) || node.Value.Stamp != stamp) return null;
            order.Remove(node);
            order.AddFirst(node);
            return node.Value.Volume;
        }
    }

    private void Keep(string key, SourceStamp stamp, object volume, long bytes)
    {
        if (bytes > options.MemoryBytes) return;
        lock (gate)
        {
            if (kept.TryGetValue(key, out var old)) Drop(old);
            while (MemoryBytes + bytes > options.MemoryBytes)
                Drop(order.Last!);
            kept[key] = order.AddFirst(new Entry(key, stamp, volume, bytes));
            MemoryBytes += bytes;
        }
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        order.Remove(node);
        kept.Remove(node.Value.Key);
        MemoryBytes -= node.Value.Bytes;
    }

    private sealed record Entry(string Key, SourceStamp Stamp, object Volume, long Bytes);
}
