using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Hub.Entries;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Evaluation;

/// <summary>How site, head size, age and sex hang together with target and predictions, and how well the features give them away.</summary>
internal static class ConfoundMeasures
{
    public static IReadOnlyList<ConfoundFinding> Of(TaskTable table, SplitPlan plan, EntryResult candidate, ParallelOptions? parallel)
    {
        var task = table.Task;
        (string Role, string? Column)[] standard = [("site", task.Site), ("head_size", task.HeadSize), ("age", task.Age), ("sex", task.Sex)];
        var columns = task.Confounds is { } wanted ? [.. wanted.Select(w => standard.FirstOrDefault(s => s.Role == w || s.Column == w) is { Column: not null } role ? role : (Role: w, Column: w))] : standard;
        var found = new List<ConfoundFinding>();
        foreach (var (role, column) in columns.Where(c => c.Column is not null && c.Column != task.Target))
        {
            if (!table.Columns.Has(column!)) throw new InputException($"the task's confound '{column}' is no column of {table.Columns.Name}.{NearestName.Hint(column!, [.. table.Columns.Columns])}");
            var coded = TableBaselines.Coded(table, [column!]);
            var tested = candidate.Outcome!.Rows.Ids.Select(id => table.Ids.TakeWhile(i => i != id).Count()).ToList();
            var (fromFeatures, chance) = Given(table, plan, column!, parallel);
            found.Add(new(column!, role, Explained(coded, table.Truth, table.Classes.Count), Explained(coded.Take(tested), candidate.Outcome.Values, candidate.Outcome.Width), fromFeatures, chance));
        }

        return found;
    }

    // The share of variance of several values a row that group means, or a line, explain; classes as columns of 0 and 1.
    private static double Explained(FeatureMatrix columns, IReadOnlyList<double> values, int width)
    {
        var classes = width > 1 && values.Count == columns.Rows;
        var (total, left) = (0.0, 0.0);
        for (var w = 0; w < Math.Max(1, width); w++)
        {
            double[] y = [.. Enumerable.Range(0, columns.Rows).Select(r => classes ? (values[r] == w ? 1.0 : 0) : values[(r * Math.Max(1, width)) + w])];
            int[] known = [.. Enumerable.Range(0, y.Length).Where(r => columns.Row(r).ToArray().All(double.IsFinite))];
            if (known.Length < 3) return double.NaN;
            var mean = known.Average(r => y[r]);
            total += known.Sum(r => (y[r] - mean) * (y[r] - mean));
            left += columns.Columns > 1 ? known.GroupBy(r => columns.Row(r).IndexOf(1)).Sum(g => g.Average(r => y[r]) is var m ? g.Sum(r => (y[r] - m) * (y[r] - m)) : 0) : Line(columns, y, known);
        }

        return total < 1e-18 ? 0 : Math.Max(0, 1 - (left / total));
    }

    private static double Line(FeatureMatrix column, double[] y, int[] known)
    {
        var (mx, my) = (known.Average(r => column[r, 0]), known.Average(r => y[r]));
        var xx = known.Sum(r => (column[r, 0] - mx) * (column[r, 0] - mx));
        var slope = xx < 1e-18 ? 0 : known.Sum(r => (column[r, 0] - mx) * (y[r] - my)) / xx;
        return known.Sum(r => (y[r] - my - (slope * (column[r, 0] - mx))) * (y[r] - my - (slope * (column[r, 0] - mx))));
    }

    // Ridge or logistic regression of the confound on the features, trained on the first fold's training subjects.
    private static (double Score, double Chance) Given(TaskTable table, SplitPlan plan, string column, ParallelOptions? parallel)
    {
        var fold = plan.Folds[0];
        try
        {
            if (table.Columns.IsNumeric(column) && column != table.Task.Site)
            {
                var y = table.Numbers(column);
                var (train, test) = (fold.Train.Where(r => double.IsFinite(y[r])).ToList(), fold.Test.Where(r => double.IsFinite(y[r])).ToList());
                if (train.Count < 10 || test.Count < 5) return (double.NaN, 0);
                var others = Without(table.Features, column);
                var predicted = ((IRegressor)ModelCatalog.Regressor("ridge")).Fit(others.Take(train), [.. train.Select(r => y[r])], 1, parallel).Predict(others.Take(test), parallel);
                var mean = test.Average(r => y[r]);
                return (1 - (test.Select((r, n) => (y[r] - predicted[n]) * (y[r] - predicted[n])).Sum() / test.Sum(r => (y[r] - mean) * (y[r] - mean))), 0);
            }

            var (names, level) = Classes.Number(table.Columns[column]);
            if (names.Count < 2 || fold.Train.Count < 2 * names.Count) return (double.NaN, 1.0 / names.Count);
            var given = Classes.Predicted(ModelCatalog.Classifier("logistic").Fit(table.Features.Take(fold.Train), [.. fold.Train.Select(r => level[r])], names.Count, 1, parallel).Probabilities(table.Features.Take(fold.Test), parallel));
            var recalls = Enumerable.Range(0, fold.Test.Count).GroupBy(n => level[fold.Test[n]]).Select(g => g.Average(n => given[n] == g.Key ? 1.0 : 0)).ToList();
            return (recalls.Average(), 1.0 / recalls.Count);
        }
        catch (ArgumentException)
        {
            return (double.NaN, double.NaN);
        }
    }

    // A confound that is itself a feature would give itself away.
    private static FeatureMatrix Without(FeatureMatrix features, string column) =>
        features.Names?.Contains(column, StringComparer.Ordinal) == true && features.Columns > 1 ? features.TakeColumns([.. Enumerable.Range(0, features.Columns).Where(c => features.Names[c] != column)]) : features;
}
