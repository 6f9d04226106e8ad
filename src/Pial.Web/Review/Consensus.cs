using Pial.Analysis.Metrics;

namespace Pial.Web.Review;

/// <summary>What the raters of a scan say together.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Ratings">Each rater's.</param>
/// <param name="Quality">The mark that holds; null while raters disagree whether to keep the scan and nobody settled it.</param>
/// <param name="By">How it came about: one rater, agreement, or who settled it.</param>
internal sealed record Consensus(string Scan, IReadOnlyList<Rating> Ratings, int? Quality, string By)
{
    /// <summary>
    /// Of all ratings. A settled mark holds; else the lower median of the marks, unless some would exclude the scan and others keep it.
    /// </summary>
    public static IReadOnlyList<Consensus> Of(IEnumerable<Rating> ratings,
        IReadOnlyDictionary<string, (int Quality, string Person)> settled) =>
        [.. ratings.GroupBy(r => r.Scan, StringComparer.Ordinal).Select(g =>
        {
            Rating[] all = [.. g];
            if (settled.TryGetValue(g.Key, out var mark)) return new Consensus(g.Key, all, mark.Quality, $"settled by {mark.Person}");
            int[] marks = [.. all.Select(r => r.Quality).Order()];
            if (marks[0] == 1 && marks[^1] > 1) return new(g.Key, all, null, "open");
            return new(g.Key, all, marks[(marks.Length - 1) / 2], all.Length == 1 ? "one rater" : "raters");
        })];

    /// <summary>Agreement of each two raters on what both rated.</summary>
    public static IReadOnlyList<(string First, string Second, CohenKappa Kappa)> Pairs(IEnumerable<Rating> ratings)
    {
        var byRater = ratings.GroupBy(r => r.Rater, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, Marks: g.ToDictionary(r => r.Scan, r => r.Quality - 1, StringComparer.Ordinal))).ToArray();
        var pairs = new List<(string, string, CohenKappa)>();
        for (var a = 0; a < byRater.Length; a++)
        {
            for (var b = a + 1; b < byRater.Length; b++)
            {
                string[] both = [.. byRater[a].Marks.Keys.Where(byRater[b].Marks.ContainsKey)];
                if (both.Length > 0) pairs.Add((byRater[a].Key, byRater[b].Key, CohenKappa.Of([.. both.Select(s => byRater[a].Marks[s])],
                    [.. both.Select(s => byRater[b].Marks[s])], Rating.Marks.Length)));
            }
        }

        return pairs;
    }
}
