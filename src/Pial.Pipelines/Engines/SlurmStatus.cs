using System.Globalization;

namespace Pial.Pipelines.Engines;

/// <summary>How far a subject's work is.</summary>
public enum SlurmState
{
    /// <summary>It ended well.</summary>
    Done,

    /// <summary>Its task runs; with several subjects a task, it may not have begun.</summary>
    Running,

    /// <summary>Its task waits in the queue.</summary>
    Waiting,

    /// <summary>It ended with an error, or its task is gone and left no result: cancelled, killed, or out of time or memory.</summary>
    Failed,

    /// <summary>SLURM was never given it.</summary>
    NotSubmitted,
}

/// <summary>A subject as its latest submission tells.</summary>
/// <param name="Label">The subject.</param>
/// <param name="State">How far it is.</param>
/// <param name="Why">What is known of a failure; else empty.</param>
/// <param name="Log">Its task's log; null when it has none.</param>
/// <param name="Submission">The submission.</param>
public sealed record SlurmSubject(string Label, SlurmState State, string Why, string? Log, SlurmSubmission Submission);

/// <summary>Says how far submitted subjects are.</summary>
public static class SlurmStatus
{
    /// <summary>Every subject that was ever submitted, by its latest submission, in order of labels.</summary>
    /// <param name="parent">Where submissions are kept.</param>
    /// <exception cref="InputException">Nothing was submitted, or the queue cannot be asked where it must be.</exception>
    public static IReadOnlyList<SlurmSubject> Read(string parent)
    {
        var submissions = SlurmSubmission.ReadAll(parent);
        if (submissions.Count == 0)
            throw new InputException(
                $"{parent} holds no submission; submit with: pial run BIDS_DIR OUT_DIR participant with option 'engine' slurm.");
        var latest = new SortedDictionary<string, (SlurmSubmission Submission, int Subject)>(StringComparer.Ordinal);
        foreach (var submission in submissions)
            for (var n = 0; n < submission.Job.Labels.Count; n++)
                latest[submission.Job.Labels[n]] = (submission, n);

        // The queue first: what ends between the two looks is then found by its result.
        var queue = latest.Values.Where(v => Code(v) is null).Select(v => v.Submission.ArrayOf(v.Subject)?.Job).OfType<string>()
            .Distinct(StringComparer.Ordinal).ToDictionary(j => j, SlurmTools.Queue, StringComparer.Ordinal);
        return [.. latest.Select(v => Of(v.Key, v.Value, queue))];
    }

    /// <summary>Waits until none of a submission's subjects waits or runs.</summary>
    /// <param name="parent">Where submissions are kept.</param>
    /// <param name="cancellation">Ends the waiting; the tasks go on.</param>
    /// <returns>All subjects, as <see cref="Read"/>.</returns>
    public static IReadOnlyList<SlurmSubject> Wait(string parent, CancellationToken cancellation)
    {
        for (var pause = 200; ; pause = Math.Min(2 * pause, 15_000))
        {
            var subjects = Read(parent);
            if (subjects.All(s => s.State is not (SlurmState.Waiting or SlurmState.Running))) return subjects;
            cancellation.WaitHandle.WaitOne(pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static SlurmSubject Of(string label, (SlurmSubmission Submission, int Subject) at,
        Dictionary<string, IReadOnlyDictionary<int, string>> queue)
    {
        var (submission, subject) = at;
        var array = submission.ArrayOf(subject);
        var log = submission.LogPath(subject) is { } path && File.Exists(path) ? path : null;
        SlurmSubject Say(SlurmState state, string why = "") => new(label, state, why, log, submission);
        if (Code(at) is { } code) return code == 0 ? Say(SlurmState.Done)
            : Say(SlurmState.Failed, string.Create(CultureInfo.InvariantCulture, $"exit code {code}"));
        if (array is null) return Say(SlurmState.NotSubmitted, "the cluster did not take its array");
        var task = (subject / submission.Job.PerTask) - array.First + 1;
        if (!queue[array.Job].TryGetValue(task, out var state))
            return Say(SlurmState.Failed, "its task is gone without a result: cancelled, killed, or out of time or memory");
        return Say(state is "PENDING" or "REQUEUED" or "REQUEUE_HOLD" or "SUSPENDED" or "CONFIGURING"
            ? SlurmState.Waiting : SlurmState.Running);
    }

    private static int? Code((SlurmSubmission Submission, int Subject) at)
    {
        var path = at.Submission.StatePath(at.Subject);
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.Integer, CultureInfo.InvariantCulture, out var code)
            ? code : null;
    }
}
