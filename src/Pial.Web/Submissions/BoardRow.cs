using Microsoft.Data.Sqlite;
using Pial.Web.Store;

namespace Pial.Web.Submissions;

/// <summary>A row of a task's board: the best of each person, made of evaluations alone, or a baseline.</summary>
/// <param name="Submission">The submission's number; null for a baseline.</param>
/// <param name="Person">Who.</param>
/// <param name="Model">What they call it.</param>
/// <param name="Measure">The measure that ranks.</param>
/// <param name="Value">What it reached.</param>
/// <param name="Low">Lower end of the 95 % interval; null where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Received">When it was received, UTC; empty for a baseline.</param>
/// <param name="Higher">Whether more is better.</param>
internal sealed record BoardRow(long? Submission, string Person, string Model, string Measure, double Value, double? Low, double? High,
    string Received, bool Higher)
{
    /// <summary>The board of a task, best first; of equals the earlier, and baselines last.</summary>
    public static IReadOnlyList<BoardRow> Of(SqliteConnection opened, HubTask task)
    {
        var all = Sql.All(opened,
            "SELECT s.id, s.person, s.model, e.measure, e.value, e.low, e.high, s.received, e.higher FROM evaluations e " +
            "JOIN submissions s ON s.id = e.submission WHERE s.task = $1 AND s.state = 'done' ORDER BY s.id", r =>
            new BoardRow(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetDouble(4),
                r.IsDBNull(5) ? null : r.GetDouble(5), r.IsDBNull(6) ? null : r.GetDouble(6), r.GetString(7), r.GetBoolean(8)), task.Name);
        static double Order(BoardRow row) => row.Higher ? -row.Value : row.Value;
        return [.. all.OrderBy(Order).ThenBy(r => r.Submission).DistinctBy(r => r.Person)
            .Concat(Baselines.Of(opened, task)).OrderBy(Order)];
    }
}
