using System.Globalization;
using System.Text;
using Pial.Hub.Evaluation;
using Pial.Pipelines;

namespace Pial.Hub.Reports;

/// <summary><c>report.md</c>: what a run found, in words and tables that any viewer of Markdown shows.</summary>
public static class MarkdownReport
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
        Table(text, [("Eval", run.EvalId), ("Date", run.Date.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)), ("Split", run.Split), ("Trained on", Words.Count(run.Train, "subject")), ("Tested on", Words.Count(run.Test, "subject")), ("Whom it was fitted on", run.Candidate.FittedOn), ("Made by", $"Pial {Software.Version}")]);
        Line("## Board");
        Line();
        Line($"| rank | entry | {run.Primary.Name} | 95 % interval | places in 95 % | {string.Join(" | ", run.Metrics.Skip(1).Select(m => m.Name))} | candidate − entry | p | time |");
        Line($"|---|---|---|---|---|{string.Concat(run.Metrics.Skip(1).Select(_ => "---|"))}---|---|---|");
        foreach (var e in run.Entries)
            Line(e.Outcome is null ? $"| – | {e.Id} | failed: {Cell(e.Failed!)} |||{string.Concat(run.Metrics.Skip(1).Select(_ => "|"))}|||"
                : $"| {Words.Rank(e.Rank)} | {(e.IsCandidate ? $"**{e.Id}**" : e.Id)} | {Words.Number(e.Metrics[run.Primary.Id])} | {Words.Interval(e.Confidence[run.Primary.Id])} | {Words.Ranks(e.Ranks)} | {string.Join(" | ", run.Metrics.Skip(1).Select(m => Words.Number(e.Metrics[m.Id])))} | {(e.Against is { } a ? $"{Words.Number(a.Difference)} ({Words.Interval(a.Interval)})" : "")} | {(e.Against is { } b ? Words.P(b.P) : "")} | {Words.Seconds(e.Seconds)} |");
        Line();
        foreach (var e in run.Entries)
            Line($"- {e.Id}: {e.What}{(e.Settings.Length > 0 ? $"; chosen: {e.Settings}" : "")}");
        Line();
        Strata(text, run);
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

        text.Append(CultureInfo.InvariantCulture, $"| field | level | subjects | {string.Join(" | ", run.Metrics.Select(m => m.Name))} | 95 % interval of {run.Primary.Name} |\n|---|---|---|{string.Concat(run.Metrics.Select(_ => "---|"))}---|\n");
        foreach (var s in run.Candidate.Strata)
            text.Append(CultureInfo.InvariantCulture, $"| {s.Field} | {Cell(s.Level)} | {s.Subjects}{(s.TooFew ? " (few)" : "")} | {string.Join(" | ", s.Scores.Select(v => Words.Number(v.Value.Value)))} | {Words.Interval(new(s.Scores[0].Low, s.Scores[0].High))} |\n");
        text.Append('\n');
    }

    private static void Rest(StringBuilder text, RunResult run)
    {
        if (run.Confounds.Count > 0)
        {
            text.Append("## Confounds\n\n| column | role | with the target | with the predictions | told from the features | chance |\n|---|---|---|---|---|---|\n");
            foreach (var c in run.Confounds)
                text.Append(CultureInfo.InvariantCulture, $"| {Cell(c.Name)} | {c.Role} | {Words.Number(c.WithTarget)} | {Words.Number(c.WithPrediction)} | {Words.Number(c.FromFeatures)} | {Words.Number(c.Chance)} |\n");
            text.Append('\n');
        }

        if (run.BrainAge.Count > 0)
        {
            text.Append("## Age bias\n\nThe line of predicted over true age is fitted to training subjects out of fold and inverted for test subjects; no test subject's age is used.\n\n| entry | MAE | slope of the error | MAE corrected | slope corrected |\n|---|---|---|---|---|\n");
            foreach (var b in run.BrainAge)
                text.Append(CultureInfo.InvariantCulture, $"| {b.Entry} | {Words.Number(b.Mae)} | {Words.Number(b.Slope)} | {Words.Number(b.CorrectedMae)} | {Words.Number(b.CorrectedSlope)} |\n");
            text.Append('\n');
        }

        if (run.Candidate.Probes.Count > 0)
        {
            text.Append("## Robustness\n\n| artefact | strengths | score | scores | rAUC |\n|---|---|---|---|---|\n");
            foreach (var p in run.Candidate.Probes)
                text.Append(CultureInfo.InvariantCulture, $"| {p.Name} ({p.Unit}) | {string.Join(", ", p.Grid)} | {p.ScoreName} | {string.Join(", ", p.Scores.Select(Words.Number))} | {Words.Number(p.Area)} |\n");
            text.Append('\n');
        }
    }
}
