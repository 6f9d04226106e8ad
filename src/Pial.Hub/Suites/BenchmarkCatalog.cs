using Pial.Hub.Records;
using Pial.Pipelines;

namespace Pial.Hub.Suites;

/// <summary>Benchmarks by name or file: those built in, and the user's.</summary>
public static class BenchmarkCatalog
{
    /// <summary>The word for all built-in suites.</summary>
    public const string Everything = "built-in";

    private static readonly Lazy<IReadOnlyList<Benchmark>> Embedded = new(ReadEmbedded);

    /// <summary>The suites that run out of the box on data Pial makes.</summary>
    public static IReadOnlyList<Benchmark> BuiltIn => Embedded.Value;

    /// <summary>What a suite is called at the prompt: its id in small letters without <c>SUITE-</c>.</summary>
    public static string ShortName(Benchmark benchmark)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        var id = benchmark.SuiteId;
        return (id.StartsWith("SUITE-", StringComparison.OrdinalIgnoreCase) ? id[6..] : id).ToLowerInvariant();
    }

    /// <summary>
    /// Finds benchmarks: <see cref="Everything"/>, a built-in suite's or benchmark's name, or a file of a suite or benchmark.
    /// </summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static IReadOnlyList<Benchmark> Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Equals(Everything, StringComparison.OrdinalIgnoreCase)) return BuiltIn;
        if (BuiltIn.FirstOrDefault(b => Names(b).Contains(name, StringComparer.OrdinalIgnoreCase)) is { } found) return [found];
        if (File.Exists(name)) return [Load(name)];
        if (name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
            throw new InputException($"{name} does not exist.");
        throw new InputException(
            $"there is no suite '{name}' and no such file.{NearestName.Hint(name, [Everything, .. BuiltIn.Select(ShortName)])}");
    }

    /// <summary>Reads a suite with its benchmark, or a benchmark alone.</summary>
    /// <exception cref="InputException">Neither, or a suite whose benchmark is not beside it, in <c>benchmarks/</c>, or built
    /// in.</exception>
    public static Benchmark Load(string path)
    {
        var record = RecordFile.Load(path);
        if (record.Kind == BenchmarkFields.Kind) return new(record);
        if (record.Kind != SuiteFields.Kind)
            throw new InputException($"{Path.GetFileName(path)} is a {record.Kind.Name} record; a suite or a benchmark is expected.");
        var id = record.Entry.Required("benchmark_id").Text();
        return BuiltIn.FirstOrDefault(b => b.Id == id) is { } known && Beside(path, id) is null ? known with { Suite = record }
            : new(Beside(path, id)
                ?? throw record.Entry["benchmark_id"]!.Bad(
                    $"is '{id}'; no benchmark of that name is beside the suite, in benchmarks/, or built in."), record);
    }

    private static RecordFile? Beside(string path, string id)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string[] folders = [folder, Path.Combine(folder, "benchmarks"), Path.Combine(folder, "..", "benchmarks")];
        foreach (var file in folders.Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.y*ml").Order(StringComparer.Ordinal)))
        {
            // Others' files need not be records of the hub, and are not judged here.
            if (!File.ReadAllText(file).Contains(id, StringComparison.Ordinal)) continue;
            try
            {
                var record = RecordFile.Load(file);
                if (record.Kind == BenchmarkFields.Kind && record.Id == id) return record;
            }
            catch (InputException) when (Path.GetFileNameWithoutExtension(file) != id)
            {
            }
        }

        return null;
    }

    private static IEnumerable<string> Names(Benchmark b) => [ShortName(b), b.SuiteId, b.Id];

    private static List<Benchmark> ReadEmbedded()
    {
        var assembly = typeof(BenchmarkCatalog).Assembly;
        var records = assembly.GetManifestResourceNames().Where(n => n.EndsWith(".yaml", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return RecordFile.Parse(reader.ReadToEnd(), name);
        }).ToList();
        var benchmarks = records.Where(r => r.Kind == BenchmarkFields.Kind).ToDictionary(r => r.Id, StringComparer.Ordinal);
        return [.. records.Where(r => r.Kind == SuiteFields.Kind)
            .Select(s => new Benchmark(benchmarks[s.Entry.Required("benchmark_id").Text()], s))];
    }
}
