using Pial.Web.Access;
using Pial.Web.Pages;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Web.Review;

/// <summary>All scans as small pictures: a page of them, sorted, with verdict and the person's own rating.</summary>
internal static class GridPage
{
    /// <summary>The page.</summary>
    public static WebPage Of(Site site, Visit visit, ReviewIndex index, GridQuery query, IReadOnlyDictionary<string, Rating> mine)
    {
        var scans = query.Of(index, mine.Keys.ToHashSet(StringComparer.Ordinal));
        var pages = Math.Max(1, (scans.Length + GridQuery.Each - 1) / GridQuery.Each);
        var at = Math.Min(query.Page, pages);
        var measure = Array.IndexOf(index.Measures, query.By);
        var rated = index.Scans.Count(s => mine.ContainsKey(s.Label));
        var page = site.Page(site.Name, "grid", visit);
        page.Add($"""
            <p class="source">{Count(index.Scans.Count)}, {index.Scans.Count(s => s.IsFlagged)} flagged{(index.IsGrouped ? "" : " (the cohort's rules were not applied: pial run … group does)")}; you rated {rated}.</p>
            <form class="tools" id="sort"><label>Sort <select name="by">{WebPage.Each(Choices(index), c => $"<option value=\"{c.Value}\"{Selected(c.Value == query.By)}>{c.Word}</option>")}</select></label>
            <label>Order <select name="down"><option value="0">low first</option><option value="1"{Selected(query.Down)}>high first</option></select></label>
            <label>Show <select name="show">{WebPage.Each(new[] { "all", "flagged", "unrated" }, s => $"<option{Selected(s == query.Show)}>{s}</option>")}</select></label>
            <label>Find <input name="find" type="search" size="14" value="{query.Find}"></label><button>Show</button></form>
            """);
        if (index.Scans.Count == 0) page.Add($"<p class=\"note\">There is no scan yet; <a href=\"/runs\">give one to be run</a>.</p>");
        else if (scans.Length == 0) page.Add($"<p class=\"note\">No scan is like that.</p>");
        page.Add($"<ul class=\"grid\">");
        foreach (var scan in scans.Skip((at - 1) * GridQuery.Each).Take(GridQuery.Each))
            Card(page, scan, query.At(at), measure, mine.GetValueOrDefault(scan.Label));
        page.Add($"</ul>");
        if (pages > 1) Pager(page, query, at, pages);
        return page.Add($"""
            <p class="lead">Keys: <kbd>Enter</kbd> on a scan opens it; on its page <kbd>1</kbd>–<kbd>4</kbd> rate it and <kbd>Enter</kbd> shows the next.
            Ratings leave as <a href="/export/ratings.tsv">table</a> (<a href="/export/ratings.json">columns</a>) and <a href="/export/mriqc.json">MRIQC's JSON</a>; what holds of them, as <a href="/export/consensus.tsv">consensus</a>.</p>
            """);
    }

    private static void Card(WebPage page, ReviewScan scan, string query, int measure, Rating? own)
    {
        var value = measure >= 0 && double.IsFinite(scan.Values[measure]) ? $"{scan.Values[measure]:G4}" : "";
        page.Add($"""
            <li><a href="/scans/{Uri.EscapeDataString(scan.Label)}{query}"><img loading="lazy" width="330" height="150" alt="" src="/thumbnails/{Uri.EscapeDataString(scan.Label)}"><span class="name">{scan.Label}</span>
            <span>{Badge(scan.Verdict)} <span class="value">{value}</span> <span class="mine">{own?.Mark}</span></span></a></li>
            """);
    }

    /// <summary>A verdict as a badge; nothing for none.</summary>
    public static Raw Badge(string verdict) => verdict.Length == 0 ? new("")
        : WebPage.Html($"<span class=\"badge {verdict}\">{verdict}</span>");

    private static void Pager(WebPage page, GridQuery query, int at, int pages)
    {
        page.Add($"<nav class=\"pager\" aria-label=\"Pages\">");
        if (at > 1) page.Add($"<a rel=\"prev\" href=\"/scans{query.At(at - 1)}\">← Earlier</a>");
        page.Add($"<span>Page {at} of {pages}</span>");
        if (at < pages) page.Add($"<a rel=\"next\" href=\"/scans{query.At(at + 1)}\">Further →</a>");
        page.Add($"</nav>");
    }

    private static IEnumerable<(string Value, string Word)> Choices(ReviewIndex index) =>
        [("flagged", "flagged first"), ("name", "name"), .. index.Measures.Select(m => (m, m))];

    private static Raw Selected(bool selected) => new(selected ? " selected" : "");

    private static string Count(int scans) => scans == 1 ? "1 scan" : $"{scans} scans";
}
