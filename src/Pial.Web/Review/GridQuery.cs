using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Pial.Web.Review;

/// <summary>Which scans a page shows, and in which order; it goes along from the grid to a scan and to the next.</summary>
/// <param name="By">A measure, <c>name</c>, or <c>flagged</c> (first).</param>
/// <param name="Down">The largest first.</param>
/// <param name="Show"><c>all</c>, <c>flagged</c> or <c>unrated</c>.</param>
/// <param name="Find">Part of a name.</param>
/// <param name="Page">From 1.</param>
internal sealed record GridQuery(string By, bool Down, string Show, string Find, int Page)
{
    /// <summary>Scans on a page.</summary>
    public const int Each = 48;

    /// <summary>Of a request; what is not known is as if it were not there.</summary>
    public static GridQuery Of(HttpRequest request)
    {
        var q = request.Query;
        var page = int.TryParse(q["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 1;
        var show = q["show"].ToString() is "flagged" or "unrated" ? q["show"].ToString() : "all";
        return new(q["by"].ToString() is { Length: > 0 and <= 100 } by ? by : "flagged", q["down"] == "1", show,
            q["find"].ToString() is { Length: <= 100 } find ? find.Trim() : "", Math.Clamp(page, 1, 1_000_000));
    }

    /// <summary>As the end of an address, with another page.</summary>
    public string At(int page) => $"?by={Uri.EscapeDataString(By)}&down={(Down ? 1 : 0)}&show={Show}" +
        $"&find={Uri.EscapeDataString(Find)}&page={page.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The scans, in order.</summary>
    /// <param name="index">All of them.</param>
    /// <param name="rated">Names of those the person rated.</param>
    public ReviewScan[] Of(ReviewIndex index, IReadOnlySet<string> rated) => [.. index.Sorted(By, Down)
        .Where(s => Show == "all" || (Show == "flagged" ? s.IsFlagged : !rated.Contains(s.Label)))
        .Where(s => Find.Length == 0 || s.Label.Contains(Find, StringComparison.OrdinalIgnoreCase))];
}
