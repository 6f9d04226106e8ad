using Pial.Formats.Streams;
using Pial.Hub.Evaluation;
using Pial.Hub.Reports;
using Pial.Hub.Suites;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Reports;

namespace Pial.Hub.Leaderboard;

/// <summary>
/// A static site of evals: a page for all, one for each task, one for each eval. It loads nothing, works from a folder, and is made of
/// <c>eval.yaml</c> and <c>report.md</c> alone.
/// </summary>
public static class LeaderboardSite
{
    private const int Shown = 5; // of each task on the first page

    /// <summary>Writes the site.</summary>
    /// <param name="evals">Folder of evals, at any depth.</param>
    /// <param name="site">Where the pages go.</param>
    /// <param name="force">Whether an earlier site is replaced.</param>
    /// <param name="known">Benchmarks of the board's owner, besides those built in: names, measures that rank and directions come from
    /// them.</param>
    /// <returns>Tasks and evals on it.</returns>
    /// <exception cref="InputException">No eval, one that cannot be read, or a site that is there already.</exception>
    public static (int Tasks, int Evals) Write(string evals, string site, bool force, IReadOnlyList<Benchmark>? known = null)
    {
        if (File.Exists(site)) throw new InputException($"{site} is a file; give a folder.");
        ResultSet.Recover(site);
        if (!force && File.Exists(Path.Combine(site, "index.html")))
            throw new InputException($"{Path.Combine(site, "index.html")} exists; add option 'force' to replace it.");
        var all = BoardEval.ReadAll(evals, known);
        var tasks = BoardTask.Of(all);
        var pages = tasks.SelectMany(t => t.Evals.Select(e => (Name: Path.Combine("evals", FileOf(e)), Html: EvalPage.Write(e, t))))
            .ToList();
        pages.AddRange(tasks.Select(t => (t.File, TaskPage.Write(t))));
        pages.Add(("index.html", Index(tasks, all.Count)));
        ResultSet.Write(site, into =>
        {
            foreach (var (name, html) in pages)
                OutputFile.WriteText(Path.Combine(into, name), html);
        }, name => name.StartsWith("evals/", StringComparison.Ordinal) && name.EndsWith(".html", StringComparison.Ordinal));
        return (tasks.Count, all.Count);
    }

    internal static string FileOf(BoardEval eval) => $"{BoardTask.Plain(eval.Eval.Id)}.html";

    internal static void Foot(HtmlText page) =>
        page.Add(
            $"</main><footer>Made by Pial {Software.Version} from eval.yaml and report.md alone. These pages are complete in themselves: ")
                .Add($"they load nothing from elsewhere and work from a folder.</footer></body></html>");

    private static string Index(IReadOnlyList<BoardTask> tasks, int evals)
    {
        var page = new HtmlText();
        HtmlReport.Head(page, "Leaderboard");
        page.Add(
            $"<header class=\"top\"><p class=\"eyebrow\">Leaderboard</p><h1>{NumberText.Count(tasks.Count, "task")}, ")
                .Add($"{NumberText.Count(evals, "eval")}</h1><p class=\"source\">Every entry beside its baselines, with ")
                .Add($"intervals.</p></header><main><ul class=\"tasks\">");
        foreach (var t in tasks)
        {
            var (models, scale) = (t.Rows.Count(r => !r.IsBaseline), EvalHtml.Scale(t.Rows.Take(Shown).SelectMany(r => r.OnScale)));
            page.Add($"<li><h2><a href=\"{t.File}\">{t.Name}</a></h2>")
                .Add($"<p>{t.Newest.Topic}{(t.Newest.Topic.Length > 0 ? " · " : "")}{t.Newest.Primary} ")
                .Add($"{(t.Newest.HigherIsBetter ? "↑" : "↓")} · {t.Newest.DatasetId}{(t.Variant.Length > 0 ? $" · {t.Variant}" : "")} ")
                .Add($"· {NumberText.Count(models, "model")}, {NumberText.Count(t.Rows.Count - models, "baseline")}</p><ol>");
            foreach (var row in t.Rows.Take(Shown))
            {
                var value = row.Metrics.GetValueOrDefault(t.Newest.Primary, double.NaN);
                page.Add(
                    $"<li><span>{row.Id}{(row.IsBaseline ? " (baseline)" : "")}</span>")
                        .Add($"{EvalHtml.Whisker(value, row.Interval, scale, !row.IsBaseline)}<b>{NumberText.Number(value)}</b></li>");
            }

            page.Add($"</ol></li>");
        }

        page.Add($"</ul>");
        Foot(page);
        return page.ToString();
    }
}
