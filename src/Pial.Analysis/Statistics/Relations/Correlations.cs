namespace Pial.Analysis.Statistics.Relations;

/// <summary>How far two columns rise together.</summary>
/// <param name="R">The coefficient, −1 to 1; NaN when it is not defined.</param>
/// <param name="P">Two-sided p of no relation; NaN for fewer than three pairs.</param>
/// <param name="Count">Pairs whose members are both known.</param>
public readonly record struct Correlation(double R, double P, int Count);

/// <summary>Which coefficient.</summary>
public enum CorrelationKind
{
    /// <summary>Of the values.</summary>
    Pearson,

    /// <summary>Of their ranks.</summary>
    Spearman,
}

/// <summary>Pearson's correlation.</summary>
public static class Pearson
{
    /// <summary>Of pairs both of whose members are finite.</summary>
    /// <returns>NaN for fewer than two pairs, or when a column is constant.</returns>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static Correlation Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var m = PairMoments.Of(x, y);
        return m.Count < 2 || !m.XVaries || !m.YVaries ? new(double.NaN, double.NaN, m.Count)
            : new(m.Correlation, P(m.Correlation, m.Count), m.Count);
    }

    /// <summary>Two-sided p of a coefficient, by Student's t with n − 2 degrees of freedom.</summary>
    internal static double P(double r, int count) =>
        count < 3 ? double.NaN : Distributions.TTail(r * Math.Sqrt((count - 2) / Math.Max(0, (1 - r) * (1 + r))), count - 2, Sides.Two);
}

/// <summary>Spearman's correlation: Pearson's of the ranks, equal values sharing the mean of theirs.</summary>
public static class Spearman
{
    /// <summary>Of pairs both of whose members are finite; p by Student's t, as SciPy gives it.</summary>
    /// <returns>NaN for fewer than two pairs, or when a column is constant.</returns>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static Correlation Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} values of x for {y.Length} of y.", nameof(y));
        var (a, b) = (new List<double>(), new List<double>());
        for (var n = 0; n < x.Length; n++)
        {
            if (!PairMoments.Known(x[n], y[n])) continue;
            a.Add(x[n]);
            b.Add(y[n]);
        }

        return Pearson.Of(Ranks(a), Ranks(b));
    }

    private static double[] Ranks(List<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(n => values[n])];
        var ranks = new double[values.Count];
        for (var (from, to) = (0, 0); from < order.Length; from = to)
        {
            while (to < order.Length && values[order[to]] == values[order[from]]) to++;
            for (var n = from; n < to; n++)
                ranks[order[n]] = (from + to + 1) / 2.0;
        }

        return ranks;
    }
}

/// <summary>Every column with every other.</summary>
public static class CorrelationMatrix
{
    /// <summary>Coefficients by row and column; each pair of columns on the rows where both are known.</summary>
    /// <param name="columns">Columns as long as each other.</param>
    /// <param name="kind">Which coefficient.</param>
    public static Correlation[,] Of(IReadOnlyList<double[]> columns, CorrelationKind kind = CorrelationKind.Pearson)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var matrix = new Correlation[columns.Count, columns.Count];
        for (var i = 0; i < columns.Count; i++)
            for (var j = 0; j <= i; j++)
                matrix[i, j] = matrix[j, i] = kind == CorrelationKind.Spearman ? Spearman.Of(columns[i], columns[j])
                    : Pearson.Of(columns[i], columns[j]);
        return matrix;
    }
}
