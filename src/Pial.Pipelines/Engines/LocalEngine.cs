using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Engines;

/// <summary>What the machine may be asked for.</summary>
/// <param name="Threads">Threads for everything together.</param>
/// <param name="MemoryGb">Memory for everything together, GB; null for what the machine has.</param>
public sealed record Resources(int Threads, double? MemoryGb)
{
    /// <summary>What one head of 1 mm needs at most, GB.</summary>
    public const double GbPerHead = 2;

    /// <summary>
    /// Heads worked on at a time: as memory allows, and no more than leaves two threads to each, since one head uses two threads well.
    /// </summary>
    public int AtATime(int scans)
    {
        var memory = MemoryGb ?? (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9 * 0.8);
        var byMemory = Math.Max(1, (int)(memory / GbPerHead));
        return Math.Clamp(Math.Min(byMemory, Threads / 2), 1, Math.Max(1, scans));
    }
}

/// <summary>How one scan of many ended.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Result">What came of it; default when it failed.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <typeparam name="T">What a scan gives.</typeparam>
public sealed record ScanOutcome<T>(BidsScan Scan, T? Result, Exception? Failure);

/// <summary>Runs scans in this process; one that fails does not stop the others.</summary>
internal static class LocalEngine
{
    /// <summary>Runs them all.</summary>
    /// <param name="scans">The scans.</param>
    /// <param name="resources">What may be used.</param>
    /// <param name="work">Works on one scan with the threads it is given.</param>
    /// <param name="done">Told of each as it ends; never called by two threads at once.</param>
    /// <param name="cancellation">Stops everything.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<ScanOutcome<T>> Run<T>(
        IReadOnlyList<BidsScan> scans, Resources resources, Func<BidsScan, ParallelOptions, T> work, Action<ScanOutcome<T>>? done,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scans);
        ArgumentNullException.ThrowIfNull(resources);
        ArgumentNullException.ThrowIfNull(work);
        var together = resources.AtATime(scans.Count);
        var outcomes = new ScanOutcome<T>[scans.Count];
        var gate = new Lock();
        Parallel.For(0, scans.Count, new ParallelOptions { MaxDegreeOfParallelism = together }, (n, state) =>
        {
            if (cancellation.IsCancellationRequested) return;
            var parallel = new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Max(1, resources.Threads / together),
                CancellationToken = cancellation,
            };
            ScanOutcome<T> outcome;
            try
            {
                outcome = new(scans[n], work(scans[n], parallel), null);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                outcome = new(scans[n], default, e);
            }

            outcomes[n] = outcome;
            lock (gate) done?.Invoke(outcome);
        });
        cancellation.ThrowIfCancellationRequested();
        return outcomes;
    }
}
