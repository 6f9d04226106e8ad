using Pial.Analysis.Confounds;
using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Evaluation;

/// <summary>How site, head size, age and sex hang together with target and predictions, and how well the features give them away.</summary>
/// <param name="table">The task's table.</param>
/// <param name="plan">Its split.</param>
/// <param name="features">What the candidate predicts from.</param>
/// <param name="parallel">Threads and cancellation.</param>
internal sealed class ConfoundMeasures(TaskTable table, SplitPlan plan, FeatureMatrix features, ParallelOptions? parallel)
{
    public (IReadOnlyList<ConfoundFinding> Findings, ConfoundReport? Report) Of(Outcome predicted)
    {
        int[] all = [.. Enumerable.Range(0, table.Ids.Count)];
        var (site, target) = (table.Task.Site is { } s && s != table.Task.Target ? s : null, Values("target", table.Truth, 1));
        var (prediction, tested) = Predicted(predicted);
        var testedTarget = Values("target", [.. tested.Select(r => table.Truth[r])], 1);
        var found = new List<ConfoundFinding>();
        foreach (var (role, column) in Columns())
        {
            var (told, chance) = Told(column);
            var (own, ownTested) = (Column(column, all), Column(column, tested));
            found.Add(new(column, role, Association.Of(target, own), Association.Of(prediction, ownTested),
                PartialAssociation.Of(prediction, ownTested, testedTarget), told, chance)
            {
                TargetInSite = site is null || column == site ? null : PartialAssociation.Of(target, own, Column(site, all)),
                PredictionInSite = site is null || column == site ? null
                    : PartialAssociation.Of(prediction, ownTested, Column(site, tested)),
            });
        }

        return (found, found.Count == 0 ? null : ConfoundReport.Of(target, [.. found.Select(f => Column(f.Name, all))], plan));
    }

    private IEnumerable<(string Role, string Column)> Columns()
    {
        var task = table.Task;
        (string Role, string? Column)[] standard = [("site", task.Site), ("head_size", task.HeadSize), ("age", task.Age),
            ("sex", task.Sex)];
        var columns = task.Confounds is { } wanted
            ? [.. wanted.Select(w => Array.Find(standard, s => s.Role == w || s.Column == w) is { Column: not null } role
                ? role : (Role: w, Column: w))] : standard;
        foreach (var (role, column) in columns.Where(c => c.Column is not null && c.Column != task.Target))
        {
            if (!table.Columns.Has(column!))
                throw new InputException(
                    $"the task's confound '{column}' is no column of " +
                        $"{table.Columns.Name}.{NearestName.Hint(column!, [.. table.Columns.Columns])}");
            yield return (role, column!);
        }
    }

    // Every subject once, as tested first: rows of several repeats would make p too small.
    private (Variable Prediction, int[] Rows) Predicted(Outcome predicted)
    {
        var rowOf = Enumerable.Range(0, table.Ids.Count).ToDictionary(r => table.Ids[r], r => r, StringComparer.Ordinal);
        int[] once = [.. Enumerable.Range(0, predicted.Rows.Ids.Count).DistinctBy(n => predicted.Rows.Ids[n])];
        int[] rows = [.. once.Select(n => rowOf[predicted.Rows.Ids[n]])];
        if (predicted.Width == 2) return (Variable.OfNumbers("prediction", [.. once.Select(n => predicted.Values[(2 * n) + 1])]), rows);
        return (Values("prediction", [.. once.SelectMany(n => predicted.Values.AsSpan(n * predicted.Width, predicted.Width).ToArray())],
            predicted.Width), rows);
    }

    private bool IsNumber(string column) => table.Columns.IsNumeric(column) && column != table.Task.Site;

    private Variable Column(string column, int[] rows) => IsNumber(column) && table.Numbers(column) is var numbers
        ? Variable.OfNumbers(column, [.. rows.Select(r => numbers[r])])
        : Variable.OfWords(column, [.. rows.Select(r => table.Columns[column][r])]);

    // Classes as their names, that of the largest probability where there are several values a row.
    private Variable Values(string name, IReadOnlyList<double> values, int width)
    {
        if (table.Classes.Count == 0) return Variable.OfNumbers(name, [.. values]);
        return Variable.OfWords(name,
            [.. Enumerable.Range(0, values.Count / width)
                .Select(r => table.Classes[width == 1 ? (int)values[r] : Enumerable.Range(0, width).MaxBy(w => values[(r * width) + w])])]);
    }

    // Words by balanced logistic regression over folds of all subjects (OpenBHB's measure of the site), numbers by ridge on the test
    // subjects of the first repeat's folds.
    private (double Score, double Chance) Told(string column)
    {
        try
        {
            if (!IsNumber(column))
            {
                var site = SitePredictability.Of(features, table.Columns[column], parallel: parallel);
                return (site.BalancedAccuracy.Value.Value, site.Chance);
            }

            var (y, others) = (table.Numbers(column), Without(features, column));
            var (truth, told) = (new List<double>(), new List<double>());
            foreach (var fold in plan.Folds.Where(f => f.Repeat == plan.Folds[0].Repeat))
            {
                int[] train = [.. fold.Train.Where(r => double.IsFinite(y[r]))], test = [.. fold.Test.Where(r => double.IsFinite(y[r]))];
                if (train.Length < 10) return (double.NaN, 0);
                truth.AddRange(test.Select(r => y[r]));
                told.AddRange(ModelCatalog.Regressor("ridge").Fit(others.Take(train), [.. train.Select(r => y[r])], 1, parallel)
                    .Predict(others.Take(test), parallel));
            }

            if (truth.Count < 5) return (double.NaN, 0);
            var mean = truth.Average();
            return (1 - (truth.Zip(told, (t, p) => (t - p) * (t - p)).Sum() / truth.Sum(t => (t - mean) * (t - mean))), 0);
        }
        catch (ArgumentException)
        {
            return (double.NaN, double.NaN); // too few of a level
        }
    }

    // A confound that is itself a feature would give itself away.
    private static FeatureMatrix Without(FeatureMatrix features, string column) =>
        features.Names?.Contains(column, StringComparer.Ordinal) == true && features.Columns > 1
            ? features.TakeColumns([.. Enumerable.Range(0, features.Columns).Where(c => features.Names[c] != column)]) : features;
}
