using Pial.Hub.Records;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Suites;

/// <summary>A benchmark on a data set, ready to run.</summary>
/// <param name="Record">The benchmark's record.</param>
/// <param name="Suite">The suite it was named by; null when the benchmark was.</param>
public sealed record Benchmark(RecordFile Record, RecordFile? Suite = null)
{
    private TaskDefinition? task;

    /// <summary>The benchmark's name for machines.</summary>
    public string Id => Record.Id;

    /// <summary>The suite's name for machines, or the benchmark's.</summary>
    public string SuiteId => Suite?.Id ?? Id;

    /// <summary>The benchmark's name for people.</summary>
    public string Name => Text("name") ?? Id;

    /// <summary>The measure that ranks.</summary>
    /// <exception cref="InputException">The record names none.</exception>
    public string Primary => Record.Entry.Required("metrics").Required("primary").Text();

    /// <summary>The other measures.</summary>
    public IReadOnlyList<string> Secondary => [.. (Record.Entry["metrics"]?["secondary"]?.Items ?? []).Select(i => i.Text())];

    /// <summary>The data set's name.</summary>
    public string DatasetId => Suite?.Entry["inputs"]?["dataset"]?["default"]?.Text() ?? Text("dataset_id") ?? Task.Data ?? "unnamed";

    /// <summary>What is run.</summary>
    /// <exception cref="InputException">The record says nothing of it, as those made for other hubs do.</exception>
    public TaskDefinition Task => task ??= TaskDefinition.Read(Record.Entry["task"]
        ?? throw new InputException(
            $"{Path.GetFileName(Record.Path)} has no 'task': it says what is measured, not from which columns. Add task: {{kind: …, " +
                "data: …, target: …}."));

    /// <summary>What the suite asks of a result; empty without a suite.</summary>
    /// <exception cref="InputException">A threshold on what is not measured, or without a limit; with its line.</exception>
    public IReadOnlyList<Threshold> Thresholds => Suite?.Entry["thresholds"] is not { } asked ? []
        : Threshold.Read(asked, [Primary, .. Secondary, .. Task.Robustness.Select(p => $"{p.Name}_rAUC"),
            .. Task.Robustness.Count > 0 ? ["robustness_score"] : Array.Empty<string>()]);

    /// <summary>The same with its split made again and again, with seeds 1, 2, ….</summary>
    /// <exception cref="InputException">Its split has nothing that a seed changes.</exception>
    public Benchmark Repeated(int times) => Task.Split.Scheme is "holdout" or "kfold"
        ? this with { task = Task with { Split = Task.Split with { Seeds = [.. Enumerable.Range(1, times).Select(n => (ulong)n)] } } }
        : throw new InputException($"{Id} is split by {Task.Split.Text()}, which no seed changes, so it cannot be repeated.");

    /// <summary>A text of the record, or null.</summary>
    public string? Text(string field) => Record.Entry[field] is { IsList: false, IsMap: false } entry ? entry.Text().Trim() : null;
}
