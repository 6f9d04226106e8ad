using Microsoft.Data.Sqlite;
using Pial.Hub.Evaluation;
using Pial.Pipelines;
using Pial.Web.Store;

namespace Pial.Web.Submissions;

/// <summary>
/// What the baselines of a task reach, which a board shows beside its entries: run once for a task and its data, when nothing waits.
/// </summary>
/// <param name="database">Where they are kept.</param>
/// <param name="log">Told of a task whose baselines cannot run.</param>
internal sealed class Baselines(Database database, Action<string>? log)
{
    private readonly HashSet<string> hopeless = new(StringComparer.Ordinal);

    /// <summary>The baselines of a task as rows of its board.</summary>
    public static List<BoardRow> Of(SqliteConnection opened, HubTask task) => Sql.All(opened,
        "SELECT name, value, low, high, higher FROM baselines WHERE task = $1 AND fingerprint = $2",
        r => new BoardRow(null, "baseline", r.GetString(0), task.Benchmark.Primary, r.GetDouble(1), r.IsDBNull(2) ? null : r.GetDouble(2),
            r.IsDBNull(3) ? null : r.GetDouble(3), "", r.GetBoolean(4)), task.Name, task.Fingerprint);

    /// <summary>Runs those of one task that has none yet.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RunNext(IEnumerable<HubTask> tasks, ParallelOptions parallel)
    {
        if (tasks.FirstOrDefault(t => !hopeless.Contains(t.Name) && database.Read(o => Of(o, t)).Count == 0) is not { } task) return false;
        try
        {
            var run = BenchmarkRun.Execute(task.Benchmark, new() { Date = DateTime.UtcNow }, parallel);
            var id = run.Primary.Id;
            var known = run.Entries.Where(e => e.Failed is null && double.IsFinite(e.Metrics.GetValueOrDefault(id, double.NaN))).ToList();
            if (known.Count == 0) throw new InputException("none of them gave a result.");
            database.Write(o =>
            {
                Sql.Run(o, "DELETE FROM baselines WHERE task = $1", task.Name);
                foreach (var e in known)
                {
                    var interval = e.Confidence.GetValueOrDefault(id);
                    Sql.Run(o, "INSERT INTO baselines VALUES ($1, $2, $3, $4, $5, $6, $7)", task.Name, e.Id, task.Fingerprint,
                        e.Metrics[id], SubmissionQueue.Finite(interval.Low), SubmissionQueue.Finite(interval.High),
                        run.Primary.HigherIsBetter == true ? 1 : 0);
                }
            });
        }
        catch (Exception e) when (e is InputException or ArgumentException or FormatException)
        {
            hopeless.Add(task.Name);
            log?.Invoke($"the baselines of {task.Name} cannot run, so its board has none: {e.Message}");
        }

        return true;
    }
}
