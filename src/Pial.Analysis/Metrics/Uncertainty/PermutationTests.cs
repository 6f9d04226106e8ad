using Pial.Kernels;

namespace Pial.Analysis.Metrics.Uncertainty;

/// <summary>A test's outcome.</summary>
/// <param name="Observed">The score, or the difference between two entries.</param>
/// <param name="P">Share of rearrangements at least as extreme, the data as they are among them; NaN where the score is not
/// defined.</param>
/// <param name="NullMean">Mean under the null hypothesis.</param>
/// <param name="NullHigh">The 95th percentile under the null hypothesis, towards better.</param>
/// <param name="Permutations">Rearrangements that had a value.</param>
public sealed record PermutationOutcome(double Observed, double P, double NullMean, double NullHigh, int Permutations);

/// <summary>Permutation tests of scores.</summary>
public static class ScoreTests
{
    // Scores that are equal on paper may differ in the last digits.
    private const double Tie = 1e-12;

    /// <summary>
    /// Whether two entries differ on the same rows: under the null hypothesis the two predictions of a subject may be exchanged. Two-sided;
    /// positive differences mean that the first is better.
    /// </summary>
    /// <param name="first">One entry.</param>
    /// <param name="second">The other, on the same rows in the same order.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="subjects">Whose each row is, exchanged together; null when each row is its own.</param>
    /// <param name="permutations">How many.</param>
    /// <param name="seed">Seed of the exchanges.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static PermutationOutcome Difference(
        Predictions first, Predictions second, Metric metric, IReadOnlyList<string>? subjects = null, int permutations = 5000,
        ulong seed = 1, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(metric);
        var draws = new SubjectDraws(first.Rows, subjects, seed);
        var observed = Better(first, second, metric);
        var values = new double[permutations];
        Slices.For(permutations, parallel, n =>
        {
            var coins = draws.Coins(n, first.Rows);
            values[n] = Better(first.Mixed(second, coins), second.Mixed(first, coins), metric);
        });
        return Outcome(observed, values, v => Math.Abs(v) >= Math.Abs(observed) - Tie);
    }

    /// <summary>
    /// Whether a score is better than chance: under the null hypothesis the truth of subjects may be exchanged. One-sided, towards better.
    /// </summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="subjects">Whose each row is: the truths of a subject's rows stay together, and move to a subject with as many rows;
    /// null when each row is its own.</param>
    /// <param name="within">Truths are exchanged between rows with the same value only, for example the site; null for all.</param>
    /// <param name="permutations">How many.</param>
    /// <param name="seed">Seed of the exchanges.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static PermutationOutcome AgainstChance(
        Predictions predictions, Metric metric, IReadOnlyList<string>? subjects = null, IReadOnlyList<string>? within = null,
        int permutations = 1000, ulong seed = 1, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(metric);
        var blocks = new SubjectDraws(predictions.Rows, subjects, seed).BySubject.GroupBy(r => (r.Length, within?[r[0]]))
            .Select(g => g.ToArray()).ToArray();
        var observed = metric.Merit(metric.Of(predictions).Value);
        var values = new double[permutations];
        Slices.For(permutations, parallel,
            n => values[n] = metric.Merit(metric.Of(predictions.WithTruthOf(Exchanged(blocks, predictions.Rows, seed, n))).Value));
        var outcome = Outcome(observed, values, v => v >= observed - Tie);
        return outcome with
        {
            Observed = metric.Of(predictions).Value,
            NullMean = Back(outcome.NullMean, metric),
            NullHigh = Back(outcome.NullHigh, metric),
        };
    }

    private static double Better(Predictions first, Predictions second, Metric metric) =>
        metric.Merit(metric.Of(first).Value) - metric.Merit(metric.Of(second).Value);

    private static double Back(double merit, Metric metric) => metric.HigherIsBetter == true ? merit : -merit;

    private static PermutationOutcome Outcome(double observed, double[] values, Func<double, bool> extreme)
    {
        double[] known = [.. values.Where(double.IsFinite).Order()];
        if (!double.IsFinite(observed) || known.Length == 0) return new(observed, double.NaN, double.NaN, double.NaN, known.Length);
        return new(observed, (1.0 + known.Count(extreme)) / (1 + known.Length), known.Average(), Bootstrap.Quantile(known, 0.95),
            known.Length);
    }

    private static int[] Exchanged(int[][][] blocks, int rows, ulong seed, int draw)
    {
        var (from, random) = (new int[rows], new CounterRandom(seed, 0x5FFE).Stream((uint)draw));
        var index = 0UL;
        foreach (var block in blocks)
        {
            int[] order = [.. Enumerable.Range(0, block.Length)];
            for (var n = order.Length - 1; n > 0; n--)
            {
                var other = (int)(((ulong)random.Bits(index++).A * (ulong)(n + 1)) >> 32);
                (order[n], order[other]) = (order[other], order[n]);
            }

            for (var s = 0; s < block.Length; s++)
            {
                for (var k = 0; k < block[s].Length; k++)
                    from[block[s][k]] = block[order[s]][k];
            }
        }

        return from;
    }
}
