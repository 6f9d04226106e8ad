using Pial.Formats.Streams;
using Pial.Hub.Records;
using Pial.Pipelines;
using Pial.Pipelines.Datasets;
using Pial.Pipelines.Store;
using Pial.Pipelines.Yaml;
using YamlDotNet.RepresentationModel;

namespace Pial.Hub.Suites;

/// <summary>A file that was looked at: its record, or what is wrong with it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Record">Its record; null when it cannot be used.</param>
/// <param name="Problem">What is wrong, with its line; null when nothing is.</param>
public sealed record CheckedFile(string Path, RecordFile? Record, string? Problem);

/// <summary>
/// Folders of records as fmbench has them: <c>benchmarks/</c>, <c>suites/</c>, <c>datasets/</c>, <c>configs/</c>, <c>evals/</c>.
/// </summary>
public static class RecordFolder
{
    private static readonly Dictionary<string, string> Folders = new(StringComparer.Ordinal)
    {
        ["benchmark"] = "benchmarks",
        ["suite"] = "suites",
        ["dataset"] = "datasets",
        ["model"] = "configs",
        ["eval"] = "evals",
    };

    /// <summary>Reads records; of a folder every YAML file below it that has a record's id.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="InputException">A path is not there, or there is no record at all.</exception>
    public static IReadOnlyList<CheckedFile> Check(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var all = paths.SelectMany(Files).Select(One).OfType<CheckedFile>().ToList();
        return all.Count > 0 ? all
            : throw new InputException(
                $"{string.Join(", ", paths)}: no record of the hub there (YAML with " +
                    $"{string.Join(", ", RecordKinds.All.Select(k => k.IdField))}).");
    }

    /// <summary>The records of names, files and folders, every one of them good.</summary>
    /// <param name="names">Built-in suites, <see cref="BenchmarkCatalog.Everything"/>, files and folders.</param>
    /// <exception cref="InputException">There is no such name or path, or a record cannot be used.</exception>
    public static IReadOnlyList<RecordFile> Read(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var all = new List<RecordFile>();
        foreach (var name in names)
        {
            if (File.Exists(name) || Directory.Exists(name))
                all.AddRange(Check([name]).Select(c => c.Record ?? throw new InputException(c.Problem!)));
            else all.AddRange(BenchmarkCatalog.Find(name).SelectMany(b => b.Suite is null ? [b.Record] : new[] { b.Record, b.Suite }));
        }

        return [.. all.DistinctBy(r => (r.Kind, r.Id))];
    }

    /// <summary>Writes records, each into the folder of its kind and named by its id; all of them or none.</summary>
    /// <param name="folder">Where the folders go.</param>
    /// <param name="records">The records.</param>
    /// <param name="own">Whether fields that only Pial knows are kept.</param>
    /// <param name="force">Whether files that are there are replaced.</param>
    /// <returns>The files.</returns>
    /// <exception cref="InputException">A file is there already.</exception>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<RecordFile> records, bool own, bool force)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (File.Exists(folder)) throw new InputException($"{folder} is a file; give a folder.");
        var files = records
            .Select(r => (Path: Path.Combine(folder, Folders[r.Kind.Name], $"{FileName(r.Id)}.yaml"),
                Text: own ? r.ToYaml() : ForFmbench(r))).ToList();
        if (!force && files.Find(f => File.Exists(f.Path)) is { Path: { } there })
            throw new InputException($"{there} exists; add option 'force' to replace it.");
        foreach (var (path, text) in files)
            OutputFile.WriteText(path, text);
        return [.. files.Select(f => f.Path)];
    }

    /// <summary>A record without the fields that fmbench does not know.</summary>
    public static string ForFmbench(RecordFile record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Kind == DatasetSchema.Kind) return DatasetFile.ToFmbench(DatasetFile.Parse(record.ToYaml(), record.Path));
        var own = record.Kind.Fields.Where(f => f.IsOwn).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        return YamlText.Of(
            new YamlMappingNode(((YamlMappingNode)record.Entry.Node).Children.Where(c => !own.Contains(((YamlScalarNode)c.Key).Value!))));
    }

    private static IEnumerable<(string Path, bool IsNamed)> Files(string path)
    {
        if (Directory.Exists(path)) return Directory.EnumerateFiles(path, "*.y*ml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(f => (f, false));
        return File.Exists(path) ? [(path, true)] : throw new InputException($"{path} does not exist.");
    }

    // Others' YAML lies in folders too, and is not judged there.
    private static CheckedFile? One((string Path, bool IsNamed) file)
    {
        try
        {
            return new(file.Path, RecordFile.Load(file.Path), null);
        }
        catch (InputException e)
        {
            return file.IsNamed || RecordKinds.All.Any(k => File.ReadAllText(file.Path).Contains($"{k.IdField}:", StringComparison.Ordinal))
                ? new(file.Path, null, e.Message) : null;
        }
    }

    private static string FileName(string id) => new([.. id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')]);
}
