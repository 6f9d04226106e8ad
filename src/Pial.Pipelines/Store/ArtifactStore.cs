using System.IO.Hashing;
using Pial.Formats.Streams;

namespace Pial.Pipelines.Store;

/// <summary>
/// Results on disk, named by their key. A value appears under its name only when it is complete (temporary sibling, then rename), so a
/// killed run leaves nothing half-written. Its last eight bytes are the XXH3 of all before them, compared before a value is used: a damaged
/// one counts as missing, and is made again.
/// </summary>
/// <param name="directory">Where the values are; made when the first is written.</param>
/// <param name="temporary">Whether values are only wanted until the scan they belong to is done.</param>
public sealed class ArtifactStore(string directory, bool temporary = false)
{
    private const uint Mark = 0x324C4150; // "PAL2": at both ends of a complete value
    private const int Tail = sizeof(ulong);

    /// <summary>Where the values are.</summary>
    public string Directory { get; } = directory;

    /// <summary>Whether values are only wanted until the scan they belong to is done.</summary>
    public bool Temporary { get; } = temporary;

    /// <summary>Whether there is a value, whole or not.</summary>
    public bool Has(ArtifactKey key) => File.Exists(PathOf(key));

    /// <summary>Reads a value back, if it is there and whole.</summary>
    public bool TryRead<T>(ArtifactKey key, ArtifactCodec<T> codec, out T value)
    {
        ArgumentNullException.ThrowIfNull(codec);
        value = default!;
        try
        {
            using var stream = new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16,
                FileOptions.SequentialScan);
            if (!IsWhole(stream)) return false;
            using var marks = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            if (marks.ReadUInt32() != Mark) return false;
            using var reader = new ArtifactReader(stream);
            value = codec.Read(reader);
            return marks.ReadUInt32() == Mark;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>Keeps a value.</summary>
    /// <exception cref="IOException">The disk is full, or the directory cannot be written to.</exception>
    public void Write<T>(ArtifactKey key, ArtifactCodec<T> codec, T value)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var path = PathOf(key);
        // Not flushed to the disk: what the power takes away is found by its checksum.
        OutputFile.Write(path, stream =>
        {
            using var hashed = new HashedStream(stream);
            using var marks = new BinaryWriter(hashed, System.Text.Encoding.UTF8, leaveOpen: true);
            marks.Write(Mark);
            using var writer = new ArtifactWriter(hashed);
            codec.Write(writer, value);
            marks.Write(Mark);
            marks.Write(hashed.Hash);
        }, durable: false);
    }

    /// <summary>Forgets a value.</summary>
    public void Remove(ArtifactKey key)
    {
        if (!File.Exists(PathOf(key))) return;
        File.Delete(PathOf(key));
        try
        {
            foreach (var folder in (ReadOnlySpan<string>)[Path.GetDirectoryName(PathOf(key))!, Directory])
                if (!System.IO.Directory.EnumerateFileSystemEntries(folder).Any()) System.IO.Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Another process on the same store has tidied up, or just begun to write there.
        }
    }

    // Before anything is made of it: a damaged length would ask for any amount of memory.
    private static bool IsWhole(FileStream stream)
    {
        var left = stream.Length - Tail;
        if (left < 2 * sizeof(uint)) return false;
        var (hash, buffer) = (new XxHash3(), new byte[1 << 18]);
        while (left > 0)
        {
            var n = stream.Read(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
            if (n == 0) return false;
            hash.Append(buffer.AsSpan(0, n));
            left -= n;
        }

        stream.ReadExactly(buffer.AsSpan(0, Tail));
        stream.Position = 0;
        return BitConverter.ToUInt64(buffer, 0) == hash.GetCurrentHashAsUInt64();
    }

    private string PathOf(ArtifactKey key) => Path.Combine(Directory, key.Value[..2], key.Value + ".bin");
}
