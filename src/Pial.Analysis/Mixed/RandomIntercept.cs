using Pial.Analysis.Statistics.Splines;
using Pial.Kernels.Linear;

namespace Pial.Analysis.Mixed;

/// <summary>
/// Linear models whose rows come in groups (scans of a person, members of a family), each with a level of its own: <c>y = X β + u + ε</c>,
/// u ~ N(0, τ²) a group, ε ~ N(0, σ²) a row. Fitted by restricted
/// likelihood (Patterson and Thompson 1971, doi 10.1093/biomet/58.3.545), which is a function of τ²/σ² alone. One design serves many
/// outcomes.
/// </summary>
public sealed class RandomIntercept
{
    private readonly double[][] columns;
    private readonly int[] group;
    private readonly int[] sizes;
    private readonly double[] products;
    private readonly double[][] sums;

    /// <summary>A design.</summary>
    /// <param name="columns">Columns of X, all of one length, with the intercept where there is one.</param>
    /// <param name="groups">The group of each row.</param>
    /// <exception cref="ArgumentException">No more rows than columns, no group with two rows, or columns that depend on each
    /// other.</exception>
    public RandomIntercept(IReadOnlyList<IReadOnlyList<double>> columns, IReadOnlyList<string> groups)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(groups);
        this.columns = [.. columns.Select(c => c.ToArray())];
        if (this.columns.Any(c => c.Length != groups.Count))
            throw new ArgumentException("The columns have other lengths than the groups.", nameof(columns));
        if (groups.Count <= columns.Count)
            throw new ArgumentException($"{groups.Count} rows cannot fit {columns.Count} columns.", nameof(columns));
        Groups = [.. groups.Distinct(StringComparer.Ordinal)];
        if (Groups.Count == groups.Count)
            throw new ArgumentException("No group has two rows: a level for each and its noise cannot be told apart.", nameof(groups));
        if (Groups.Count < 2) throw new ArgumentException("All rows are of one group.", nameof(groups));
        var places = Groups.Select((g, n) => (g, n)).ToDictionary(p => p.g, p => p.n, StringComparer.Ordinal);
        group = [.. groups.Select(g => places[g])];
        sizes = new int[Groups.Count];
        foreach (var g in group)
            sizes[g]++;
        var p = this.columns.Length;
        (products, sums) = (new double[p * p], [.. this.columns.Select(SumsOf)]);
        for (var a = 0; a < p; a++)
        {
            for (var b = 0; b <= a; b++)
                products[(a * p) + b] = products[(b * p) + a] = Dot(this.columns[a], this.columns[b]);
        }

        if (CholeskyFactor.Of(products, p) is null)
            throw new ArgumentException("The columns of the design depend on each other.", nameof(columns));
    }

    /// <summary>The groups, in the order they come.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Rows.</summary>
    public int Rows => group.Length;

    /// <summary>Fits an outcome.</summary>
    /// <param name="y">One finite value a row.</param>
    public RandomInterceptFit Fit(IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(y);
        if (y.Count != Rows) throw new ArgumentException($"{y.Count} values for {Rows} rows.", nameof(y));
        double[] values = [.. y];
        if (!Array.TrueForAll(values, double.IsFinite)) throw new ArgumentException("A value is not finite.", nameof(y));
        var outcome = new Outcome([.. columns.Select(c => Dot(c, values))], SumsOf(values), Dot(values, values));
        var ratio = Ratio(r => Deviance(outcome, r));
        var at = At(outcome, ratio);
        var residuals = Residuals(values, at.Coefficients);
        double[] effects = [.. SumsOf(residuals).Select((s, j) => ratio / (1 + (sizes[j] * ratio)) * s)];
        return new(this, outcome, at.Coefficients, at.Variance, ratio * at.Variance, effects, -Deviance(outcome, ratio) / 2);
    }

    /// <summary>What <see cref="Fit"/> found, and what its tests need.</summary>
    internal (double[] Coefficients, double Variance, CholeskyFactor Factor) At(Outcome outcome, double ratio)
    {
        var (factor, xy, left) = Equations(outcome, ratio);
        var b = (double[])xy.Clone();
        factor.Solve(b);
        return (b, (left - Dot(b, xy)) / (Rows - columns.Length), factor);
    }

    /// <summary>−2 log restricted likelihood at variances of row and group, not profiled.</summary>
    internal double Deviance(Outcome outcome, double variance, double between)
    {
        var ratio = between / variance;
        var (_, own, factor) = At(outcome, ratio);
        var dof = Rows - columns.Length;
        return (dof * Math.Log(2 * Math.PI * variance)) + (dof * own / variance) + factor.LogDeterminant +
            sizes.Sum(n => Math.Log(1 + (n * ratio)));
    }

    /// <summary>Covariance of the coefficients at variances of row and group.</summary>
    internal double[] Covariance(Outcome outcome, double variance, double between) =>
        [.. Equations(outcome, between / variance).Factor.Inverse().Select(v => v * variance)];

    private double Deviance(Outcome outcome, double ratio)
    {
        var variance = At(outcome, ratio).Variance;
        return Deviance(outcome, variance, ratio * variance);
    }

    // XᵀV⁻¹X by groups: V⁻¹ takes from each group a share of its mean.
    private (CholeskyFactor Factor, double[] Xy, double Left) Equations(Outcome outcome, double ratio)
    {
        var (p, a, xy, left) = (columns.Length, (double[])products.Clone(), (double[])outcome.Xy.Clone(), outcome.Yy);
        for (var j = 0; j < sizes.Length; j++)
        {
            var share = ratio / (1 + (sizes[j] * ratio));
            left -= share * outcome.Sums[j] * outcome.Sums[j];
            for (var r = 0; r < p; r++)
            {
                xy[r] -= share * sums[r][j] * outcome.Sums[j];
                for (var c = 0; c <= r; c++)
                    a[(r * p) + c] -= share * sums[r][j] * sums[c][j];
            }
        }

        return (CholeskyFactor.Of(a, p, overwrite: true)
            ?? throw new ArgumentException("The columns depend on each other within the groups."), xy, left);
    }

    // Searched over log τ²/σ²; no variance between groups at all is tried too.
    private static double Ratio(Func<double, double> deviance)
    {
        double[] grid = [.. Enumerable.Range(0, 49).Select(n => -12 + (n * 0.5))];
        double[] costs = [.. grid.Select(l => deviance(Math.Exp(l)))];
        var best = Array.IndexOf(costs, costs.Min());
        var found = Math.Exp(
            GoldenSection.Least(l => deviance(Math.Exp(l)), grid[Math.Max(0, best - 1)], grid[Math.Min(grid.Length - 1, best + 1)], 1e-9));
        return deviance(0) <= deviance(found) ? 0 : found;
    }

    private double[] SumsOf(double[] values)
    {
        var total = new double[sizes.Length];
        for (var r = 0; r < values.Length; r++)
            total[group[r]] += values[r];
        return total;
    }

    private double[] Residuals(double[] y, double[] b)
    {
        var left = (double[])y.Clone();
        for (var c = 0; c < b.Length; c++)
        {
            for (var r = 0; r < left.Length; r++)
                left[r] -= b[c] * columns[c][r];
        }

        return left;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var n = 0; n < a.Length; n++)
            sum += a[n] * b[n];
        return sum;
    }

    /// <summary>An outcome's products with the design.</summary>
    internal sealed record Outcome(double[] Xy, double[] Sums, double Yy);
}
