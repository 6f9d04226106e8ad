using Pial.Analysis.Splits;

namespace Pial.Analysis.Confounds;

/// <summary>How differently a column is distributed on the two sides of a split.</summary>
/// <param name="Name">The column.</param>
/// <param name="Difference">Standardised mean difference of test and training side, (mean − mean) / √((variance + variance) / 2); of words
/// the largest of the levels' shares. From 0.1 on it is usually called imbalance. NaN when a side knows fewer than two values.</param>
/// <param name="Level">The level that differs most; null for numbers.</param>
/// <remarks>Austin 2009, doi 10.1002/sim.3697.</remarks>
public sealed record Imbalance(string Name, double Difference, string? Level)
{
    /// <summary>Measures a column on the sides of a fold.</summary>
    public static Imbalance Of(Variable variable, Fold fold)
    {
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(fold);
        if (variable.Numbers is { } numbers)
            return new(variable.Name, Standardised(Values(fold.Test, r => numbers[r]), Values(fold.Train, r => numbers[r])), null);
        var worst = new Imbalance(variable.Name, double.NaN, null);
        for (var level = 0; level < variable.LevelNames.Count; level++)
        {
            var difference = Share(Values(fold.Test, r => variable.Levels![r] == level ? 1 : 0),
                Values(fold.Train, r => variable.Levels![r] == level ? 1 : 0));
            if (double.IsNaN(worst.Difference) || Math.Abs(difference) > Math.Abs(worst.Difference))
                worst = new(variable.Name, difference, variable.LevelNames[level]);
        }

        return worst;

        double[] Values(IReadOnlyList<int> rows, Func<int, double> value) => [.. rows.Where(variable.Known).Select(value)];
    }

    private static double Standardised(double[] test, double[] train)
    {
        if (test.Length < 2 || train.Length < 2) return double.NaN;
        var (a, b) = (test.Average(), train.Average());
        var pooled = (Variance(test, a) + Variance(train, b)) / 2;
        return pooled > 0 ? (a - b) / Math.Sqrt(pooled) : a == b ? 0 : double.PositiveInfinity;
    }

    private static double Variance(double[] values, double mean) => values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);

    private static double Share(double[] test, double[] train)
    {
        if (test.Length < 2 || train.Length < 2) return double.NaN;
        var (p, q) = (test.Average(), train.Average());
        var pooled = ((p * (1 - p)) + (q * (1 - q))) / 2;
        return pooled > 0 ? (p - q) / Math.Sqrt(pooled) : p == q ? 0 : double.PositiveInfinity;
    }
}
