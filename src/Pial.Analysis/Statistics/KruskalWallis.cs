using MathNet.Numerics;

namespace Pial.Analysis.Statistics;

/// <summary>
/// Whether groups differ in the ranks of a measure: Kruskal and Wallis's test (1952, doi 10.1080/01621459.1952.10483441).
/// </summary>
/// <param name="H">The statistic, corrected for ties.</param>
/// <param name="P">Its tail of χ² with one degree of freedom less than groups; an approximation that asks for about five values a
/// group.</param>
/// <param name="EffectSize">ε² = H / (n − 1): the share of the ranks' variance that lies between groups, 0 to 1.</param>
/// <param name="Groups">Groups with at least one value.</param>
/// <param name="Count">Values.</param>
public sealed record KruskalWallis(double H, double P, double EffectSize, int Groups, int Count)
{
    /// <summary>The test; NaN where fewer than two groups have values, or all values are the same.</summary>
    /// <param name="values">Values; NaN is left out.</param>
    /// <param name="groups">Group of each.</param>
    /// <exception cref="ArgumentException">Not one group a value.</exception>
    public static KruskalWallis Of(IReadOnlyList<double> values, IReadOnlyList<string> groups)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(groups);
        if (values.Count != groups.Count) throw new ArgumentException($"{values.Count} values for {groups.Count} groups.", nameof(groups));
        int[] known = [.. Enumerable.Range(0, values.Count).Where(n => !double.IsNaN(values[n])).OrderBy(n => values[n])];
        var (sums, counts) = (new SortedDictionary<string, double>(StringComparer.Ordinal),
            new Dictionary<string, int>(StringComparer.Ordinal));
        var ties = 0.0;
        for (var first = 0; first < known.Length;)
        {
            var end = first + 1;
            while (end < known.Length && values[known[end]] == values[known[first]]) end++;
            double tied = end - first;
            ties += (tied * tied * tied) - tied;
            foreach (var n in known.AsSpan(first, end - first))
            {
                sums[groups[n]] = sums.GetValueOrDefault(groups[n]) + ((first + 1 + end) / 2.0);
                counts[groups[n]] = counts.GetValueOrDefault(groups[n]) + 1;
            }

            first = end;
        }

        double count = known.Length;
        var correction = 1 - (ties / ((count * count * count) - count));
        if (sums.Count < 2 || !(correction > 0)) return new(double.NaN, double.NaN, double.NaN, sums.Count, known.Length);
        var h = ((12 / (count * (count + 1)) * sums.Sum(s => s.Value * s.Value / counts[s.Key])) - (3 * (count + 1))) / correction;
        h = Math.Max(h, 0);
        return new(h, h == 0 ? 1 : SpecialFunctions.GammaUpperRegularized((sums.Count - 1) / 2.0, h / 2), h / (count - 1), sums.Count,
            known.Length);
    }
}
