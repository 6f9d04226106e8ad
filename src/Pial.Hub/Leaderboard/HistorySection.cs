using System.Globalization;
using Pial.Hub.Evaluation;
using Pial.Hub.Reports;
using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Hub.Leaderboard;

/// <summary>The evals of a task in the order of their dates: the best so far, and the versions of every entry.</summary>
internal static class HistorySection
{
    private const int Left = 56, Right = 610, Top = 20, Bottom = 150;

    public static void Write(HtmlText page, BoardTask task)
    {
        var primary = task.Newest.Primary;
        page.Add(
            $"<section id=\"history\"><h2>History</h2><p class=\"lead\">Every eval. The grey line is the best so far; coloured lines ")
                .Add($"join the versions of one entry, whose change is in the table.</p>");
        Chart(page, task, primary);
        HtmlTable.Open(page, "Evals by date", "board", new Head("Date"), new("Model"), new(primary, "n"),
            new("Change", "n", "Against the entry's version before"), new("Eval", "opt"));
        foreach (var e in task.Evals)
            page.Add($"<tr><td>{Day(e.Eval.Date)}</td><th scope=\"row\">")
                .Add($"<a href=\"evals/{LeaderboardSite.FileOf(e)}\">{e.Eval.Candidate}</a></th>")
                .Add($"<td class=\"n\">{NumberText.Number(e.Eval.Metrics[primary])}</td><td class=\"n\">{Change(task, e, primary)}</td>")
                .Add($"<td class=\"opt\">{e.Eval.Id}</td></tr>");
        HtmlTable.Close(page);
        page.Add($"</section>");
    }

    /// <summary>The day of a date as a record has it.</summary>
    public static string Day(string date) => date.Length >= 10 ? date[..10] : date;

    private static string Change(BoardTask task, BoardEval eval, string primary)
    {
        var before = task.Evals.SkipWhile(e => e != eval).Skip(1).FirstOrDefault(e => e.Eval.Candidate == eval.Eval.Candidate);
        if (before is null) return task.Evals.Any(e => e != eval && e.Eval.Candidate == eval.Eval.Candidate) ? "first" : "–";
        var change = eval.Eval.Metrics[primary] - before.Eval.Metrics[primary];
        return !double.IsFinite(change) || change == 0 ? "0"
            : $"{(change > 0 ? "+" : "−")}{NumberText.Number(Math.Abs(change))} " +
                $"{(change > 0 == task.Newest.HigherIsBetter ? "better" : "worse")}";
    }

    private static void Chart(HtmlText page, BoardTask task, string primary)
    {
        var evals = task.Evals.Reverse().Where(e => double.IsFinite(e.Eval.Metrics[primary])).ToList();
        if (evals.Count < 2) return;
        var scale = EvalHtml.Scale(evals.Select(e => e.Eval.Metrics[primary]));
        string X(int n) => (Left + 10 + (n * (Right - Left - 20.0) / (evals.Count - 1))).ToString("0.#", CultureInfo.InvariantCulture);
        string Y(double v) => (Bottom - ((v - scale.Low) / (scale.High - scale.Low) * (Bottom - Top))).ToString("0.#",
            CultureInfo.InvariantCulture);
        var (best, line, dots, versions) = (double.NaN, new List<string>(), new HtmlText(), new HtmlText());
        for (var n = 0; n < evals.Count; n++)
        {
            var value = evals[n].Eval.Metrics[primary];
            best = double.IsNaN(best) || (task.Newest.HigherIsBetter ? value > best : value < best) ? value : best;
            line.Add($"{X(n)},{Y(best)}");
            dots.Add(
                $"<circle cx=\"{X(n)}\" cy=\"{Y(value)}\" r=\"5\"><title>{evals[n].Eval.Candidate}: {NumberText.Number(value)}, ")
                    .Add($"{evals[n].Eval.Date}</title></circle>");
        }

        foreach (var entry in evals.Select((e, n) => (e.Eval, At: n)).GroupBy(e => e.Eval.Candidate, StringComparer.Ordinal)
            .Where(g => g.Count() > 1))
            versions.Add($"<polyline class=\"versions\" ")
                .Add($"points=\"{string.Join(' ', entry.Select(e => $"{X(e.At)},{Y(e.Eval.Metrics[primary])}"))}\"/>");
        page.Add($"""
            <svg class="history" viewBox="0 0 620 176" role="img" aria-label="{primary} of {evals.Count} evals in the order of their dates, and the best so far, {NumberText.Number(best)}"><line x1="{Left}" x2="{Right}" y1="{Bottom}" y2="{Bottom}"/><line x1="{Left}" x2="{Left}" y1="{Top}" y2="{Bottom}"/>
            <text class="y" x="{Left - 6}" y="{Top + 4}">{NumberText.Number(scale.High)}</text><text class="y" x="{Left - 6}" y="{Bottom + 4}">{NumberText.Number(scale.Low)}</text><text x="{Left}" y="{Bottom + 18}">{Day(evals[0].Eval.Date)}</text><text class="y" x="{Right}" y="{Bottom + 18}">{Day(evals[^1].Eval.Date)}</text>
            <polyline points="{string.Join(' ', line)}"/>{new Raw(versions.ToString())}{new Raw(dots.ToString())}</svg>
            """);
    }
}
