using Pial.Kernels;

namespace Pial.Analysis.Metrics.Uncertainty;

/// <summary>An entry's place over the replicates.</summary>
/// <param name="Entry">Its name.</param>
/// <param name="Rank">Its rank on all rows, 1 for the best; equal scores share their mean rank, entries without a score come last.</param>
/// <param name="Low">2.5th percentile of its ranks.</param>
/// <param name="High">97.5th percentile.</param>
/// <param name="First">Share of the replicates in which nobody was better.</param>
public sealed record RankedEntry(string Entry, double Rank, double Low, double High, double First);

/// <summary>
/// How far a ranking depends on who happened to be in the test set (Maier-Hein et al. 2018, doi 10.1038/s41467-018-07619-7).
/// </summary>
/// <param name="Entries">The entries, best first.</param>
/// <param name="Kendall">Mean of Kendall's τ-b between the ranking on all rows and those of the replicates; NaN for one entry.</param>
public sealed record RankingStability(IReadOnlyList<RankedEntry> Entries, double Kendall)
{
    /// <summary>Ranks entries on all rows and on replicates of the subjects.</summary>
    /// <param name="entries">Names and predictions, all on the same rows in the same order.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="subjects">Whose each row is; null when each row is its own.</param>
    /// <param name="options">How replicates are drawn.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static RankingStability Of(
        IReadOnlyList<(string Name, Predictions Predictions)> entries, Metric metric, IReadOnlyList<string>? subjects = null,
        BootstrapOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(metric);
        if (entries.Count == 0) return new([], double.NaN);
        var how = options ?? new();
        if (entries.Any(e => e.Predictions.Rows != entries[0].Predictions.Rows))
            throw new ArgumentException("The entries do not predict the same rows.", nameof(entries));
        var draws = new SubjectDraws(entries[0].Predictions.Rows, subjects, how.Seed);
        var whole = RanksOf([.. entries.Select(e => e.Predictions)], metric);
        var ranks = new double[how.Replicates][];
        Slices.For(how.Replicates, parallel, b =>
        {
            var rows = draws.Rows(b);
            ranks[b] = RanksOf([.. entries.Select(e => e.Predictions.Take(rows))], metric);
        });
        var ranked = entries.Select((e, n) =>
        {
            double[] own = [.. ranks.Select(r => r[n]).Order()];
            var first = ranks.Count(r => r[n] == r.Min());
            return new RankedEntry(e.Name, whole[n], Bootstrap.Quantile(own, 0.025), Bootstrap.Quantile(own, 0.975),
                (double)first / ranks.Length);
        });
        double[] alike = [.. ranks.Select(r => Metrics.Ranks.Kendall(whole, r)).Where(double.IsFinite)];
        return new([.. ranked.OrderBy(e => e.Rank)], alike.Length > 0 ? alike.Average() : double.NaN);
    }

    private static double[] RanksOf(Predictions[] entries, Metric metric)
    {
        double[] worse = [.. entries.Select(e => -metric.Merit(metric.Of(e).Value))
            .Select(v => double.IsNaN(v) ? double.PositiveInfinity : v)];
        return Metrics.Ranks.Of(worse);
    }
}
