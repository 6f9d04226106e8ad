using Pial.Hub.Records;
using Pial.Hub.Suites;
using Pial.Pipelines;
using Pial.Pipelines.Bids;

namespace Pial.Hub.Leaderboard;

/// <summary>An eval on a board.</summary>
/// <param name="Path">Where its file lies.</param>
/// <param name="Eval">What it says.</param>
/// <param name="Report">The text of the <c>report.md</c> beside it; null when there is none.</param>
internal sealed record BoardEval(string Path, EvalRecord Eval, string? Report)
{
    /// <summary>Measures of entries that were measured again from their predictions; of others the eval's word is all there is.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Scored { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);

    private const long MostBytes = 64 << 20;

    /// <summary>Reads every eval below a folder; other files are passed over, evals that cannot be read are not.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="known">Benchmarks that the board's owner knows, besides those built in.</param>
    /// <exception cref="InputException">No folder, no eval in it, one that cannot be read, or two of one name.</exception>
    public static IReadOnlyList<BoardEval> ReadAll(string folder, IReadOnlyList<Benchmark>? known = null)
    {
        if (!Directory.Exists(folder)) throw new InputException($"{folder} does not exist; give a folder of evals (eval.yaml).");
        foreach (var run in Directory.EnumerateDirectories(folder).Prepend(folder).ToArray())
            ResultSet.Recover(run);
        var owner = new BoardOwner([.. known ?? [], .. BenchmarkCatalog.BuiltIn]);
        var all = new List<BoardEval>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.y*ml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (path.AsSpan(folder.Length).Contains("/.", StringComparison.Ordinal)) continue; // what others have not finished
            if (new FileInfo(path).Length > MostBytes) throw new InputException($"{path} is longer than any eval ({MostBytes >> 20} MiB).");
            var text = File.ReadAllText(path);
            if (!text.Contains("eval_id:", StringComparison.Ordinal)) continue;
            var report = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, "report.md");
            var (eval, scored) = owner.Own(EvalRecord.Read(RecordFile.Parse(text, path, EvalFields.Kind)), path);
            all.Add(new(path, eval, File.Exists(report) ? File.ReadAllText(report) : null) { Scored = scored });
        }

        if (all.Count == 0) throw new InputException($"{folder} has no eval: no YAML file with an eval_id.");
        return all.GroupBy(e => e.Eval.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new InputException($"{twice.Key} comes twice: {string.Join(" and ", twice.Select(e => e.Path))}.") : all;
    }
}
