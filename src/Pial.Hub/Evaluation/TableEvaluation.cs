using System.Diagnostics;
using Pial.Analysis.Metrics;
using Pial.Analysis.Splits;
using Pial.Hub.Entries;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Evaluation;

/// <summary>
/// Runs entries on a table: the same folds for all, overlap of training and test refused, predictions gathered for <see cref="Judge"/>.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="plan">Its split.</param>
/// <param name="metrics">Measures, the primary first; it is the score of curves of a classification.</param>
/// <param name="parallel">Threads and cancellation.</param>
internal sealed class TableEvaluation(TaskTable table, SplitPlan plan, IReadOnlyList<Metric> metrics, ParallelOptions? parallel = null)
    : EntryEvaluation<ITableEntry>(plan, table.Ids)
{
    private readonly IReadOnlyList<TableFold> folds = [.. plan.Folds.Select(f => FoldOf(table, f, table.Task.Robustness, parallel))];

    /// <summary>
    /// Predictions of training subjects out of fold, of the entries that give them: true and predicted, for the correction of the age bias.
    /// </summary>
    public Dictionary<string, List<(Fold Fold, IReadOnlyList<double> Predicted)>> OutOfFold { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override EntryResult Evaluated(ITableEntry entry, bool isCandidate, Stopwatch watch)
    {
        var answers = folds.Select(f => Checked(entry, f)).ToList();
        watch.Stop();
        if (answers.TrueForAll(a => a.OutOfFold is not null))
            OutOfFold[entry.Id] = [.. folds.Zip(answers, (f, a) => (f.Fold, a.OutOfFold!))];
        return new()
        {
            Id = entry.Id,
            What = entry.What,
            Outcome = Gathered(answers, 0),
            Probes = Curves(answers),
            Seconds = watch.Elapsed.TotalSeconds,
            PeakMemoryMb = answers.Max(a => a.PeakMemoryMb),
            FittedOn = FittedOn(answers.TrueForAll(a => a.FittedOn is not null)),
            Settings = Counted(answers.Select(a => a.Setting).Where(s => s.Length > 0), answers.Count),
            AtEdge = Counted(answers.SelectMany(a => a.AtEdge), answers.Count),
            Notes = entry.Notes,
        };
    }

    /// <summary>
    /// A fold as entries see it, its test rows with every strength of some artefacts; where the task says so, without sites.
    /// </summary>
    internal static TableFold FoldOf(TaskTable table, Fold fold, IReadOnlyList<Probe> probes, ParallelOptions? parallel = null)
    {
        var made = new TableFold(table, fold, table.Task.Split.Seeds[Math.Min(fold.Repeat, table.Task.Split.Seeds.Count) - 1],
            TableArtefacts.Of(table.Features.Take(fold.Test), table.Features.Take(fold.Train), probes, 1));
        return table.Task.Harmonisation?.Of(made, parallel) ?? made;
    }

    private static string Counted(IEnumerable<string> words, int of) =>
        string.Join("; ", words.GroupBy(w => w, StringComparer.Ordinal).OrderByDescending(g => g.Count())
            .Select(g => of == 1 ? g.Key : $"{g.Key} ({g.Count()} of {of})"));

    private TableAnswer Checked(ITableEntry entry, TableFold fold)
    {
        parallel?.CancellationToken.ThrowIfCancellationRequested();
        var answer = entry.Predict(fold, parallel);
        answer.FittedOn?.MustNotHaveSeen(fold.TestIds, $"the test rows of fold {fold.Fold.Name} ({entry.Id})");
        foreach (var values in answer.Values)
        {
            if (values.Length != fold.TestIds.Count * fold.Width)
                throw new InputException($"{entry.Id} gave {values.Length} values for {fold.TestIds.Count} test subjects.");
            var odd = Array.FindIndex(values, v => !double.IsFinite(v));
            if (odd >= 0)
                throw new InputException(
                    $"{entry.Id}: the prediction for {fold.TestIds[odd / fold.Width]} is {values[odd]}; a finite number is expected.");
        }

        return answer;
    }

    private Outcome Gathered(List<TableAnswer> answers, int matrix) =>
        Outcome.OfTable(Rows, [.. folds.SelectMany(f => f.Fold.Test.Select(r => table.Truth[r]))],
            [.. answers.SelectMany(a => a.Values[matrix])], table.Classes.Count);

    private List<ProbeCurve> Curves(List<TableAnswer> answers)
    {
        var curves = new List<ProbeCurve>();
        if (answers.Exists(a => a.Values.Count < folds[0].Tests.Count)) return curves;
        var (clean, at) = (Gathered(answers, 0), 1);
        foreach (var probe in table.Task.Robustness)
        {
            var scores = new double[probe.Grid.Count];
            for (var g = 0; g < scores.Length; g++)
            {
                var degraded = Gathered(answers, at++);
                scores[g] = table.Classes.Count > 0 ? metrics[0].Of(degraded.Predictions).Value : Similarity(clean.Values, degraded.Values);
            }

            curves.Add(new(probe.Name, probe.Grid, probe.Unit, scores,
                table.Classes.Count > 0 ? metrics[0].Name : "correlation with the clean predictions", Area.Under(probe.Grid, scores)));
        }

        return curves;
    }

    // Predictions that are the same for everybody do not change with anything.
    private static double Similarity(double[] clean, double[] degraded)
    {
        var (a, b) = (clean.Average(), degraded.Average());
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var n = 0; n < clean.Length; n++)
        {
            ab += (clean[n] - a) * (degraded[n] - b);
            aa += (clean[n] - a) * (clean[n] - a);
            bb += (degraded[n] - b) * (degraded[n] - b);
        }

        return aa < 1e-18 && bb < 1e-18 ? 1 : aa < 1e-18 || bb < 1e-18 ? 0 : Math.Max(0, ab / Math.Sqrt(aa * bb));
    }
}
