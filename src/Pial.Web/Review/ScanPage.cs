using Pial.Operations.Quality;
using Pial.Web.Access;
using Pial.Web.Pages;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Web.Review;

/// <summary>One scan: its images in NiiVue, its place in the cohort, and the rating.</summary>
internal static class ScanPage
{
    private static readonly string[] Shown = ["outlier_distance", "vbm_quartic_z", "cjv", "cnr", "snr_total", "snrd_total", "efc", "fber",
        "qi_1", "qi_2", "inu_range", "fwhm_avg", "wm2max", "cat_ncr", "cat_icr", "cat_iqr_percent", "GM", "WM", "CSF", "TIV"];

    /// <summary>The page.</summary>
    /// <param name="site">What is served.</param>
    /// <param name="visit">Who looks.</param>
    /// <param name="index">All scans.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="query">The order in which they are gone through.</param>
    /// <param name="known">Everybody's ratings of it, the person's own among them; how it was settled; whether it can be run again
    /// here.</param>
    /// <param name="rated">Names of the scans the person rated.</param>
    public static WebPage Of(Site site, Visit visit, ReviewIndex index, ReviewScan scan, GridQuery query,
        (IReadOnlyList<Rating> Ratings, (int Quality, string Person)? Settled, bool Runs) known, ICollection<string> rated)
    {
        var own = known.Ratings.FirstOrDefault(r => r.Rater == visit.Person.Name);
        // Of those not rated yet this one stays where it was, so that the next is the next.
        var order = query.Of(index, rated.Where(r => r != scan.Label).ToHashSet(StringComparer.Ordinal));
        var at = Array.IndexOf(order, scan);
        string? To(int n) => n >= 0 && n < order.Length ? $"/scans/{Uri.EscapeDataString(order[n].Label)}{query.At(query.Page)}" : null;
        var next = at < 0 ? null : To(at + 1);
        var page = site.Page(scan.Label, "scan", visit);
        page.Add($"""
            <p class="source">{GridPage.Badge(scan.Verdict)} {(scan.Site.Length > 0 ? $"{scan.Site} · " : "")}{(at < 0 ? "" : $"{at + 1} of {order.Length} · ")}<a href="/scans{query.At(query.Page)}" id="back">all scans</a>{Link(To(at - 1), "previous", "previous")}{Link(next, "next", "next")}{Report(scan)}</p>
            """);
        if (scan.Reasons.Length > 0) page.Add($"<p class=\"why\">{scan.Reasons}</p>");
        page.Add($"<link rel=\"modulepreload\" href=\"{Assets.Of("niivue.js")}\"><div class=\"desk\">");
        Viewer(page, scan, at >= 0 && at + 1 < order.Length ? order[at + 1] : null);
        Widget(page, scan, own);
        page.Add($"</div>");
        if (own is not null) Others(page, visit, scan, known.Ratings, known.Settled);
        page.Add($"{MaskSection.Of(scan, known.Runs)}");
        Place(page, index, scan);
        return page;
    }

    private static Raw Link(string? to, string id, string word) =>
        to is null ? new("") : WebPage.Html($" · <a href=\"{to}\" id=\"{id}\">{word}</a>");

    private static Raw Report(ReviewScan scan) => File.Exists(scan.Report)
        ? WebPage.Html($" · <a href=\"/reports/{Uri.EscapeDataString(scan.Label)}\" id=\"report\">report</a>") : new("");

    private static void Viewer(WebPage page, ReviewScan scan, ReviewScan? next)
    {
        string Address(string? path, ReviewScan of) =>
            path is null ? "" : $"/files/{Uri.EscapeDataString(of.Label)}/{Uri.EscapeDataString(Path.GetFileName(path))}";
        (string Key, string Id, string Word, string File)[] layers =
        [
            ("5", "mask", "Mask", Address(scan.Mask, scan)), ("6", "tissues", "Tissues", Address(scan.Tissues, scan)),
            ("7", "regions", "Regions", Address(scan.Regions, scan)),
            ("8", "surfaces", "Surfaces", Address(scan.Ribbon, scan)),
            ("9", "template", "In the template", Address(scan.Normalised, scan)),
        ];
        page.Add($"""
            <section class="viewer-of-scan" aria-label="Images"><div class="stage"><img id="still" alt="Three cuts of {scan.Label} with its mask" src="/thumbnails/{Uri.EscapeDataString(scan.Label)}">
            <canvas id="viewer" tabindex="0" role="img" aria-label="Cuts of {scan.Label}; arrows and mouse move through it" data-head="{Address(scan.Head, scan)}" data-mask="{Address(scan.Mask, scan)}" data-next="{(next is null ? "" : Address(next.Head, next))}"></canvas></div>
            <div class="layers" role="group" aria-label="Layers">
            """);
        foreach (var (key, id, word, file) in layers.Where(l => l.File.Length > 0))
            page.Add($"""
                <button type="button" class="layer-of" data-key="{key}" data-layer="{id}" data-file="{file}" aria-pressed="false"><kbd>{key}</kbd> {word}</button>
                """);
        page.Add($"""
            </div>{MaskSection.Brush(scan)}<p id="viewer-said" class="lead" role="status">{(scan.Head is null ? "There is no image of this scan here; pial run writes one." : "")}</p></section>
            """);
    }

    private static void Widget(WebPage page, ReviewScan scan, Rating? own)
    {
        page.Add($"""
            <form class="rating" id="rating" data-scan="{scan.Label}"><fieldset><legend>Quality</legend>
            """);
        for (var n = 0; n < Rating.Marks.Length; n++)
            page.Add($"""
                <label class="mark"><input type="radio" name="quality" value="{n + 1}"{Checked(own?.Quality == n + 1)}><kbd>{n + 1}</kbd> {Rating.Marks[n]}</label>
                """);
        page.Add($"</fieldset><fieldset><legend>Artefacts</legend><div class=\"kinds\">");
        foreach (var (key, name, words) in Rating.Kinds)
            page.Add($"""
                <label><input type="checkbox" name="artefacts" value="{name}" data-key="{key}"{Checked(own?.Artefacts.Contains(name) == true)}><kbd>{key}</kbd> {words}</label>
                """);
        page.Add($"""
            </div></fieldset><label class="comment"><kbd>c</kbd> Comment <textarea name="comment" rows="2" maxlength="2000">{own?.Comment}</textarea></label>
            <p class="lead"><kbd>Enter</kbd> keeps it and shows the next, <kbd>n</kbd> the next, <kbd>p</kbd> the previous, <kbd>Esc</kbd> leaves the comment.</p><button>Keep, and next</button></form>
            """);
    }

    // A second reading is blind: what others said is shown to whoever said theirs.
    private static void Others(WebPage page, Visit visit, ReviewScan scan, IReadOnlyList<Rating> ratings,
        (int Quality, string Person)? settled)
    {
        if (ratings.Count < 2) return;
        page.Add($"""
            <section id="others"><h2>Ratings</h2><div class="wide"><table><thead><tr><th>Rater</th><th>Quality</th><th>Artefacts</th><th>Comment</th></tr></thead><tbody>
            {WebPage.Each(ratings, r => $"<tr><th>{r.Rater}</th><td>{r.Mark}</td><td>{string.Join(", ", r.Artefacts)}</td><td>{r.Comment}</td></tr>")}</tbody></table></div>
            """);
        if (settled is { } mark) page.Add($"<p>Settled by {mark.Person}: {Rating.Marks[mark.Quality - 1]}.</p>");
        if (visit.Person.Role == "owner")
        {
            var buttons = WebPage.Each(Enumerable.Range(1, 4), n =>
                $"<button type=\"button\" class=\"settle\" data-scan=\"{scan.Label}\" value=\"{n}\">{Rating.Marks[n - 1]}</button>");
            page.Add($"<p>Settle it as {buttons}</p>");
        }

        page.Add($"</section>");
    }

    private static void Place(WebPage page, ReviewIndex index, ReviewScan scan)
    {
        var rows = Shown.Select(name => (Name: name, At: Array.IndexOf(index.Measures, name))).Where(m => m.At >= 0
            && double.IsFinite(scan.Values[m.At])).ToArray();
        if (rows.Length == 0) return;
        page.Add($"""
            <section id="place"><h2>Place in the cohort</h2><div class="wide"><table><thead><tr><th>Measure</th><th>Among {index.Scans.Count}</th><th class="n">Value</th><th class="n">Below it</th></tr></thead><tbody>
            """);
        foreach (var (name, at) in rows)
        {
            var (value, known) = (scan.Values[at], index.Scans.Select(s => s.Values[at]).Where(double.IsFinite).ToArray());
            var share = known.Length < 2 ? 0.5 : (double)known.Count(v => v < value) / (known.Length - 1);
            page.Add($"""
                <tr><th title="{Meaning(name)}"><a href="/scans?by={Uri.EscapeDataString(name)}"><code>{name}</code></a></th><td><svg class="bar" viewBox="0 0 160 16" role="img" aria-label="{100 * share:0} % lie below"><line x1="8" x2="152" y1="8" y2="8"/><circle cx="{8 + (144 * share):0.0}" cy="8" r="6"/></svg></td><td class="n">{value:G4}</td><td class="n">{100 * share:0} %</td></tr>
                """);
        }

        page.Add($"</tbody></table></div></section>");
    }

    private static string Meaning(string name) => name switch
    {
        "outlier_distance" => "How far the scan lies from the cohort in all rated measures together.",
        "vbm_quartic_z" => "How unlike the others the smoothed, modulated grey matter is.",
        "GM" or "WM" or "CSF" or "TIV" => "Volume, mL.",
        _ => QualityDefinition.Of(name).Meaning,
    };

    private static Raw Checked(bool on) => new(on ? " checked" : "");
}
