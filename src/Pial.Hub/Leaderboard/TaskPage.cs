using System.Globalization;
using Pial.Hub.Reports;
using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Hub.Leaderboard;

/// <summary>The page of a task: ranked entries, groups, history.</summary>
internal static class TaskPage
{
    public static string Write(BoardTask task)
    {
        var (page, newest) = (new HtmlText(), task.Newest);
        HtmlReport.Head(page, task.Name);
        page.Add($"""
            <header class="top"><p class="back"><a href="index.html">All tasks</a></p><p class="eyebrow">Leaderboard</p><h1>{task.Name}</h1>
            <p class="source">{newest.BenchmarkId} · {newest.DatasetId}{(newest.Topic.Length > 0 ? $" · {newest.Topic}" : "")}{(newest.Metadata.GetValueOrDefault("split") is { } split ? $" · {split}" : "")}</p></header><main>
            <section id="ranking"><h2>Ranking</h2><p class="lead">By {newest.Primary}; {(newest.HigherIsBetter ? "higher" : "lower")} is better. Every model's newest eval on the same data and split. Intervals that overlap do not say that two are alike: see the paired tests in an eval.</p>
            """);
        Ranking(page, task);
        page.Add($"</section>");
        Groups(page, task);
        History(page, task);
        LeaderboardSite.Foot(page);
        return page.ToString();
    }

    private static void Ranking(HtmlText page, BoardTask task)
    {
        var primary = task.Newest.Primary;
        var others = task.Rows.SelectMany(r => r.Metrics.Keys).Where(m => m != primary).Distinct(StringComparer.Ordinal).ToList();
        var scale = EvalHtml.Scale(task.Rows.SelectMany(r => r.Interval is { } i ? new[] { i.Low, i.High } : []).Concat(task.Rows.Select(r => r.Metrics.GetValueOrDefault(primary, double.NaN))));
        page.Add($"<div class=\"wide\"><table class=\"board\"><thead><tr><th class=\"n\">Place</th><th>Entry</th><th class=\"n\">{primary} {(task.Newest.HigherIsBetter ? "↑" : "↓")}</th><th class=\"span\">95 % interval</th><th class=\"n opt\">Time</th><th class=\"opt\">Date</th></tr></thead><tbody>");
        foreach (var r in task.Rows)
        {
            var value = r.Metrics.GetValueOrDefault(primary, double.NaN);
            page.Add($"<tr class=\"{(r.IsBaseline ? "" : "candidate")}\"><td class=\"n\">{r.Rank}</td><th title=\"{r.What}\">{new Raw(r.IsBaseline ? "" : $"<a href=\"evals/{LeaderboardSite.FileOf(r.From)}\">")}{r.Id}{new Raw(r.IsBaseline ? " <small>baseline</small>" : "</a>")}</th><td class=\"n\"><b>{Words.Number(value)}</b></td><td class=\"span\">{EvalHtml.Whisker(value, r.Interval, scale, !r.IsBaseline)}<small>{(r.Interval is { } i ? Words.Interval(new(i.Low, i.High)) : "no interval given")}</small></td>");
            page.Add($"<td class=\"n opt\">{(double.IsFinite(r.Seconds) ? Words.Seconds(r.Seconds) : "–")}</td><td class=\"opt\">{Day(r.From.Eval.Date)}</td></tr>");
        }

        page.Add($"</tbody></table></div>");
        EvalHtml.Measures(page, others, task.Rows.Select(r => (r.Id, r.Metrics)));
    }

    private static void Groups(HtmlText page, BoardTask task)
    {
        var rows = task.Rows.Where(r => !r.IsBaseline && r.From.Eval.Groups.Count > 0).ToList();
        if (rows.Count == 0) return;
        page.Add($"<section id=\"groups\"><h2>Groups</h2><p class=\"lead\">{task.Newest.Primary} of each model in groups of test subjects.</p>");
        foreach (var field in rows.SelectMany(r => r.From.Eval.Groups).GroupBy(g => g.Field, StringComparer.Ordinal))
        {
            var levels = field.GroupBy(g => g.Level, StringComparer.Ordinal).Select(g => (Level: g.Key, g.First().Count)).ToList();
            page.Add($"<h3>{field.Key.Replace('_', ' ')}</h3><div class=\"wide\"><table><thead><tr><th>Entry</th>{new Raw(string.Concat(levels.Select(l => new HtmlText().Add($"<th class=\"n\">{l.Level} <small>n {l.Count}</small></th>").ToString())))}</tr></thead><tbody>");
            foreach (var r in rows)
            {
                page.Add($"<tr><th>{r.Id}</th>");
                foreach (var (level, _) in levels)
                    page.Add($"<td class=\"n\">{Words.Number(r.From.Eval.Groups.FirstOrDefault(g => g.Field == field.Key && g.Level == level)?.Metrics.GetValueOrDefault(task.Newest.Primary, double.NaN) ?? double.NaN)}</td>");
                page.Add($"</tr>");
            }

            page.Add($"</tbody></table></div>");
        }

        page.Add($"</section>");
    }

    // Evals in the order of their dates; the line is the best so far.
    private static void History(HtmlText page, BoardTask task)
    {
        var primary = task.Newest.Primary;
        var evals = task.Evals.Reverse().Where(e => double.IsFinite(e.Eval.Metrics[primary])).ToList();
        page.Add($"<section id=\"history\"><h2>History</h2>");
        if (evals.Count > 1)
        {
            var scale = EvalHtml.Scale(evals.Select(e => e.Eval.Metrics[primary]));
            string X(int n) => (50 + (n * 550.0 / (evals.Count - 1))).ToString("0.#", CultureInfo.InvariantCulture);
            string Y(double v) => (150 - ((v - scale.Low) / (scale.High - scale.Low) * 130)).ToString("0.#", CultureInfo.InvariantCulture);
            var (best, line, dots) = (double.NaN, new List<string>(), new HtmlText());
            for (var n = 0; n < evals.Count; n++)
            {
                var value = evals[n].Eval.Metrics[primary];
                best = double.IsNaN(best) || (task.Newest.HigherIsBetter ? value > best : value < best) ? value : best;
                line.Add($"{X(n)},{Y(best)}");
                dots.Add($"<circle cx=\"{X(n)}\" cy=\"{Y(value)}\" r=\"5\"><title>{evals[n].Eval.Candidate}: {Words.Number(value)}, {evals[n].Eval.Date}</title></circle>");
            }

            page.Add($"<svg class=\"history\" viewBox=\"0 0 620 170\" role=\"img\" aria-label=\"{primary} of {evals.Count} evals in the order of their dates, and the best so far\"><line x1=\"50\" x2=\"600\" y1=\"150\" y2=\"150\"/><polyline points=\"{string.Join(' ', line)}\"/><text x=\"0\" y=\"24\">{Words.Number(scale.High)}</text><text x=\"0\" y=\"153\">{Words.Number(scale.Low)}</text>{new Raw(dots.ToString())}</svg>");
        }

        page.Add($"<div class=\"wide\"><table><thead><tr><th>Date</th><th>Model</th><th class=\"n\">{primary}</th><th>Eval</th></tr></thead><tbody>");
        foreach (var e in task.Evals)
            page.Add($"<tr><td>{Day(e.Eval.Date)}</td><th>{e.Eval.Candidate}</th><td class=\"n\">{Words.Number(e.Eval.Metrics[primary])}</td><td><a href=\"evals/{LeaderboardSite.FileOf(e)}\">{e.Eval.Id}</a></td></tr>");
        page.Add($"</tbody></table></div></section>");
    }

    private static string Day(string date) => date.Length >= 10 ? date[..10] : date;
}
