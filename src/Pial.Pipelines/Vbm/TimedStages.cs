using Pial.Pipelines.Store;

namespace Pial.Pipelines.Vbm;

/// <summary>Tells a listener what is being done, and how long it took.</summary>
internal sealed class TimedStages(IStageListener? listener, CancellationToken cancellation)
{
    public T Do<T>(string name, Func<T> work)
    {
        cancellation.ThrowIfCancellationRequested();
        listener?.Started(name);
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var result = work();
        listener?.Finished(new(name, System.Diagnostics.Stopwatch.GetElapsedTime(start), false));
        return result;
    }
}
