using Microsoft.Data.Sqlite;
using Pial.Pipelines;

namespace Pial.Web.Store;

/// <summary>
/// Everything the server keeps, in one SQLite file (WAL): people, ratings, submissions, the signing key, the log. What was committed is
/// there after a kill, and what was not never was.
/// </summary>
internal sealed class Database
{
    private readonly string connection;

    private Database(string path) => (Path, connection) = (path, Text(path, SqliteOpenMode.ReadWriteCreate));

    /// <summary>The newest schema; each is reached from the one before by <c>schema-N.sql</c>.</summary>
    public const int Newest = 3;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Where the server keeps what is its own, in the folder it serves.</summary>
    public static string FolderOf(string served) => System.IO.Path.Combine(served, ".pial", "serve");

    /// <summary>The file of a served folder.</summary>
    public static string PathOf(string served) => System.IO.Path.Combine(FolderOf(served), "serve.db");

    /// <summary>Opens it, making it or bringing it to the newest schema.</summary>
    /// <exception cref="InputException">It is of a newer Pial, no database, or cannot be written to.</exception>
    public static Database Open(string served)
    {
        var path = PathOf(served);
        try
        {
            Directory.CreateDirectory(FolderOf(served));
            OnlyForItsOwner(path);
            var database = new Database(path);
            database.Migrate(Newest);
            return database;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"{path} cannot be used ({e.Message.TrimEnd('.')}); the folder must be one this user can write to.", e);
        }
    }

    /// <summary>A connection of the pool; foreign keys hold, and a writer waits up to five seconds for another.</summary>
    public SqliteConnection Connect()
    {
        var opened = new SqliteConnection(connection);
        opened.Open();
        Sql.Run(opened, "PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL");
        return opened;
    }

    /// <summary>Work that is done whole or not at all.</summary>
    public T Write<T>(Func<SqliteConnection, T> work)
    {
        using var opened = Connect();
        using var transaction = opened.BeginTransaction(deferred: false);
        var result = work(opened);
        transaction.Commit();
        return result;
    }

    /// <summary>As <see cref="Write{T}"/>, without a result.</summary>
    public void Write(Action<SqliteConnection> work) => Write(opened =>
    {
        work(opened);
        return 0;
    });

    /// <summary>Reads one state of everything.</summary>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        using var opened = Connect();
        return work(opened);
    }

    /// <summary>A copy as it is at this moment, made while others write.</summary>
    /// <param name="served">The served folder.</param>
    /// <param name="target">The file to write.</param>
    /// <exception cref="InputException">There is no database.</exception>
    public static void Backup(string served, string target)
    {
        var path = PathOf(served);
        if (!File.Exists(path)) throw new InputException($"{served} was never served: there is no {path} to back up.");
        using var from = new SqliteConnection(Text(path, SqliteOpenMode.ReadWrite));
        OnlyForItsOwner(target);
        using var to = new SqliteConnection(Text(target, SqliteOpenMode.ReadWriteCreate));
        from.Open();
        to.Open();
        from.BackupDatabase(to);
    }

    /// <summary>Brings the file to a schema, step by step; each step is done whole or not at all.</summary>
    internal void Migrate(int wanted)
    {
        using var opened = Connect();
        Sql.Run(opened, "PRAGMA journal_mode = WAL");
        if (Version(opened) is var there && there > Newest)
            throw new InputException($"{Path} is of a newer Pial (schema {there}, this one knows {Newest}); use that one.");
        for (var next = Version(opened) + 1; next <= wanted; next++)
        {
            using var transaction = opened.BeginTransaction(deferred: false);
            if (Version(opened) < next) Sql.Run(opened, $"{Script((int)next)}; PRAGMA user_version = {next}");
            transaction.Commit();
        }
    }

    private static long Version(SqliteConnection opened) => Sql.One<long>(opened, "PRAGMA user_version");

    private static string Script(int version)
    {
        using var stream = typeof(Database).Assembly.GetManifestResourceStream($"schema-{version}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void OnlyForItsOwner(string path)
    {
        if (File.Exists(path)) return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var made = new FileStream(path, options);
    }

    private static string Text(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, DefaultTimeout = 5, Pooling = mode != SqliteOpenMode.ReadWrite }
            .ToString();
}
