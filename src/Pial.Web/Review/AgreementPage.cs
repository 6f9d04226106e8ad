using Pial.Web.Access;
using Pial.Web.Pages;

namespace Pial.Web.Review;

/// <summary>How far raters agree, and the scans on which they do not; of scans the person did not rate, nothing but to an owner.</summary>
internal static class AgreementPage
{
    private const int Most = 500;

    /// <summary>The page.</summary>
    public static WebPage Of(Site site, Visit visit, IReadOnlyList<Rating> ratings,
        IReadOnlyDictionary<string, (int Quality, string Person)> settled)
    {
        var own = ratings.Where(r => r.Rater == visit.Person.Name).Select(r => r.Scan).ToHashSet(StringComparer.Ordinal);
        Rating[] seen = [.. ratings.Where(r => visit.Person.Role == "owner" || own.Contains(r.Scan))];
        var page = site.Page("Agreement", "agreement", visit);
        var pairs = Consensus.Pairs(seen);
        if (pairs.Count == 0)
        {
            return page.Add($"""
                <p class="note">No scan has ratings of two people yet. Give a second reader a token (pial serve token add NAME DIR); they see yours when they have said theirs.</p>
                """);
        }

        page.Add($"""
            <section><h2>Cohen's κ</h2><p class="lead">Agreement beyond chance on scans that both rated: 1 is always, 0 as by chance. Weighted κ counts a disagreement by how many steps it is.</p>
            <div class="wide"><table><thead><tr><th>Raters</th><th class="n">Scans</th><th class="n">Agree</th><th class="n">κ</th><th class="n">Weighted κ</th></tr></thead><tbody>
            {WebPage.Each(pairs, p => $"<tr><th>{p.First}, {p.Second}</th><td class=\"n\">{p.Kappa.Items}</td><td class=\"n\">{100 * p.Kappa.Observed:0} %</td><td class=\"n\">{Number(p.Kappa.Kappa)}</td><td class=\"n\">{Number(p.Kappa.Weighted)}</td></tr>")}</tbody></table></div></section>
            """);
        Consensus[] apart = [.. Consensus.Of(seen, settled).Where(c => c.Ratings.Select(r => r.Quality).Distinct().Count() > 1)];
        if (apart.Length == 0) return page;
        page.Add($"""
            <section><h2>Where they differ</h2><div class="wide"><table><thead><tr><th>Scan</th><th>Ratings</th><th>Holds</th></tr></thead><tbody>
            """);
        foreach (var c in apart.OrderBy(c => c.Quality is not null).Take(Most))
        {
            var marks = string.Join(", ", c.Ratings.Select(r => $"{r.Rater}: {r.Mark}"));
            var holds = c.Quality is { } q ? $"{Rating.Marks[q - 1]} ({c.By})" : "open: an owner settles it on the scan's page";
            page.Add($"<tr><th><a href=\"/scans/{Uri.EscapeDataString(c.Scan)}\">{c.Scan}</a></th><td>{marks}</td><td>{holds}</td></tr>");
        }

        page.Add($"</tbody></table></div>");
        if (apart.Length > Most) page.Add($"<p>{apart.Length - Most} more are in the exported consensus.</p>");
        return page.Add($"</section>");
    }

    private static string Number(double value) => double.IsFinite(value) ? $"{value:0.00}" : "not defined";
}
