using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Tests.Bids;

/// <summary>Results of several files are the old ones or the new ones, wherever a process is killed.</summary>
public sealed class ResultSetTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("pial-set-").FullName;
    private readonly string folder;

    public ResultSetTests() => folder = Path.Combine(root, "out");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_new_set_replaces_the_old_one_and_leaves_what_is_not_of_it()
    {
        Publish("old", "a", "b", "inner/c");
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "mine");
        Publish("new", "a", "inner/d");
        Assert.Equal(["a=new", "inner/d=new", "notes.txt=mine"], Files());
    }

    [Fact]
    public void A_set_that_fails_leaves_the_old_one()
    {
        Publish("old", "a", "b");
        Assert.Throws<InvalidOperationException>(() => ResultSet.Write(folder, into =>
        {
            File.WriteAllText(Path.Combine(into, "a"), "new");
            throw new InvalidOperationException();
        }));
        Assert.Equal(["a=old", "b=old"], Files());
        Assert.Throws<InvalidOperationException>(() => ResultSet.Write(folder + "2", _ => throw new InvalidOperationException()));
        Assert.Equal([folder], Directory.GetFileSystemEntries(root));
    }

    // What a kill leaves: before the rename that commits, after it, and after each file that has taken its place.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void After_a_kill_the_next_command_finds_the_old_set_or_the_new_one(int moved)
    {
        Publish("old", "a", "b", "inner/c");
        var unfinished = Path.Combine(folder, $".pial-results.{int.MaxValue:x}-{Formats.Streams.AtomicFile.Machine}-abcdef.part");
        Fill(unfinished);
        if (moved > 0) Directory.Move(unfinished, Path.Combine(folder, ".pial-commit"));
        string[] order = ["a", "inner/d", "e"];
        if (moved > 1) File.Delete(Path.Combine(folder, "b"));
        for (var n = 0; n < moved - 1; n++)
            File.Move(Path.Combine(folder, ".pial-commit", order[n]), Path.Combine(folder, order[n]), overwrite: true);
        ResultSet.Recover(folder);
        Assert.Equal(moved == 0 ? ["a=old", "b=old", "inner/c=old"] : ["a=new", "e=new", "inner/d=new"], Files());
        Assert.Empty(Directory.GetFileSystemEntries(folder, ".*"));
    }

    private static void Fill(string into)
    {
        Directory.CreateDirectory(Path.Combine(into, "inner"));
        foreach (var name in (string[])["a", "inner/d", "e"])
            File.WriteAllText(Path.Combine(into, name), "new");
        File.WriteAllLines(Path.Combine(into, ".obsolete"), ["b", "inner/c"]);
    }

    private void Publish(string content, params string[] names) => ResultSet.Write(folder, into =>
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(into, name))!);
            File.WriteAllText(Path.Combine(into, name), content);
        }
    }, static name => name != "notes.txt");

    private string[] Files() =>
        [.. Directory
            .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        .Select(f => $"{Path.GetRelativePath(folder, f)}={File.ReadAllText(f)}").Order(StringComparer.Ordinal)];
}
