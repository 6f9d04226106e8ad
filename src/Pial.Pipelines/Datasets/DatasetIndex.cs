using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Pial.Pipelines.Templates;

namespace Pial.Pipelines.Datasets;

/// <summary>
/// What is known of the files of a dataset, kept in a SQLite file outside of it so that only new and changed files are read again. A file
/// counts as changed when its size or time of writing differs.
/// </summary>
public sealed class DatasetIndex : IDisposable
{
    private const int Form = 2;
    private static readonly JsonSerializerOptions Compact = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };
    private readonly SqliteConnection database;

    private DatasetIndex(string folder, string path, SqliteConnection database) =>
        (Folder, FilePath, this.database) = (folder, path, database);

    /// <summary>The dataset.</summary>
    public string Folder { get; }

    /// <summary>The index itself.</summary>
    public string FilePath { get; }

    /// <summary>Files that the last update read: new or changed.</summary>
    public int FilesRead { get; private set; }

    /// <summary>Where the index of a dataset is kept by default: under <c>~/.cache/pial/datasets</c>.</summary>
    public static string DefaultPath(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))[..12];
        return Path.Combine(Path.GetDirectoryName(TemplateProvider.Cache)!, "datasets", $"{Path.GetFileName(full)}-{mark}.sqlite");
    }

    /// <summary>Opens the index of a dataset, making it when there is none.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="path">The index; null for <see cref="DefaultPath"/>.</param>
    /// <exception cref="InputException">No such folder; the index would lie inside it, is no index, or that of another dataset.</exception>
    public static DatasetIndex Open(string folder, string? path = null)
    {
        if (!Directory.Exists(folder)) throw new InputException($"{folder} does not exist; expected a dataset's folder.");
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var file = Path.GetFullPath(path ?? DefaultPath(full));
        if (file.StartsWith(full + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InputException($"{path} lies inside the dataset, which is never written to; keep the index elsewhere.");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            opened.Open();
            Prepare(opened, full, file);
            return new(full, file, opened);
        }
        catch (SqliteException e)
        {
            opened.Dispose();
            throw new InputException($"{file} cannot be used as an index ({e.Message}); remove it, or give another with option 'index'.",
                e);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Looks through the folder and reads what is new or changed.</summary>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="progress">Told how many of the new files were read.</param>
    public DatasetContent Update(ParallelOptions? parallel = null, Action<int, int>? progress = null)
    {
        var options = parallel ?? new ParallelOptions();
        var (subjects, files) = DatasetWalk.Of(Folder, options);
        var known = Known();
        var fresh = files.Where(f => !known.TryGetValue(f.Path, out var k) || k.Bytes != f.Bytes || k.Modified != f.Modified).ToList();
        var facts = new ConcurrentDictionary<string, string?>(StringComparer.Ordinal);
        var done = 0;
        Parallel.ForEach(fresh, options, file =>
        {
            facts[file.Path] = FactsOf(file);
            progress?.Invoke(Interlocked.Increment(ref done), fresh.Count);
        });
        var there = files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        Store(fresh, facts, known.Keys.Where(k => !there.Contains(k)));
        FilesRead = fresh.Count;
        string? Facts(FoundFile file) => facts.TryGetValue(file.Path, out var text) ? text : known[file.Path].Facts;
        return new(
            Folder, subjects,
            [.. files.Where(f => f.Kind == FileKind.Image)
                .Select(f => JsonSerializer.Deserialize<ImageFacts>(Facts(f)!, Compact)! with { Path = f.Path, Bytes = f.Bytes })],
            [.. files.Where(f => f.Kind == FileKind.Transform).Select(f => f.Path)],
            [.. files.Where(f => f.Kind == FileKind.Sidecar)
                .Select(f => (f.Path, JsonSerializer.Deserialize<SidecarFacts>(Facts(f)!, Compact)!))]);
    }

    /// <summary>Closes the index.</summary>
    public void Dispose() => database.Dispose();

    private string? FactsOf(FoundFile file) => file.Kind switch
    {
        FileKind.Image => JsonSerializer.Serialize(ImageFacts.Of(Path.Combine(Folder, file.Path), file.Path, file.Bytes), Compact),
        FileKind.Sidecar => JsonSerializer.Serialize(SidecarFacts.Of(Path.Combine(Folder, file.Path)), Compact),
        _ => null,
    };

    private Dictionary<string, (long Bytes, long Modified, string? Facts)> Known()
    {
        using var command = database.CreateCommand();
        command.CommandText = "SELECT path, bytes, modified, facts FROM files";
        using var rows = command.ExecuteReader();
        var known = new Dictionary<string, (long, long, string?)>(StringComparer.Ordinal);
        while (rows.Read())
            known[rows.GetString(0)] = (rows.GetInt64(1), rows.GetInt64(2), rows.IsDBNull(3) ? null : rows.GetString(3));
        return known;
    }

    private void Store(List<FoundFile> fresh, ConcurrentDictionary<string, string?> facts, IEnumerable<string> gone)
    {
        using var transaction = database.BeginTransaction();
        using var write = database.CreateCommand();
        write.CommandText = "INSERT OR REPLACE INTO files (path, bytes, modified, facts) VALUES ($path, $bytes, $modified, $facts)";
        SqliteParameter[] cells = [.. new[] { "$path", "$bytes", "$modified", "$facts" }.Select(
            n => write.Parameters.AddWithValue(n, DBNull.Value))];
        foreach (var file in fresh)
        {
            (cells[0].Value, cells[1].Value, cells[2].Value, cells[3].Value) = (file.Path, file.Bytes, file.Modified,
                (object?)facts[file.Path] ?? DBNull.Value);
            write.ExecuteNonQuery();
        }

        using var remove = database.CreateCommand();
        remove.CommandText = "DELETE FROM files WHERE path = $path";
        var path = remove.Parameters.AddWithValue("$path", "");
        foreach (var file in gone)
        {
            path.Value = file;
            remove.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Prepare(SqliteConnection opened, string folder, string file)
    {
        using var command = opened.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var form = Convert.ToInt32(command.ExecuteScalar());
        if (form > Form)
            throw new InputException($"{file} is an index of a newer version of Pial; remove it, or give another with option 'index'.");
        // What an older version knew of the files is read anew.
        var older = form is > 0 and < Form ? "DROP TABLE IF EXISTS files;" : "";
        command.CommandText = $"""
            {older}
            CREATE TABLE IF NOT EXISTS dataset (folder TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified INTEGER NOT NULL, facts TEXT) WITHOUT ROWID;
            PRAGMA user_version = {Form};
            """;
        command.ExecuteNonQuery();
        command.CommandText = "SELECT folder FROM dataset";
        if (command.ExecuteScalar() is string other)
        {
            if (other != folder)
                throw new InputException($"{file} is the index of {other}, not of {folder}; give another with option 'index'.");
            return;
        }

        command.CommandText = "INSERT INTO dataset VALUES ($folder)";
        command.Parameters.AddWithValue("$folder", folder);
        command.ExecuteNonQuery();
    }
}
