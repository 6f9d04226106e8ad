using System.Globalization;
using Pial.Pipelines.Store;

namespace Pial.Web.Runs;

/// <summary>How far a running job is, as whoever asks is told.</summary>
internal sealed class JobProgress : IStageListener
{
    private readonly Lock gate = new();
    private readonly List<StageTime> done = [];
    private string? running;
    private long since;

    /// <inheritdoc/>
    public void Started(string stage)
    {
        lock (gate) (running, since) = (stage, TimeProvider.System.GetTimestamp());
    }

    /// <inheritdoc/>
    public void Finished(StageTime stage)
    {
        lock (gate)
        {
            done.Add(stage);
            running = null;
        }
    }

    /// <summary>Stages that are done, as text; the stage that runs, and for how long.</summary>
    public (string Done, string? Running, double Seconds) Now
    {
        get
        {
            lock (gate) return (Text(), running, running is null ? 0 : TimeProvider.System.GetElapsedTime(since).TotalSeconds);
        }
    }

    /// <summary>Stages out of their text: name, seconds, and whether the result was there already.</summary>
    public static IEnumerable<(string Name, double Seconds, bool Kept)> Parse(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t'))
            .Select(c => (c[0], double.Parse(c[1], CultureInfo.InvariantCulture), c[2] == "kept"));

    /// <summary>What part of the time is over, by how long the stages took last time; null where that is not known.</summary>
    public static double? Part(string done, string? running, double seconds, string usual)
    {
        var times = Parse(usual).Where(s => !s.Kept).GroupBy(s => s.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(s => s.Seconds), StringComparer.Ordinal);
        var all = times.Values.Sum();
        if (all <= 0) return null;
        var over = Parse(done).Select(s => s.Name).Distinct(StringComparer.Ordinal).Sum(n => times.GetValueOrDefault(n));
        return Math.Min(0.99, (over + (running is null ? 0 : Math.Min(seconds, times.GetValueOrDefault(running)))) / all);
    }

    private string Text() => string.Concat(done.Select(s => string.Create(CultureInfo.InvariantCulture,
        $"{s.Name.Replace('\t', ' ').Replace('\n', ' ')}\t{s.Time.TotalSeconds:0.0}\t{(s.Reused ? "kept" : "")}\n")));
}
