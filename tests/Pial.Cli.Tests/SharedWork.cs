namespace Pial.Cli.Tests;

/// <summary>
/// A folder of intermediate results for tests that begin with the same phantom head and look at what comes after: its brain is extracted
/// once for all of them.
/// </summary>
internal static class SharedWork
{
    private static readonly Lazy<string> Folder = new(static () =>
    {
        var folder = Directory.CreateTempSubdirectory("pial-work-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    /// <summary>The option that names it.</summary>
    public static string[] Option => ["--work-dir", Folder.Value];
}
