using System.Globalization;
using Pial.Hub.Evaluation;
using Pial.Hub.Records;
using Pial.Hub.Suites;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Leaderboard;

/// <summary>
/// What a board takes from its owner and not from those who send evals: the task's name, the measure that ranks and which end of it is good
/// from the benchmarks it knows (those built in and those given); dates no later than the
/// file came; and measures from the predictions beside the eval, where they are.
/// </summary>
/// <param name="known">The benchmarks.</param>
internal sealed class BoardOwner(IReadOnlyList<Benchmark> known)
{
    private static readonly TimeSpan Clocks = TimeSpan.FromDays(1);

    /// <summary>An eval as the board shows it, and what was measured again, entry by entry.</summary>
    public (EvalRecord Eval, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Scored) Own(EvalRecord eval, string path)
    {
        var task = known.FirstOrDefault(b => b.Id == eval.BenchmarkId);
        var primary = task is not null && eval.Metrics.ContainsKey(task.Primary) ? task.Primary : eval.Primary;
        var scored = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);
        foreach (var id in eval.Entries.Select(e => e.Id).Append(eval.Candidate).Distinct(StringComparer.Ordinal))
            if (Measured(path, id, eval, task) is { } measured) scored[id] = measured;
        return (eval with
        {
            TaskName = task?.Name ?? eval.BenchmarkId,
            Primary = primary,
            HigherIsBetter = MeasureCatalog.Direction(primary) ?? eval.HigherIsBetter,
            Date = DateOf(eval.Date, File.GetLastWriteTimeUtc(path)),
            Metrics = scored.TryGetValue(eval.Candidate, out var own) ? Merged(eval.Metrics, own) : eval.Metrics,
        }, scored);
    }

    /// <summary>Measures with those that were measured again in place of what was said.</summary>
    public static IReadOnlyDictionary<string, double> Merged(IReadOnlyDictionary<string, double> said,
        IReadOnlyDictionary<string, double> measured) =>
        said.ToDictionary(m => m.Key, m => measured.GetValueOrDefault(m.Key, m.Value), StringComparer.Ordinal);

    /// <summary>When an eval was made, as it says, but not after it came.</summary>
    public static string DateOf(string said, DateTime came) =>
        said.Length == 0
            || (DateTime.TryParse(said, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
                out var date) && date <= came + Clocks)
            ? said : came.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // Images' measures a case are the sender's own; only tables can be scored from what was predicted.
    private static Dictionary<string, double>? Measured(string path, string id, EvalRecord eval, Benchmark? task)
    {
        var file = Path.Combine(Path.GetDirectoryName(path)!, "predictions", $"{id}.tsv");
        if (id.AsSpan().IndexOfAny('/', '\\') >= 0 || !File.Exists(file)) return null;
        try
        {
            var kind = task?.Task.Kind ?? TaskKinds.Of(eval.Kind);
            var (outcome, classes) = Comparison.Predicted(file);
            if (kind is not (TaskKind.Regression or TaskKind.Classification) || (kind == TaskKind.Classification) != (classes > 0))
                return null;
            var measured = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var name in eval.Metrics.Keys.Where(n => MeasureCatalog.IsOf(kind, n)))
                measured[name] = MeasureCatalog.Find(kind, name, classes).Of(outcome.Predictions).Value;
            return measured.ContainsKey(eval.Primary) ? measured : null;
        }
        catch (InputException)
        {
            return null; // what cannot be scored is the sender's word, and is marked so
        }
    }
}
