using System.Globalization;
using Pial.Analysis.Metrics;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Pipelines;

namespace Pial.Hub.Tasks;

/// <summary>
/// A table made ready for a task: who is in it, what is to be predicted, from which columns, and everything else that is known of each row.
/// </summary>
public sealed class TaskTable
{
    private readonly SubjectTable table;

    private TaskTable(TaskDefinition task, SubjectTable table, double[] truth, IReadOnlyList<string> classes, FeatureMatrix features,
        IReadOnlyList<string> notes)
    {
        (Task, this.table, Truth, Classes, Features, Ties) = (task, table, truth, classes, features, TaskTies.Of(task, table, features));
        Warnings = [.. TaskChecks.Of(task, table, features, truth, classes), .. Ties.Notes];
        Notes = [.. notes, .. Warnings];
    }

    /// <summary>What is asked.</summary>
    public TaskDefinition Task { get; }

    /// <summary>The rows' ids.</summary>
    public IReadOnlyList<string> Ids => table.Ids;

    /// <summary>What is to be predicted: a number, or the place of the class in <see cref="Classes"/>.</summary>
    public IReadOnlyList<double> Truth { get; }

    /// <summary>The classes; empty for a regression.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>What it is predicted from.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>What a reader must know: who was dropped, what is missing.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What of these must be looked at before a score is believed: suspicious columns, codes for missing, people who may be
    /// one.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>What ties rows besides the person.</summary>
    public TaskTies Ties { get; }

    /// <summary>The columns as they stand in the file.</summary>
    public SubjectTable Columns => table;

    /// <summary>Makes a table ready.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="all">The table.</param>
    /// <param name="maps">Features that are no columns of the table, one row a subject in its order; null for columns.</param>
    /// <param name="told">What a reader must know of the table already; null for nothing.</param>
    /// <exception cref="InputException">A column is not there, labels are missing, a class has one member, or nothing is left to predict
    /// from; names whom it is about.</exception>
    public static TaskTable Of(TaskDefinition task, SubjectTable all, TaskMaps? maps = null, IReadOnlyList<string>? told = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(all);
        foreach (var column in new[] { task.Target, task.Age, task.Sex, task.Site, task.HeadSize, task.Split.By }.OfType<string>())
            if (!all.Has(column))
                throw new InputException(
                    $"{all.Name} has no column '{column}', which the task names.{NearestName.Hint(column, [.. all.Columns])}");
        var notes = new List<string>(told ?? []);
        var labels = all[task.Target!];
        var missing = Enumerable.Range(0, all.Ids.Count).Where(r => SubjectTable.IsMissing(labels[r])).ToList();
        if (missing.Count > 0 && !task.DropUnlabelled)
            throw new InputException(
                $"{all.Name}: {missing.Count} of {all.Ids.Count} subjects have no '{task.Target}': " +
                    $"{Named(missing.Select(r => all.Ids[r]))}. Give them one, take them out, or say missing_labels: drop in the task.");
        if (missing.Count > 0)
            notes.Add(
                $"{missing.Count} of {all.Ids.Count} subjects without '{task.Target}' were left out: " +
                    $"{Named(missing.Select(r => all.Ids[r]))}.");
        int[] kept = [.. Enumerable.Range(0, all.Ids.Count).Except(missing)];
        if (kept.Length == 0) throw new InputException($"{all.Name}: nobody has a '{task.Target}'.");
        var labelled = missing.Count == 0 ? all : all.Of([.. kept.Select(r => all.Ids[r])]);
        var (truth, classes) = task.Kind == TaskKind.Regression ? (Finite(labelled, task.Target!), []) : Labelled(task, labelled);
        if (maps is not null && task.Robustness.Count > 0)
            throw new InputException(
                "a task on maps has no robustness of features: their columns are turned; take 'robustness' out, or predict from a table.");
        var features = maps is not null ? maps.Features.Take(kept) : Select(task, labelled);
        if (maps is not null)
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"Predicted from maps of {maps.Voxels} " +
                    $"voxels" +
                    $"{(maps.Fits.Count == 0 ? "" : "; " + string.Join(" and ", maps.Fits.Select(f => f.What)) +
                        " saw no test subject")}."));
        var holes = Holes(features);
        if (holes > 0)
            notes.Add(
                string.Create(CultureInfo.InvariantCulture,
                    $"{holes} of {(long)features.Rows * features.Columns} feature values are missing; they are filled with the training " +
                        $"subjects' typical value."));
        if (task.Harmonisation is { } harmonisation)
        {
            if (maps is not null)
                throw new InputException(
                    "'prepare' is for tables; the columns of maps are turned, and none of them is a measure. Take it out, or predict " +
                        "from a table.");
            notes.AddRange(harmonisation.Check(task, labelled, features));
        }

        return new(task, labelled, truth, classes, features, notes);
    }

    /// <summary>A number of every row; NaN where it is not known.</summary>
    public double[] Numbers(string column) => table.Numbers(column);

    /// <summary>Levels of a field for every row: a column's words, or <c>age_band</c>; null when there is no such column.</summary>
    public IReadOnlyList<string>? Levels(string field)
    {
        if (field == "age_band") return Task.Age is { } age ? [.. Numbers(age).Select(a => Band(a, Task.AgeBands))] : null;
        if (!table.Has(field)) return null;
        var words = table[field];
        if (table.IsNumeric(field) && words.Distinct(StringComparer.Ordinal).Count() > 12)
            return Strata.OfNumbers(field, Numbers(field), 4).Levels;
        return [.. words.Select(w => SubjectTable.IsMissing(w) ? "n/a" : w)];
    }

    /// <summary>
    /// The fields by whose levels measures are given: the task's, or sex, age_band and site as far as there are such columns.
    /// </summary>
    public IReadOnlyList<string> StrataFields()
    {
        if (Task.Strata is { } wanted)
        {
            foreach (var field in wanted)
                if (Levels(field) is null)
                    throw new InputException(
                        $"the task's stratum '{field}' is no column of " +
                            $"{table.Name}.{NearestName.Hint(field, [.. table.Columns, "age_band"])}");
            return wanted;
        }

        string?[] standard = [Task.Sex, Task.Age is null ? null : "age_band", Task.Site];
        return [.. standard.OfType<string>().Where(f => f != Task.Target)];
    }

    private static string Band(double age, IReadOnlyList<double> from)
    {
        if (double.IsNaN(age)) return "n/a";
        var n = from.Count(f => age >= f);
        return n == 0 ? FormattableString.Invariant($"<{from[0]}")
            : n == from.Count ? FormattableString.Invariant($"{from[^1]}+") : FormattableString.Invariant($"{from[n - 1]}-{from[n]}");
    }

    private static double[] Finite(SubjectTable table, string column)
    {
        var numbers = table.Numbers(column);
        var odd = Array.FindIndex(numbers, n => !double.IsFinite(n));
        return odd < 0 ? numbers
            : throw new InputException($"{table.Name}: '{column}' of {table.Ids[odd]} is {numbers[odd]}, which cannot be predicted.");
    }

    private static (double[] Truth, IReadOnlyList<string> Classes) Labelled(TaskDefinition task, SubjectTable table)
    {
        var words = task.Bins.Count > 0 ? [.. Finite(table, task.Target!).Select(v => Band(v, task.Bins))] : table[task.Target!];
        IReadOnlyList<string> classes = task.Classes.Count > 0 ? task.Classes
            : task.Bins.Count > 0
                ? [.. Enumerable.Range(0, task.Bins.Count + 1).Select(n => Band(n == 0 ? double.MinValue : task.Bins[n - 1], task.Bins))
                    .Where(words.Contains)] : Pial.Analysis.Metrics.Classes.Number(words).Names;
        if (task.Positive is { } positive)
        {
            if (!classes.Contains(positive, StringComparer.Ordinal))
                throw new InputException(
                    $"{table.Name}: nobody's '{task.Target}' is '{positive}', the task's positive " +
                        $"class.{NearestName.Hint(positive, [.. classes])}");
            if (classes.Count == 2) classes = [.. classes.Where(c => c != positive), positive];
        }

        var odd = words.Select((w, r) => (Word: w, Row: r)).FirstOrDefault(p => !classes.Contains(p.Word, StringComparer.Ordinal));
        if (odd.Word is not null)
            throw new InputException(
                $"{table.Name}: '{task.Target}' of {table.Ids[odd.Row]} is '{odd.Word}', which is none of the task's classes " +
                    $"{string.Join(", ", classes)}.");
        if (classes.Count < 2)
            throw new InputException($"{table.Name}: everybody's '{task.Target}' is '{classes[0]}'; there is nothing to tell apart.");
        if (classes.Count > Math.Max(50, table.Ids.Count / 4))
            throw new InputException(
                $"{table.Name}: '{task.Target}' has {classes.Count} values for {table.Ids.Count} subjects; for numbers use kind: " +
                    "regression, or bins.");
        foreach (var c in classes)
        {
            var members = words.Select((w, r) => (w, r)).Where(p => p.w == c).Select(p => table.Ids[p.r]).ToList();
            if (members.Count < 2)
                throw new InputException(
                    $"{table.Name}: class '{c}' of '{task.Target}' has " +
                        $"{(members.Count == 1 ? $"one member, {members[0]}" : "no member")}; it cannot be both trained on and tested. " +
                        "Join classes, or take it out of 'classes'.");
        }

        var places = classes.Select((c, n) => (c, n)).ToDictionary(p => p.c, p => (double)p.n, StringComparer.Ordinal);
        return ([.. words.Select(w => places[w])], classes);
    }

    private static FeatureMatrix Select(TaskDefinition task, SubjectTable table)
    {
        string?[] roles = [task.Target, task.Age, task.Sex, task.Site, task.Split.By,
            task.Split.Scheme == "column" ? task.Split.Column : null, FamilyColumn.Of(table.Columns, c => table[c])];
        bool Excluded(string c) => task.Exclude.Any(p => Matches(c, p)) || c == task.Target;
        IEnumerable<string> columns = task.Features.Count == 0
            ? table.Columns.Where(c => !roles.Contains(c, StringComparer.Ordinal) && table.IsNumeric(c)) : task.Features.SelectMany(p =>
            table.Columns.Where(c => Matches(c, p)).ToList() is { Count: > 0 } found
                ? found : throw new InputException(
                    $"{table.Name}: no column is '{p}', which the task's features name.{NearestName.Hint(p, [.. table.Columns])}"));
        var chosen = columns.Distinct(StringComparer.Ordinal).Where(c => !Excluded(c)).ToList();
        if (chosen.Count == 0) throw new InputException($"{table.Name}: no column of numbers is left to predict '{task.Target}' from.");
        try
        {
            return FeatureMatrix.OfColumns([.. chosen.Select(c => (c, (IReadOnlyList<double>)table.Numbers(c)))], table.Ids);
        }
        catch (FormatException e)
        {
            throw new InputException($"{e.Message} Leave the column out of the task's features.", e);
        }
    }

    private static long Holes(FeatureMatrix features)
    {
        long holes = 0;
        foreach (var value in features.Values)
            if (!double.IsFinite(value)) holes++;
        return holes;
    }

    internal static bool Matches(string column, string pattern)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1) return column == pattern;
        if (!column.StartsWith(parts[0], StringComparison.Ordinal) || !column.EndsWith(parts[^1], StringComparison.Ordinal)
            || column.Length < parts[0].Length + parts[^1].Length) return false;
        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            at = column.IndexOf(part, at, StringComparison.Ordinal);
            if (at < 0) return false;
            at += part.Length;
        }

        return at <= column.Length - parts[^1].Length;
    }

    internal static string Named(IEnumerable<string> ids)
    {
        var all = ids.ToList();
        return string.Join(", ", all.Take(5))
            + (all.Count > 5 ? string.Create(CultureInfo.InvariantCulture, $" and {all.Count - 5} more") : "");
    }
}
