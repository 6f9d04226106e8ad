using System.Diagnostics;
using Pial.Analysis.Splits;
using Pial.Hub.Entries;
using Pial.Pipelines;

namespace Pial.Hub.Evaluation;

/// <summary>Runs entries through the folds of a split, the same for all.</summary>
/// <typeparam name="TEntry">What is run.</typeparam>
/// <param name="plan">The split.</param>
/// <param name="ids">Who each of its rows is.</param>
internal abstract class EntryEvaluation<TEntry>(SplitPlan plan, IReadOnlyList<string> ids)
    where TEntry : IEntry
{
    /// <summary>Called with the name of each entry before it runs.</summary>
    public Action<string>? Starting { get; init; }

    /// <summary>The split.</summary>
    public SplitPlan Plan { get; } = plan;

    /// <summary>Who is tested.</summary>
    public TestedRows Rows { get; } = new([.. plan.Folds.SelectMany(f => f.Test.Select(r => ids[r]))],
        [.. plan.Folds.SelectMany(f => f.Test.Select(_ => f.Repeat))])
    {
        Folds = [.. plan.Folds.SelectMany((f, n) => f.Test.Select(_ => n))],
        TestOverTrain = plan.Folds.Average(f => f.Test.Count / (double)f.Train.Count),
    };

    /// <summary>Runs an entry through all folds.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="isCandidate">Whether it is the one that is judged; then its failure is an error, and of a baseline a line on the
    /// board.</param>
    /// <exception cref="InputException">What the candidate predicts cannot be used.</exception>
    /// <exception cref="LeakException">Something it was fitted on is tested.</exception>
    public EntryResult Run(TEntry entry, bool isCandidate)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Starting?.Invoke(entry.Id);
        var watch = Stopwatch.StartNew();
        try
        {
            return Evaluated(entry, isCandidate, watch) with { IsCandidate = isCandidate };
        }
        catch (Exception e) when (!isCandidate && e is not (OperationCanceledException or LeakException))
        {
            return new() { Id = entry.Id, What = entry.What, Failed = e.Message, Seconds = watch.Elapsed.TotalSeconds };
        }
    }

    /// <summary>The entry's predictions, checked and gathered.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="isCandidate">Whether it is the one that is judged.</param>
    /// <param name="watch">Running; stopped or read when what counts as its cost is done.</param>
    protected abstract EntryResult Evaluated(TEntry entry, bool isCandidate, Stopwatch watch);

    /// <summary>How whom an entry saw was checked, in words.</summary>
    /// <param name="known">Whether every fold's answer says whom it was fitted on.</param>
    protected static string FittedOn(bool known) =>
        known ? "the ids it was fitted on are recorded; none of them is tested" : "not shown: nothing says whom it was fitted on";
}
