using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Linear;

namespace Pial.Analysis.Confounds;

/// <summary>How strongly two columns go together among rows that are alike in others: within sites, or given the target.</summary>
/// <param name="First">Name of the one.</param>
/// <param name="Second">Name of the other.</param>
/// <param name="Strength">0 nothing in common, 1 one tells the other; NaN when a column does not vary once the others are known.</param>
/// <param name="P">Probability of such a value or a larger one without association; NaN with the strength.</param>
/// <param name="Count">Rows in which all columns are known.</param>
/// <remarks>
/// Pillai's trace of the two sets of columns (words as one column a level) after the others are regressed out, divided by the smaller
/// number of columns, and its square root: |partial r| of two numbers, partial η of words and a number; of words and words without other
/// columns Cramér's V without the correction for its bias, so that p is to be read beside it. p by Pillai's F (Pillai 1955, doi
/// 10.1214/aoms/1177728599), exact where a side has one column.
/// </remarks>
public sealed record PartialAssociation(string First, string Second, double Strength, double P, int Count)
{
    /// <summary>Measures two columns given others.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    /// <param name="given">What is held fixed; may be empty.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static PartialAssociation Of(Variable first, Variable second, params IReadOnlyList<Variable> given)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(given);
        if (given.Append(second).FirstOrDefault(v => v.Count != first.Count) is { } odd)
            throw new ArgumentException($"{first.Name} has {first.Count} rows and {odd.Name} {odd.Count}.", nameof(given));
        int[] rows = [.. Enumerable.Range(0, first.Count).Where(r => first.Known(r) && second.Known(r) && given.All(g => g.Known(r)))];
        double[][] fixedColumns = [[.. rows.Select(_ => 1.0)], .. given.SelectMany(g => Columns(g, rows))];
        var rankFixed = Rank(Orthonormal.Of(fixedColumns).Q);
        var (a, b) = (Left(fixedColumns, first, rows), Left(fixedColumns, second, rows));
        var (p, q) = (Rank(a), Rank(b));
        if (p == 0 || q == 0) return new(first.Name, second.Name, double.NaN, double.NaN, rows.Length);
        var s = Math.Min(p, q);
        var trace = Math.Min(s, a.Sum(x => b.Sum(y => Math.Pow(Orthonormal.Dot(x, y), 2))));
        double d1 = s * Math.Max(p, q), d2 = s * (rows.Length - rankFixed - q - p + s);
        return d2 < 1 ? new(first.Name, second.Name, double.NaN, double.NaN, rows.Length)
            : new(first.Name, second.Name, Math.Sqrt(trace / s),
                Distributions.FTail(s - trace > 1e-12 ? trace / d1 / ((s - trace) / d2) : double.PositiveInfinity, d1, d2), rows.Length);
    }

    // What of a column's own columns the fixed ones leave, orthonormal; zeros where they leave nothing.
    private static double[][] Left(double[][] fixedColumns, Variable variable, int[] rows) =>
        Orthonormal.Of([.. fixedColumns, .. Columns(variable, rows)]).Q[fixedColumns.Length..];

    private static int Rank(double[][] orthonormal) => orthonormal.Count(c => c.AsSpan().ContainsAnyExcept(0.0));

    private static IEnumerable<double[]> Columns(Variable variable, int[] rows) =>
        variable.Numbers is { } numbers ? [[.. rows.Select(r => numbers[r])]]
        : Enumerable.Range(0, variable.LevelNames.Count)
            .Select(level => rows.Select(r => variable.Levels![r] == level ? 1.0 : 0).ToArray());
}
