using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Data.Sqlite;
using Pial.Formats;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Head;
using Pial.Pipelines.Store;
using Pial.Web.Pages;
using Pial.Web.Store;

namespace Pial.Web.Runs;

/// <summary>Runs a scan.</summary>
/// <param name="setup">What is run, and how.</param>
/// <param name="heard">Told of its stages.</param>
/// <param name="cancellation">Stops it.</param>
internal delegate HeadResult HeadEngine(HeadRunSetup setup, IStageListener heard, CancellationToken cancellation);

/// <summary>
/// Runs jobs by <see cref="HeadRun"/>, as <c>pial run</c> does. A job that ran when the server ended runs again, and finds in its store
/// what was made before.
/// </summary>
internal sealed class JobQueue : IDisposable
{
    private readonly Database database;
    private readonly JobFolder folder;
    private readonly HeadEngine engine;
    private readonly Action ended;
    private readonly int threads;
    private readonly Action<string>? log;
    private readonly Worker[] workers;
    private readonly ConcurrentDictionary<long, (JobProgress Progress, CancellationTokenSource Stop)> running = [];

    /// <summary>Begins to work.</summary>
    /// <param name="database">Where jobs are.</param>
    /// <param name="folder">Where scans are.</param>
    /// <param name="options">Threads, how many run at a time, the engine, the log.</param>
    /// <param name="ended">Told when there is a scan more or less.</param>
    public JobQueue(Database database, JobFolder folder, ServeOptions options, Action ended)
    {
        (this.database, this.folder, this.ended, log) = (database, folder, ended, options.Log);
        engine = options.Engine ?? Execute;
        var all = options.Parallel?.MaxDegreeOfParallelism is > 0 and var most ? most : Environment.ProcessorCount;
        threads = Math.Max(1, all / options.RunsAtATime);
        database.Write(Job.Recover);
        folder.Tidy(database.Read(o => Sql.All(o, "SELECT id FROM jobs WHERE state = 'waiting'", r => r.GetInt64(0))));
        workers = [.. Enumerable.Range(0, options.RunsAtATime).Select(_ => Create())];
        foreach (var worker in workers)
            worker.Start();
    }

    /// <summary>There is something to do.</summary>
    public void Wake()
    {
        foreach (var worker in workers)
            worker.Wake();
    }

    /// <summary>How far a job is; null for one that does not run.</summary>
    public JobProgress? Progress(long job) => running.TryGetValue(job, out var known) ? known.Progress : null;

    /// <summary>Cancels a job.</summary>
    /// <returns>Whether there was something to cancel.</returns>
    public bool Cancel(long job)
    {
        var was = running.TryGetValue(job, out var known);
        if (!database.Write(o => Job.End(o, job, "cancelled", "", was ? known.Progress.Now.Done : ""))) return false;
        if (was) known.Stop.Cancel();
        else if (database.Read(o => Job.Of(o, job)) is { } waiting) Drop(waiting);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var worker in workers)
            worker.Dispose();
    }

    /// <summary>Runs a scan as <c>pial run</c> does.</summary>
    public static HeadResult Execute(HeadRunSetup setup, IStageListener heard, CancellationToken cancellation)
    {
        var outcome = HeadRun.Execute(setup, new Listener(heard), cancellation)[0];
        if (outcome.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
        return outcome.Result!;
    }

    // The job that a worker was at when the database or the disk failed it waits again.
    private Worker Create()
    {
        long at = 0;
        Worker worker = null!;
        worker = new("a run", () =>
        {
            if (database.Write(Job.Take) is not { } job) return false;
            at = job.Id;
            Run(job, worker.Ending);
            return true;
        }, () => database.Write(o => Job.PutBack(o, at)), log);
        return worker;
    }

    private void Run(Job job, CancellationToken ending)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var progress = new JobProgress();
        running[job.Id] = (progress, stop);
        try
        {
            // Cancelled by now it is none that could be told to stop.
            if (database.Read(o => Job.Of(o, job.Id))!.IsOver) stop.Cancel();
            var path = Path.Combine(folder.Scans, job.Stored);
            if (job.IsArchive) path = DicomSeries.Convert(job, folder, progress, stop.Token);
            stop.Token.ThrowIfCancellationRequested();
            var result = engine(folder.Setup(job, path, threads), progress, stop.Token);
            End(job, "done", string.Join(' ', result.Problems), progress);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            database.Write(o => Job.PutBack(o, job.Id));
            throw;
        }
        catch (OperationCanceledException)
        {
            Drop(job);
        }
        catch (Exception e) when (e is not SqliteException)
        {
            if (Sentence(e) is not { } sentence)
            {
                log?.Invoke($"run {job.Id} of {job.Scan}: {e.GetType().Name}: {e.Message}");
                sentence = "The run ended in a way that was not foreseen; it was written to the server's log. Ask the one who runs it.";
            }

            folder.Clean(job, results: true);
            End(job, "failed", sentence, progress);
        }
        finally
        {
            running.TryRemove(job.Id, out _);
        }
    }

    private void End(Job job, string state, string said, JobProgress progress)
    {
        if (state == "done") folder.Clean(job, results: false);
        database.Write(o =>
        {
            if (Job.End(o, job.Id, state, said, progress.Now.Done))
                AuditLog.Add(o, job.Person, $"run {state}", $"{job.Id} of {job.Scan}", "");
        });
        ended();
    }

    private void Drop(Job job)
    {
        folder.Clean(job, results: true);
        if (!job.IsRerun) File.Delete(Path.Combine(folder.Scans, job.Stored));
        ended();
    }

    private string? Sentence(Exception e) => e switch
    {
        _ when Answers.IsFull(e) => Answers.FullDisk,
        InputException or ImageFormatException or FormatException => folder.Plain(e.Message),
        ArgumentException a => folder.Plain(a.Message.Split(" (Parameter", 2)[0]),
        OutOfMemoryException => "The server has too little memory for this scan; a smaller one, or more memory, is needed.",
        AggregateException { InnerException: { } inner } => Sentence(inner),
        _ => null,
    };

    private sealed class Listener(IStageListener heard) : IHeadRunListener
    {
        public void Began()
        {
            // The stages say it.
        }

        public IStageListener Started(BidsScan scan) => heard;

        public void Ended(ScanOutcome<HeadResult> outcome)
        {
            // What Execute gives back says it.
        }
    }
}
