using System.Globalization;
using System.Text.Json;
using Pial.Analysis.Outliers;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Rules;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Cohort;

/// <summary>
/// <c>group_report.html</c>: one self-contained page; whom to look at and why, every measure of every scan, the table, sites and rules.
/// </summary>
internal static class GroupPage
{
    private const int Shown = 8, MostListed = 40;
    private static readonly string[] TableColumns = [CohortMetric.Distance, CohortMetric.MapMetric, "gm_ml", "wm_ml", "csf_ml", "tiv_ml",
        "cat_iqr_percent", "cjv", "cnr", "snr_total", "snrd_total", "efc", "fber", "qi_1", "inu_range", "fwhm_avg"];

    /// <summary>Draws the page.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="differences">Tests between sites; empty with one site.</param>
    /// <param name="name">What the cohort is called.</param>
    /// <param name="folder">Where the page will be.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static string Write(CohortAnalysis cohort, IReadOnlyList<SiteDifference> differences, string name, string folder,
        ParallelOptions parallel)
    {
        var page = new HtmlText();
        page.Add($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">{HtmlPage.Policy(Resource("chart.umd.min.js"), Resource("group.js"))}
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="Pial {Software.Version}">
            <title>{name} · image quality</title>
            <style>{new Raw(HtmlPage.Style())}{new Raw(Resource("group.css"))}</style></head><body>
            """);
        Top(page, cohort, name, folder);
        ScanThumbnails.Write(page, cohort, folder, parallel);
        Measures(page, cohort);
        Scatters(page, cohort);
        Table(page, cohort);
        Sites(page, cohort, differences);
        Rules(page, cohort);
        page.Add($"""
            </main><footer>Made by Pial {Software.Version}. This page is complete in itself: it loads nothing, and can be kept and sent; links to the scans' reports work while it lies beside their folders.
            Charts are drawn by Chart.js 4.6.1 (MIT licence).</footer>
            <script type="application/json" id="data">{new Raw(GroupPageData.Of(cohort, folder).ToJsonString(new JsonSerializerOptions()))}</script>
            <script>{new Raw(Resource("chart.umd.min.js"))}</script><script>{new Raw(Resource("group.js"))}</script></body></html>
            """);
        return page.ToString();
    }

    private static string Resource(string name)
    {
        using var stream = typeof(GroupPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Top(HtmlText page, CohortAnalysis cohort, string name, string folder)
    {
        var (accept, check, exclude, open) = (cohort.Count("accept"), cohort.Count("check"), cohort.Count("exclude"),
            cohort.Count(CohortVerdict.NotJudgedWord));
        var sites = cohort.Sites.Names.Count;
        var (mood, mark) = exclude > 0 ? ("bad", "✕") : check + open > 0 ? ("look", "!") : ("good", "✓");
        page.Add($"""
            <header class="top"><p class="eyebrow">Image quality of a cohort</p><h1>{name}</h1>
            <p class="source">{Count(cohort.Scans.Count, "scan")} · {(sites > 1 ? $"{sites} sites ({cohort.Sites.Source})" : sites == 1 ? $"one site ({cohort.Sites.Source})" : "one site")} · rules “{cohort.RuleSet}”</p>
            <div class="verdict {mood}"><span aria-hidden="true">{mark}</span><span>{Line(cohort.Scans.Count, check, exclude, open)}</span></div>
            <ul class="numbers"><li><b>{accept}</b><span>accepted</span></li><li class="{(check > 0 ? "check" : "")}"><b>{check}</b><span>to check</span></li><li class="{(exclude > 0 ? "exclude" : "")}"><b>{exclude}</b><span>to exclude</span></li>
            <li class="{(open > 0 ? "check" : "")}"><b>{open}</b><span>not judged</span></li><li><b>{Math.Max(sites, 1)}</b><span>{(sites > 1 ? "sites" : "site")}</span></li></ul>
            """);
        if (open > 0)
            page.Add(
                $"<p class=\"lead\">Not judged: no rule could be applied to ")
                    .Add($"{string.Join(", ",
                        cohort.Unjudged.Select(u => u.Scans == open ? u.Metric : $"{u.Metric} ({u.Scans} of {open})"))}")
                    .Add($". What the other rules say of these scans is no reason to look; why a rule was not applied stands under ")
                        .Add($"Rules.</p>");
        int[] flagged = [.. cohort.WorstFirst().Where(n => cohort.Verdicts[n].Broken.Count > 0)];
        if (flagged.Length > 0) page.Add($"<ul class=\"who\">");
        for (var place = 0; place < Math.Min(flagged.Length, MostListed); place++)
        {
            if (place == Shown)
                page.Add($"</ul><details class=\"rest\"><summary>")
                    .Add($"{Count(Math.Min(flagged.Length, MostListed) - Shown, "further scan")}</summary><ul class=\"who\">");
            Flagged(page, cohort, flagged[place], folder);
        }

        if (flagged.Length > 0) page.Add($"</ul>{new Raw(flagged.Length > Shown ? "</details>" : "")}");
        if (flagged.Length > MostListed) page.Add($"<p>{flagged.Length - MostListed} more are in the table.</p>");
        page.Add($"""
            </header><nav><div><a href="#scans">Scans</a><a href="#measures">Measures</a><a href="#scatters">Components</a><a href="#table">Table</a><a href="#differences">Sites</a><a href="#rules">Rules</a></div></nav><main>
            """);
    }

    private static void Flagged(HtmlText page, CohortAnalysis cohort, int n, string folder)
    {
        var (scan, verdict) = (cohort.Scans[n], cohort.Verdicts[n]);
        var who = new HtmlText();
        if (GroupPageData.Link(scan, folder) is { } link) who.Add($"<a href=\"{link}\"><b>{scan.Label}</b></a>");
        else who.Add($"<b>{scan.Label}</b>");
        var reasons = verdict.Reasons;
        page.Add($"<li><span class=\"badge {verdict.Word}\">{verdict.Word}</span><div>")
            .Add($"<p>{new Raw(who.ToString())}{(cohort.Sites.Of[n].Length > 0 ? $" ({cohort.Sites.Of[n]})" : "")} {reasons[0]}</p>");
        if (reasons.Count > 1)
        {
            page.Add($"<details><summary>{Count(reasons.Count - 1, "further reason")}</summary>");
            foreach (var reason in reasons.Skip(1))
                page.Add($"<p>{reason}</p>");
            page.Add($"</details>");
        }

        page.Add($"</div></li>");
    }

    private static string Line(int scans, int check, int exclude, int open)
    {
        var few = scans < new SiteOptions().Fewest;
        string?[] parts = [exclude > 0 ? $"{Count(exclude, "scan")} to exclude" : null,
            check > 0 ? $"{Count(check, "scan")} to look at" : null, open > 0 ? $"{Count(open, "scan")} not judged" : null];
        var said = string.Join(", ", parts.OfType<string>());
        if (few) return $"{Count(scans, "scan")}: too few to compare with each other; only limits on values were " +
            $"applied{(said.Length > 0 ? $": {said}" : "")}.";
        var rest = scans - check - exclude - open;
        return said.Length > 0 ? $"{said}{(rest > 0 ? $"; the other {rest} are as the cohort is" : "")}."
            : $"No scan stands out of these {scans}. That all are alike does not say that they are good: glance at a few.";
    }

    private static void Measures(HtmlText page, CohortAnalysis cohort)
    {
        var compared = cohort.Columns.Any(c => c.Metric.Name != CohortMetric.Distance && c.Deviations.Any(d => double.IsFinite(d.Z)));
        page.Add($"""
            <section id="measures"><h2>Measures</h2>
            <p class="lead">A dot is a scan. {new Raw(compared ? "Deviations are from the median of the scan's site, in units of its spread; far ones are drawn closer." : $"Below {new SiteOptions().Fewest} scans nothing is compared, so the strips show values.")}
            Hover for the value, click for the scan's report; with the keyboard, arrows go through the scans of a strip and Enter opens the report.</p>
            <div class="tools"><label>Find a scan <input id="find" list="labels" autocomplete="off" size="14"></label>
            <label>Show <select id="scale">{new Raw(compared ? "<option value=\"z\">deviations from the site</option>" : "")}<option value="value">values</option></select></label></div>
            <datalist id="labels">{new Raw(string.Concat(cohort.Scans.Select(s => new HtmlText().Add($"<option value=\"{s.Label}\">").ToString())))}</datalist>
            <div class="sites" id="sites"></div>
            """);
        bool First(CohortColumn c) => c.Metric.Rated || c.Metric.Group == VolumeMetrics.Group;
        foreach (var group in cohort.Columns.Where(First).GroupBy(c => c.Metric.Group))
            Strips(page, group.Key, group);
        page.Add($"<details><summary>Measures that describe and do not rate</summary>");
        foreach (var group in cohort.Columns.Where(c => !First(c)).GroupBy(c => c.Metric.Group))
            Strips(page, group.Key, group);
        page.Add($"</details></section>");
    }

    private static void Strips(HtmlText page, string name, IEnumerable<CohortColumn> columns)
    {
        page.Add($"<h3>{name}</h3><div class=\"strips\">");
        var none = new List<string>();
        foreach (var column in columns)
        {
            var (metric, known) = (column.Metric, column.Values.Count(double.IsFinite));
            var bad = metric.Worse switch
            {
                Worse.High => "low is good",
                Worse.Low => "high is good",
                Worse.Either => "near the others is good",
                _ => ""
            };
            var tip = $"{metric.Definition.Label}: {metric.Definition.Meaning} ({metric.Definition.Source})";
            if (known == 0)
            {
                none.Add(metric.Name);
                continue;
            }

            var median = RobustScale.Median(column.Values.Where(double.IsFinite)).ToString("G4", CultureInfo.InvariantCulture);
            page.Add($"""
                <div class="strip" tabindex="0" role="group" data-metric="{metric.Name}" aria-label="{metric.Definition.Label}, {Count(known, "scan")}, median {median}. Arrow keys go through the scans.">
                <h4 title="{tip}">{metric.Name} <span>{bad}{(known < column.Values.Count ? $"{(bad.Length > 0 ? " · " : "")}{known} of {column.Values.Count}" : "")} <i hidden>values: nothing to compare with</i></span></h4><div><canvas aria-hidden="true"></canvas></div></div>
                """);
        }

        page.Add($"</div>{new Raw(none.Count == 0 ? "" : $"<p class=\"none\">Not defined for any scan: {string.Join(", ", none)}.</p>")}");
    }

    private static void Scatters(HtmlText page, CohortAnalysis cohort)
    {
        page.Add($"<section id=\"scatters\"><h2>Components and grey matter maps</h2><div class=\"pair\">");
        if (cohort.Components.Scores.Count > 1)
            page.Add($"<div><h3>Measures</h3><p class=\"lead\">First two principal components of all rated measures, as deviations.</p>")
                .Add($"<div class=\"plot\" data-plot=\"measures\"><canvas role=\"img\" aria-label=\"Scatter of the first two components ")
                .Add($"of the measures\"></canvas></div></div>");
        if (cohort.Maps is { } maps)
        {
            if (maps.Components.Scores.Count > 1)
                page.Add($"<div><h3>Grey matter maps</h3><p class=\"lead\">First two principal components of the smoothed, modulated maps")
                    .Add($"{(maps.Scaled ? ", head size taken out" : "")}.</p><div class=\"plot\" data-plot=\"maps\">")
                    .Add($"<canvas role=\"img\" aria-label=\"Scatter of the first two components of the maps\"></canvas></div></div>");
            if (cohort["cat_iqr_percent"] is not null)
                page.Add($"<div><h3>Homogeneity</h3><p class=\"lead\">Quartic mean z, CAT12's measure of a map unlike the others (")
                    .Add($"{Count(maps.Homogeneity.Voxels, "voxel")}, {maps.StepMm:0.#} mm apart), against noise and resolution. High ")
                    .Add($"and left is suspicious.</p><div class=\"plot\" data-plot=\"homogeneity\">")
                    .Add($"<canvas role=\"img\" aria-label=\"Scatter of quartic mean z against the image quality rating\"></canvas>")
                    .Add($"</div></div>");
        }

        page.Add(
            $"</div>")
                .Add($"{new Raw(cohort.Maps is null
                    ? "<p>There are fewer than three grey matter maps on one grid, so maps are not compared.</p>"
                    : "")}</section>");
    }

    private static void Table(HtmlText page, CohortAnalysis cohort)
    {
        page.Add($"""
            <section id="table"><h2>Table</h2><div class="tools"><label>Filter <input id="filter" type="search" size="16" placeholder="scan, site, reason"></label>
            <label>Verdict <select id="verdict"><option value="">all</option><option>exclude</option><option>check</option><option>not judged</option><option>accept</option></select></label><span id="count" role="status"></span></div>
            <div class="wide"><table><thead><tr><th scope="col" data-key="label"><button type="button">Scan</button></th>
            """);
        if (cohort.Sites.Names.Count > 0) page.Add($"<th scope=\"col\" data-key=\"site\"><button type=\"button\">Site</button></th>");
        page.Add($"<th scope=\"col\" data-key=\"verdict\"><button type=\"button\">Verdict</button></th>");
        foreach (var name in TableColumns)
        {
            if (cohort[name] is not { } column || !column.Values.Any(double.IsFinite)) continue;
            var d = column.Metric.Definition;
            page.Add($"<th scope=\"col\" class=\"n\" data-key=\"{name}\">")
                .Add($"<button type=\"button\" title=\"{d.Label}: {d.Meaning}\">{name}</button></th>");
        }

        page.Add($"""
            </tr></thead><tbody id="rows"></tbody></table></div><button type="button" class="more" id="more" hidden>Show more</button>
            <p class="lead">Every measure is in <code>group_quality.tsv</code>, every deviation and reason in <code>group_outliers.tsv</code>.</p></section>
            """);
    }

    private static void Sites(HtmlText page, CohortAnalysis cohort, IReadOnlyList<SiteDifference> differences)
    {
        page.Add($"<section id=\"differences\"><h2>Differences between sites</h2>");
        if (differences.Count == 0)
        {
            page.Add($"<p>There is one site, so nothing is tested: {cohort.Sites.Source}.</p></section>");
            return;
        }

        var names = cohort.Sites.Names;
        var found = differences.Count(d => d.Adjusted <= 0.05);
        page.Add($"""
            <p class="lead">{found} of {differences.Count} measures differ (false discovery rate 5 %, Kruskal and Wallis's test). ε² is the share of the ranks' variance that lies between sites. Scans are compared with their own
            site, so a difference makes nobody an outlier; an analysis over sites should model it.</p><div class="wide"><table><thead><tr><th>Measure</th><th class="n">p, adjusted</th><th class="n">ε²</th>{new Raw(string.Concat(names.Take(12).Select(s => new HtmlText().Add($"<th class=\"n\">{s}</th>").ToString())))}</tr></thead><tbody>
            """);
        foreach (var row in differences.OrderBy(d => d.Adjusted).ThenByDescending(d => d.Test.EffectSize))
        {
            page.Add($"<tr><th title=\"{row.Metric.Definition.Label}: {row.Metric.Definition.Meaning}\">{row.Metric.Name}</th>")
                .Add($"<td class=\"n {(row.Adjusted <= 0.05 ? "no" : "")}\">")
                .Add($"{(row.Adjusted < 0.0001 ? "< 0.0001" : row.Adjusted.ToString("0.####", CultureInfo.InvariantCulture))}</td>")
                .Add($"<td class=\"n\">{row.Test.EffectSize:0.00}</td>");
            foreach (var median in row.Medians.Take(12))
                page.Add($"<td class=\"n\">{(double.IsNaN(median) ? "–" : median.ToString("G3", CultureInfo.InvariantCulture))}</td>");
            page.Add($"</tr>");
        }

        page.Add(
            $"</tbody></table></div>")
                .Add($"{new Raw(names.Count > 12 ? $"<p class=\"lead\">Medians of {names.Count
                    - 12} more sites are in <code>group_sites.tsv</code>.</p>" : "")}</section>");
    }

    private static void Rules(HtmlText page, CohortAnalysis cohort)
    {
        page.Add(
            $"<section id=\"rules\"><h2>Rules</h2><p class=\"lead\">The set “{cohort.RuleSet}”; another can be given. Rules find what ")
                .Add($"stands out; they do not replace looking.</p><div class=\"wide\"><table><thead><tr><th>Rule</th><th>Flags ")
                .Add($"when</th><th>Verdict</th><th class=\"n\">Scans</th><th>Not judged</th><th>Means, and ")
                    .Add($"source</th></tr></thead><tbody>");
        foreach (var rule in cohort.Rules)
        {
            var whys = cohort.Verdicts.SelectMany(v => v.NotJudged.Where(o => o.Rule == rule).Select(o => o.Why)).ToArray();
            var open = new HtmlText().Add($"{whys.Length}");
            foreach (var why in whys.GroupBy(w => w, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Take(3))
                open.Add($"<br><small>{why.Key}</small>");
            page.Add($"<tr><th>{rule.Name}</th><td>{rule.Limits}</td><td>{(rule.Flag == QualityFlag.Exclude ? "exclude" : "check")}</td>")
                .Add($"<td class=\"n\">{cohort.Verdicts.Count(v => v.Broken.Any(b => b.Rule == rule))}</td>")
                .Add($"<td>{new Raw(open.ToString())}</td><td>{rule.Means}<br><small>{rule.Source}</small></td></tr>");
        }

        page.Add($"</tbody></table></div></section>");
    }

    private static string Count(int n, string what) => n == 1 ? $"1 {what}" : string.Create(CultureInfo.InvariantCulture, $"{n} {what}s");
}
