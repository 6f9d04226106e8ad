using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Pial.Cli.Shell;
using Pial.Pipelines.Loading;

namespace Pial.Cli.Commands;

/// <summary>
/// Where <c>pial stream</c> puts batches: stdout, or shared memory whose places come back on stdin. A reader that goes ends the work
/// quietly.
/// </summary>
internal sealed class BatchSink : IDisposable
{
    private readonly CommandRun run;
    private readonly SharedRing? ring;
    private readonly bool history;
    private readonly Stream output = Output();
    private readonly CancellationTokenSource gone;

    /// <summary>Batches go through the pipe.</summary>
    public BatchSink(CommandRun run, bool history) =>
        (this.run, this.history, gone) = (run, history, CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation));

    /// <summary>Batches go through a ring, which the sink then owns.</summary>
    public BatchSink(CommandRun run, SharedRing ring)
        : this(run, history: false) => this.ring = ring;

    /// <summary>Writes all batches, or those up to where the reader goes.</summary>
    public async Task Drain(PatchQueue queue, QueueCursor? from)
    {
        if (ring is not null) new Thread(Release) { IsBackground = true }.Start();
        using var progress = new CountProgress(run, "batches");
        var (watch, batches, patches) = (Stopwatch.StartNew(), 0, 0L);
        try
        {
            await foreach (var batch in queue.Read(from, run.Parallel, gone.Token))
            {
                if (!await Written(batch)) break;
                patches += batch.Origins.Length;
                progress.Report(++batches, (int)Math.Min(queue.Batches, int.MaxValue));
                if (batches % 100 == 0) run.Log(Text(batches, patches, watch));
            }

            if (ring is not null) await ring.Emptied(gone.Token);
        }
        catch (OperationCanceledException) when (!run.Cancellation.IsCancellationRequested)
        {
            // The reader has closed stdin: it wants no more.
        }

        run.Note(Text(batches, patches, watch));
    }

    public void Dispose()
    {
        ring?.Dispose();
        gone.Dispose();
        output.Dispose();
    }

    private async Task<bool> Written(Batch batch)
    {
        try
        {
            if (ring is null) BatchRecord.Write(output, batch, history);
            else await ring.Write(batch, output, gone.Token);
            return true;
        }
        catch (IOException e) when (e is not FileNotFoundException && IsClosedPipe(e))
        {
            return false;
        }
    }

    // EPIPE: whoever read has ended, as 'head' does.
    private static bool IsClosedPipe(IOException e) => e.Message.Contains("pipe", StringComparison.OrdinalIgnoreCase);

    // The console's own stream says nothing of a closed pipe, and the work would go on for nobody.
    private static Stream Output() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    // Each line says that the oldest batch is done with; the end of the input, that the reader has gone.
    private void Release()
    {
        try
        {
            while (Console.In.ReadLine() is not null)
                ring!.Release();
            gone.Cancel();
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The last batch has been written, or the reader gives back what it has not got.
        }
    }

    private static string Text(int batches, long patches, Stopwatch watch) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{batches} batches, {patches} patches, {patches / Math.Max(watch.Elapsed.TotalSeconds, 1e-3):0.0} a second");
}
