namespace Pial.Analysis.Metrics;

/// <summary>How far two raters agree beyond chance (Cohen 1960, doi 10.1177/001316446002000104).</summary>
/// <param name="Items">What both rated.</param>
/// <param name="Observed">The share on which they agree.</param>
/// <param name="Kappa">Agreement beyond chance, 1 at most; NaN where one category holds everything, so that chance agrees always.</param>
/// <param name="Weighted">The same with a disagreement counted by how many steps apart it is (Cohen 1968, doi 10.1037/h0026256).</param>
public sealed record CohenKappa(int Items, double Observed, double Kappa, double Weighted)
{
    /// <summary>Of two raters' marks of the same items.</summary>
    /// <param name="first">One rater's, from 0.</param>
    /// <param name="second">The other's, in the same order.</param>
    /// <param name="categories">How many marks there are, in order of their meaning.</param>
    /// <exception cref="ArgumentException">The raters did not mark the same number of items, or a mark is none.</exception>
    public static CohenKappa Of(IReadOnlyList<int> first, IReadOnlyList<int> second, int categories)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfLessThan(categories, 2);
        if (first.Count != second.Count) throw new ArgumentException("Both raters mark the same items.", nameof(second));
        if (first.Concat(second).Any(m => m < 0 || m >= categories))
            throw new ArgumentException($"Marks go from 0 to {categories - 1}.", nameof(first));
        if (first.Count == 0) return new(0, double.NaN, double.NaN, double.NaN);
        var (rows, columns) = (new double[categories], new double[categories]);
        for (var n = 0; n < first.Count; n++)
        {
            rows[first[n]] += 1.0 / first.Count;
            columns[second[n]] += 1.0 / first.Count;
        }

        double Beyond(Func<int, int, double> loss)
        {
            var (seen, chance) = (0.0, 0.0);
            for (var n = 0; n < first.Count; n++)
                seen += loss(first[n], second[n]) / first.Count;
            for (var a = 0; a < categories; a++)
                for (var b = 0; b < categories; b++)
                    chance += loss(a, b) * rows[a] * columns[b];
            return chance > 0 ? 1 - (seen / chance) : double.NaN;
        }

        return new(first.Count, (double)first.Zip(second).Count(p => p.First == p.Second) / first.Count,
            Beyond(static (a, b) => a == b ? 0 : 1), Beyond(static (a, b) => Math.Abs(a - b)));
    }
}
