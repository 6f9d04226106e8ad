using System.Globalization;
using Microsoft.Data.Sqlite;
using Pial.Web.Store;

namespace Pial.Web.Submissions;

/// <summary>
/// What somebody sent for a task. It is received, evaluating, and then done or failed; nothing goes back but by a new start.
/// </summary>
/// <param name="Id">Its number.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Person">Who sent it.</param>
/// <param name="Model">What they call it.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="State"><c>received</c>, <c>evaluating</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Said">Why it failed.</param>
/// <param name="Received">When, UTC.</param>
internal sealed record Submission(long Id, string Task, string Person, string Model, string Sha256, string State, string Said,
    string Received)
{
    private const string Select = "SELECT id, task, person, model, sha256, state, said, received FROM submissions";

    /// <summary>Whether it came to its end.</summary>
    public bool IsOver => State is "done" or "failed";

    /// <summary>The name on the board and in the eval.</summary>
    public string Entry => $"{Person}.{Model}";

    /// <summary>When, UTC.</summary>
    public DateTime ReceivedUtc => DateTime.Parse(Received, CultureInfo.InvariantCulture,
        DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    /// <summary>One by its number; null for none.</summary>
    public static Submission? Of(SqliteConnection opened, long id) => Sql.All(opened, $"{Select} WHERE id = $1", Row, id).FirstOrDefault();

    /// <summary>The one of the same file, if it was sent before.</summary>
    public static Submission? Same(SqliteConnection opened, string task, string person, string sha256) => Sql.All(opened,
        $"{Select} WHERE task = $1 AND person = $2 AND sha256 = $3", Row, task, person, sha256).FirstOrDefault();

    /// <summary>The newest of somebody, or of everybody.</summary>
    public static List<Submission> Newest(SqliteConnection opened, string? person, int count) => Sql.All(opened,
        $"{Select} WHERE $1 IS NULL OR person = $1 ORDER BY id DESC LIMIT $2", Row, person, count);

    /// <summary>How many somebody sent for a task since a moment that did not fail, and how many that did.</summary>
    public static (long Scored, long Failed) Count(SqliteConnection opened, string task, string person, DateTime since)
    {
        long Of(string which) => Sql.One<long>(opened,
            $"SELECT count(*) FROM submissions WHERE task = $1 AND person = $2 AND received >= $3 AND state {which} 'failed'", task, person,
            Sql.Stamp(since));
        return (Of("<>"), Of("="));
    }

    /// <summary>Takes the oldest that waits, for evaluation; null for none.</summary>
    public static Submission? Take(SqliteConnection opened)
    {
        var next = Sql.All(opened, $"{Select} WHERE state = 'received' ORDER BY id LIMIT 1", Row).FirstOrDefault();
        return next is not null && Sql.Run(opened, "UPDATE submissions SET state = 'evaluating' WHERE id = $1", next.Id) == 1
            ? next with { State = "evaluating" } : null;
    }

    /// <summary>What was being evaluated when the server ended waits again.</summary>
    public static int Recover(SqliteConnection opened) =>
        Sql.Run(opened, "UPDATE submissions SET state = 'received' WHERE state = 'evaluating'");

    /// <summary>Ends one; it must be under evaluation, so that none ends twice.</summary>
    public static void End(SqliteConnection opened, long id, string state, string said)
    {
        if (Sql.Run(opened, "UPDATE submissions SET state = $2, said = $3, ended = $4 WHERE id = $1 AND state = 'evaluating'", id, state,
            said, Sql.Now) != 1) throw new InvalidOperationException($"Submission {id} is not being evaluated.");
    }

    private static Submission Row(SqliteDataReader r) => new(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4),
        r.GetString(5), r.GetString(6), r.GetString(7));
}
