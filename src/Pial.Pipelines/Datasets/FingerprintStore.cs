using Microsoft.Data.Sqlite;
using Pial.Formats;
using Pial.Operations.Fingerprints;
using Pial.Pipelines.Templates;

namespace Pial.Pipelines.Datasets;

/// <summary>
/// Fingerprints of images that were seen before, in a SQLite file of the user's cache; a file counts as the same when path, size and time
/// of writing are.
/// </summary>
public sealed class FingerprintStore : IDisposable
{
    private readonly SqliteConnection database;

    private FingerprintStore(SqliteConnection database) => this.database = database;

    /// <summary>Where it is by default: <c>~/.cache/pial/datasets/fingerprints.sqlite</c>.</summary>
    public static string DefaultPath => Path.Combine(Path.GetDirectoryName(TemplateProvider.Cache)!, "datasets", "fingerprints.sqlite");

    /// <summary>Opens it, making it when there is none.</summary>
    /// <param name="path">The file; null for <see cref="DefaultPath"/>.</param>
    /// <exception cref="InputException">It is no such file.</exception>
    public static FingerprintStore Open(string? path = null)
    {
        var file = Path.GetFullPath(path ?? DefaultPath);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            opened.Open();
            using var command = opened.CreateCommand();
            command.CommandText =
                "CREATE TABLE IF NOT EXISTS prints (path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified INTEGER NOT NULL, value BLOB " +
                    "NOT NULL) WITHOUT ROWID";
            command.ExecuteNonQuery();
            return new(opened);
        }
        catch (SqliteException e)
        {
            opened.Dispose();
            throw new InputException($"{file} cannot be used for fingerprints ({e.Message}); remove it, or give another.", e);
        }
    }

    /// <summary>The fingerprint of an image, taken now or kept from before.</summary>
    /// <param name="path">The image.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ImageFormatException">It cannot be read.</exception>
    /// <exception cref="ArgumentException">It shows nothing as large as a part of a brain.</exception>
    public ImageFingerprint Of(string path, ParallelOptions? parallel = null)
    {
        var file = new FileInfo(path);
        var full = file.FullName;
        if (file.Exists && Kept(full, file) is { } kept) return kept;
        var taken = ImageFingerprint.Of(ImageFile.Load(path, parallel).Image, parallel);
        using var write = database.CreateCommand();
        write.CommandText = "INSERT OR REPLACE INTO prints VALUES ($path, $bytes, $modified, $value)";
        write.Parameters.AddWithValue("$path", full);
        write.Parameters.AddWithValue("$bytes", file.Length);
        write.Parameters.AddWithValue("$modified", file.LastWriteTimeUtc.Ticks);
        write.Parameters.AddWithValue("$value", taken.ToBytes());
        write.ExecuteNonQuery();
        return taken;
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => database.Dispose();

    private ImageFingerprint? Kept(string full, FileInfo file)
    {
        using var read = database.CreateCommand();
        read.CommandText = "SELECT value FROM prints WHERE path = $path AND bytes = $bytes AND modified = $modified";
        read.Parameters.AddWithValue("$path", full);
        read.Parameters.AddWithValue("$bytes", file.Length);
        read.Parameters.AddWithValue("$modified", file.LastWriteTimeUtc.Ticks);
        return read.ExecuteScalar() is byte[] bytes ? ImageFingerprint.FromBytes(bytes) : null;
    }
}
