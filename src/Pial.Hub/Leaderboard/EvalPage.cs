using Pial.Hub.Reports;
using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Hub.Leaderboard;

/// <summary>The page of one eval.</summary>
internal static class EvalPage
{
    public static string Write(BoardEval entry, BoardTask task)
    {
        var (page, eval) = (new HtmlText(), entry.Eval);
        HtmlReport.Head(page, eval.Id);
        page.Add($"""
            <header class="top"><p class="back"><a href="../index.html">All tasks</a> › <a href="../{task.File}">{task.Name}</a></p><p class="eyebrow">Eval</p><h1>{eval.Candidate}</h1><p class="source">{eval.Id} · {eval.Date}</p>
            <ul class="numbers"><li><b>{Words.Number(eval.Metrics[eval.Primary])}</b><span>{eval.Primary}</span></li><li><b>{eval.Metadata.GetValueOrDefault("n_test", "–")}</b><span>tested</span></li>
            <li><b>{eval.Metadata.GetValueOrDefault("n_train", "–")}</b><span>trained on</span></li><li><b>{(double.IsFinite(eval.Seconds) ? Words.Seconds(eval.Seconds) : "–")}</b><span>time</span></li></ul></header><main>
            <section><h2>Measures</h2><table class="card"><tbody>
            """);
        foreach (var (name, value) in eval.Metrics)
            page.Add($"<tr><th>{name}</th><td>{Words.Number(value)}{(eval.Confidence.TryGetValue(name, out var i) ? $" ({Words.Interval(new(i.Low, i.High))})" : "")}</td></tr>");
        page.Add($"</tbody></table></section>");
        if (eval.Entries.Count > 0)
        {
            page.Add($"<section><h2>Beside its baselines</h2>");
            EvalHtml.Board(page, eval);
            page.Add($"</section>");
        }

        page.Add($"<section><h2>Groups</h2>");
        EvalHtml.Groups(page, eval);
        page.Add($"</section>");
        HtmlReport.More(page, eval);
        About(page, entry);
        LeaderboardSite.Foot(page);
        return page.ToString();
    }

    private static void About(HtmlText page, BoardEval entry)
    {
        page.Add($"<section><h2>How it was made</h2>");
        foreach (var note in entry.Eval.Notes)
            page.Add($"<p>{note}</p>");
        page.Add($"<table class=\"card\"><tbody><tr><th>Fitted on</th><td>{(entry.Eval.FittedOn.Length > 0 ? entry.Eval.FittedOn : "not stated")}</td></tr><tr><th>Status</th><td>{entry.Eval.Status}</td></tr>");
        foreach (var (name, value) in entry.Eval.Metadata)
            page.Add($"<tr><th>{name}</th><td>{value}</td></tr>");
        page.Add($"</tbody></table>{new Raw(entry.Report is null ? "" : new HtmlText().Add($"<details><summary>report.md</summary><pre>{entry.Report}</pre></details>").ToString())}</section>");
    }
}
