using Microsoft.Data.Sqlite;

namespace Pial.Web.Store;

/// <summary>A thread that does what waits, one after another, until it is disposed of.</summary>
/// <param name="what">What it does, for the log: "an evaluation".</param>
/// <param name="next">Does the next; false when nothing waits.</param>
/// <param name="again">Puts back what could not be done.</param>
/// <param name="log">Told what went wrong with the server.</param>
internal sealed class Worker(string what, Func<bool> next, Action again, Action<string>? log) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource end = new();
    private readonly SemaphoreSlim wake = new(0);
    private Thread? thread;

    /// <summary>Cancelled when the server ends.</summary>
    public CancellationToken Ending => end.Token;

    /// <summary>Begins to work.</summary>
    public void Start()
    {
        thread = new(Work) { IsBackground = true, Name = what };
        thread.Start();
    }

    /// <summary>There is something to do.</summary>
    public void Wake() => wake.Release();

    /// <inheritdoc/>
    public void Dispose()
    {
        end.Cancel();
        thread?.Join();
        end.Dispose();
        wake.Dispose();
    }

    private void Work()
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                if (!next()) wake.Wait(Pause, end.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return; // it waits again with the next start
            }
            catch (Exception e) when (e is IOException or SqliteException or UnauthorizedAccessException)
            {
                // The server's fault: a full disk, a locked database. It is tried again.
                log?.Invoke($"{what} could not be done and is tried again: {e.Message}");
                end.Token.WaitHandle.WaitOne(Pause);
                Again();
            }
        }
    }

    private void Again()
    {
        try
        {
            again();
        }
        catch (SqliteException e)
        {
            log?.Invoke($"the database cannot be written to: {e.Message}");
        }
    }
}
