using Pial.Hub.Evaluation;
using Pial.Hub.Suites;
using Pial.Pipelines;
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
    /// <summary>The largest file that is taken.</summary>
    public const long MostBytes = 32L << 20;

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
        var rows = Tested.Select(t => $"{t.Id}{(Columns[1] == "repeat" ? $",{t.Repeat}" : "")}{new string(',', Columns.Count(c => c is not
            ("participant_id" or "repeat")))}");
        return $"{string.Join(',', Columns)}\n{string.Join('\n', rows)}\n";
    }

    private static IEnumerable<string> Files(string root) => !Directory.Exists(FolderOf(root)) ? []
        : Directory.EnumerateFiles(FolderOf(root), "*.yaml").Order(StringComparer.Ordinal);

    private static HubTask One(string path, ParallelOptions? parallel)
    {
        var (name, benchmark) = (Path.GetFileNameWithoutExtension(path), BenchmarkCatalog.Load(path));
        People.MustBeName(name);
        if (!benchmark.Task.IsTable)
            throw new InputException($"{path} is a task of images; the hub evaluates tables of predictions. Take it out of tasks/.");
        var (table, plan, sha256) = BenchmarkRun.Prepare(benchmark, null, null, parallel);
        var tested = plan.Folds.SelectMany(f => f.Test.Select(r => (f.Repeat, table.Ids[r]))).Distinct()
            .OrderBy(t => t.Item2, StringComparer.Ordinal).ThenBy(t => t.Repeat).ToList();
        var repeats = tested.Select(t => t.Repeat).Distinct().Count() > 1;
        return new(name, benchmark, tested, ["participant_id", .. repeats ? ["repeat"] : Array.Empty<string>(),
            .. table.Classes.Count > 0 ? table.Classes : ["prediction"]], BenchmarkRun.Sha256(benchmark.Record.ToYaml() + sha256));
    }
}
