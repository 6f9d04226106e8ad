using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Pipelines;

namespace Pial.Hub.Tasks;

/// <summary>The split of a task: always by subject, and by whatever else the task ties.</summary>
internal static class TaskSplit
{
    /// <summary>Splits a table.</summary>
    /// <exception cref="InputException">The table cannot be split so; says why.</exception>
    public static SplitPlan Of(TaskTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var split = table.Task.Split;
        SplitRows rows;
        try
        {
            rows = SplitRows.Of(table.Ids, table.Ties.Ties);
            return split.Scheme switch
            {
                "kfold" => SplitPlan.Repeated(split.Seeds, seed => SplitPlan.KFold(rows, split.Folds, seed, Strata(table))),
                "leave-site-out" => SplitPlan.LeaveOut(rows, new Strata(table.Task.Site!, table.Columns[table.Task.Site!])),
                "column" => ByColumn(table, rows, split.Column, $"column {split.Column}"),
                "test-table" => ByColumn(table, rows, TaskData.SideColumn, $"tested on {split.Test}"),
                _ => SplitPlan.Repeated(split.Seeds, seed => SplitPlan.HoldOut(rows, split.TestFraction, seed, Strata(table))),
            };
        }
        catch (ArgumentException e) when (e is not LeakException)
        {
            throw new InputException($"{table.Columns.Name} cannot be split: {e.Message.Split(" (Parameter", StringSplitOptions.None)[0]}",
                e);
        }
    }

    /// <summary>Splits the cases of an image task; folds unless the task says otherwise.</summary>
    /// <exception cref="InputException">There are too few cases.</exception>
    public static SplitPlan OfImages(TaskDefinition task, IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(ids);
        var split = task.Split;
        try
        {
            var rows = SplitRows.Of(ids, TaskTies.Spelled(ids).Tie);
            return SplitPlan.Repeated(split.Seeds,
                seed => split.Scheme == "holdout" ? SplitPlan.HoldOut(rows, split.TestFraction, seed)
                    : SplitPlan.KFold(rows, Math.Min(split.Folds, ids.Count), seed));
        }
        catch (ArgumentException e) when (e is not LeakException)
        {
            throw new InputException($"the cases cannot be split: {e.Message.Split(" (Parameter", StringSplitOptions.None)[0]}", e);
        }
    }

    /// <summary>Refuses images behind which lies a fit that saw somebody who is tested.</summary>
    /// <exception cref="LeakException">Names the model and whom it saw.</exception>
    public static void MustNotHaveSeen(IReadOnlyList<ImageCase> cases, SplitPlan plan)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var fold in plan.Folds)
            foreach (var (what, fit) in cases.SelectMany(c => c.Fits))
                fit.MustNotHaveSeen(plan.TestIds(fold), $"the test cases of fold {fold.Name} ({what.TrimEnd(',')})");
    }

    /// <summary>Refuses a split that leaves a class untrained: no entry could predict it.</summary>
    /// <exception cref="InputException">Names the class and the fold.</exception>
    public static void MustTrainEveryClass(TaskTable table, SplitPlan plan)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(plan);
        for (var c = 0; c < table.Classes.Count; c++)
            foreach (var fold in plan.Folds)
                if (fold.Test.Any(r => table.Truth[r] == c) && !fold.Train.Any(r => table.Truth[r] == c))
                    throw new InputException(
                        $"class '{table.Classes[c]}' of '{table.Task.Target}' is tested in fold {fold.Name} and never trained on there; " +
                            "stratify the split by target, or join classes.");
    }

    /// <summary>What a reader must know of a split of classes: folds of few subjects that cannot hold the classes alike.</summary>
    public static IReadOnlyList<string> Uneven(TaskTable table, SplitPlan plan)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Folds.Count < 2) return [];
        for (var c = 0; c < table.Classes.Count; c++)
        {
            int[] tested = [.. plan.Folds.Select(f => f.Test.Count(r => table.Truth[r] == c))];
            if (tested.Average() < 5 && tested.Min() < tested.Max())
                return [$"Folds test {tested.Min()} to {tested.Max()} subjects of class '{table.Classes[c]}'. What a fold tests more of " +
                    "it trains on less, which pushes honest scores of small cohorts below chance; fewer folds, or a number that divides " +
                    "the classes, avoids it."];
        }

        return [];
    }

    private static Strata[] Strata(TaskTable table) =>
        [.. table.Task.Split.Stratify.Select(field => field == "target" || field == table.Task.Target ? Target(table)
        : new Strata(field,
            table.Levels(field)
                ?? throw new InputException($"the split's stratify names '{field}', which is no column of " +
                    $"{table.Columns.Name}.{NearestName.Hint(field, [.. table.Columns.Columns, "target", "age_band"])}")))];

    private static Strata Target(TaskTable table) => table.Classes.Count > 0
        ? new("target", [.. table.Truth.Select(t => table.Classes[(int)t])]) : Pial.Analysis.Splits.Strata.OfNumbers("target", table.Truth);

    private static SplitPlan ByColumn(TaskTable table, SplitRows rows, string column, string description)
    {
        if (!table.Columns.Has(column))
            throw new InputException(
                $"{table.Columns.Name} has no column '{column}' that says who is " +
                    $"tested.{NearestName.Hint(column, [.. table.Columns.Columns])}");
        var words = table.Columns[column];
        int[] Side(params string[] names) =>
            [.. Enumerable.Range(0, words.Count).Where(r => names.Contains(words[r].Trim(), StringComparer.OrdinalIgnoreCase))];
        var (train, test) = (Side("train", "training"), Side("test", "testing", "held-out", "heldout"));
        var odd = Enumerable.Range(0, words.Count)
            .FirstOrDefault(r => !SubjectTable.IsMissing(words[r]) && !train.Contains(r) && !test.Contains(r), -1);
        return odd >= 0
            ? throw new InputException(
                $"{table.Columns.Name}: '{column}' of {table.Ids[odd]} is '{words[odd]}'; train or test is expected.")
            : SplitPlan.Of(rows, [new Fold(train, test) { Name = "test" }], description);
    }
}
