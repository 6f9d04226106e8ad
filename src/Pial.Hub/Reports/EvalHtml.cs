using System.Globalization;
using System.Net;
using Pial.Analysis.Tables;
using Pial.Hub.Evaluation;
using Pial.Hub.Leaderboard;
using Pial.Hub.Records;
using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Hub.Reports;

/// <summary>The parts of a page that tell of an eval: the same in a run's report and on a board.</summary>
internal static class EvalHtml
{
    private const double Width = 200;

    /// <summary>A scale that holds all given values.</summary>
    public static (double Low, double High) Scale(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        if (known.Length == 0) return (0, 1);
        var (low, high) = (known.Min(), known.Max());
        var margin = Math.Max((high - low) * 0.06, 1e-9);
        return (low - margin, high + margin);
    }

    /// <summary>The ends of a scale, for its head.</summary>
    public static string Ends((double Low, double High) scale) => $"{NumberText.Number(scale.Low)} … {NumberText.Number(scale.High)}";

    /// <summary>A dot with its interval on a common scale, and a faint line at a value that all rows are read against.</summary>
    public static Raw Whisker(double value, (double Low, double High)? interval, (double Low, double High) scale, bool strong,
        double against = double.NaN)
    {
        double X(double v) => Math.Clamp((v - scale.Low) / (scale.High - scale.Low), 0, 1) * Width;
        if (!double.IsFinite(value)) return new("");
        var guide = double.IsFinite(against) ? string.Create(CultureInfo.InvariantCulture,
            $"<line class=\"guide\" x1=\"{X(against):0.#}\" x2=\"{X(against):0.#}\" y1=\"-9\" y2=\"25\"/>") : "";
        var line = interval is { } i && double.IsFinite(i.Low)
            ? string.Create(CultureInfo.InvariantCulture, $"<line x1=\"{X(i.Low):0.#}\" x2=\"{X(i.High):0.#}\" y1=\"8\" y2=\"8\"/>") : "";
        return new(string.Create(CultureInfo.InvariantCulture,
            $"<svg class=\"whisker{(strong ? " strong" : "")}\" viewBox=\"-6 0 {Width + 12} 16\" preserveAspectRatio=\"none\" " +
                $"aria-hidden=\"true\">{guide}{line}<line class=\"dot\" x1=\"{X(value):0.#}\" x2=\"{X(value):0.#}\" y1=\"3\" " +
                $"y2=\"13\"/></svg>"));
    }

    /// <summary>The candidate among its baselines.</summary>
    public static void Board(HtmlText page, EvalRecord eval)
    {
        var others = eval.Metrics.Keys.Where(m => m != eval.Primary && eval.Entries.Any(e => e.Metrics.ContainsKey(m))).ToList();
        var scale = Scale(eval.Entries.Where(e => e.Metrics.ContainsKey(eval.Primary))
            .SelectMany(e => e.Confidence.TryGetValue(eval.Primary, out var i) ? new[] { i.Low, i.High, e.Metrics[eval.Primary] }
                : [e.Metrics[eval.Primary]]));
        HtmlTable.Open(page, $"{eval.Candidate} and its baselines by {eval.Primary}", "board", new Head("Place", "n"), new("Entry"),
            new($"{eval.Primary} {(eval.HigherIsBetter ? "↑" : "↓")}", "n"), new("95 % interval", "span", null, Ends(scale)),
            new("Places", "n opt", "Places in 95 % of the bootstrap samples"),
            new("Candidate − entry", "n opt", "Candidate minus entry, 95 % interval"), new("p", "n opt", "Paired permutation test"),
            new("Time", "n opt"));
        foreach (var e in eval.Entries)
        {
            if (e.Failed is not null)
            {
                page.Add($"<tr><td class=\"n\">–</td><th scope=\"row\">{e.Id}</th><td colspan=\"6\">failed: {e.Failed}</td></tr>");
                continue;
            }

            var interval = e.Confidence.TryGetValue(eval.Primary, out var i) ? i : ((double, double)?)null;
            page.Add($"<tr class=\"{(e.IsCandidate ? "candidate" : "")}\"><td class=\"n\">{e.Rank}</td>")
                .Add($"<th scope=\"row\" title=\"{e.What}\">{e.Id}</th><td class=\"n\">")
                .Add($"<b>{NumberText.Number(e.Metrics.GetValueOrDefault(eval.Primary, double.NaN))}</b></td>")
                .Add($"<td class=\"span\">")
                .Add($"{Whisker(e.Metrics.GetValueOrDefault(eval.Primary, double.NaN), interval, scale, e.IsCandidate,
                        eval.Metrics[eval.Primary])}")
                .Add($"<small>{(interval is { } c ? NumberText.Interval(new(c.Item1, c.Item2)) : "")}</small></td>");
            page.Add($"<td class=\"n opt\">{NumberText.Ranks(e.Ranks)}</td>")
                .Add($"<td class=\"n opt\">")
                .Add($"{(e.Comparison is { } d ? $"{NumberText.Number(d.Difference)} ({NumberText.Interval(new(d.Low, d.High))})"
                        : "")}</td><td class=\"n opt\">{(e.Comparison is { } p ? NumberText.P(p.P) : "")}</td>");
            page.Add($"<td class=\"n opt\">{NumberText.Seconds(e.Seconds)}</td></tr>");
        }

        HtmlTable.Close(page);
        Measures(page, others, eval.Entries.Where(e => e.Failed is null).Select(e => (e.Id, e.Metrics)));
        page.Add($"<details><summary>What the entries are</summary><dl class=\"entries\">");
        foreach (var e in eval.Entries)
            page.Add($"<dt>{e.Id}</dt><dd>{e.What}</dd>");
        page.Add($"</dl></details>");
    }

    /// <summary>The other measures of several entries.</summary>
    public static void Measures(HtmlText page, IReadOnlyList<string> names,
        IEnumerable<(string Id, IReadOnlyDictionary<string, double> Metrics)> entries)
    {
        if (names.Count == 0) return;
        page.Add($"<h3>Other measures</h3>");
        HtmlTable.Open(page, "Other measures", "", names.Select(m => new Head(m, "n")).Prepend(new("Entry")));
        foreach (var (id, metrics) in entries)
            page.Add(
                $"<tr><th scope=\"row\">{id}</th>")
                    .Add($"{new Raw(
                        string.Concat(
                            names.Select(
                                m => $"<td class=\"n\">{NumberText.Number(metrics.GetValueOrDefault(m, double.NaN))}</td>")))}</tr>");
        HtmlTable.Close(page);
    }

    /// <summary>Measures of groups.</summary>
    public static void Groups(HtmlText page, EvalRecord eval)
    {
        if (eval.Groups.Count == 0)
        {
            page.Add($"<p class=\"lead\">The data name no groups.</p>");
            return;
        }

        var whole = eval.Metrics[eval.Primary];
        var scale = Scale(
            eval.Groups
                .SelectMany(g => g.Primary is { } i ? new[] { i.Low, i.High } : [g.Metrics.GetValueOrDefault(eval.Primary, double.NaN)])
                .Append(whole));
        foreach (var field in eval.Groups.GroupBy(g => g.Field, StringComparer.Ordinal))
        {
            page.Add($"<h3>{field.Key.Replace('_', ' ')}</h3>");
            HtmlTable.Open(page, $"{eval.Primary} by {field.Key.Replace('_', ' ')}", "board", new Head("Group"), new("Subjects", "n"),
                new(eval.Primary, "n"), new("95 % interval", "span", "The faint line is all subjects", Ends(scale)));
            foreach (var g in field.OrderBy(g => g.Level, LevelOrder.Instance))
                page.Add($"<tr><th scope=\"row\">{g.Level}</th><td class=\"n\">{g.Count}</td><td class=\"n\">")
                    .Add($"<b>{NumberText.Number(g.Metrics.GetValueOrDefault(eval.Primary, double.NaN))}</b></td>")
                    .Add($"<td class=\"span\">")
                    .Add($"{Whisker(g.Metrics.GetValueOrDefault(eval.Primary, double.NaN), g.Primary, scale, true, whole)}")
                    .Add($"<small>{(g.Primary is { } i ? NumberText.Interval(new(i.Low, i.High)) : "too few for an interval")}</small>")
                    .Add($"</td></tr>");
            HtmlTable.Close(page);
        }
    }

    /// <summary>What a suite asks for, and whether it was reached.</summary>
    public static void Thresholds(HtmlText page, EvalRecord eval)
    {
        HtmlTable.Open(page, "Thresholds", "", new Head("Measure"), new("Reached", "n"), new("Asked for"), new("Verdict"));
        foreach (var (name, values) in eval.Thresholds)
            page.Add($"<tr><th scope=\"row\">{name}</th><td class=\"n\">{Figure(values, "value")}</td><td>{NumberText.Limits(values)}</td>")
                .Add($"<td class=\"{(values["passed"] == "true" ? "yes" : "miss")}\">")
                .Add($"{(values["passed"] == "true" ? "✓ passed" : "✕ missed")}</td></tr>");
        HtmlTable.Close(page);
    }

    /// <summary>Figures by name: confounds, age bias. Columns of which no row knows anything are left out.</summary>
    public static void Figures(HtmlText page, string caption, string first,
        IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Values)> rows, IReadOnlyList<(string Key, string Head)> columns)
    {
        var known = columns.Where(c => rows.Any(r => r.Values.ContainsKey(c.Key))).ToList();
        HtmlTable.Open(page, caption, "", known.Select(c => new Head(c.Head, "n")).Prepend(new(first)));
        foreach (var (name, values) in rows)
            page.Add(
                $"<tr><th scope=\"row\">{name}</th>")
                    .Add($"{new Raw(
                        string.Concat(
                            known.Select(
                                c => new HtmlText()
                                    .Add($"<td class=\"n\">{Figure(values, c.Key)}{new Raw(values.GetValueOrDefault($"{c.Key}_p") is { } p
                                        ? $" <small>p {WebUtility.HtmlEncode(NumberText.P(p))}</small>" : "")}</td>").ToString())))}</tr>");
        HtmlTable.Close(page);
    }

    /// <summary>A figure of a row, as a person reads it.</summary>
    public static string Figure(IReadOnlyDictionary<string, string> values, string key) =>
        values.GetValueOrDefault(key) is not { } text || text is ".nan" or "" ? "–"
        : key is "n" or "fold" or "level" || !double.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? text : NumberText.Number(number);

    /// <summary>Score curves, each from no artefact to the strongest.</summary>
    public static void Curves(HtmlText page, EvalRecord eval)
    {
        page.Add($"<div class=\"curves\">");
        foreach (var p in eval.Probes)
        {
            var (low, high) = (Math.Min(0, p.Scores.Min()), Math.Max(1, p.Scores.Max()));
            string X(double g) => ((g - p.Grid[0]) / (p.Grid[^1] - p.Grid[0]) * 240).ToString("0.#", CultureInfo.InvariantCulture);
            string Y(double s) => (100 - ((s - low) / (high - low) * 100)).ToString("0.#", CultureInfo.InvariantCulture);
            var line = string.Join(" ", p.Grid.Zip(p.Scores, (g, s) => $"{X(g)},{Y(s)}"));
            var dots = string.Concat(p.Grid.Zip(p.Scores, (g, s) => $"<circle cx=\"{X(g)}\" cy=\"{Y(s)}\" r=\"2.6\"/>"));
            page.Add($"<figure><figcaption><b>{p.Name}</b> rAUC {NumberText.Number(p.Area)}</figcaption>")
                .Add($"<svg viewBox=\"-46 -8 300 136\" role=\"img\" aria-label=\"{p.Score} under ")
                .Add($"growing {p.Name}: {string.Join(", ", p.Scores.Select(NumberText.Number))}\">")
                .Add($"<path class=\"axis\" d=\"M0 0V100H240\"/><text x=\"-6\" y=\"4\">{NumberText.Number(high)}</text>")
                .Add($"<text x=\"-6\" y=\"104\">{NumberText.Number(low)}</text><text class=\"x\" x=\"0\" y=\"118\">{p.Grid[0]}</text>")
                .Add($"<text class=\"x end\" x=\"240\" y=\"118\">{p.Grid[^1]}</text><polyline points=\"{line}\"/>{new Raw(dots)}</svg>")
                .Add($"<p>{p.Score} over {p.Unit}</p></figure>");
        }

        page.Add($"</div>");
    }
}
