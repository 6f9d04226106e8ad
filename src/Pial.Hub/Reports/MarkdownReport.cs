using System.Globalization;
using System.Text;
using Pial.Hub.Evaluation;
using Pial.Pipelines;

namespace Pial.Hub.Reports;

/// <summary><c>report.md</c>: what a run found, in words and tables that any viewer of Markdown shows.</summary>
internal static class MarkdownReport
{
    /// <summary>Writes the report.</summary>
    public static string Write(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        Line($"# {run.Benchmark.Name}: {run.Candidate.Id}");
        Line();
        Line($"{Summary.Sentence(run)}");
        Line();
        foreach (var note in run.Notes)
            Line($"- {note}");
        if (run.Notes.Count > 0) Line();
        Table(text, [("Eval", run.EvalId), ("Date", run.Date.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            ("Split", run.Split), ("Trained on", NumberText.Count(run.Train, "subject")),
            ("Tested on", NumberText.Count(run.Test, "subject")),
            ("Whom it was fitted on", run.Candidate.FittedOn), ("Intervals", run.Intervals), ("Made by", $"Pial {Software.Version}")]);
        Line("## Board");
        Line();
        Line($"| rank | entry | {run.Primary.Name} | 95 % interval | places in 95 % | " +
            $"{string.Join(" | ", run.Metrics.Skip(1).Select(m => m.Name))} | candidate − entry | p | time |");
        Line($"|---|---|---|---|---|{string.Concat(run.Metrics.Skip(1).Select(_ => "---|"))}---|---|---|");
        foreach (var e in run.Entries)
            Line(e.Outcome is null ? $"| – | {e.Id} | failed: {Cell(e.Failed!)} |||{string.Concat(run.Metrics.Skip(1).Select(_ => "|"))}|||"
                : $"| {NumberText.Rank(e.Rank)} | {(e.IsCandidate ? $"**{e.Id}**" : e.Id)} | " +
                    $"{NumberText.Number(e.Metrics[run.Primary.Id])} | {NumberText.Interval(e.Confidence[run.Primary.Id])} | " +
                    $"{NumberText.Ranks(e.Ranks)} | " +
                    $"{string.Join(" | ", run.Metrics.Skip(1).Select(m => NumberText.Number(e.Metrics[m.Id])))} | " +
                    $"{(e.Against is { } a ? $"{NumberText.Number(a.Difference)} ({NumberText.Interval(a.Interval)})" : "")} | " +
                    $"{(e.Against is { } b ? NumberText.P(b.P) : "")} | {NumberText.Seconds(e.Seconds)} |");
        Line();
        foreach (var e in run.Entries)
            Line($"- {e.Id}: {e.What}{(e.Settings.Length > 0 ? $"; chosen: {e.Settings}" : "")}");
        Line();
        Thresholds(text, run);
        Strata(text, run);
        if (run.Pictures.Count > 0)
            text.Append(CultureInfo.InvariantCulture,
                $"## Cases\n\n" +
                    $"{string.Join("; ",
                        run.Pictures.Select(
                            p => $"{p.Place.ToLowerInvariant()} {p.Id} ({run.Primary.Name} {NumberText.Number(
                                p.Score)})"))}. Their pictures are in report.html.\n\n");
        Rest(text, run);
        Ai4hReport.Markdown(text, run);
        return text.ToString();
    }

    internal static void Table(StringBuilder text, IEnumerable<(string Name, string Value)> rows)
    {
        text.Append("| | |\n|---|---|\n");
        foreach (var (name, value) in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(name)} | {Cell(value)} |\n");
        text.Append('\n');
    }

    internal static string Cell(string value) => value.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static void Strata(StringBuilder text, RunResult run)
    {
        text.Append("## Groups\n\n");
        if (run.Candidate.Strata.Count == 0)
        {
            text.Append("The data name no groups.\n\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture,
            $"| field | level | subjects | {string.Join(" | ", run.Metrics.Select(m => m.Name))} | 95 % interval of {run.Primary.Name} " +
                $"|\n|---|---|---|{string.Concat(run.Metrics.Select(_ => "---|"))}---|\n");
        foreach (var s in run.Candidate.Strata)
            text.Append(CultureInfo.InvariantCulture,
                $"| {s.Field} | {Cell(s.Level)} | {s.Subjects}{(s.TooFew ? " (few)" : "")} | " +
                    $"{string.Join(" | ", s.Scores.Select(v => NumberText.Number(v.Value.Value)))} | " +
                    $"{NumberText.Interval(new(s.Scores[0].Low, s.Scores[0].High))} |\n");
        text.Append('\n');
    }

    private static void Figures(StringBuilder text, string head, string first,
        IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Values)> rows, IReadOnlyList<(string Key, string Head)> columns)
    {
        var known = columns.Where(c => rows.Any(r => r.Values.ContainsKey(c.Key))).ToList();
        text.Append(CultureInfo.InvariantCulture,
            $"{head}\n\n| {first} | {string.Join(" | ", known.Select(c => c.Head.ToLowerInvariant()))} " +
                $"|\n|---|{string.Concat(known.Select(_ => "---|"))}\n");
        foreach (var (name, values) in rows)
            text.Append(CultureInfo.InvariantCulture,
                $"| {Cell(name)} | " +
                    $"{string.Join(" | ",
                        known.Select(
                            c => Cell(EvalHtml.Figure(values, c.Key))
                                + (values.GetValueOrDefault($"{c.Key}_p") is { } p ? $" (p {NumberText.P(p)})" : "")))} |\n");
        text.Append('\n');
    }

    private static void Thresholds(StringBuilder text, RunResult run)
    {
        if (run.Thresholds.Count == 0) return;
        text.Append("## Thresholds\n\n| measure | reached | asked for | verdict |\n|---|---|---|---|\n");
        foreach (var t in run.Thresholds)
            text.Append(CultureInfo.InvariantCulture,
                $"| {Cell(t.Asked.Measure)} | {NumberText.Number(t.Value)} | " +
                    $"{NumberText.Limits(t.Asked.Min, t.Asked.Max)}" +
                    $"{(t.Asked.Description.Length > 0 ? Cell($": {t.Asked.Description}") : "")} | " +
                    $"{(t.Passed ? "passed" : "**missed**")} |\n");
        text.Append('\n');
    }

    private static void Rest(StringBuilder text, RunResult run)
    {
        var eval = EvalFile.Record(run);
        if (eval.Confounds.Count > 0)
            Figures(text, $"## Confounds\n\n{ConfoundFields.Lead}", "column", eval.Confounds, ConfoundFields.Columns);
        if (eval.ConfoundPairs.Count > 0) Figures(text, "### Among themselves", "pair", eval.ConfoundPairs, ConfoundFields.Pairs);
        if (eval.SplitBalance.Count > 0)
            Figures(text,
                "### Tested against trained on\n\nIn the fold where they differ most. From 0.1 on a difference is usually called " +
                    "imbalance.", "column", eval.SplitBalance, ConfoundFields.Sides);
        if (eval.BrainAge.Count > 0)
        {
            Figures(text,
                "## Age bias\n\nThe line of predicted over true age is fitted to training subjects out of fold and inverted for test " +
                    "subjects; no test subject's age is used.", "entry", eval.BrainAge,
                [("MAE", "MAE"), ("bias_slope", "slope of the error"), ("MAE_corrected", "MAE corrected"),
                    ("bias_slope_corrected", "slope corrected")]);
        }

        if (run.Candidate.Probes.Count > 0)
        {
            text.Append("## Robustness\n\n| artefact | strengths | score | scores | rAUC |\n|---|---|---|---|---|\n");
            foreach (var p in run.Candidate.Probes)
                text.Append(CultureInfo.InvariantCulture,
                    $"| {p.Name} ({p.Unit}) | {string.Join(", ", p.Grid)} | {p.ScoreName} | " +
                        $"{string.Join(", ", p.Scores.Select(NumberText.Number))} | {NumberText.Number(p.Area)} |\n");
            text.Append('\n');
        }
    }
}
