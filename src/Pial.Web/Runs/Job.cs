using Microsoft.Data.Sqlite;
using Pial.Web.Store;

namespace Pial.Web.Runs;

/// <summary>A scan that somebody gave to be run. It waits, runs, and then is done, failed or cancelled.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Person">Who gave it.</param>
/// <param name="Scan">The scan's name, as <c>sub-01</c>.</param>
/// <param name="Contrast">Its contrast, a BIDS suffix.</param>
/// <param name="Surfaces">Whether the surfaces of the cortex are made, too.</param>
/// <param name="File">What the file was called where it came from.</param>
/// <param name="Stored">Where it lies, in the folder of scans; a full path for a scan of the cohort that is run again.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Said">Why it failed, or what could not be done.</param>
/// <param name="Stages">Its stages with their times, once it is over.</param>
/// <param name="Received">When it came, UTC.</param>
internal sealed record Job(long Id, string Person, string Scan, string Contrast, bool Surfaces, string File, string Stored, string Sha256,
    string State, string Said, string Stages, string Received)
{
    /// <summary>How often the server may end while one runs before it is held to be the reason.</summary>
    public const int MostTries = 3;

    private const string Select =
        "SELECT id, person, scan, contrast, surfaces, file, stored, sha256, state, said, stages, received FROM jobs";

    /// <summary>Whether it came to its end.</summary>
    public bool IsOver => State is not ("waiting" or "running");

    /// <summary>Whether the file holds DICOM, and is no image yet.</summary>
    public bool IsArchive => Stored.EndsWith(".zip", StringComparison.Ordinal);

    /// <summary>Whether it is a scan of the cohort that is run again, and whose files are not the job's.</summary>
    public bool IsRerun => Path.IsPathRooted(Stored);

    /// <summary>One by its number; null for none.</summary>
    public static Job? Of(SqliteConnection opened, long id) => Sql.All(opened, $"{Select} WHERE id = $1", Row, id).FirstOrDefault();

    /// <summary>The newest first.</summary>
    public static List<Job> Newest(SqliteConnection opened, int count) =>
        Sql.All(opened, $"{Select} ORDER BY id DESC LIMIT $1", Row, count);

    /// <summary>The newest of a scan; null for none.</summary>
    public static Job? OfScan(SqliteConnection opened, string scan) =>
        Sql.All(opened, $"{Select} WHERE scan = $1 ORDER BY id DESC LIMIT 1", Row, scan).FirstOrDefault();

    /// <summary>How many wait.</summary>
    public static long Waiting(SqliteConnection opened) => Sql.One<long>(opened, "SELECT count(*) FROM jobs WHERE state = 'waiting'");

    /// <summary>The stages of the last one that was done whole: how long they take here.</summary>
    public static string Usual(SqliteConnection opened, bool surfaces) => Sql.One<string>(opened,
        "SELECT stages FROM jobs WHERE state = 'done' AND surfaces = $1 ORDER BY id DESC LIMIT 1", surfaces ? 1 : 0) ?? "";

    /// <summary>Adds one that waits.</summary>
    /// <returns>Its number.</returns>
    public static long Add(SqliteConnection opened, Job job)
    {
        Sql.Run(opened, "INSERT INTO jobs (person, scan, contrast, surfaces, file, stored, sha256, state, said, stages, tries, received) " +
            "VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', '', '', 0, $8)", job.Person, job.Scan, job.Contrast, job.Surfaces ? 1 : 0,
            job.File, job.Stored, job.Sha256, Sql.Now);
        return Sql.One<long>(opened, "SELECT last_insert_rowid()");
    }

    /// <summary>Takes the oldest that waits; null for none.</summary>
    public static Job? Take(SqliteConnection opened)
    {
        var next = Sql.All(opened, $"{Select} WHERE state = 'waiting' ORDER BY id LIMIT 1", Row).FirstOrDefault();
        if (next is null) return null;
        Sql.Run(opened, "UPDATE jobs SET state = 'running', tries = tries + 1 WHERE id = $1", next.Id);
        return next with { State = "running" };
    }

    /// <summary>Ends one that waits or runs; nothing ends twice.</summary>
    /// <returns>Whether it did.</returns>
    public static bool End(SqliteConnection opened, long id, string state, string said, string stages) => Sql.Run(opened,
        "UPDATE jobs SET state = $2, said = $3, stages = $4, ended = $5 WHERE id = $1 AND state IN ('waiting', 'running')", id, state,
        said, stages, Sql.Now) == 1;

    /// <summary>One that runs waits again, as if it had not been tried.</summary>
    public static void PutBack(SqliteConnection opened, long id) =>
        Sql.Run(opened, "UPDATE jobs SET state = 'waiting', tries = tries - 1 WHERE id = $1 AND state = 'running'", id);

    /// <summary>One that failed waits again.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Again(SqliteConnection opened, long id) => Sql.Run(opened,
        "UPDATE jobs SET state = 'waiting', said = '', stages = '', tries = 0, ended = NULL WHERE id = $1 AND state = 'failed'", id) == 1;

    /// <summary>What ran when the server was killed waits again, unless the server ended each time it ran.</summary>
    public static void Recover(SqliteConnection opened)
    {
        Sql.Run(opened, "UPDATE jobs SET state = 'failed', ended = $2, said = 'The server ended each time this ran; its memory may not " +
            "do for the scan. Ask the one who runs it.' WHERE state = 'running' AND tries >= $1", MostTries, Sql.Now);
        Sql.Run(opened, "UPDATE jobs SET state = 'waiting' WHERE state = 'running'");
    }

    private static Job Row(SqliteDataReader r) => new(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetBoolean(4),
        r.GetString(5), r.GetString(6), r.GetString(7), r.GetString(8), r.GetString(9), r.GetString(10), r.GetString(11));
}
