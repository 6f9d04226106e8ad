using System.Globalization;
using Pial.Analysis.Harmonisation;
using Pial.Analysis.Models;
using Pial.Analysis.Tables;
using Pial.Pipelines.Reports;
using Pial.Plots.Charts;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Harmonisation;

/// <summary>What sites and kept columns explained before and after, as a page.</summary>
public static class HarmonisationReport
{
    private const int Fewest = 40; // people new to the fit, for the page to be about them alone
    private const int MostRows = 60;

    /// <summary>The page.</summary>
    /// <param name="table">The table before.</param>
    /// <param name="result">What was made of it.</param>
    /// <param name="model">Name of the model's file.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">Too few people or sites to say anything.</exception>
    public static string Write(SubjectTable table, Harmonised result, string model, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(result);
        var away = result.Unknown.Concat(result.Left).ToHashSet(StringComparer.Ordinal);
        var seen = result.Model.FittedOn.SeenAmong(table.Ids).ToHashSet(StringComparer.Ordinal);
        string[] all = [.. table.Ids.Where(id => !away.Contains(id))], fresh = [.. all.Where(id => !seen.Contains(id))];
        var held = fresh.Length >= Fewest && table.Of(fresh)[result.Model.Batch].Distinct(StringComparer.Ordinal).Skip(1).Any();
        var people = held ? fresh : all;
        try
        {
            var before = SiteEvidence.Of(table.Of(people), result.Model, parallel);
            var after = SiteEvidence.Of(result.Table.Of(people), result.Model, parallel);
            return Page(table, result, model, new(people.Length, held, seen.Count), before, after);
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{e.Message} No report can be made of it.", e);
        }
    }

    // Whom the page is about: how many, whether all are new to the fit, and how many of the table the fit saw.
    private sealed record People(int Count, bool AreNew, int Seen);

    private static string Page(SubjectTable table, Harmonised result, string model, People people, SiteEvidence before, SiteEvidence after)
    {
        var page = new HtmlText();
        var m = result.Model;
        var good = people.AreNew && after.Linear is { } told && told.BalancedAccuracy.Value.Value <= told.Chance + 0.1;
        page.Add($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">{HtmlPage.Policy()}<meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="Pial {Software.Version}"><title>Harmonised · {table.Name}</title>
            <style>{new Raw(HtmlPage.Style())}</style></head><body>
            <header class="top"><p class="eyebrow">Harmonisation</p><h1>{table.Name} without {m.Batch}</h1>
            <p class="source">{HarmonisationText.WordOf(m.Method)} · {model} · kept: {(m.Keep.Count == 0 ? "nothing" : string.Join(", ", m.Keep))}</p>
            <div class="verdict {(good ? "good" : "look")}"><span aria-hidden="true">{(good ? "✓" : "–")}</span><span>{Verdict(people, before, after)}</span></div>
            <ul class="numbers"><li><b>{people.Count}</b><span>{(people.AreNew ? "people new to the fit" : "people")}</span></li><li><b>{m.Sites.Count}</b><span>sites known</span></li>
            <li><b>{m.Columns.Count}</b><span>columns</span></li><li><b>{m.FittedOn.Ids.Count}</b><span>people fitted on</span></li></ul></header>
            <nav><div><a href="#site">Site</a><a href="#variance">Variance</a><a href="#kept">Kept</a><a href="#done">What was done</a></div></nav><main>
            """);
        Site(page, before, after);
        Variance(page, before, after);
        Kept(page, m, before, after);
        Done(page, table, result);
        page.Add(
            $"</main><footer>Made by Pial {Software.Version}. This page is complete in itself: it loads nothing, and can be kept, ")
                .Add($"printed and sent.</footer></body></html>");
        return page.ToString();
    }

    private static string Verdict(People people, SiteEvidence before, SiteEvidence after)
    {
        var whom = people.AreNew ? ""
            : people.Seen > 0 ? "The fit saw the people this page is about, so sites look better removed than they will be in new people. "
                : "Few people: these figures are rough. ";
        return before.Linear is not { } b || after.Linear is not { } a ? $"{whom}Too few sites have five people for telling sites apart."
            : string.Create(CultureInfo.InvariantCulture,
                $"{whom}A linear probe told the site with balanced accuracy {b.BalancedAccuracy.Value.Value:0.00} before and " +
                    $"{a.BalancedAccuracy.Value.Value:0.00} after; chance is {a.Chance:0.00}.");
    }

    private static void Site(HtmlText page, SiteEvidence before, SiteEvidence after)
    {
        page.Add(
            $"<section id=\"site\"><h2>Telling the site</h2><p class=\"lead\">Balanced accuracy over five folds of these people, with ")
                .Add($"its 95 % interval. What a linear probe finds is what a linear model can use; the forest shows what is left in ")
                    .Add($"scales ")
                .Add($"and shapes.</p>");
        page.Add($"<div class=\"wide\"><table><thead><tr><th>Probe</th><th class=\"n\">Before</th><th class=\"n\">After</th>")
            .Add($"<th class=\"n\">Chance</th></tr></thead><tbody>");
        foreach (var (name, b, a) in new[] { ("Logistic regression", before.Linear, after.Linear),
            ("Random forest", before.Nonlinear, after.Nonlinear) })
            page.Add($"<tr><th>{name}</th><td class=\"n\">{Accuracy(b)}</td><td class=\"n\">{Accuracy(a)}</td>")
                .Add($"<td class=\"n\">{(a is null ? "" : a.Chance.ToString("0.000", CultureInfo.InvariantCulture))}</td></tr>");
        page.Add($"</tbody></table></div>");
        if (after.Linear?.LeftOut is { Count: > 0 } small)
            page.Add($"<p>Not among them, having fewer than five people here: {string.Join(", ", small)}.</p>");
        page.Add($"</section>");
    }

    private static string Accuracy(SitePredictability? told) => told is null ? "n/a"
        : FormattableString.Invariant(
            $"{told.BalancedAccuracy.Value.Value:0.000} ({told.BalancedAccuracy.Low:0.000} to {told.BalancedAccuracy.High:0.000})");

    private static void Variance(HtmlText page, SiteEvidence before, SiteEvidence after)
    {
        page.Add(
            $"<section id=\"variance\"><h2>Variance that sites explain</h2><p class=\"lead\">Beyond the kept columns, of each ")
                .Add($"measure.</p>");
        double[] b = [.. before.Columns.Select(c => 100 * c.SiteShare).Where(double.IsFinite)],
            a = [.. after.Columns.Select(c => 100 * c.SiteShare).Where(double.IsFinite)];
        if (b.Length > 0 && a.Length > 0)
        {
            var chart = HistogramChart.Draw([new("before", b), new("after", a)],
                new() { XLabel = "% of variance explained by site", YLabel = "Measures" }).ToPng(130);
            page.Add($"<img class=\"figure\" alt=\"Histogram of the variance that sites explain\" ")
                .Add($"src=\"data:image/png;base64,{new Raw(Convert.ToBase64String(chart))}\">");
        }

        page.Add(
            $"<div class=\"wide\"><table><thead><tr><th>Measure</th><th class=\"n\">Before, %</th><th class=\"n\">After, ")
                .Add($"%</th></tr></thead><tbody>");
        page.Add($"<tr><th>median</th><td class=\"n\">{Median(b):0.0}</td><td class=\"n\">{Median(a):0.0}</td></tr>");
        foreach (var (x, y) in before.Columns.Zip(after.Columns)
            .OrderByDescending(p => double.IsNaN(p.First.SiteShare) ? -1 : p.First.SiteShare).Take(MostRows))
            page.Add($"<tr><th>{x.Column}</th><td class=\"n\">{Number(100 * x.SiteShare, "0.0")}</td>")
                .Add($"<td class=\"n\">{Number(100 * y.SiteShare, "0.0")}</td></tr>");
        page.Add(
            $"</tbody></table></div>")
                .Add($"{new Raw(before.Columns.Count > MostRows
                    ? $"<p>The {MostRows} with the most; {before.Columns.Count - MostRows} more.</p>"
                    : "")}</section>");
    }

    private static void Kept(HtmlText page, HarmonisationModel model, SiteEvidence before, SiteEvidence after)
    {
        page.Add($"<section id=\"kept\"><h2>Kept effects</h2>");
        string[] names = [.. model.Covariates.SelectMany(c => (c with { Spline = null }).Names)];
        if (names.Length == 0)
        {
            page.Add(
                $"<p class=\"lead\">Nothing was kept. Where age, sex or disease differ between sites, their effects went with the ")
                    .Add($"sites'.</p></section>");
            return;
        }

        page.Add(
            $"<p class=\"lead\">Within sites, as straight lines: residual standard deviations for one unit (one year of age), or beside ")
                .Add($"the reference level; median of the absolute values over measures, and how alike they are before and after.</p>");
        page.Add($"<div class=\"wide\"><table><thead><tr><th>Kept</th><th class=\"n\">Before</th><th class=\"n\">After</th>")
            .Add($"<th class=\"n\">Correlation</th></tr></thead><tbody>");
        for (var k = 0; k < names.Length; k++)
        {
            var pairs = before.Columns.Zip(after.Columns).Where(p => p.First.Effects.Count > k && p.Second.Effects.Count > k)
                .Select(p => (B: p.First.Effects[k], A: p.Second.Effects[k])).ToList();
            page.Add($"<tr><th>{names[k]}</th><td class=\"n\">{Number(Median([.. pairs.Select(p => Math.Abs(p.B))]), "0.0000")}</td>")
                .Add($"<td class=\"n\">{Number(Median([.. pairs.Select(p => Math.Abs(p.A))]), "0.0000")}</td>")
                .Add($"<td class=\"n\">{Number(Correlation(pairs), "0.000")}</td></tr>");
        }

        page.Add($"</tbody></table></div></section>");
    }

    private static void Done(HtmlText page, SubjectTable table, Harmonised result)
    {
        var m = result.Model;
        page.Add(
            $"<section id=\"done\"><h2>What was done</h2><ul><li>{HarmonisationText.WordOf(m.Method)}, prior ")
                .Add($"{HarmonisationText.WordOf(m.Prior)}{(m.MeanOnly ? ", shift alone" : "")}")
                .Add($"{(m.Reference is null ? "" : $", all brought to {m.Reference}")}; fitted on {m.FittedOn.Ids.Count} people ")
                .Add($"({m.FittedOn.Rows} of {m.FittedOn.Table}), who are listed in the model.</li>");
        foreach (var note in m.Notes)
            page.Add($"<li>{note}.</li>");
        foreach (var (site, people) in result.Learned)
            page.Add($"<li>Site {site} was not known and was learned from {people} people of this table, who count as seen.</li>");
        if (result.Left.Count > 0) page.Add($"<li>{result.Left.Count} people of unknown sites stay as they are.</li>");
        if (result.Unknown.Count > 0) page.Add($"<li>{result.Unknown.Count} of {table.Ids.Count} have no site or no kept value: n/a.</li>");
        if (result.Outside.Count > 0)
            page.Add(
                $"<li>{result.Outside.Count} kept values lie outside of the range the fit saw: ")
                    .Add($"{string.Join(", ",
                        result.Outside.Take(8).Select(o => FormattableString.Invariant($"{o.Id} ({o.Column} {o.Value:0.##})")))}.</li>");
        page.Add(
            $"<li>What was kept ({(m.Keep.Count == 0 ? "nothing" : string.Join(", ", m.Keep))}) must not be predicted from this table: ")
                .Add($"the correction has used it.</li></ul></section>");
    }

    private static string Number(double value, string form) =>
        double.IsNaN(value) ? "n/a" : value.ToString(form, CultureInfo.InvariantCulture);

    private static double Median(double[] values)
    {
        if (values.Length == 0) return double.NaN;
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Correlation(List<(double B, double A)> pairs)
    {
        if (pairs.Count < 3) return double.NaN;
        var (mb, ma) = (pairs.Average(p => p.B), pairs.Average(p => p.A));
        return pairs.Sum(p => (p.B - mb) * (p.A - ma))
            / Math.Sqrt(pairs.Sum(p => (p.B - mb) * (p.B - mb)) * pairs.Sum(p => (p.A - ma) * (p.A - ma)));
    }
}
