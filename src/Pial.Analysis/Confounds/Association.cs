using MathNet.Numerics;
using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Relations;

namespace Pial.Analysis.Confounds;

/// <summary>Which measure an association is.</summary>
public enum AssociationKind
{
    /// <summary>Cramér's V between two columns of words, corrected for its bias.</summary>
    CramerV,

    /// <summary>η², the share of a number's variance that a column of words explains.</summary>
    EtaSquared,

    /// <summary>r², the share of a number's variance that a line over another explains.</summary>
    RSquared,
}

/// <summary>How strongly two columns go together.</summary>
/// <param name="First">Name of the one.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="Kind">Which measure.</param>
/// <param name="Value">0 nothing in common, 1 one tells the other; NaN when a column does not vary.</param>
/// <param name="P">Probability of such a value or a larger one without association: χ², F or t; NaN with the value.</param>
/// <param name="Count">Rows in which both are known.</param>
public sealed record Association(string First, string Second, AssociationKind Kind, double Value, double P, int Count)
{
    /// <summary>The measure on the scale of a correlation, so that the three kinds compare: V, η, |r|.</summary>
    public double Strength => Kind == AssociationKind.CramerV ? Value : Math.Sqrt(Value);

    /// <summary>Measures two columns.</summary>
    /// <remarks>
    /// V with Bergsma's correction (2013, doi 10.1016/j.jkss.2012.10.002), since V of many sites and few rows is large by chance alone. η²
    /// is between over total sum of squares, without correction; read it beside p.
    /// </remarks>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static Association Of(Variable first, Variable second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"{first.Name} has {first.Count} rows and {second.Name} {second.Count}.", nameof(second));
        int[] rows = [.. Enumerable.Range(0, first.Count).Where(r => first.Known(r) && second.Known(r))];
        return (first.Levels, second.Levels) switch
        {
            ({ } a, { } b) => Words(first, second, rows, a, b),
            ({ } a, null) => Eta(first, second, rows, a, second.Numbers!),
            (null, { } b) => Eta(first, second, rows, b, first.Numbers!),
            _ => Line(first, second, rows),
        };
    }

    private static Association Words(Variable first, Variable second, int[] rows, IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        var (r, c) = (rows.Select(n => a[n]).Distinct().Count(), rows.Select(n => b[n]).Distinct().Count());
        if (r < 2 || c < 2) return new(first.Name, second.Name, AssociationKind.CramerV, double.NaN, double.NaN, rows.Length);
        var (inFirst, inSecond, both) = (rows.CountBy(n => a[n]).ToDictionary(), rows.CountBy(n => b[n]).ToDictionary(),
            rows.CountBy(n => (a[n], b[n])).ToDictionary());
        double n = rows.Length;
        var chi = 0.0;
        foreach (var i in inFirst.Keys.Order())
        {
            foreach (var j in inSecond.Keys.Order())
            {
                var expected = inFirst[i] * (double)inSecond[j] / n;
                var off = both.GetValueOrDefault((i, j)) - expected;
                chi += off * off / expected;
            }
        }

        var degrees = (r - 1) * (double)(c - 1);
        var phi = Math.Max(0, (chi / n) - (degrees / (n - 1)));
        var least = Math.Min(r - ((r - 1) * (r - 1.0) / (n - 1)), c - ((c - 1) * (c - 1.0) / (n - 1))) - 1;
        var v = least > 0 ? Math.Min(1, Math.Sqrt(phi / least)) : double.NaN;
        return new(first.Name, second.Name, AssociationKind.CramerV, v,
            chi <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(degrees / 2, chi / 2), rows.Length);
    }

    private static Association Eta(Variable first, Variable second, int[] rows, IReadOnlyList<int> levels, IReadOnlyList<double> numbers)
    {
        var groups = rows.GroupBy(n => levels[n]).OrderBy(g => g.Key).Select(g => g.Select(n => numbers[n]).ToArray()).ToArray();
        var mean = rows.Length > 0 ? rows.Average(n => numbers[n]) : double.NaN;
        var (total, between) = (rows.Sum(n => (numbers[n] - mean) * (numbers[n] - mean)),
            groups.Sum(g => g.Length * (g.Average() - mean) * (g.Average() - mean)));
        var (d1, d2) = (groups.Length - 1, rows.Length - groups.Length);
        if (d1 < 1 || d2 < 1 || !(total > 0))
            return new(first.Name, second.Name, AssociationKind.EtaSquared, double.NaN, double.NaN, rows.Length);
        var within = total - between;
        return new(first.Name, second.Name, AssociationKind.EtaSquared, Math.Clamp(between / total, 0, 1),
            Distributions.FTail(within > 1e-12 * total ? between / d1 / (within / d2) : double.PositiveInfinity, d1, d2), rows.Length);
    }

    private static Association Line(Variable first, Variable second, int[] rows)
    {
        double[] x = [.. rows.Select(n => first.Numbers![n])], y = [.. rows.Select(n => second.Numbers![n])];
        if (x.Length < 3 || x.All(v => v == x[0]) || y.All(v => v == y[0]))
            return new(first.Name, second.Name, AssociationKind.RSquared, double.NaN, double.NaN, rows.Length);
        var correlation = Pearson.Of(x, y);
        return new(first.Name, second.Name, AssociationKind.RSquared, correlation.R * correlation.R, correlation.P, rows.Length);
    }
}
