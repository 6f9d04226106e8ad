using System.Globalization;
using Pial.Hub.Evaluation;
using Pial.Hub.Records;
using Pial.Hub.Tasks;
using Pial.Pipelines;
using YamlDotNet.RepresentationModel;
using static Pial.Pipelines.Yaml.YamlText;

namespace Pial.Hub.Reports;

/// <summary><c>eval.yaml</c>: a run in fmbench's schema, with what Pial measures besides; no data and no weights.</summary>
internal static class EvalFile
{
    /// <summary>Writes a run as YAML.</summary>
    public static string Write(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var best = run.Candidate;
        return Of(Map([
            ("eval_id", run.EvalId),
            ("benchmark_id", run.Benchmark.Id),
            ("model_ids", Map(("candidate", best.Id), ("baselines", run.Entries.Where(e => !e.IsCandidate).Select(e => e.Id)))),
            ("dataset_id", run.Benchmark.DatasetId),
            ("task", Map(
                ("name", run.Benchmark.Name), ("version", run.Benchmark.Text("version")), ("kind", run.Benchmark.Task.Kind.Word()),
                ("health_topic", run.Benchmark.Text("health_topic")),
                ("degradation", run.Benchmark.Record.Entry["task"]?["degradation"]?.Node),
                ("primary", run.Primary.Name), ("higher_is_better", run.Primary.HigherIsBetter ?? false),
                ("target", run.Benchmark.Task.Target))),
            ("run_metadata", Metadata(run)),
            ("metrics", Metrics(best)),
            ("confidence", Confidence(best)),
            ("intervals", run.Intervals.Length > 0 ? run.Intervals : null),
            ("entries", Map(run.Entries.Select(e => (e.Id, (object?)Entry(e, run))))),
            ("thresholds", run.Thresholds.Count == 0 ? null : Map(run.Thresholds.Select(t => (t.Asked.Measure, (object?)Map(
                ("value", t.Value), ("min", t.Asked.Min), ("max", t.Asked.Max), ("passed", t.Passed),
                ("description", t.Asked.Description.Length > 0 ? t.Asked.Description : null)))))),
            .. ConfoundFields.Of(run),
            ("brain_age",
                run.BrainAge.Count == 0 ? null
                    : Map(run.BrainAge.Select(
                        b => (b.Entry,
                            (object?)Map(("MAE", b.Mae), ("bias_slope", b.Slope), ("MAE_corrected", b.CorrectedMae),
                                ("bias_slope_corrected", b.CorrectedSlope)))))),
            ("probes",
                best.Probes.Count == 0 ? null
                    : Map(best.Probes.Select(
                        p => (p.Name,
                            (object?)Map(("grid", p.Grid), ("grid_unit", p.Unit), ("score", p.ScoreName), ("scores", p.Scores),
                                ("rAUC", p.Area)))))),
            ("cost", Cost(best)),
            ("fitted_on", best.FittedOn),
            ("notes", run.Notes.Count == 0 ? null : run.Notes),
            ("model_card", run.Model?.Entry["card"]?.Node),
            ("status", "Completed")]));
    }

    /// <summary>A run as a board reads its eval.</summary>
    internal static EvalRecord Record(RunResult run) => EvalRecord.Read(RecordFile.Parse(Write(run), "eval.yaml", EvalFields.Kind));

    private static YamlMappingNode Metadata(RunResult run) => Map(
        ("runner", "pial"), ("version", Software.Version),
        ("date", run.Date.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("suite_id", run.Benchmark.Suite is null ? null : run.Benchmark.SuiteId),
        ("model_config", run.Model is { } model ? Path.GetFileName(model.Path) : null),
        ("hardware", run.Hardware.Length > 0 ? run.Hardware : null),
        ("n_train", run.Train), ("n_test", run.Test), ("n_features", run.Features > 0 ? run.Features : null),
        ("seeds", run.Benchmark.Task.Split.Seeds), ("split", run.Split),
        ("isolation", run.Isolation.Length > 0 ? run.Isolation : null), ("data_sha256", run.DataSha256),
        ("task_sha256", BenchmarkRun.Sha256(run.Benchmark.Record.ToYaml())));

    private static YamlMappingNode Metrics(EntryResult entry)
    {
        var all = Map(entry.Figures.Select(m => (m.Key, (object?)m.Value)));
        if (entry.Strata.Count > 0)
            all.Add("stratified",
                Map(entry.Strata.GroupBy(s => s.Field, StringComparer.Ordinal)
                    .Select(f => ($"by_{f.Key}", (object?)Map(f.Select(s => (s.Level, (object?)Group(s))))))));
        return all;
    }

    private static YamlMappingNode Group(Analysis.Metrics.Uncertainty.Stratum stratum)
    {
        var group = Map(("n_samples", stratum.Subjects));
        foreach (var score in stratum.Scores.Where(s => double.IsFinite(s.Value.Value)))
            group.Add(score.Metric, Node(score.Value.Value));
        var primary = stratum.Scores[0];
        if (double.IsFinite(primary.Low)) group.Add("confidence", Map((primary.Metric, Map(("low", primary.Low), ("high", primary.High)))));
        return group;
    }

    private static YamlMappingNode? Confidence(EntryResult entry)
    {
        var known = entry.Confidence.Where(c => double.IsFinite(c.Value.Low)).ToList();
        return known.Count == 0 ? null : Map(known.Select(c => (c.Key, (object?)Map(("low", c.Value.Low), ("high", c.Value.High)))));
    }

    private static YamlMappingNode Entry(EntryResult entry, RunResult run) => Map(
        ("kind", entry.IsCandidate ? "candidate" : "baseline"), ("description", entry.What),
        ("settings", entry.Settings.Length > 0 ? entry.Settings : null), ("failed", entry.Failed),
        ("metrics", entry.Outcome is null ? null : Map(entry.Metrics.Select(m => (m.Key, (object?)m.Value)))),
        ("confidence", Confidence(entry)),
        ("rank", entry.Outcome is null ? null : 1 + run.Entries.Count(e => e.Outcome is not null && e.Rank < entry.Rank)),
        ("first_share", entry.Outcome is null ? null : entry.FirstShare),
        ("rank_low", entry.Outcome is null ? null : (int)Math.Floor(entry.Ranks.Low)),
        ("rank_high", entry.Outcome is null ? null : (int)Math.Ceiling(entry.Ranks.High)),
        ("comparison",
            entry.Against is { } a ? Map(("difference", a.Difference), ("low", a.Interval.Low), ("high", a.Interval.High), ("p", a.P))
                : null), ("cost", Cost(entry)));

    private static YamlMappingNode Cost(EntryResult entry) =>
        Map(("seconds", entry.Seconds), ("peak_memory_mb", entry.PeakMemoryMb > 0 ? entry.PeakMemoryMb : null));
}
