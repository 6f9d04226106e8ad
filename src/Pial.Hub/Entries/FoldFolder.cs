using System.Globalization;
using System.Text;
using System.Text.Json;
using Pial.Analysis.Metrics;
using Pial.Analysis.Tables;
using Pial.Hub.Programs;
using Pial.Hub.Tasks;

namespace Pial.Hub.Entries;

/// <summary>
/// A fold as files, as a user's program finds it: <c>manifest.json</c>, <c>train.tsv</c> (subject, target, features) and <c>test.tsv</c>
/// (subject, features). The truth of test subjects is in none.
/// </summary>
internal static class FoldFolder
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower
    };

    /// <summary>The files' names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["manifest.json", "train.tsv", "test.tsv"];

    /// <summary>Writes a fold.</summary>
    /// <param name="folder">Where to; it is there.</param>
    /// <param name="fold">The fold.</param>
    /// <param name="limits">What a program may use.</param>
    public static void Write(string folder, TableFold fold, ProgramLimits limits)
    {
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(limits);
        var (task, classes) = (fold.Table.Task, fold.Table.Classes);
        File.WriteAllText(Path.Combine(folder, "train.tsv"),
            Table(fold.TrainIds, task.Target!, r => classes.Count > 0 ? classes[(int)fold.TrainTruth[r]] : Number(fold.TrainTruth[r]),
                fold.Train));
        File.WriteAllText(Path.Combine(folder, "test.tsv"), Table(fold.TestIds, null, _ => "", fold.Tests[0]));
        File.WriteAllText(Path.Combine(folder, "manifest.json"), JsonSerializer.Serialize(new
        {
            Kind = task.Kind.ToString().ToLowerInvariant(),
            task.Target,
            Classes = classes,
            Train = "train.tsv",
            Test = "test.tsv",
            Predictions = "predictions.csv",
            Columns = classes.Count > 0 ? ["participant_id", .. classes] : new[] { "participant_id", "prediction" },
            Fold = fold.Fold.Name,
            fold.Fold.Repeat,
            fold.Seed,
            limits.Seconds,
            limits.MemoryMb,
        }, Layout) + "\n");
    }

    private static string Table(IReadOnlyList<string> ids, string? target, Func<int, string> truth, FeatureMatrix features)
    {
        var names = features.Names ?? [.. Enumerable.Range(1, features.Columns).Select(n => $"v{n}")];
        var text = new StringBuilder().AppendJoin('\t', names.Prepend(target).Prepend("participant_id").OfType<string>()).Append('\n');
        for (var r = 0; r < ids.Count; r++)
        {
            text.Append(ids[r]);
            if (target is not null) text.Append('\t').Append(truth(r));
            foreach (var value in features.Row(r))
                text.Append('\t').Append(double.IsFinite(value) ? Number(value) : "n/a");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
