using System.Globalization;
using Pial.Pipelines;
using Pial.Pipelines.Yaml;

namespace Pial.Hub.Records;

/// <summary>An eval as a board reads it: fmbench's alone, or with Pial's additions.</summary>
internal sealed record EvalRecord
{
    /// <summary>Suite, model, UTC date and time.</summary>
    public required string Id { get; init; }

    /// <summary>The benchmark.</summary>
    public required string BenchmarkId { get; init; }

    /// <summary>The model that was judged.</summary>
    public required string Candidate { get; init; }

    /// <summary>The data set; empty where the record does not say.</summary>
    public string DatasetId { get; init; } = "";

    /// <summary>The benchmark's name for people, or its id.</summary>
    public required string TaskName { get; init; }

    /// <summary>classification, regression, …; empty where the record does not say.</summary>
    public string Kind { get; init; } = "";

    /// <summary>DEL10's topic; empty where the record does not say.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The measure that ranks: the record's, or the first it has.</summary>
    public required string Primary { get; init; }

    /// <summary>Which end of it is good.</summary>
    public bool HigherIsBetter { get; init; } = true;

    /// <summary>When, as the record has it.</summary>
    public string Date { get; init; } = "";

    /// <summary>What <c>run_metadata</c> says, name by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Measures by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>95 % intervals by measure.</summary>
    public required IReadOnlyDictionary<string, (double Low, double High)> Confidence { get; init; }

    /// <summary>Measures of groups.</summary>
    public IReadOnlyList<EvalGroup> Groups { get; init; } = [];

    /// <summary>The candidate and the baselines of its run, best first; empty in records of others.</summary>
    public IReadOnlyList<EvalEntry> Entries { get; init; } = [];

    /// <summary>Confounds: name and figures.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Values)> Confounds { get; init; } = [];

    /// <summary>Pairs of confounds and figures.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Values)> ConfoundPairs { get; init; } = [];

    /// <summary>How the sides of the split differ: column and figures.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Values)> SplitBalance { get; init; } = [];

    /// <summary>What the suite asks for: measure, and what was reached.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Values)> Thresholds { get; init; } = [];

    /// <summary>Age bias: entry and figures.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Values)> BrainAge { get; init; } = [];

    /// <summary>Score curves under artefacts.</summary>
    public IReadOnlyList<EvalProbe> Probes { get; init; } = [];

    /// <summary>Seconds of training and prediction; NaN where not given.</summary>
    public double Seconds { get; init; } = double.NaN;

    /// <summary>Peak memory of a user's program, MiB; NaN where not given.</summary>
    public double PeakMemoryMb { get; init; } = double.NaN;

    /// <summary>How whom it saw was checked.</summary>
    public string FittedOn { get; init; } = "";

    /// <summary>How intervals were made; empty where it is not said.</summary>
    public string IntervalText { get; init; } = "";

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Completed, or why not.</summary>
    public string Status { get; init; } = "";

    /// <summary>Reads a checked record.</summary>
    /// <exception cref="InputException">It has no name, no candidate or no measure; with its line.</exception>
    public static EvalRecord Read(RecordFile record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var (all, task, run) = (record.Entry, record.Entry["task"], record.Entry["run_metadata"]);
        var metrics = Numbers(all.Required("metrics"));
        if (metrics.Count == 0) throw all["metrics"]!.Bad("has no number.");
        var primary = task?["primary"]?.Text() is { } named && metrics.ContainsKey(named) ? named : metrics.Keys.First();
        return new()
        {
            Id = record.Id,
            BenchmarkId = all.Required("benchmark_id").Text(),
            Candidate = all.Required("model_ids").Required("candidate").Text(),
            DatasetId = all["dataset_id"]?.Text() ?? "",
            TaskName = task?["name"]?.Text() ?? all.Required("benchmark_id").Text(),
            Kind = task?["kind"]?.Text() ?? "",
            Topic = task?["health_topic"]?.Text() ?? "",
            Primary = primary,
            HigherIsBetter = task?["higher_is_better"]?.Flag() ?? true,
            Date = run?["date"]?.Text() ?? "",
            Metadata = run is null ? new Dictionary<string, string>(StringComparer.Ordinal) : Texts(run),
            Metrics = metrics,
            Confidence = Intervals(all["confidence"]),
            Groups = [.. (all["metrics"]!["stratified"]?.Fields ?? [])
                .SelectMany(f => f.Fields.Select(level => EvalGroup.Read(f.Name, level, primary)))],
            Entries = [.. (all["entries"]?.Fields ?? []).Select(EvalEntry.Read)],
            Confounds = Tables(all["confounds"]),
            ConfoundPairs = Tables(all["confound_pairs"]),
            SplitBalance = Tables(all["split_balance"]),
            Thresholds = Tables(all["thresholds"]),
            BrainAge = Tables(all["brain_age"]),
            Probes = [.. (all["probes"]?.Fields ?? []).Select(EvalProbe.Read).OfType<EvalProbe>()],
            Seconds = all["cost"]?["seconds"]?.Number() ?? double.NaN,
            PeakMemoryMb = all["cost"]?["peak_memory_mb"]?.Number() ?? double.NaN,
            IntervalText = all["intervals"] is { IsMap: false, IsList: false } made ? made.Text() : "",
            FittedOn = all["fitted_on"] is { IsMap: false, IsList: false } fitted ? fitted.Text() : "",
            Notes = [.. (all["notes"]?.Items ?? []).Select(n => n.Text())],
            Status = all["status"]?.Text() ?? "",
        };
    }

    internal static Dictionary<string, double> Numbers(YamlEntry map) =>
        map.Fields.Where(f => f is { IsMap: false, IsList: false }).Select(f => (f.Name, Value: Number(f)))
        .Where(f => f.Value is not null).ToDictionary(f => f.Name, f => f.Value!.Value, StringComparer.Ordinal);

    internal static Dictionary<string, (double Low, double High)> Intervals(YamlEntry? map) =>
        (map?.Fields ?? []).Where(f => f.IsMap && f["low"] is not null && f["high"] is not null)
        .ToDictionary(f => f.Name, f => (f["low"]!.Number(), f["high"]!.Number()), StringComparer.Ordinal);

    private static double? Number(YamlEntry entry) => entry.IsNull ? null : entry.Text() is ".nan" or ".NaN" ? double.NaN
        : double.TryParse(entry.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static Dictionary<string, string> Texts(YamlEntry map) =>
        map.Fields.Where(f => !f.IsMap).ToDictionary(f => f.Name, f => string.Join(", ", f.Items.Select(i => i.IsNull ? "" : i.Text())),
            StringComparer.Ordinal);

    private static List<(string, IReadOnlyDictionary<string, string>)> Tables(YamlEntry? map) =>
        [.. (map?.Fields ?? []).Where(f => f.IsMap).Select(f => (f.Name, (IReadOnlyDictionary<string, string>)Texts(f)))];
}

/// <summary>Measures of a group.</summary>
/// <param name="Field">What divides.</param>
/// <param name="Level">Which group.</param>
/// <param name="Count">Subjects in it.</param>
/// <param name="Metrics">Its measures.</param>
/// <param name="Primary">95 % interval of the primary measure; null where there is none.</param>
internal sealed record EvalGroup(string Field, string Level, int Count, IReadOnlyDictionary<string, double> Metrics,
    (double Low, double High)? Primary)
{
    internal static EvalGroup Read(string field, YamlEntry level, string primary) =>
        new(field.StartsWith("by_", StringComparison.Ordinal) ? field[3..] : field, level.Name, level["n_samples"]?.Whole() ?? 0,
        EvalRecord.Numbers(level).Where(m => m.Key != "n_samples").ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal),
        EvalRecord.Intervals(level["confidence"]).TryGetValue(primary, out var interval) ? interval : null);
}

/// <summary>An entry of a run.</summary>
/// <param name="Id">Its name.</param>
/// <param name="IsCandidate">Whether it is the model that was judged.</param>
/// <param name="What">What it is.</param>
/// <param name="Metrics">Its measures.</param>
/// <param name="Confidence">Their intervals.</param>
/// <param name="Rank">Its place; 0 when it failed.</param>
/// <param name="Ranks">Places in 95 % of the bootstrap samples.</param>
/// <param name="FirstShare">Share of the samples in which it is first.</param>
/// <param name="Comparison">The candidate against it: difference, interval and p; null for the candidate.</param>
/// <param name="Seconds">What it cost, s.</param>
/// <param name="PeakMemoryMb">Peak memory of a program, MiB; NaN where it was none.</param>
/// <param name="Failed">Why it gave no result.</param>
internal sealed record EvalEntry(
    string Id, bool IsCandidate, string What, IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, (double Low, double High)> Confidence, int Rank, (int Low, int High) Ranks, double FirstShare,
    (double Difference, double Low, double High, double P)? Comparison, double Seconds, double PeakMemoryMb, string? Failed)
{
    internal static EvalEntry Read(YamlEntry e) => new(
        e.Name, e["kind"]?.Text() == "candidate", e["description"]?.Text() ?? "",
        e["metrics"] is { } m ? EvalRecord.Numbers(m) : new Dictionary<string, double>(StringComparer.Ordinal),
        EvalRecord.Intervals(e["confidence"]),
        e["rank"]?.Whole() ?? 0, (e["rank_low"]?.Whole() ?? 0, e["rank_high"]?.Whole() ?? 0), e["first_share"]?.Number() ?? double.NaN,
        e["comparison"] is { } c && EvalRecord.Numbers(c) is var n
            ? (n.GetValueOrDefault("difference", double.NaN), n.GetValueOrDefault("low", double.NaN),
                n.GetValueOrDefault("high", double.NaN), n.GetValueOrDefault("p", double.NaN)) : null,
        e["cost"]?["seconds"]?.Number() ?? double.NaN, e["cost"]?["peak_memory_mb"]?.Number() ?? double.NaN, e["failed"]?.Text());
}

/// <summary>A score curve.</summary>
/// <param name="Name">The artefact.</param>
/// <param name="Grid">Strengths.</param>
/// <param name="Unit">Their unit.</param>
/// <param name="Score">What the score is.</param>
/// <param name="Scores">The score at each strength.</param>
/// <param name="Area">rAUC.</param>
internal sealed record EvalProbe(string Name, IReadOnlyList<double> Grid, string Unit, string Score, IReadOnlyList<double> Scores,
    double Area)
{
    // Probes of others hold their curves elsewhere and are shown by their rAUC among the measures alone.
    internal static EvalProbe? Read(YamlEntry p) =>
        p["grid"] is { } grid && p["scores"] is { } scores && grid.Items.Count == scores.Items.Count
        ? new(p.Name, [.. grid.Items.Select(i => i.Number())], p["grid_unit"]?.Text() ?? "", p["score"]?.Text() ?? "score",
            [.. scores.Items.Select(i => i.Number())], p["rAUC"]?.Number() ?? double.NaN) : null;
}
