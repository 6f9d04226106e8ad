using Pial.Hub.Evaluation;
using Pial.Hub.Records;
using Pial.Pipelines;
using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Hub.Reports;

/// <summary><c>report.html</c>: one self-contained page.</summary>
internal static class HtmlReport
{
    /// <summary>Draws the page.</summary>
    public static string Write(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var eval = EvalFile.Record(run);
        var page = new HtmlText();
        Head(page, $"{run.Benchmark.Name} · {run.Candidate.Id}");
        var good = run.Candidate.Rank <= 1.5;
        page.Add($"""
            <header class="top"><p class="eyebrow">Benchmark</p><h1>{run.Benchmark.Name}</h1><p class="source">{run.EvalId} · {run.Date:yyyy-MM-dd HH:mm} UTC · {run.Split}</p>
            <div class="verdict {(good ? "good" : "look")}"><span>{Summary.Sentence(run)}</span></div>
            <ul class="numbers"><li><b>{NumberText.Number(run.Candidate.Metrics[run.Primary.Id])}</b><span>{run.Primary.Name} of {run.Candidate.Id}</span></li><li><b>{NumberText.Rank(run.Candidate.Rank)}<small> of {run.Entries.Count(e => e.Outcome is not null)}</small></b><span>place</span></li>
            <li><b>{run.Test}</b><span>tested</span></li><li><b>{run.Train}</b><span>trained on</span></li></ul>
            </header><nav><div><a href="#board">Board</a><a href="#groups">Groups</a>{new Raw(eval.Confounds.Count > 0 ? "<a href=\"#confounds\">Confounds</a>" : "")}{new Raw(eval.Probes.Count > 0 ? "<a href=\"#robustness\">Robustness</a>" : "")}{new Raw(run.Pictures.Count > 0 ? "<a href=\"#cases\">Cases</a>" : "")}<a href="#ai4h">AI4H</a><a href="#cards">Cards</a></div></nav><main>
            <section id="board"><h2>Board</h2><p class="lead">All entries, on the same test subjects. {(eval.HigherIsBetter ? "Higher is better." : "Lower is better.")} {(eval.IntervalText.Length > 0 ? $"95 % intervals: {eval.IntervalText}." : "Intervals are of persons drawn again.")} p is of the candidate against the entry.</p>
            """);
        EvalHtml.Board(page, eval);
        if (run.Notes.Count > 0) page.Add($"<h3>Notes</h3>");
        foreach (var note in run.Notes)
            page.Add($"<p>{note}</p>");
        page.Add($"</section><section id=\"groups\"><h2>Groups</h2><p class=\"lead\">{run.Candidate.Id} in groups of test subjects.</p>");
        EvalHtml.Groups(page, eval);
        page.Add($"</section>");
        More(page, eval);
        Cases(page, run);
        Ai4h(page, run);
        page.Add(
            $"</main><footer>Made by Pial {Software.Version}. This page is complete in itself: it loads nothing, and can be kept and ")
                .Add($"sent. The numbers are in eval.yaml, the predictions in predictions/.</footer></body></html>");
        return page.ToString();
    }

    /// <summary>Opens a page with the house's style.</summary>
    internal static void Head(HtmlText page, string title) => page.Add($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">{HtmlPage.Policy()}
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="generator" content="Pial {Software.Version}">
        <title>{title}</title>
        <style>{new Raw(HtmlPage.Style())}{new Raw(Style())}</style></head><body>
        """);

    /// <summary>What a board shows of an eval besides its table: thresholds, confounds, age bias, robustness.</summary>
    internal static void More(HtmlText page, EvalRecord eval)
    {
        if (eval.Thresholds.Count > 0)
        {
            page.Add($"<section id=\"thresholds\"><h2>Thresholds</h2><p class=\"lead\">What the suite asks of {eval.Candidate}.</p>");
            EvalHtml.Thresholds(page, eval);
            page.Add($"</section>");
        }

        if (eval.Confounds.Count > 0)
        {
            page.Add($"<section id=\"confounds\"><h2>Confounds</h2><p class=\"lead\">{ConfoundFields.Lead}</p>");
            EvalHtml.Figures(page, "Confounds", "Column", eval.Confounds, ConfoundFields.Columns);
            if (eval.ConfoundPairs.Count > 0)
            {
                page.Add($"<h3>Among themselves</h3>");
                EvalHtml.Figures(page, "Confounds among themselves", "Pair", eval.ConfoundPairs, ConfoundFields.Pairs);
            }

            if (eval.SplitBalance.Count > 0)
            {
                page.Add(
                    $"<h3>Tested against trained on</h3><p class=\"lead\">In the fold where they differ most. From 0.1 on a difference ")
                        .Add($"is usually called imbalance.</p>");
                EvalHtml.Figures(page, "Tested against trained on", "Column", eval.SplitBalance, ConfoundFields.Sides);
            }

            page.Add($"</section>");
        }

        if (eval.BrainAge.Count > 0)
        {
            page.Add(
                $"<section id=\"age-bias\"><h2>Age bias</h2><p class=\"lead\">Before and after correction by the line of predicted over ")
                    .Add($"true age, fitted to training subjects out of fold and inverted for test subjects; no test subject's age is ")
                        .Add($"used.</p>");
            EvalHtml.Figures(page, "Age bias", "Entry", eval.BrainAge,
                [("MAE", "MAE"), ("bias_slope", "Slope of the error"), ("MAE_corrected", "MAE, corrected"),
                    ("bias_slope_corrected", "Slope, corrected")]);
            page.Add($"</section>");
        }

        if (eval.Probes.Count == 0) return;
        page.Add(
            $"<section id=\"robustness\"><h2>Robustness</h2><p class=\"lead\">The score under artefacts of growing strength on the test ")
                .Add($"data. rAUC is the area under the curve over the range of strengths; higher is better.</p>");
        EvalHtml.Curves(page, eval);
        page.Add($"</section>");
    }

    private static void Cases(HtmlText page, RunResult run)
    {
        if (run.Pictures.Count == 0) return;
        var labels = run.Pictures[0] is LabelPicture;
        page.Add(
            $"<section id=\"cases\"><h2>Cases</h2><p class=\"lead\">{run.Candidate.Id} at its worst, in the middle and at its best by ")
                .Add($"{run.Primary.Name}, cut where {(labels ? "truth and prediction differ most" : "most is wrong")}. ");
        if (labels)
            page.Add($"<span class=\"key\"><i class=\"truth\"></i>truth</span> <span class=\"key\">")
                .Add($"<i class=\"predicted\"></i>prediction</span>");
        page.Add($"</p>");
        foreach (var picture in run.Pictures)
            page.Add($"<h3>{picture.Place}: {picture.Id}, {run.Primary.Name} {NumberText.Number(picture.Score)}</h3>")
                .Add($"<div class=\"cuts {(labels ? "three" : "four")}\">{CaseCuts.Draw(picture)}</div>");
        page.Add($"</section>");
    }

    private static void Ai4h(HtmlText page, RunResult run)
    {
        var all = Ai4hReport.Of(run);
        page.Add(
            $"<section id=\"ai4h\"><h2>AI4H report</h2><p class=\"lead\">What ITU/WHO FG-AI4H's DEL3 (requirement specifications), ")
                .Add($"DEL0.1 (unified terminology) and DEL10.8 (TG-Neuro) ask for, and where this run shows it: ")
                    .Add($"{all.Count(r => r.Shown)} of ")
                .Add($"{all.Count} are shown.</p>");
        HtmlTable.Open(page, "AI4H requirements", "asks", new Head("Document"), new("Asks for"), new("Shown"), new("Where"));
        foreach (var r in all)
            page.Add($"<tr><th scope=\"row\">{r.Document}</th><td>{r.Asks}</td>")
                .Add($"<td class=\"{(r.Shown ? "yes" : "miss")}\">{(r.Shown ? "✓ shown" : "✕ not shown")}</td><td>{r.Where}</td></tr>");
        HtmlTable.Close(page);
        page.Add($"</section><section id=\"cards\"><h2>Cards</h2><h3>Data</h3>");
        HtmlTable.Card(page, "Data card", run.DataCard);
        page.Add($"<h3>Model</h3>");
        HtmlTable.Card(page, "Model card", Ai4hReport.ModelCard(run));
        page.Add($"</section>");
    }

    private static string Style()
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("hub.css")!);
        return reader.ReadToEnd();
    }
}
