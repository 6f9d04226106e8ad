namespace Pial.Conformance.BadInput;

/// <summary>A command that reads tables, records or folders instead of one image: how it is called on a path.</summary>
/// <param name="Name">As typed.</param>
/// <param name="Line">The rest of the line, from the path and a folder for outputs.</param>
public sealed record FileCommand(string Name, Func<string, string, string[]> Line)
{
    /// <summary>What of <see cref="BadPaths"/> is no mistake to it: a list of ids may be any text.</summary>
    public IReadOnlyList<string> Takes { get; init; } = [];

    /// <summary>Name of a file in the folder for outputs that it refuses to replace; null when it writes none.</summary>
    public string? Writes { get; init; }

    /// <summary>The exit code for what it was asked to check and found wrong; else 2.</summary>
    public int CodeOfContent { get; init; } = 2;

    /// <summary>The whole line.</summary>
    public string[] Args(string path, string folder) => [.. Name.Split(' '), .. Line(path, folder)];
}

/// <summary>Every verb of <c>dataset</c> and <c>benchmark</c> that reads a path; a new one adds its row.</summary>
public static class FileCommandList
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<FileCommand> All { get; } =
    [
        new("dataset init",
            static (path, folder) => [path, "-o", Path.Combine(folder, "dataset.yaml"), "--index",
                Path.Combine(Path.GetTempPath(), $"pial-index-{Guid.NewGuid():N}")])
        {
            Takes = ["an empty folder"],
            Writes = "dataset.yaml",
        },
        new("dataset validate", static (path, folder) => [path, "--files", Path.Combine(folder, "files.tsv")]) { Writes = "files.tsv" },
        new("dataset show", static (path, _) => [path]),
        new("benchmark list", static (path, _) => [path]),
        new("benchmark run", static (path, folder) => [path, "-o", folder]) { Writes = "eval.yaml" },
        new("benchmark data", static (path, folder) => [path, "-o", folder]) { Writes = "folds.tsv" },
        new("benchmark evaluate", static (path, folder) => ["synth-age", path, "-o", folder]) { Writes = "report.md" },
        new("benchmark verify", static (path, _) => [path, "--key", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="]),
        new("benchmark compare", static (path, _) => [path, path]),
        new("benchmark leaderboard", static (path, folder) => [path, "-o", folder]) { Writes = "index.html" },
        new("benchmark audit", static (path, _) => [path, path]) { Takes = ["text", "broken YAML"] },
        new("benchmark validate", static (path, _) => [path]) { CodeOfContent = 1 },
        new("benchmark import", static (path, folder) => [path, "-o", folder]),
        new("benchmark export", static (path, folder) => [path, "-o", folder]),
    ];

    /// <summary>What no command can use, each made at a path.</summary>
    public static IReadOnlyDictionary<string, Action<string>> BadPaths { get; } = new Dictionary<string, Action<string>>(
        StringComparer.Ordinal)
    {
        ["missing"] = _ => { },
        ["an empty file"] = path => File.WriteAllBytes(path, []),
        ["text"] = path => File.WriteAllText(path, "no such thing\n"),
        ["bytes"] = path => File.WriteAllBytes(path, [.. Enumerable.Range(0, 4000).Select(n => (byte)(n * 37))]),
        ["broken YAML"] = path => File.WriteAllText(path, "benchmark_id: [x\nname: {\n"),
        ["an empty folder"] = path => Directory.CreateDirectory(path),
    };
}
