using System.Globalization;
using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.FreeSurfer.Quality;

/// <summary>The page that shows a cohort's reconstructions at a glance: whom to look at, and why.</summary>
internal static class QualityPage
{
    // A page of thousands of rows that are as expected helps nobody; the table file has them all.
    private const int MostKept = 500;

    public static string Write(QualityReport report)
    {
        var verdicts = report.Verdicts;
        var (exclude, look, open) = (report.Count("exclude"), report.Count("look"), report.Count(QualityVerdict.NotJudgedWord));
        var good = exclude + look + open == 0;
        var page = new HtmlText();
        page.Add($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">{HtmlPage.Policy()}
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="Pial {Software.Version}">
            <title>FreeSurfer quality control</title>
            <style>{new Raw(HtmlPage.Style())}</style></head><body>
            <header class="top"><p class="eyebrow">FreeSurfer quality control</p><h1>{Path.GetFileName(Path.GetFullPath(report.Cohort.Directory).TrimEnd('/'))}</h1>
            <p class="source">{verdicts.Count} subjects · {Sites(verdicts)} · {Programs(verdicts)} · thresholds “{report.Set}”</p>
            <div class="verdict {(good ? "good" : "look")}"><span aria-hidden="true">{(good ? "✓" : "!")}</span><span>{Line(exclude, look, open, report.Cohort.Failed.Count)}</span></div>
            <ul class="numbers"><li><b>{report.Count("keep")}</b><span>as expected</span></li><li><b>{look}</b><span>to look at</span></li>
            <li><b>{exclude}</b><span>to exclude</span></li><li><b>{open}</b><span>not judged</span></li><li><b>{report.Cohort.Failed.Count}</b><span>could not be read</span></li></ul></header>
            <nav><div><a href="#euler">Euler numbers</a><a href="#subjects">Subjects</a><a href="#rules">Thresholds</a><a href="#failed">Not read</a></div></nav><main>
            """);
        page.Add($"""
            <section id="euler"><h2>Euler numbers</h2>
            <p class="lead">Each dot is a subject: the square root of the negative mean Euler number of both hemispheres, before the surfaces were mended. Low is good. The line is the site's median;
            dots that a rule excludes are filled.</p>{new Raw(EulerStrip.Draw(verdicts))}</section>
            """);
        Subjects(page, report);
        Rules(page, report);
        Failed(page, report);
        page.Add(
            $"</main><footer>Made by Pial {Software.Version}. This page is complete in itself: it loads nothing, and can be kept, ")
                .Add($"printed and sent.</footer></body></html>");
        return page.ToString();
    }

    private static string Line(int exclude, int look, int open, int failed)
    {
        string People(int n) => n == 1 ? "1 subject" : $"{n} subjects";
        string?[] parts = [exclude > 0 ? $"{People(exclude)} to exclude" : null, look > 0 ? $"{People(look)} to look at" : null,
            open > 0 ? $"{People(open)} not judged" : null, failed > 0 ? $"{People(failed)} could not be read" : null];
        var said = string.Join(", ", parts.OfType<string>());
        return said.Length > 0 ? char.ToUpperInvariant(said[0]) + said[1..] + "."
            : "No subject is flagged. Flags find gross failures; they do not replace looking at surfaces.";
    }

    private static string Sites(IReadOnlyList<QualityVerdict> verdicts) =>
        verdicts.Select(v => v.Site).Distinct(StringComparer.Ordinal).Count() is > 1 and var n ? $"{n} sites" : "one site";

    private static string Programs(IReadOnlyList<QualityVerdict> verdicts)
    {
        string[] names = [.. verdicts.Select(v => v.Subject.Software ?? "unknown version").Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        return string.Join(", ", names.Take(3)) + (names.Length > 3 ? $" and {names.Length - 3} more" : "");
    }

    private static void Subjects(HtmlText page, QualityReport report)
    {
        var sites = report.Verdicts.Any(v => v.Site.Length > 0);
        var flagged = report.Verdicts.Where(v => v.Flags.Count > 0).OrderByDescending(v => v.Worst).ThenByDescending(v => v.Flags.Count)
            .ThenByDescending(v => v["sqrt_defects"]).ThenBy(v => v.Subject.Id, StringComparer.Ordinal);
        var kept = report.Verdicts.Where(v => v.Flags.Count == 0).OrderBy(v => v.Word == "keep").ToArray();
        page.Add($"""
            <section id="subjects"><h2>Subjects</h2><p class="lead">Those that are flagged first. The small number is what the rule compared; what each rule means stands under Thresholds.</p>
            <div class="wide"><table><thead><tr><th>Subject</th>{new Raw(sites ? "<th>Site</th>" : "")}<th>Verdict</th><th>Flags</th><th class="n">Holes lh, rh</th><th class="n">Euler lh</th><th class="n">Euler rh</th><th class="n">mean</th>
            <th class="n">Thickness mm</th><th class="n">Brain mL</th><th class="n">eTIV mL</th><th class="n">Brain / eTIV</th></tr></thead><tbody>
            """);
        foreach (var verdict in flagged.Concat(kept.Take(MostKept)))
            Row(page, verdict, sites);
        page.Add($"</tbody></table></div>");
        if (kept.Length > MostKept) page.Add($"<p>{kept.Length - MostKept} more subjects are not flagged; the table file has them.</p>");
        page.Add($"</section>");
    }

    private static void Row(HtmlText page, QualityVerdict verdict, bool sites)
    {
        var flags = new HtmlText();
        foreach (var (rule, compared) in verdict.Flags)
            flags.Add($"<span title=\"{rule.Means} ({rule.Limits}; here {compared.ToString("0.###", CultureInfo.InvariantCulture)})\">")
                .Add($"{rule.Name}</span> <small>{compared.ToString("0.##", CultureInfo.InvariantCulture)}</small><br>");
        foreach (var impossible in verdict.Impossible)
            flags.Add($"{impossible}<br>");
        foreach (var open in verdict.NotJudged.GroupBy(n => n.Why, StringComparer.Ordinal))
            flags.Add(
                $"<small title=\"{string.Join(", ", open.Select(o => o.Rule.Name))}\">{open.Count()} not judged: {open.Key}</small><br>");
        string Cell(string metric, string format) => verdict[metric] is var v && double.IsNaN(v)
            ? "–" : v.ToString(format, CultureInfo.InvariantCulture);
        page.Add($"""
            <tr><th>{verdict.Subject.Id}</th>{new Raw(sites ? new HtmlText().Add($"<td>{verdict.Site}</td>").ToString() : "")}<td class="{(verdict.Word == "keep" ? "ok" : "no")}">{verdict.Word}</td><td>{new Raw(flags.ToString())}</td>
            <td class="n">{Cell("lh_holes", "0")}, {Cell("rh_holes", "0")}</td><td class="n">{Cell("lh_euler", "0")}</td><td class="n">{Cell("rh_euler", "0")}</td><td class="n">{Cell("euler_mean", "0.#")}</td><td class="n">{Cell("mean_thickness_mm", "0.00")}</td>
            <td class="n">{Cell("brain_volume_ml", "0")}</td><td class="n">{Cell("etiv_ml", "0")}</td><td class="n">{Cell("brain_to_etiv", "0.000")}</td></tr>
            """);
    }

    private static void Rules(HtmlText page, QualityReport report)
    {
        page.Add($"<section id=\"rules\"><h2>Thresholds</h2><p class=\"lead\">The set “{report.Set}”. Thresholds find gross failures. ")
            .Add($"They depend on scanner, age and version; they are no norms.</p><div class=\"wide\"><table><thead><tr><th>Rule</th>")
            .Add($"<th>Flags when</th><th>Verdict</th><th class=\"n\">Subjects</th><th>Means, and source</th></tr></thead><tbody>");
        foreach (var rule in report.Rules)
            page.Add($"<tr><th>{rule.Name}</th><td>{rule.Limits}{(rule.Only is null ? "" : $" ({rule.Only} only)")}</td>")
                .Add($"<td>{rule.Flag.ToString().ToLowerInvariant()}</td>")
                .Add($"<td class=\"n\">{report.Verdicts.Count(v => v.Flags.Any(f => f.Rule == rule))}</td><td>{rule.Means}<br>")
                .Add($"<small>{rule.Source}</small></td></tr>");
        page.Add($"</tbody></table></div></section>");
    }

    private static void Failed(HtmlText page, QualityReport report)
    {
        page.Add($"<section id=\"failed\"><h2>Not read</h2>");
        if (report.Cohort.Failed.Count == 0) page.Add($"<p>Every subject could be read.</p>");
        else page.Add($"<div class=\"wide\"><table><thead><tr><th>Subject</th><th>Why</th></tr></thead><tbody>");
        foreach (var failed in report.Cohort.Failed)
            page.Add($"<tr><th>{failed.Id}</th><td>{failed.Why}</td></tr>");
        if (report.Cohort.Failed.Count > 0) page.Add($"</tbody></table></div>");
        if (report.Cohort.Others.Count > 0)
            page.Add($"<p class=\"lead\">No subjects: {string.Join(", ", report.Cohort.Others.Take(20).Select(o => o.Id))}.</p>");
        page.Add($"</section>");
    }
}
