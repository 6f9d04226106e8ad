using System.Globalization;
using Pial.Web.Access;
using Pial.Web.Pages;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Web.Submissions;

/// <summary>The hub's pages: tasks, a task with its board and what to send, and what a person sent.</summary>
internal static class TaskPages
{
    /// <summary>All tasks.</summary>
    public static WebPage All(Site site, Visit visit, IEnumerable<(HubTask Task, IReadOnlyList<BoardRow> Board)> tasks)
    {
        var page = site.Page("Tasks", "tasks", visit);
        foreach (var (task, board) in tasks)
        {
            page.Add($"""
                <section><h2><a href="/tasks/{task.Name}">{task.Benchmark.Name}</a></h2><p class="lead">{task.Benchmark.Text("description")}</p>
                <p>{First(board)}</p></section>
                """);
        }

        return page;
    }

    /// <summary>A task.</summary>
    public static WebPage One(Site site, Visit visit, HubTask task, IReadOnlyList<BoardRow> board, int perDay)
    {
        var benchmark = task.Benchmark;
        var page = site.Page(benchmark.Name, "task", visit);
        page.Add($"""
            <p class="source">{benchmark.Id} · ranked by {benchmark.Primary} · {task.Tested.Select(t => t.Id).Distinct().Count()} {(benchmark.Task.IsTable ? "subjects" : "cases")} tested</p>
            <section id="board"><h2>Leaderboard</h2>
            """);
        if (board.Count == 0) page.Add($"<p>Nobody is on it yet.</p>");
        else
        {
            page.Add($"""
                <p class="lead">The best of each participant beside the baselines, evaluated here. Each signed eval can be checked with <code>pial benchmark verify</code> and the hub's <a href="/key">public key</a>.</p>
                <div class="wide"><table><thead><tr><th class="n">Place</th><th>Participant</th><th>Model</th><th class="n">{board[0].Measure}</th><th class="n">95 %</th><th class="n">Received (UTC)</th><th>Eval</th></tr></thead><tbody>
                """);
            for (var n = 0; n < board.Count; n++)
            {
                var row = board[n];
                page.Add($"""
                    <tr><td class="n">{n + 1}</td><th>{row.Person}</th><td>{row.Model}</td><td class="n">{Number(row.Value)}</td><td class="n">{Interval(row.Low, row.High)}</td><td class="n">{WebPage.Minute(row.Received)}</td><td>{Eval(row)}</td></tr>
                    """);
            }

            page.Add($"</tbody></table></div>");
        }

        return page.Add($"""
            </section><section id="send"><h2>Send predictions</h2>
            <p>{Wanted(task)} {perDay} a day are evaluated; one that fails is told of and does not count.</p>
            <form id="upload" class="drop" data-task="{task.Name}" data-most="{task.MostBytes}"><label>Model's name <input name="model" required maxlength="40" pattern="[A-Za-z0-9][A-Za-z0-9._\-]*" size="20" value="model"></label>
            <label>File <input name="file" type="file" {(benchmark.Task.IsTable ? new Raw("accept=\".csv,.tsv,text/csv\"") : new Raw("accept=\".zip,.nii,.gz\" multiple"))} required></label><button>Send</button></form></section>
            """);
    }

    /// <summary>What somebody sent; for an owner, what everybody did.</summary>
    public static WebPage Sent(Site site, Visit visit, IReadOnlyList<Submission> all)
    {
        var page = site.Page("Submissions", "submissions", visit);
        if (all.Count == 0) return page.Add($"<p>Nothing was sent yet; a <a href=\"/tasks\">task's page</a> says how.</p>");
        return page.Add($"""
            <section><div class="wide"><table><thead><tr><th class="n">No.</th><th>Task</th><th>Who</th><th>Model</th><th>State</th><th class="n">Received (UTC)</th></tr></thead><tbody>
            {WebPage.Each(all, s => $"<tr><td class=\"n\"><a href=\"/submissions/{s.Id}\">{s.Id}</a></td><td>{s.Task}</td><td>{s.Person}</td><td>{s.Model}</td><td><span class=\"badge {s.State}\">{s.State}</span></td><td class=\"n\">{WebPage.Minute(s.Received)}</td></tr>")}</tbody></table></div></section>
            """);
    }

    /// <summary>One submission.</summary>
    public static WebPage One(Site site, Visit visit, Submission s, IReadOnlyDictionary<string, Figure> figures)
    {
        var page = site.Page($"Submission {s.Id}", s.IsOver ? "submission" : "waiting", visit);
        page.Add($"""
            <p class="source"><span class="badge {s.State}">{s.State}</span> {s.Model} by {s.Person} for <a href="/tasks/{s.Task}">{s.Task}</a>, received {WebPage.Minute(s.Received)} UTC · sha256 <code>{s.Sha256[..16]}…</code></p>
            """);
        if (s.State == "failed") page.Add($"<p class=\"note\">{s.Said}</p>");
        if (!s.IsOver) page.Add($"<p>It waits for its evaluation; this page looks again by itself.</p>");
        if (figures.Count == 0) return page;
        return page.Add($"""
            <section><div class="wide"><table><thead><tr><th>Measure</th><th class="n">Value</th><th class="n">95 %</th></tr></thead><tbody>
            {WebPage.Each(figures, f => $"<tr><th>{f.Key}</th><td class=\"n\">{Number(f.Value.Value)}</td><td class=\"n\">{Interval(f.Value.Low, f.Value.High)}</td></tr>")}</tbody></table></div>
            <p><a href="/evals/{s.Id}">eval.yaml</a>, signed by this hub; its fields that fmbench knows, <a href="/evals/{s.Id}/fmbench.md">as a block for an issue there</a>.</p></section>
            """);
    }

    private static string First(IReadOnlyList<BoardRow> board) => board.FirstOrDefault(r => r.Submission is not null) is { } first
        ? $"First of {board.Count(r => r.Submission is not null)}: {first.Person}, {first.Measure} {Number(first.Value)}."
        : "Nobody is on its board yet.";

    private static Raw Wanted(HubTask task) => task.Benchmark.Task.IsTable ? WebPage.Html($"""
        A table (CSV or TSV) with the columns <code>{string.Join(", ", task.Columns)}</code>, one row for each subject tested and no other: <a href="/tasks/{task.Name}/template.csv">a file to fill in</a>.
        """) : WebPage.Html($"""
        One NIfTI file for each case tested, called as the case is (<code>{task.Tested[0].Id}.nii.gz</code>) and on its grid, and no other: the files, or a ZIP of them. <a href="/tasks/{task.Name}/template.csv">The cases</a>.
        """);

    private static string Interval(double? low, double? high) => low is { } l && high is { } h ? $"{Number(l)} to {Number(h)}" : "";

    private static Raw Eval(BoardRow row) => row.Submission is { } id ? WebPage.Html($"<a href=\"/evals/{id}\">eval.yaml</a>") : new("");

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>A measure with its interval.</summary>
/// <param name="Value">What was reached.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
internal sealed record Figure(double Value, double? Low, double? High);
