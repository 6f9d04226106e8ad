using Pial.Hub.Evaluation;
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
            <ul class="numbers"><li><b>{NumberText.Number(eval.Metrics[eval.Primary])}</b><span>{eval.Primary}</span></li><li><b>{eval.Metadata.GetValueOrDefault("n_test", "–")}</b><span>tested</span></li>
            <li><b>{eval.Metadata.GetValueOrDefault("n_train", "–")}</b><span>trained on</span></li><li><b>{(double.IsFinite(eval.Seconds) ? NumberText.Seconds(eval.Seconds) : "–")}</b><span>time</span></li></ul></header><main>
            <section><h2>Measures</h2>
            """);
        HtmlTable.Card(page, "Measures",
            eval.Metrics.Select(
                m => (m.Key,
                    $"{NumberText.Number(m.Value)}" +
                        $"{(eval.Confidence.TryGetValue(m.Key, out var i) ? $" ({NumberText.Interval(new(i.Low, i.High))})" : "")}")));
        page.Add($"</section>");
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
        HtmlTable.Card(page, "How it was made", [("Fitted on", entry.Eval.FittedOn.Length > 0 ? entry.Eval.FittedOn : "not stated"),
            ("Status", entry.Eval.Status), .. entry.Eval.Metadata.Select(m => (m.Key, m.Value))]);
        page.Add(
            $"{new Raw(entry.Report is null
                ? "" : new HtmlText().Add($"<details><summary>report.md</summary><pre tabindex=\"0\">{entry.Report}</pre></details>")
                    .ToString())}</section>");
    }
}
