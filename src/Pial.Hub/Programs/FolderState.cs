namespace Pial.Hub.Programs;

/// <summary>What lies in some folders, so that a change is found afterwards.</summary>
internal sealed class FolderState
{
    // Enough for folders of models and tables; a program that hides among more than this is not looked for.
    private const int MostFiles = 20_000;
    private readonly IReadOnlyList<string> folders;
    private readonly string own;
    private readonly Dictionary<string, (long Length, DateTime Written)> before;

    public FolderState(IReadOnlyList<string> folders, string own)
    {
        (this.folders, this.own) = ([.. folders.Where(Directory.Exists).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)],
            Path.GetFullPath(own) + Path.DirectorySeparatorChar);
        before = Now();
    }

    /// <summary>The first file that is new, gone or other than it was; null when none is.</summary>
    public string? Change()
    {
        var after = Now();
        return after.FirstOrDefault(f => !before.TryGetValue(f.Key, out var was) || was != f.Value).Key
            ?? before.Keys.FirstOrDefault(f => !after.ContainsKey(f) && !File.Exists(f));
    }

    // What other runs of pial write meanwhile is not the program's doing: results, and what is unfinished.
    private static bool IsOfARun(FileInfo file)
    {
        for (var (folder, up) = (file.Directory, 0); folder is not null && up < 3; folder = folder.Parent, up++)
            if ((folder.Name.StartsWith('.') && (folder.Name.EndsWith(".part", StringComparison.Ordinal) || folder.Name == ".pial-commit"))
                || File.Exists(Path.Combine(folder.FullName, "eval.yaml")))
                return true;
        return file.Name.StartsWith('.') && file.Name.EndsWith(".part", StringComparison.Ordinal);
    }

    private Dictionary<string, (long, DateTime)> Now()
    {
        var found = new Dictionary<string, (long, DateTime)>(StringComparer.Ordinal);
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 1,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        foreach (var file in folders.SelectMany(f => new DirectoryInfo(f).EnumerateFiles("*", options))
            .Where(f => !f.FullName.StartsWith(own, StringComparison.Ordinal) && !IsOfARun(f)).Take(MostFiles))
            found[file.FullName] = (file.Length, file.LastWriteTimeUtc);
        return found;
    }
}
