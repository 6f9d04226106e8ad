using Pial.Analysis.Metrics;
using Pial.Analysis.Metrics.Uncertainty;
using Pial.Pipelines;

namespace Pial.Hub.Evaluation;

/// <summary>The one way from predictions to results, for every entry of every kind of task.</summary>
/// <param name="metrics">Measures, the primary first.</param>
/// <param name="strata">Fields, each with the level of every tested row.</param>
/// <param name="samples">Bootstrap samples.</param>
/// <param name="permutations">Permutations of a paired test.</param>
/// <param name="parallel">Threads and cancellation.</param>
/// <param name="intervals">What intervals of measures are of; those of groups and of differences are of persons drawn again in any
/// case.</param>
public sealed class Judge(
    IReadOnlyList<Metric> metrics, IReadOnlyList<(string Field, IReadOnlyList<string> Levels)> strata, int samples, int permutations,
        ParallelOptions? parallel = null, IntervalKind intervals = IntervalKind.Bca)
{
    // A group's interval is read by eye; fewer samples do.
    private const int SamplesOfGroups = 200;
    private readonly BootstrapOptions options = intervals.Draws(samples);

    private Metric Primary => metrics[0];

    /// <summary>Measures all entries: intervals, groups, ranks and their stability, and the candidate against each.</summary>
    /// <param name="entries">With their predictions, or why they have none; all for the same rows.</param>
    /// <returns>The same entries, best first; those that failed last.</returns>
    public IReadOnlyList<EntryResult> All(IReadOnlyList<EntryResult> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var measured = entries.Where(e => e.Outcome is not null).ToList();
        if (measured.Count == 0) return entries;
        var persons = measured[0].Outcome!.Rows.Persons;
        var ranks = RankingStability.Of([.. measured.Select(e => (e.Id, e.Outcome!.Predictions))], Primary, persons, options,
            parallel).Entries.ToDictionary(r => r.Entry, StringComparer.Ordinal);
        var candidate = measured.Find(e => e.IsCandidate);
        var results = measured.Select(e => Measured(e) with
        {
            Rank = ranks[e.Id].Rank,
            FirstShare = ranks[e.Id].First,
            Ranks = (ranks[e.Id].Low, ranks[e.Id].High),
            Against = candidate is null || e == candidate ? null : Compare(candidate.Outcome!, e.Outcome!),
        });
        return [.. results.OrderBy(e => e.Rank).ThenBy(e => e.Id, StringComparer.Ordinal), .. entries.Where(e => e.Outcome is null)];
    }

    /// <summary>Two entries on the same rows, in the primary measure.</summary>
    /// <exception cref="InputException">They were not tested on the same rows.</exception>
    public PairedDifference Compare(Outcome first, Outcome second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (!first.Rows.Ids.SequenceEqual(second.Rows.Ids, StringComparer.Ordinal)
            || !first.Rows.Repeats.SequenceEqual(second.Rows.Repeats))
            throw new InputException("the two entries were not tested on the same subjects, so they cannot be compared in pairs.");
        var interval = Bootstrap.Of(new PairedPredictions(first.Predictions, second.Predictions), [PairedPredictions.Difference(Primary)],
            first.Rows.Persons, options, parallel)[0];
        var test = ScoreTests.Difference(first.Predictions, second.Predictions, Primary, first.Rows.Persons, permutations,
            parallel: parallel);
        return new(interval.Value.Value, new(interval.Low, interval.High), test.P);
    }

    private EntryResult Measured(EntryResult entry)
    {
        var (outcome, persons) = (entry.Outcome!, entry.Outcome!.Rows.Persons);
        var found = intervals == IntervalKind.Splits ? OfSplits(outcome)
            : Bootstrap.Of(outcome.Predictions, metrics, persons, options, parallel);
        return entry with
        {
            Metrics = found.ToDictionary(i => i.Metric, i => i.Value.Value, StringComparer.Ordinal),
            Confidence = found.ToDictionary(i => i.Metric, i => new Interval95(i.Low, i.High), StringComparer.Ordinal),
            Strata = [.. strata.SelectMany(s => StratifiedScores.Of(outcome.Predictions, metrics, s.Field, s.Levels, persons,
                options: options with { Replicates = Math.Min(samples, SamplesOfGroups) }, parallel: parallel))],
        };
    }

    // The measure itself stays that of all rows; its interval is about the mean of the splits.
    private List<Interval> OfSplits(Outcome outcome)
    {
        var rows = outcome.Rows;
        var splits = Enumerable.Range(0, rows.Ids.Count).GroupBy(r => rows.Folds[r]).OrderBy(g => g.Key).Select(g =>
            outcome.Predictions.Take([.. g])).ToList();
        return [.. metrics.Select(m => RepeatedSplits.Of(m.Id, [.. splits.Select(s => m.Of(s).Value)], rows.TestOverTrain,
            rows.Persons.Distinct(StringComparer.Ordinal).Count()) with { Value = m.Of(outcome.Predictions) })];
    }
}
