using Pial.Analysis.Splits;
using Pial.Hub.Tasks;

namespace Pial.Hub.Evaluation;

/// <summary>
/// Brain age with its bias taken out: the line of predicted over true age, fitted to the training subjects' predictions out of fold, is inverted for the test subjects (Cole et al. 2018, doi
/// 10.1038/mp.2017.62). The true age of a test subject is not used, as it is in corrections that make any model look good (Butler et al. 2021, doi 10.1002/hbm.25533).
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
                var (slope, offset) = Line([.. fold.Train.Select(r => table.Truth[r])], predicted);
                usable &= slope >= FlattestLine;
                foreach (var _ in fold.Test)
                    corrected[row] = (raw[row++] - offset) / slope;
            }

            if (usable) all.Add(new(entry.Id, Error(truth, raw), Bias(truth, raw), Error(truth, corrected), Bias(truth, corrected)));
        }

        return all;
    }

    private static double Error(double[] truth, double[] predicted) => truth.Zip(predicted, (t, p) => Math.Abs(t - p)).Average();

    private static double Bias(double[] truth, double[] predicted) => Line(truth, [.. truth.Zip(predicted, (t, p) => p - t)]).Slope;

    private static (double Slope, double Offset) Line(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (mx, my) = (x.Average(), y.Average());
        var slope = x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / x.Sum(a => (a - mx) * (a - mx));
        return (slope, my - (slope * mx));
    }
}
