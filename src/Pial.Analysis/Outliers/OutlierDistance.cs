using MathNet.Numerics.LinearAlgebra;

namespace Pial.Analysis.Outliers;

/// <summary>How far scans lie from the cohort in all metrics together.</summary>
/// <param name="Squared">Squared Mahalanobis distances; NaN for a row without any number.</param>
/// <param name="Deviations">Their cube roots, as robust deviations from the median: about normal for scans like the others, so that one
/// cut-off serves any number of metrics.</param>
/// <param name="Shrinkage">How far the covariance was drawn towards independence, 0 to 1.</param>
/// <param name="Metrics">How many metrics count.</param>
public sealed record OutlierDistances(IReadOnlyList<double> Squared, IReadOnlyList<double> Deviations, double Shrinkage, int Metrics);

/// <summary>A multivariate distance for cohorts that may have fewer scans than metrics.</summary>
/// <remarks>
/// Input are robust deviations (<see cref="SiteDeviations"/>). The covariance is taken of deviations drawn in to ±2.5, so that a few bad
/// scans cannot make themselves usual, and shrunk (Ledoit and Wolf 2004), so that it can be inverted with more metrics than scans and
/// metrics that say the same count once. The distance is then taken of the deviations as they are; on the side where a metric is good they
/// stay drawn in: no scan is an outlier for being better. With shrinkage squared distances follow no known χ², so the cut-off is on their
/// cube roots (Wilson and Hilferty 1931, doi 10.1073/pnas.17.12.684), standardised by median and median absolute deviation of the cohort
/// itself. A metric counts when four scans in five have it and it varies; what one scan lacks counts as usual.
/// </remarks>
public static class OutlierDistance
{
    private const double Reach = 2.5;
    private const double KnownShare = 0.8;

    /// <summary>Distances of all scans.</summary>
    /// <param name="deviations">One array a metric, of deviations by scan; NaN where not known.</param>
    /// <param name="worse">Which side of each metric is bad.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static OutlierDistances Of(IReadOnlyList<double[]> deviations, IReadOnlyList<Worse> worse)
    {
        ArgumentNullException.ThrowIfNull(deviations);
        ArgumentNullException.ThrowIfNull(worse);
        if (deviations.Count != worse.Count || deviations.Any(d => d.Length != deviations[0].Length))
            throw new ArgumentException("Metrics differ in length.", nameof(deviations));
        var scans = deviations.Count > 0 ? deviations[0].Length : 0;
        int[] used = [.. Enumerable.Range(0, deviations.Count)
            .Where(m => deviations[m].Count(d => !double.IsNaN(d)) >= KnownShare * scans
                && deviations[m].Any(d => d is not (0 or double.NaN)))];
        var unknown = Enumerable.Range(0, scans).Where(n => used.All(m => double.IsNaN(deviations[m][n]))).ToHashSet();
        if (used.Length == 0) return new([.. Enumerable.Repeat(double.NaN, scans)], [.. Enumerable.Repeat(double.NaN, scans)],
            double.NaN, 0);

        double At(int scan, int metric) => double.IsNaN(deviations[metric][scan]) ? 0 : deviations[metric][scan];
        var drawn = Matrix<double>.Build.Dense(scans, used.Length, (n, m) => Math.Clamp(At(n, used[m]), -Reach, Reach));
        var (covariance, shrinkage) = ShrunkCovariance.Of(drawn);
        var bad = Matrix<double>.Build.Dense(used.Length, scans, (m, n) => worse[used[m]] switch
        {
            Worse.High => Math.Max(At(n, used[m]), -Reach),
            Worse.Low => Math.Min(At(n, used[m]), Reach),
            _ => At(n, used[m]),
        });
        var solved = covariance.Cholesky().Solve(bad);
        double[] squared = [.. Enumerable.Range(0, scans).Select(n => unknown.Contains(n) ? double.NaN : bad.Column(n) * solved.Column(n))];
        double[] roots = [.. squared.Select(Math.Cbrt)];
        var centre = RobustScale.Median(roots);
        var spread = RobustScale.Spread(roots, centre);
        return new(squared, [.. roots.Select(r => spread > 0 ? (r - centre) / spread : double.NaN)], shrinkage, used.Length);
    }
}
