namespace Pial.Cli;

/// <summary>
/// Keeps what is no longer used from piling up: images come and go in pieces of 20 to 200 MB beside a gigabyte that stays, and left alone
/// the collector lets about as much again lie around before it looks.
/// Arrays of numbers are not looked into, so that a collection is cheap beside what fills them. Giving memory back costs more, a page fault
/// for each 4 KB that is asked for again, so it is done only where much is held. What that buys: bench/results/run.md.
/// </summary>
internal sealed class HeapLimit : IDisposable
{
    private const int PauseMs = 10;
    private const long Allocated = 128L << 20; // between two collections
    private const long Grown = 64L << 20;      // or so much more is held, beyond much: arrays are made at once and filled slowly
    private const long Much = 1280L << 20;     // held, from where on
    private const long Idle = 192L << 20;      // this much of it that nobody uses is given back
    private readonly ManualResetEventSlim done = new();
    private readonly Thread thread;

    /// <summary>Watches the heap until it is disposed.</summary>
    public HeapLimit()
    {
        thread = new Thread(Watch) { IsBackground = true, Name = nameof(HeapLimit) };
        thread.Start();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        done.Set();
        thread.Join();
        done.Dispose();
    }

    private void Watch()
    {
        var (last, before) = (GC.GetTotalAllocatedBytes(), Much);
        while (!done.Wait(PauseMs))
        {
            if (GC.GetTotalAllocatedBytes() - last < Allocated && Environment.WorkingSet - before < Grown) continue;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
            var heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
            var (used, held) = (heap.HeapSizeBytes - heap.FragmentedBytes, Environment.WorkingSet);
            // What the process holds, not what the collector counts: freed pieces stay for seconds after they count as gone.
            if (held > Much && held - used > Idle)
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            (last, before) = (GC.GetTotalAllocatedBytes(), Math.Max(Much, Environment.WorkingSet));
        }
    }
}
