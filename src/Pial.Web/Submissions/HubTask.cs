using Pial.Hub.Evaluation;
using Pial.Hub.Suites;
using Pial.Pipelines;
using Pial.Pipelines.Store;
using Pial.Volumes;
using Pial.Web.Store;

namespace Pial.Web.Submissions;

/// <summary>A task of the hub: a benchmark's record in <c>tasks/</c>, whose data lie where it says.</summary>
/// <param name="Name">Its name in addresses: that of its file.</param>
/// <param name="Benchmark">What is measured.</param>
/// <param name="Tested">Who is to be predicted, and in which repeat of the split.</param>
/// <param name="Columns">The columns of a submission.</param>
/// <param name="Fingerprint">Of its record and its data.</param>
internal sealed record HubTask(string Name, Benchmark Benchmark, IReadOnlyList<(int Repeat, string Id)> Tested,
    IReadOnlyList<string> Columns, string Fingerprint)
{
    /// <summary>The grids on which images are to be sent, by case; empty for a task of tables.</summary>
    public IReadOnlyDictionary<string, Grid> Grids { get; init; } = new Dictionary<string, Grid>(StringComparer.Ordinal);

    /// <summary>The largest file that is taken.</summary>
    public long MostBytes => Benchmark.Task.IsTable ? 32L << 20 : 512L << 20;

    /// <summary>Where tasks lie in a served folder.</summary>
    public static string FolderOf(string root) => Path.Combine(root, "tasks");

    /// <summary>Whether a folder has tasks.</summary>
    public static bool Holds(string root) => Files(root).Any();

    /// <summary>Reads all tasks of a folder, and their data once.</summary>
    /// <exception cref="InputException">One cannot be used; a hub is not opened with a task missing.</exception>
    public static IReadOnlyList<HubTask> Read(string root, ParallelOptions? parallel) => [.. Files(root).Select(f => One(f, parallel))];

    /// <summary>A file to fill in: who is tested, in order of their names.</summary>
    public string Template()
    {
        var empty = new string(',', Columns.Count(c => c is not ("participant_id" or "case" or "repeat")));
        var rows = Tested.Select(t => $"{t.Id}{(Columns.Contains("repeat") ? $",{t.Repeat}" : "")}{empty}");
        return $"{string.Join(',', Columns)}\n{string.Join('\n', rows)}\n";
    }

    private static IEnumerable<string> Files(string root) => !Directory.Exists(FolderOf(root)) ? []
        : Directory.EnumerateFiles(FolderOf(root), "*.yaml").Order(StringComparer.Ordinal);

    private static HubTask One(string path, ParallelOptions? parallel)
    {
        var (name, benchmark) = (Path.GetFileNameWithoutExtension(path), BenchmarkCatalog.Load(path));
        People.MustBeName(name);
        if (!benchmark.Task.IsTable) return OfImages(name, benchmark, parallel);
        var (table, plan, sha256) = BenchmarkRun.Prepare(benchmark, null, null, parallel);
        var tested = plan.Folds.SelectMany(f => f.Test.Select(r => (f.Repeat, table.Ids[r]))).Distinct()
            .OrderBy(t => t.Item2, StringComparer.Ordinal).ThenBy(t => t.Repeat).ToList();
        var repeats = tested.Select(t => t.Repeat).Distinct().Count() > 1;
        return new(name, benchmark, tested, ["participant_id", .. repeats ? ["repeat"] : Array.Empty<string>(),
            .. table.Classes.Count > 0 ? table.Classes : ["prediction"]], BenchmarkRun.Sha256(benchmark.Record.ToYaml() + sha256));
    }

    // Images are looked at once and let go: what is kept of them is where an answer must lie.
    private static HubTask OfImages(string name, Benchmark benchmark, ParallelOptions? parallel)
    {
        var (cases, plan) = BenchmarkRun.PrepareImages(benchmark, null, parallel);
        var tested = plan.Folds.SelectMany(f => f.Test).Distinct().Select(r => cases[r])
            .OrderBy(c => c.Id, StringComparer.Ordinal).ToList();
        var keys = cases.SelectMany(c => c.Channels.Select(n => ArtifactKey.Of(n.Image))
            .Concat(c.Labels is { } labels ? [ArtifactKey.Of(labels)] : [])
            .Concat(c.Clean is { } clean ? [ArtifactKey.Of(clean)] : [])
            .Concat(c.Mask is { } mask ? [ArtifactKey.Of(mask)] : []));
        return new(name, benchmark, [.. tested.Select(c => (0, c.Id))], ["case"],
            BenchmarkRun.Sha256(benchmark.Record.ToYaml() + ArtifactKey.Combine([.. keys]).Value))
        {
            Grids = tested.ToDictionary(c => c.Id, c => c.Answer, StringComparer.Ordinal),
        };
    }
}
