using System.Globalization;
using Pial.Analysis.Tables;
using Pial.Hub.Evaluation;
using Pial.Hub.Records;
using Pial.Hub.Tasks;
using Pial.Pipelines;
using Pial.Pipelines.Bids;

namespace Pial.Hub.Leaderboard;

/// <summary>Two entries in one measure.</summary>
/// <param name="Metric">The measure.</param>
/// <param name="First">The first's value.</param>
/// <param name="Second">The second's.</param>
/// <param name="Difference">First minus second, its 95 % interval, and p of the paired permutation test.</param>
public sealed record ComparedMetric(string Metric, double First, double Second, PairedDifference Difference);

/// <summary>Compares entries of runs on the same test subjects.</summary>
public static class Comparison
{
    private const int Samples = 2000, Permutations = 2000;

    /// <summary>Compares two runs' candidates, or other entries of theirs.</summary>
    /// <param name="first">A run's folder, its eval.yaml, or either followed by <c>:ENTRY</c>.</param>
    /// <param name="second">Another, or the same with another entry.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>What they are called, and every measure of both, the primary first.</returns>
    /// <exception cref="InputException">No run there, or the two were not tested on the same subjects by the same truth.</exception>
    public static (string First, string Second, IReadOnlyList<ComparedMetric> Metrics) Of(string first, string second,
        ParallelOptions? parallel = null)
    {
        var (a, b) = (Read(first), Read(second));
        if (a.Eval.BenchmarkId != b.Eval.BenchmarkId)
            throw new InputException(
                $"{first} is of {a.Eval.BenchmarkId} and {second} of {b.Eval.BenchmarkId}; two entries of one benchmark are compared.");
        if (!a.Outcome.Rows.Ids.SequenceEqual(b.Outcome.Rows.Ids, StringComparer.Ordinal)
            || !a.Outcome.Rows.Repeats.SequenceEqual(b.Outcome.Rows.Repeats))
            throw new InputException($"{first} and {second} were not tested on the same subjects, so they cannot be compared in pairs.");
        if (!a.Outcome.Truth.AsSpan().SequenceEqual(b.Outcome.Truth))
            throw new InputException($"{first} and {second} have different truths for the same subjects: their data differ.");
        var kind = TaskKinds.Of(a.Eval.Kind);
        string[] names = [a.Eval.Primary,
            .. a.Eval.Metrics.Keys.Where(
                m => m != a.Eval.Primary && !m.EndsWith("_rAUC", StringComparison.Ordinal) && m != "robustness_score")];
        var metrics = names.Select(n => MeasureCatalog.Find(kind, n, a.Classes));
        return (a.Name, b.Name,
            [.. metrics.Select(m => new ComparedMetric(m.Id, m.Of(a.Outcome.Predictions).Value, m.Of(b.Outcome.Predictions).Value,
                new Judge([m], [], Samples, Permutations, parallel).Compare(a.Outcome, b.Outcome)))]);
    }

    private static (string Name, EvalRecord Eval, Outcome Outcome, int Classes) Read(string given)
    {
        var (path, entry) = (given, (string?)null);
        if (!File.Exists(path) && !Directory.Exists(path) && path.LastIndexOf(':') is > 1 and var colon)
            (path, entry) = (path[..colon], path[(colon + 1)..]);
        var file = Directory.Exists(path) ? Path.Combine(path, "eval.yaml") : path;
        ResultSet.Recover(Path.GetDirectoryName(Path.GetFullPath(file))!);
        if (!File.Exists(file))
            throw new InputException(
                $"{file} does not exist; give the folder that pial benchmark run wrote, with :ENTRY for another than its candidate.");
        var eval = EvalRecord.Read(RecordFile.Load(file, EvalFields.Kind));
        var folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "predictions");
        var id = entry ?? eval.Candidate;
        var predictions = Path.Combine(folder, $"{id}.tsv");
        if (!File.Exists(predictions))
            throw new InputException(Directory.Exists(folder)
                ? $"{path} has no entry " +
                    $"'{id}'." +
                    $"{NearestName.Hint(id,
                        [.. Directory.EnumerateFiles(folder, "*.tsv").Select(f => Path.GetFileNameWithoutExtension(f)!)])}"
                        : $"{path} has no predictions/ beside eval.yaml, so nothing can be compared in pairs.");
        var (outcome, classes) = Predicted(predictions);
        return (id, eval, outcome, classes);
    }

    /// <summary>What an entry predicted, from its file.</summary>
    /// <exception cref="InputException">It is not as pial benchmark run writes it.</exception>
    internal static (Outcome, int Classes) Predicted(string path)
    {
        if (new FileInfo(path).Length > Programs.ProgramFile.MostOfTable)
            throw new InputException($"{path} is longer than any table of predictions.");
        try
        {
            var table = ColumnTable.Parse(File.ReadAllText(path), Path.GetFileName(path));
            var rows = new TestedRows(table["participant_id"],
                [.. table["repeat"].Select(r => int.Parse(r, CultureInfo.InvariantCulture))]);
            var columns = table.Columns.Where(c => c is not ("participant_id" or "repeat" or "truth")).ToList();
            var numbers = columns.Select(table.Numbers).ToList();
            double[] values = [.. Enumerable.Range(0, table.Rows).SelectMany(r => numbers.Select(c => c[r]))];
            if (!table.Has("truth")) return (Outcome.OfCases(rows, values, columns), 0);
            if (columns is ["prediction"]) return (Outcome.OfTable(rows, table.Numbers("truth"), values, 0), 0);
            return (Outcome.OfTable(rows, [.. table["truth"].Select(t => (double)columns.IndexOf(t))], values, columns.Count),
                columns.Count);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InputException($"{path} is not as pial benchmark run writes it: {e.Message}", e);
        }
    }
}
