using System.Text;
using Pial.Hub.Evaluation;

namespace Pial.Hub.Reports;

/// <summary>What a document of ITU/WHO's Focus Group on AI for Health asks for, and where a run shows it.</summary>
/// <param name="Document">DEL3 (requirements), DEL0.1 (terms) or DEL10.8 (neurology).</param>
/// <param name="Asks">What it asks for.</param>
/// <param name="Shown">Whether the run shows it.</param>
/// <param name="Where">Where and what, or what is missing.</param>
internal sealed record Requirement(string Document, string Asks, bool Shown, string Where);

/// <summary>The AI4H part of a report, and the cards of data and model. What a run does not show says so.</summary>
internal static class Ai4hReport
{
    /// <summary>Requirement by requirement.</summary>
    public static IReadOnlyList<Requirement> Of(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return [.. Data(run), .. Performance(run), .. Verification(run), .. Topic(run)];
    }

    private static Requirement[] Data(RunResult run)
    {
        var benchmark = run.Benchmark;
        var best = run.Candidate;
        return
        [
            Row("DEL3 data", "Data described: source, size, what was measured",
                (run.DataCard.Count > 0, $"Data card; SHA-256 {run.DataSha256[..12]}…")),
            Row("DEL3 data", "Input format and required metadata",
                (benchmark.Record.Entry["data_spec"] is not null, benchmark.Record.Entry["data_spec"] is null
                    ? "Not shown: the benchmark has no data_spec." : "data_spec of the benchmark")),
            Row("DEL3 data", "Reference standard (ground truth) and where it comes from",
                Text(run, "gold_standard", "Not shown: the benchmark names no gold_standard.")),
            Row("DEL3 data", "Training and test data are apart",
                (true, $"Split: {run.Split}. Persons, as far as ids tell them, are never on both sides.")),
            Row("DEL3 data", "The model saw no test data",
                (!best.FittedOn.StartsWith("not shown", StringComparison.Ordinal),
                $"{Capital(best.FittedOn)}. Checked: {run.Checked.Done}. Cannot be known: {run.Checked.Unknown}.")),
            Row("DEL3 data", "Bias in the data: confounds measured",
                (run.Confounds.Count > 0, run.Confounds.Count > 0 ? $"Confounds: {string.Join(", ", run.Confounds.Select(c => c.Name))}"
                    : "Not shown: the task names no site, head size, age or sex.")),
            Row("DEL3 data", "Consent, ethics and licence of the data",
                (false, "Not shown by a run: see the data set's own record (pial dataset show).")),
        ];
    }

    private static Requirement[] Performance(RunResult run)
    {
        var task = run.Benchmark.Task;
        var best = run.Candidate;
        var strata = Strata(run);
        return
        [
            Row("DEL3 performance", "Primary and secondary measures, defined before the run",
                (true, string.Join(", ", run.Metrics.Select(m => m.Name)))),
            Row("DEL3 performance", "Uncertainty", (true, $"95 % intervals: {run.Intervals}")),
            Row("DEL3 performance", "Comparison with baselines and with chance",
                (true, $"Board: {NumberText.Count(run.Entries.Count - 1, "baseline")}, paired permutation tests ({task.Permutations})")),
            Row("DEL3 performance", "Subgroups",
                (strata.Count > 0, strata.Count > 0 ? $"Groups: {string.Join(", ", strata)}" : "Not shown: the data name no groups.")),
            Row("DEL3 performance", "Generalisation to sites that were not trained on",
                task.Split.Scheme == "test-table" ? (true, $"Tested on another table, {task.Split.Test}.")
                    : (task.Split.Scheme == "leave-site-out", task.Split.Scheme == "leave-site-out"
                        ? "Every site is left out in turn." : "Not shown: sites are on both sides; use split: {scheme: leave-site-out}.")),
            Row("DEL3 performance", "Robustness against artefacts",
                (best.Probes.Count > 0, best.Probes.Count > 0 ? $"Robustness: {string.Join(", ", best.Probes.Select(p => p.Name))}"
                    : "Not shown: the task asks for none, or the model's predictions of degraded data are not there.")),
            Row("DEL3 performance", "Calibration",
                (run.Metrics.Any(m => m.Name is "ECE" or "Brier"),
                    run.Metrics.Any(m => m.Name is "ECE" or "Brier") ? "ECE and Brier score on the board"
                        : "Not shown: no measure of calibration is among the task's.")),
            Row("DEL3 performance", "Time and resources",
                (true, $"{NumberText.Seconds(best.Seconds)}{(best.PeakMemoryMb > 0 ? $", {best.PeakMemoryMb:0} MiB" : "")} for training " +
                    $"and prediction ({run.Hardware})")),
        ];
    }

    private static Requirement[] Verification(RunResult run)
    {
        var task = run.Benchmark.Task;
        return
        [
            Row("DEL3 verification", "Reproducible: versions, seeds, fingerprints",
                (true, $"eval.yaml: program's version, seeds {string.Join(", ", task.Split.Seeds)}, SHA-256 of data and task")),
            Row("DEL3 verification", "Evaluated by somebody other than the developer",
                (false, "Not shown by a run: who ran it must be said by whoever publishes it.")),
            Row("DEL3 verification", "Clinical validation, monitoring after deployment", (false, "Not shown: a benchmark is neither.")),
            Row("DEL0.1 terms",
                "Terms: AI model (entry), benchmark (task and metrics), test data, ground truth (gold standard), baseline, audit (pial " +
                    "benchmark audit)", (true, "Used in this sense throughout")),
        ];
    }

    private static Requirement[] Topic(RunResult run)
    {
        var benchmark = run.Benchmark;
        var task = run.Benchmark.Task;
        var strata = Strata(run);
        return
        [
            Row("DEL10.8 topic", "Health topic and its relevance",
                benchmark.Text("health_topic") is { } topic
                    ? (true, $"{benchmark.Text("health_domain")}: {topic}. {benchmark.Text("clinical_relevance")}")
                    : (false, "Not shown: the benchmark names no health_topic.")),
            Row("DEL10.8 inputs", "AI input", Text(run, "input_modality", "Not shown: the benchmark names no input_modality.")),
            Row("DEL10.8 outputs", "AI output", benchmark.Text("output_type") is { } output
                ? (true, $"{output}{(task.Target is null ? "" : $": {task.Target}")}")
                : (false, "Not shown: the benchmark names no output_type.")),
            Row("DEL10.8 metrics", "Scores and metrics",
                (true, $"{run.Primary.Name} ranks; {string.Join(", ", run.Metrics.Skip(1).Select(m => m.Name))}")),
            Row("DEL10.8 strata", "Groups that matter for the topic",
                (strata.Count > 0, strata.Count > 0 ? string.Join(", ", strata) : "Not shown.")),
        ];
    }

    private static Requirement Row(string document, string asks, (bool Shown, string Where) found) =>
        new(document, asks, found.Shown, found.Where);

    private static (bool Shown, string Where) Text(RunResult run, string field, string missing) =>
        run.Benchmark.Text(field) is { Length: > 0 } text ? (true, text) : (false, missing);

    private static List<string> Strata(RunResult run) =>
        [.. run.Candidate.Strata.Select(s => s.Field).Distinct(StringComparer.Ordinal)];

    /// <summary>The model card: what its record says, and what it does not.</summary>
    public static IReadOnlyList<(string Name, string Value)> ModelCard(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var entry = run.Model?.Entry;
        var missing = run.Model is null ? "not stated (no model record was given)" : "not stated";
        return
        [
            ("Model", run.Candidate.Id), ("Description", run.Candidate.What),
            ("Kind", entry?["type"]?.Text()
                ?? (run.Candidate.FittedOn.StartsWith("not", StringComparison.Ordinal) ? "predictions" : "baseline of Pial")),
            .. new[] { ("Developer", "developer"), ("Licence", "licence"), ("Intended use", "intended_use"),
                ("Out of scope", "out_of_scope"), ("Training data", "training_data"), ("Limitations", "limitations"), ("Ethics", "ethics") }
                .Select(f => (f.Item1, entry?["card"]?[f.Item2]?.Text() ?? missing)),
        ];
    }

    internal static void Markdown(StringBuilder text, RunResult run)
    {
        text.Append(
            "## AI4H report\n\nWhat ITU/WHO FG-AI4H's DEL3 (requirement specifications), DEL0.1 (unified terminology) and DEL10.8 " +
                "(TG-Neuro) ask for, and where this run shows it.\n\n| document | asks for | shown | where |\n|---|---|---|---|\n");
        foreach (var r in Of(run))
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"| {r.Document} | {MarkdownReport.Cell(r.Asks)} | {(r.Shown ? "yes" : "**no**")} | {MarkdownReport.Cell(r.Where)} |\n");
        text.Append("\n### Data card\n\n");
        MarkdownReport.Table(text, run.DataCard);
        text.Append("### Model card\n\n");
        MarkdownReport.Table(text, ModelCard(run));
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
