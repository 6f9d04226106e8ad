using System.Globalization;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Metrics.Uncertainty;

/// <summary>The metrics of one stratum.</summary>
/// <param name="Field">What divides: <c>sex</c>.</param>
/// <param name="Level">Which part: <c>F</c>.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Subjects">Its subjects.</param>
/// <param name="TooFew">Whether it has fewer subjects than are worth a figure.</param>
/// <param name="Scores">Its metrics with intervals.</param>
public sealed record Stratum(string Field, string Level, int Rows, int Subjects, bool TooFew, IReadOnlyList<Interval> Scores);

/// <summary>Metrics by sex, age band, site, …</summary>
public static class StratifiedScores
{
    /// <summary>
    /// Metrics of each level of a field, levels in the order of <see cref="LevelOrder"/>; rows whose level is empty form the level
    /// <c>n/a</c>.
    /// </summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="field">What divides.</param>
    /// <param name="levels">The level of each row.</param>
    /// <param name="subjects">Whose each row is; null when each row is its own.</param>
    /// <param name="minimum">Subjects below which a stratum is flagged.</param>
    /// <param name="options">How replicates are drawn.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static IReadOnlyList<Stratum> Of(
        Predictions predictions, IReadOnlyList<Metric> metrics, string field, IReadOnlyList<string> levels,
        IReadOnlyList<string>? subjects = null, int minimum = 20, BootstrapOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Count != predictions.Rows)
            throw new ArgumentException($"{levels.Count} levels for {predictions.Rows} rows.", nameof(levels));
        var strata = new List<Stratum>();
        foreach (var group in Enumerable.Range(0, levels.Count)
            .GroupBy(r => string.IsNullOrWhiteSpace(levels[r]) ? "n/a" : levels[r], StringComparer.Ordinal).OrderBy(g => g.Key,
                LevelOrder.Instance))
        {
            int[] rows = [.. group];
            var own = subjects is null ? null : rows.Select(r => subjects[r]).ToArray();
            var count = own?.Distinct(StringComparer.Ordinal).Count() ?? rows.Length;
            strata.Add(new(field, group.Key, rows.Length, count, count < minimum,
                Bootstrap.Of(predictions.Take(rows), metrics, own, options, parallel)));
        }

        return strata;
    }

    /// <summary>Bands of numbers as levels: <c>20-29</c> for 20 ≤ age &lt; 30; empty for NaN.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="width">Width of a band.</param>
    public static string[] Bands(IReadOnlyList<double> values, double width = 10)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return [.. values.Select(v =>
        {
            var low = Math.Floor(v / width) * width;
            return double.IsNaN(v) ? "" : string.Create(CultureInfo.InvariantCulture,
                $"{low:0.##}-{(width == Math.Floor(width) ? low + width - 1 : low + width):0.##}");
        })];
    }
}
