using System.Globalization;
using System.Text;
using Pial.Hub.Records;
using Pial.Pipelines.Yaml;

namespace Pial.Evaluation.Learning;

/// <summary>
/// Folders that <c>pial benchmark run samples/Benchmarks/TASK.yaml</c> left, as sections of learning.md: one a task, so that a run replaces
/// no other's figures.
/// </summary>
internal static class LearningExperiment
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0) throw new ArgumentException("Name the folders of runs: learning out/age out/sex …");
        foreach (var folder in arguments)
        {
            var eval = RecordFile.Load(Path.Combine(folder, "eval.yaml"));
            ResultSection.Replace("learning.md", eval.Entry.Required("task").Required("name").Text(), Section(eval.Entry));
        }

        return 0;
    }

    private static string Section(YamlEntry eval)
    {
        var (run, text) = (eval.Required("run_metadata"), new StringBuilder());
        var (primary, entries) = (eval.Required("task").Required("primary").Text(), eval.Required("entries").Fields.ToList());
        string[] metrics =
            [.. eval.Required("metrics").Fields
                .Where(m => !m.IsMap && !m.Name.EndsWith("_rAUC", StringComparison.Ordinal) && m.Name != "robustness_score")
                .Select(m => m.Name)];
        text.Append(CultureInfo.InvariantCulture,
            $"\n`{eval.Required("benchmark_id").Text()}`: {run.Required("split").Text()}; trained on {run["n_train"]?.Text()}, tested on " +
                $"{run["n_test"]?.Text()} subjects, {run["n_features"]?.Text()} columns. 95 % intervals are of persons drawn again; " +
                $"seconds of all splits, on a shared machine ({run["hardware"]?.Text()}).\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"| entry | {string.Join(" | ", metrics)} | chosen | s |\n|---|{string.Concat(metrics.Select(_ => "---|"))}---|---|\n");
        foreach (var entry in entries.OrderBy(e => e["rank"]?.Whole() ?? int.MaxValue))
        {
            var interval = entry["confidence"]?[primary];
            var values = metrics.Select(
                m => Number(entry["metrics"]?[m])
                    + (m == primary && interval is not null ? $" [{Number(interval["low"])}, {Number(interval["high"])}]" : ""));
            text.Append(CultureInfo.InvariantCulture,
                $"| {entry.Name} | {(entry["failed"] is { } failed ? failed.Text() : string.Join(" | ", values))} | " +
                    $"{entry["settings"]?.Text()} | {entry["cost"]?["seconds"]?.Number():0.0} |\n");
        }

        Table(text, eval["confounds"], "column", [("with_target", "with the target"), ("with_prediction", "with the predictions"),
            ("told_from_features", "told from the features"), ("chance", "chance")]);
        Table(text, eval["brain_age"], "age bias", [("MAE", "MAE"), ("bias_slope", "slope of the error"),
            ("MAE_corrected", "MAE after the training side's bias line"), ("bias_slope_corrected", "slope after")]);
        foreach (var note in eval["notes"]?.Items ?? [])
            text.Append(CultureInfo.InvariantCulture, $"\n- {note.Text()}");
        return text.ToString();
    }

    private static void Table(StringBuilder text, YamlEntry? rows, string head, (string Field, string Name)[] columns)
    {
        if (rows is null) return;
        text.Append(CultureInfo.InvariantCulture,
            $"\n| {head} | {string.Join(" | ", columns.Select(c => c.Name))} |\n|---|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (var row in rows.Fields)
            text.Append(CultureInfo.InvariantCulture,
                $"| {row.Name} | {string.Join(" | ", columns.Select(c => Number(row[c.Field])))} |\n");
    }

    private static string Number(YamlEntry? entry) =>
        entry is not null && double.TryParse(entry.Text(), CultureInfo.InvariantCulture, out var v) && double.IsFinite(v)
            ? v.ToString(Math.Abs(v) >= 2 ? "0.00" : "0.000", CultureInfo.InvariantCulture) : "—";
}
