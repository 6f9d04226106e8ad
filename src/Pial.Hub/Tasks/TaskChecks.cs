using System.Globalization;
using Pial.Analysis.Confounds;
using Pial.Analysis.Tables;
using Pial.Pipelines;

namespace Pial.Hub.Tasks;

/// <summary>What a table may hold that makes any model look good, or any number wrong: copies of the target among the features, numbers
/// that stand for missing.</summary>
internal static class TaskChecks
{
    /// <summary>Looks at target, features and the columns of the task's roles.</summary>
    /// <returns>What is suspicious, one sentence each.</returns>
    /// <exception cref="InputException">A feature is the target in all but name, or a target is a code for missing.</exception>
    public static IReadOnlyList<string> Of(TaskDefinition task, SubjectTable table, FeatureMatrix features, IReadOnlyList<double> truth,
        IReadOnlyList<string> classes)
    {
        var columns = features.Rotated || features.Names is null ? []
            : features.Names.Select((n, c) => (Name: n, Values: features.Column(c))).ToList();
        return [.. Copies(task, table, columns, truth, classes), .. OfTarget(task, table, classes), .. Codes(task, table, columns)];
    }

    private static List<string> Copies(TaskDefinition task, SubjectTable table, List<(string Name, double[] Values)> features,
        IReadOnlyList<double> truth, IReadOnlyList<string> classes)
    {
        TargetCopy? Beside((string Name, double[] Values) column) => classes.Count == 0
            ? TargetCopy.OfNumbers(column.Name, column.Values, truth)
            : TargetCopy.OfClasses(column.Name, column.Values, truth, classes.Count);
        var found = features.Select(Beside).OfType<TargetCopy>().ToList();
        // Bins of a number: what copies the number gives the bins away.
        if (task.Bins.Count > 0 && table.IsNumeric(task.Target!)) found.AddRange(features.Select(f =>
            TargetCopy.OfNumbers(f.Name, f.Values, table.Numbers(task.Target!))).OfType<TargetCopy>().Where(c => c.IsCopy));
        if (found.Where(c => c.IsCopy).DistinctBy(c => c.Column).ToList() is { Count: > 0 } copies)
        {
            var names = string.Join(", ", copies.Take(5).Select(c => $"'{c.Column}' {c.Why}"));
            throw new InputException(
                $"{table.Name}: {(copies.Count == 1 ? "a feature is a copy" : $"{copies.Count} features are copies")} of the target " +
                    $"'{task.Target}': {names}. A model of {(copies.Count == 1 ? "it" : "them")} needs no brain; take " +
                    $"{(copies.Count == 1 ? "it" : "them")} out (exclude: [{string.Join(", ", copies.Take(5).Select(c => c.Column))}]).");
        }

        var notes =
            found.Select(c =>
            $"Feature '{c.Column}' {c.Why.Replace(" it ", $" '{task.Target}' ", StringComparison.Ordinal)}: suspiciously near to the " +
                "target. If it is made of the target, exclude it.").ToList();
        if (task.Age is { } age && age != task.Target && classes.Count == 0
            && TargetCopy.OfNumbers(age, table.Numbers(age), truth) is { } role)
            notes.Add(
                $"The task's age '{age}' {role.Why.Replace(" it ", $" '{task.Target}' ", StringComparison.Ordinal)}, the target: the " +
                    "baseline of age and sex sees what is to be predicted.");
        return notes;
    }

    private static IEnumerable<string> OfTarget(TaskDefinition task, SubjectTable table, IReadOnlyList<string> classes)
    {
        if (classes.Count == 0 || task.Bins.Count > 0)
        {
            var numbers = table.Numbers(task.Target!);
            if (MissingCode.Find(numbers) is { Count: > 0 } codes)
            {
                var rows = Enumerable.Range(0, numbers.Length).Where(r => codes.Any(c => c.Value == numbers[r]));
                throw new InputException(
                    $"{table.Name}: '{task.Target}' of {TaskTable.Named(rows.Select(r => table.Ids[r]))} is " +
                        $"{string.Join(" or ", codes)}, which stands for missing and not for a value. Write n/a there, and " +
                        "missing_labels: drop in the task to leave them out.");
            }

            yield break;
        }

        string[] odd = [.. classes.Where(c => c.TrimStart('-') is { Length: > 0 } digits && (digits.Length > 1 || c == "-9")
            && digits.All(d => d == digits[0] && d is '7' or '8' or '9'))];
        if (odd.Length > 0 && odd.Length < classes.Count
            && classes.Except(odd).All(c => c.TrimStart('-').Length <= odd[0].TrimStart('-').Length))
            yield return $"Class '{string.Join("' and '", odd)}' of '{task.Target}' looks like a code for missing. If it is one, write " +
                "n/a and missing_labels: drop in the task.";
    }

    private static IEnumerable<string> Codes(TaskDefinition task, SubjectTable table, List<(string Name, double[] Values)> features)
    {
        var roles = new[] { task.Age, task.HeadSize }.OfType<string>().Where(c => c != task.Target && features.TrueForAll(f => f.Name != c)
            && table.IsNumeric(c)).Select(c => (Name: c, Values: table.Numbers(c)));
        var found = features.Concat(roles).Select(f => (f.Name, Codes: MissingCode.Find(f.Values))).Where(f => f.Codes.Count > 0).ToList();
        if (found.Count == 0) yield break;
        var values = found.Sum(f => f.Codes.Sum(c => c.Count));
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{values} {(values == 1 ? "number looks like a code" : "numbers look like codes")} for missing and " +
                $"{(values == 1 ? "is" : "are")} taken as measured: " +
                $"{string.Join(", ", found.Take(6).Select(f => $"{f.Name} {string.Join(" and ", f.Codes)}"))}" +
                $"{(found.Count > 6 ? $" and {found.Count - 6} more columns" : "")}. Write n/a where nothing was measured.");
    }
}
