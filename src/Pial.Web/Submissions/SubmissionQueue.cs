using System.Text.Json;
using Microsoft.Data.Sqlite;
using Pial.Analysis.Splits;
using Pial.Formats;
using Pial.Hub.Evaluation;
using Pial.Hub.Reports;
using Pial.Pipelines;
using Pial.Web.Store;

namespace Pial.Web.Submissions;

/// <summary>
/// Evaluates what was received, one after another, by the code of <c>pial benchmark evaluate</c>. What it found and that it is done are one
/// transaction: a kill leaves a submission that waits, or one that is done.
/// </summary>
internal sealed class SubmissionQueue : IDisposable
{
    private readonly Database database;
    private readonly IReadOnlyDictionary<string, HubTask> tasks;
    private readonly string folder;
    private readonly ParallelOptions parallel;
    private readonly Action<string>? log;
    private readonly SigningKey key;
    private readonly Baselines baselines;
    private readonly Worker worker;

    /// <summary>Begins to work.</summary>
    /// <param name="database">Where submissions are.</param>
    /// <param name="tasks">The hub's tasks by name.</param>
    /// <param name="folder">Where files lie while they are evaluated.</param>
    /// <param name="parallel">Threads.</param>
    /// <param name="log">Told what went wrong with the server.</param>
    public SubmissionQueue(Database database, IReadOnlyDictionary<string, HubTask> tasks, string folder, ParallelOptions? parallel,
        Action<string>? log)
    {
        (this.database, this.tasks, this.folder, this.log) = (database, tasks, folder, log);
        worker = new("an evaluation", Next, () => database.Write(Submission.Recover), log);
        this.parallel = new() { MaxDegreeOfParallelism = parallel?.MaxDegreeOfParallelism ?? -1, CancellationToken = worker.Ending };
        baselines = new(database, log);
        key = database.Write(KeyOf);
        database.Write(Submission.Recover);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true); // what a killed server left
        worker.Start();
    }

    /// <summary>The hub's public key, base64.</summary>
    public string PublicKey => key.Public;

    /// <summary>There is something to do.</summary>
    public void Wake() => worker.Wake();

    /// <inheritdoc/>
    public void Dispose() => worker.Dispose();

    private static SigningKey KeyOf(SqliteConnection opened)
    {
        Sql.Run(opened, "INSERT OR IGNORE INTO keys (name, secret, made) VALUES ('signing', $1, $2)", SigningKey.Create().Secret, Sql.Now);
        return SigningKey.Of(Sql.All(opened, "SELECT secret FROM keys WHERE name = 'signing'", r => r.GetFieldValue<byte[]>(0))[0]);
    }

    private bool Next()
    {
        if (database.Write(Submission.Take) is not { } next) return baselines.RunNext(tasks.Values, parallel);
        Evaluate(next);
        return true;
    }

    private void Evaluate(Submission submission)
    {
        if (!tasks.TryGetValue(submission.Task, out var task))
        {
            Fail(submission, "The task is no longer here.");
            return;
        }

        var isTable = task.Benchmark.Task.IsTable;
        var file = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{submission.Entry}{(isTable ? ".csv" : ".zip")}");
        var images = Path.Combine(folder, "images", submission.Entry);
        try
        {
            database.Read(opened => Upload.WriteTo(opened, submission.Id, file));
            if (!isTable) ImageArchive.Unpack(file, images, task);
            var run = BenchmarkRun.Execute(task.Benchmark,
                new() { Model = isTable ? file : images, Date = DateTime.UtcNow, Baselines = false }, parallel);
            Done(submission, run);
        }
        catch (Exception e) when (e is InputException or LeakException or FormatException || IsOf(e, images))
        {
            // Of the file alone, by its name; where a message tells of the hub's own folders the fault is there.
            var own = Path.GetDirectoryName(Path.GetFullPath(task.Benchmark.Record.Path))!;
            var said = e.Message.Replace(images, "the archive", StringComparison.Ordinal);
            if (said.Contains(own, StringComparison.Ordinal) || said.Contains(folder, StringComparison.Ordinal)) Puzzled(submission, e);
            else Fail(submission, said);
        }
        catch (ImageFormatException e)
        {
            Puzzled(submission, e); // an image of the hub's own
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException or SqliteException or UnauthorizedAccessException))
        {
            Puzzled(submission, e);
        }
        finally
        {
            File.Delete(file);
            if (Directory.Exists(images)) Directory.Delete(images, recursive: true);
        }
    }

    private static bool IsOf(Exception e, string folder) =>
        e is ImageFormatException image && image.FilePath.StartsWith(folder, StringComparison.Ordinal);

    private void Puzzled(Submission submission, Exception e)
    {
        log?.Invoke($"submission {submission.Id} for {submission.Task}: {e.GetType().Name}: {e.Message}");
        Fail(submission, "The hub could not evaluate it; the reason is in its log. Ask the one who runs it.");
    }

    private void Done(Submission submission, RunResult run)
    {
        var (best, primary) = (run.Candidate, run.Primary);
        if (best.Failed is { } failed)
        {
            Fail(submission, failed);
            return;
        }

        var value = best.Metrics[primary.Id];
        if (!double.IsFinite(value))
        {
            Fail(submission, $"{primary.Name} is not defined for these predictions, so they cannot be ranked.");
            return;
        }

        var interval = best.Confidence.GetValueOrDefault(primary.Id);
        var eval = SignedEval.Write(run, new(submission.Sha256, submission.Person, submission.ReceivedUtc), key);
        database.Write(opened =>
        {
            Submission.End(opened, submission.Id, "done", "");
            Sql.Run(opened, "INSERT INTO evaluations VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", submission.Id, primary.Name,
                primary.HigherIsBetter == true ? 1 : 0, value, Finite(interval.Low), Finite(interval.High), Figures(best), eval);
            AuditLog.Add(opened, submission.Person, "evaluated", $"submission {submission.Id} for {submission.Task}", "");
        });
    }

    private static string Figures(EntryResult entry) => JsonSerializer.Serialize(entry.Metrics.Where(m => double.IsFinite(m.Value))
        .ToDictionary(m => m.Key, m => new
        {
            m.Value,
            Low = Finite(entry.Confidence.GetValueOrDefault(m.Key).Low),
            High = Finite(entry.Confidence.GetValueOrDefault(m.Key).High),
        }));

    private void Fail(Submission submission, string said) => database.Write(opened =>
    {
        Submission.End(opened, submission.Id, "failed", said);
        AuditLog.Add(opened, submission.Person, "failed", $"submission {submission.Id} for {submission.Task}", "");
    });

    /// <summary>A number that a table can hold.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
