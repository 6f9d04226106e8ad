using System.Globalization;
using Pial.Analysis.Tables;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Entries;

/// <summary>
/// Predictions as a table: a column of subjects, and <c>prediction</c> or one column a class with its probability; <c>repeat</c> where the
/// split has several.
/// </summary>
internal sealed class PredictionsTable
{
    private readonly Dictionary<(int Repeat, string Id), double[]> values;
    private readonly string name;

    private PredictionsTable(string name, Dictionary<(int, string), double[]> values, bool hasRepeats, bool isHard) =>
        (this.name, this.values, HasRepeats, IsHard) = (name, values, hasRepeats, isHard);

    /// <summary>Whether it says for which repeat of the split a prediction is.</summary>
    public bool HasRepeats { get; }

    /// <summary>Whether classes were given without probabilities.</summary>
    public bool IsHard { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="path">CSV or TSV.</param>
    /// <param name="classes">The task's classes; none for a regression.</param>
    /// <exception cref="InputException">No such file, no table, a subject twice, a value that is none; names the subject.</exception>
    public static PredictionsTable Read(string path, IReadOnlyList<string> classes)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist; expected predictions, one row a subject.");
        if (new FileInfo(path).Length is var length && length > Programs.ProgramFile.MostOfTable)
            throw new InputException($"{path} has {length} bytes; a table of predictions has at most {Programs.ProgramFile.MostOfTable}.");
        return Parse(File.ReadAllText(path), Path.GetFileName(path), classes);
    }

    /// <summary>As <see cref="Read"/>, of a text.</summary>
    public static PredictionsTable Parse(string text, string name, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ColumnTable table;
        try
        {
            table = ColumnTable.Parse(text, name);
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message, e);
        }

        var idColumn = table.Has("participant_id") ? "participant_id" : table.Columns[0];
        var probabilities = classes.Count > 0 && classes.All(table.Has);
        if (!probabilities && !table.Has("prediction"))
            throw new InputException(
                $"{name} has no column " +
                    "'prediction'" +
                    $"{(classes.Count > 0 ? $", and not one for the probability of every class ({string.Join(", ", classes)})" : "")}; " +
                    $"it has {string.Join(", ", table.Columns.Take(8))}.");
        var read = new Dictionary<(int, string), double[]>();
        for (var r = 0; r < table.Rows; r++)
        {
            var id = table[idColumn][r];
            var repeat = !table.Has("repeat")
                ? 1 : int.TryParse(table["repeat"][r], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0
                    ? n : throw new InputException($"{name}: 'repeat' of {id} is '{table["repeat"][r]}'; 1, 2, … is expected.");
            var row = probabilities ? Probabilities(classes, c => table[c][r], id, name)
                : classes.Count > 0 ? Class(classes, table["prediction"][r], id, name)
                    : [Number(table["prediction"][r], "prediction", id, name)];
            if (!read.TryAdd((repeat, id), row))
                throw new InputException(
                    $"{name} has {id} twice{(table.Has("repeat") ? $" in repeat {repeat}" : "")}; one prediction a subject is expected.");
        }

        return new(name, read, table.Has("repeat"), classes.Count > 0 && !probabilities);
    }

    /// <summary>Refuses a table that is not about exactly the subjects tested.</summary>
    /// <param name="tested">Who is tested in which repeat.</param>
    /// <param name="known">Everybody in the data.</param>
    /// <exception cref="InputException">Subjects without a prediction, predictions for the unknown or for training subjects; names
    /// them.</exception>
    public void MustBeFor(IReadOnlyCollection<(int Repeat, string Id)> tested, IReadOnlyCollection<string> known)
    {
        ArgumentNullException.ThrowIfNull(tested);
        var repeats = tested.Select(t => t.Repeat).Distinct().Count();
        if (repeats > 1 && !HasRepeats)
            throw new InputException(
                $"{name} has no column 'repeat', and the split has {repeats}: a model that was trained on a subject in one repeat must " +
                    "not predict it in another.");
        var (wanted, there) = (tested.ToHashSet(), known.ToHashSet(StringComparer.Ordinal));
        var unknown = values.Keys.Where(k => !there.Contains(k.Id)).Select(k => k.Id).Distinct(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            throw new InputException(
                $"{name} has predictions for {unknown.Count} unknown {(unknown.Count == 1 ? "subject" : "subjects")}: " +
                    $"{TaskTable.Named(unknown)}.");
        var extra = values.Keys.Where(k => !wanted.Contains(k)).Select(k => k.Id).ToList();
        if (extra.Count > 0)
            throw new InputException(
                $"{name} has predictions for {extra.Count} {(extra.Count == 1 ? "subject who is" : "subjects who are")} not tested (they " +
                    $"are for training): {TaskTable.Named(extra)}. Give predictions for the test subjects alone.");
        var absent = wanted.Where(t => !values.ContainsKey(t)).Select(t => t.Id).ToList();
        if (absent.Count > 0)
            throw new InputException(
                $"{name} has no prediction for {absent.Count} of {wanted.Count} tested {(wanted.Count == 1 ? "subject" : "subjects")}: " +
                    $"{TaskTable.Named(absent)}.");
    }

    /// <summary>The predictions of some subjects, row after row.</summary>
    public double[] Of(int repeat, IEnumerable<string> ids) => [.. ids.SelectMany(id => values[(HasRepeats ? repeat : 1, id)])];

    private static double[] Probabilities(IReadOnlyList<string> classes, Func<string, string> cell, string id, string name)
    {
        double[] row = [.. classes.Select(c => Number(cell(c), c, id, name))];
        if (row.Any(p => p is < -1e-6 or > 1 + 1e-6) || Math.Abs(row.Sum() - 1) > 0.01)
            throw new InputException(
                $"{name}: the probabilities of {id} are " +
                    $"{string.Join(", ", row.Select(p => p.ToString("0.###", CultureInfo.InvariantCulture)))}; they must lie between 0 " +
                    "and 1 and sum to 1.");
        return row;
    }

    private static double[] Class(IReadOnlyList<string> classes, string word, string id, string name) =>
        classes.Contains(word, StringComparer.Ordinal) ? [.. classes.Select(c => c == word ? 1.0 : 0)]
        : throw new InputException(
            $"{name}: the prediction for {id} is '{word}', which is none of the classes {string.Join(", ", classes)}.");

    private static double Number(string text, string column, string id, string name) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
        : throw new InputException($"{name}: '{column}' of {id} is '{text}'; a finite number is expected.");
}
