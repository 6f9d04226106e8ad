using Microsoft.Data.Sqlite;
using Pial.Pipelines;
using Pial.Web.Review;
using Pial.Web.Store;

namespace Pial.Web.Tests.Store;

public sealed class DatabaseTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-web-").FullName;

    public DatabaseTests() => Directory.CreateDirectory(Path.Combine(folder, "sub-01"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_database_of_the_first_schema_keeps_what_it_holds()
    {
        Directory.CreateDirectory(Database.FolderOf(folder));
        using (var first = new SqliteConnection($"Data Source={Database.PathOf(folder)};Pooling=False"))
        {
            first.Open();
            // As the first version wrote it; the file beside this test never changes.
            Sql.Run(first, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Store", "schema-1.sql")) + "; PRAGMA user_version = 1");
            Sql.Run(first, "INSERT INTO people VALUES ('anna', 'rater', NULL, '2026-01-01', NULL)");
            Sql.Run(first, "INSERT INTO ratings VALUES ('sub-01', 'anna', 1, 'inu', 'dark', 3, '2026-01-01')");
        }

        var database = Database.Open(folder);
        Assert.Equal("dark", Assert.Single(database.Read(Rating.All)).Comment);
        Assert.Equal(Database.Newest, database.Read(o => Sql.One<long>(o, "PRAGMA user_version")));
        Assert.Equal(0, database.Read(o => Sql.One<long>(o, "SELECT count(*) FROM submissions")));
        Assert.Equal("ok", database.Read(o => Sql.One<string>(o, "PRAGMA integrity_check")));
    }

    [Fact]
    public void A_database_of_a_newer_Pial_is_refused_and_left_as_it_is()
    {
        var database = Database.Open(folder);
        database.Write(o => Sql.Run(o, "PRAGMA user_version = 999"));
        Assert.Contains("newer Pial", Assert.Throws<InputException>(() => Database.Open(folder)).Message, StringComparison.Ordinal);
        Assert.Equal(999, database.Read(o => Sql.One<long>(o, "PRAGMA user_version")));
    }

    [Fact]
    public void A_file_that_is_no_database_is_told_of()
    {
        Directory.CreateDirectory(Database.FolderOf(folder));
        File.WriteAllText(Database.PathOf(folder), new string('x', 5000));
        Assert.Throws<InputException>(() => Database.Open(folder));
    }

    [Fact]
    public void What_failed_half_way_never_was()
    {
        var database = Database.Open(folder);
        Assert.Throws<InputException>(() => database.Write(o =>
        {
            People.Owner(o, "anna");
            throw new InputException("no");
        }));
        Assert.Empty(database.Read(People.All));
    }

    [Fact]
    public void A_copy_is_made_while_others_write_and_is_readable_by_its_owner_alone()
    {
        var database = Database.Open(folder);
        database.Write(o => People.Owner(o, "anna"));
        using var open = database.Connect();
        using var writing = open.BeginTransaction(deferred: false);
        People.Owner(open, "half");
        var copy = Path.Combine(folder, "copy.db");
        ServeAdmin.Backup(folder, copy);
        using var read = new SqliteConnection($"Data Source={copy};Pooling=False");
        read.Open();
        Assert.Equal("anna", Assert.Single(People.All(read)).Person.Name);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        Assert.Empty(Directory.GetFiles(folder, "*.part*"));
    }

    [Fact]
    public void Of_tokens_hashes_alone_are_kept()
    {
        var token = ServeAdmin.AddToken(folder, "anna", "rater");
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Database.FolderOf(folder)))
            Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(token)));
        Assert.Equal("anna", Database.Open(folder).Read(o => People.OfToken(o, token))!.Name);
        Assert.NotEqual(token, ServeAdmin.AddToken(folder, "anna", "rater"));
        Assert.Null(Database.Open(folder).Read(o => People.OfToken(o, token)));
    }
}
