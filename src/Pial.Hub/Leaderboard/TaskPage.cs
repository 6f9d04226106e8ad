using Pial.Analysis.Tables;
using Pial.Hub.Evaluation;
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
            <section id="ranking"><h2>Ranking</h2><p class="lead">By {newest.Primary}; {(newest.HigherIsBetter ? "higher" : "lower")} is better. Numbers are measured again from the predictions and true values that came with an eval, which are the sender's; numbers of evals without them are marked as claimed. Every model's newest eval on the same data and split, and every baseline of the newest eval that has it. Intervals that overlap do not say that two are alike: see the paired tests in an eval.</p>
            """);
        Ranking(page, task);
        page.Add($"</section>");
        Groups(page, task);
        HistorySection.Write(page, task);
        LeaderboardSite.Foot(page);
        return page.ToString();
    }

    // A forest plot whose rows are the table's.
    private static void Ranking(HtmlText page, BoardTask task)
    {
        var primary = task.Newest.Primary;
        var others = task.Rows.SelectMany(r => r.Metrics.Keys).Where(m => m != primary).Distinct(StringComparer.Ordinal).ToList();
        var scale = EvalHtml.Scale(task.Rows.SelectMany(r => r.OnScale));
        var asked = task.Rows.Any(r => !r.IsBaseline && r.From.Eval.Thresholds.Count > 0);
        HtmlTable.Open(page, $"Entries by {primary}", "board",
        [
            new Head("Place", "n"), new("Entry"), new($"{primary} {(task.Newest.HigherIsBetter ? "↑" : "↓")}", "n"),
            new("95 % interval", "span", "The faint line is the first place", EvalHtml.Ends(scale)),
            new("Places", "n opt", "Places in 95 % of the bootstrap samples, among the entries of its own run"),
            .. asked ? [new Head("Thresholds", "opt", "Reached, of those its suite asks for")] : Array.Empty<Head>(), new("Time", "n opt"),
            new("Memory", "n opt", "Peak, of users' programs"), new("Date", "opt"),
        ]);
        foreach (var r in task.Rows)
        {
            var value = r.Metrics.GetValueOrDefault(primary, double.NaN);
            page.Add($"<tr class=\"{(r.IsBaseline ? "" : "candidate")}\"><td class=\"n\">{r.Rank}</td>")
                .Add($"<th scope=\"row\" title=\"{r.What}\">")
                .Add($"{new Raw(r.IsBaseline ? "" : $"<a href=\"evals/{LeaderboardSite.FileOf(r.From)}\">")}{r.Id}")
                .Add($"{new Raw(r.IsBaseline ? " <small>baseline</small>" : "</a>")}")
                .Add($"{new Raw(r.IsClaimed ? " <small title=\"the sender's numbers, not measured again\">claimed</small>" : "")}</th>")
                .Add($"<td class=\"n\"><b>{NumberText.Number(value)}</b></td>")
                .Add($"<td class=\"span\">{EvalHtml.Whisker(value, r.Interval, scale, !r.IsBaseline,
                        task.Rows[0].Metrics.GetValueOrDefault(primary,
                            double.NaN))}")
                .Add($"<small>{(r.Interval is { } i ? NumberText.Interval(new(i.Low, i.High)) : "no interval given")}</small></td>");
            page.Add($"<td class=\"n opt\">{(r.Places is { } p ? $"{NumberText.Ranks((p.Low, p.High))} of {p.Of}" : "–")}</td>")
                .Add($"{new Raw(asked ? $"<td class=\"opt\">{Passed(r)}</td>" : "")}")
                .Add($"<td class=\"n opt\">{(double.IsFinite(r.Seconds) ? NumberText.Seconds(r.Seconds) : "–")}</td>")
                .Add($"<td class=\"n opt\">{NumberText.Memory(r.PeakMemoryMb)}</td>")
                .Add($"<td class=\"opt\">{HistorySection.Day(r.From.Eval.Date)}</td></tr>");
        }

        HtmlTable.Close(page);
        EvalHtml.Measures(page, others, task.Rows.Select(r => (r.Id, r.Metrics)));
    }

    private static string Passed(BoardRow row)
    {
        var all = row.IsBaseline ? [] : row.From.Eval.Thresholds;
        var passed = all.Count(t => t.Values.GetValueOrDefault("passed") == "true");
        return all.Count == 0 ? "–" : $"{(passed == all.Count ? "✓" : "✕")} {passed} of {all.Count}";
    }

    private static void Groups(HtmlText page, BoardTask task)
    {
        var rows = task.Rows.Where(r => !r.IsBaseline && r.From.Eval.Groups.Count > 0).ToList();
        if (rows.Count == 0) return;
        page.Add(
            $"<section id=\"groups\"><h2>Groups</h2><p class=\"lead\">{task.Newest.Primary} of each model in groups of test subjects; ")
                .Add($"intervals are in its eval.</p>");
        foreach (var field in rows.SelectMany(r => r.From.Eval.Groups).GroupBy(g => g.Field, StringComparer.Ordinal))
        {
            var (name, levels) = (field.Key.Replace('_', ' '),
                field.GroupBy(g => g.Level, StringComparer.Ordinal).OrderBy(g => g.Key, LevelOrder.Instance)
                    .Select(g => (Level: g.Key, g.First().Count)).ToList());
            page.Add($"<h3>{name}</h3>");
            HtmlTable.Open(page, $"{task.Newest.Primary} by {name}", "",
                levels.Select(l => new Head(l.Level, "n", null, $"n {l.Count}")).Prepend(new("Entry")));
            foreach (var r in rows)
            {
                page.Add($"<tr><th scope=\"row\">{r.Id}</th>");
                foreach (var (level, _) in levels)
                    page.Add(
                        $"<td class=\"n\">")
                            .Add($"{NumberText.Number(
                                r.From.Eval.Groups.FirstOrDefault(g => g.Field == field.Key && g.Level == level)?.Metrics.GetValueOrDefault(
                                    task.Newest.Primary, double.NaN) ?? double.NaN)}</td>");
                page.Add($"</tr>");
            }

            HtmlTable.Close(page);
        }

        page.Add($"</section>");
    }
}
