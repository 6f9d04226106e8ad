using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Hub.Tasks;

namespace Pial.Hub.Evaluation;

/// <summary>
/// Brain age with its bias taken out by the <see cref="BiasLine"/> of the training subjects' predictions out of fold, without the test
/// subjects' ages.
/// </summary>
internal static class AgeBiasCorrection
{
    // A flatter line says that the model knows next to nothing of age; dividing by it would blow up noise.
    private const double FlattestLine = 0.05;

    public static IReadOnlyList<AgeBias> Of(TaskTable table, SplitPlan plan, TableEvaluation evaluation, IReadOnlyList<EntryResult> entries)
    {
        if (table.Task.Kind != TaskKind.Regression || table.Task.Age != table.Task.Target) return [];
        var all = new List<AgeBias>();
        foreach (var entry in entries.Where(e => e.Outcome is not null && evaluation.OutOfFold.ContainsKey(e.Id)))
        {
            var (truth, raw, corrected) = (entry.Outcome!.Truth, entry.Outcome.Values, new double[entry.Outcome.Values.Length]);
            var (row, usable) = (0, true);
            foreach (var (fold, predicted) in evaluation.OutOfFold[entry.Id])
            {
                var line = BiasLine.Fit([.. fold.Train.Select(r => table.Truth[r])], predicted);
                usable &= line.Slope >= FlattestLine;
                line.WithoutAge(raw[row..(row + fold.Test.Count)]).CopyTo(corrected, row);
                row += fold.Test.Count;
            }

            if (usable) all.Add(new(entry.Id, Error(truth, raw), Bias(truth, raw), Error(truth, corrected), Bias(truth, corrected)));
        }

        return all;
    }

    private static double Error(double[] truth, double[] predicted) => truth.Zip(predicted, (t, p) => Math.Abs(t - p)).Average();

    private static double Bias(double[] truth, double[] predicted) => BiasLine.Fit(truth, [.. truth.Zip(predicted, (t, p) => p - t)]).Slope;
}
