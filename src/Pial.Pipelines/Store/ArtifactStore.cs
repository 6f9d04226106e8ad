using Pial.Formats.Streams;

namespace Pial.Pipelines.Store;

/// <summary>
/// Results on disk, named by their key. A value appears under its name only when it is complete (temporary sibling, then rename), so a killed run
/// leaves nothing half-written, and what cannot be read back counts as missing.
/// </summary>
/// <param name="directory">Where the values are; made when the first is written.</param>
/// <param name="temporary">Whether values are only wanted until the scan they belong to is done.</param>
public sealed class ArtifactStore(string directory, bool temporary = false)
{
    private const uint Mark = 0x314C4150; // "PAL1": at both ends of a complete value

    /// <summary>Where the values are.</summary>
    public string Directory { get; } = directory;

    /// <summary>Whether values are only wanted until the scan they belong to is done.</summary>
    public bool Temporary { get; } = temporary;

    /// <summary>Reads a value back, if it is there and whole.</summary>
    public bool TryRead<T>(ArtifactKey key, ArtifactCodec<T> codec, out T value)
    {
        ArgumentNullException.ThrowIfNull(codec);
        value = default!;
        try
        {
            using var stream = new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            using var marks = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            if (marks.ReadUInt32() != Mark) return false;
            using var reader = new ArtifactReader(stream);
            value = codec.Read(reader);
            return marks.ReadUInt32() == Mark;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
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
        OutputFile.Write(path, stream =>
        {
            using var marks = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            marks.Write(Mark);
            using var writer = new ArtifactWriter(stream);
            codec.Write(writer, value);
            marks.Write(Mark);
        });
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

    private string PathOf(ArtifactKey key) => Path.Combine(Directory, key.Value[..2], key.Value + ".bin");
}
