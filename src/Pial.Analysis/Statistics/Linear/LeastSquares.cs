using Pial.Kernels.Linear;

namespace Pial.Analysis.Statistics.Linear;

/// <summary>What errors of coefficients allow for.</summary>
public enum CoefficientErrors
{
    /// <summary>One variance for all rows.</summary>
    Classical,

    /// <summary>
    /// A variance of each row's own: the sandwich HC3 (MacKinnon and White 1985, doi 10.1016/0304-4076(85)90158-7), which stays honest in
    /// small samples (Long and Ervin 2000, doi 10.1080/00031305.2000.10474549).
    /// </summary>
    Hc3,
}

/// <summary>Ordinary least squares of one outcome, with the covariance of its coefficients.</summary>
public sealed class LeastSquares
{
    private readonly double[] covariance;

    private LeastSquares(double[] coefficients, double[] covariance, int dof, double variance) =>
        (Coefficients, this.covariance, DegreesOfFreedom, ResidualVariance) = (coefficients, covariance, dof, variance);

    /// <summary>Coefficients, in the order of the columns.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>Rows less columns.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>Residual variance, with the degrees of freedom as divisor.</summary>
    public double ResidualVariance { get; }

    /// <summary>Fits.</summary>
    /// <param name="columns">Columns of the design, all of one length, the intercept among them.</param>
    /// <param name="y">The outcome, finite.</param>
    /// <param name="errors">What errors allow for.</param>
    /// <exception cref="ArgumentException">No more rows than columns, columns that depend on each other, or with HC3 a row that alone
    /// decides a coefficient.</exception>
    public static LeastSquares Fit(IReadOnlyList<IReadOnlyList<double>> columns, IReadOnlyList<double> y,
        CoefficientErrors errors = CoefficientErrors.Classical)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(y);
        var (n, p) = (y.Count, columns.Count);
        if (n <= p) throw new ArgumentException($"{n} rows cannot fit {p} columns.", nameof(y));
        var rows = new double[n * p];
        for (var c = 0; c < p; c++)
        {
            for (var r = 0; r < n; r++)
                rows[(r * p) + c] = columns[c][r];
        }

        double[] Weighted(Func<int, double> weight)
        {
            var sum = new double[p * p];
            for (var r = 0; r < n; r++)
            {
                var x = rows.AsSpan(r * p, p);
                var w = weight(r);
                for (var a = 0; a < p; a++)
                {
                    for (var b = 0; b < p; b++)
                        sum[(a * p) + b] += w * x[a] * x[b];
                }
            }

            return sum;
        }

        var factor = CholeskyFactor.Of(Weighted(_ => 1), p)
            ?? throw new ArgumentException("The columns of the design depend on each other.", nameof(columns));
        var inverse = factor.Inverse();
        double[] coefficients = [.. columns.Select(c => c.Zip(y, (a, b) => a * b).Sum())];
        factor.Solve(coefficients);
        var (residuals, left) = (new double[n], 0.0);
        for (var r = 0; r < n; r++)
        {
            residuals[r] = y[r];
            for (var c = 0; c < p; c++)
                residuals[r] -= coefficients[c] * rows[(r * p) + c];
            left += residuals[r] * residuals[r];
        }

        var variance = left / (n - p);
        if (errors == CoefficientErrors.Classical) return new(coefficients, [.. inverse.Select(v => v * variance)], n - p, variance);
        double Adjusted(int r)
        {
            var leverage = Quadratic(inverse, rows.AsSpan(r * p, p));
            if (leverage > 1 - 1e-10)
                throw new ArgumentException(
                    $"Row {r + 1} alone decides a coefficient, so its own variance cannot be known; use classical errors, or leave out " +
                    $"the column.", nameof(columns));
            return residuals[r] / (1 - leverage) is var e ? e * e : 0;
        }

        return new(coefficients, Product(inverse, Product(Weighted(Adjusted), inverse, p), p), n - p, variance);
    }

    /// <summary>Standard error of a weighted sum of coefficients.</summary>
    public double StandardError(IReadOnlyList<double> weights) => Math.Sqrt(Quadratic(covariance, [.. weights]));

    private static double Quadratic(double[] matrix, ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        for (var a = 0; a < x.Length; a++)
        {
            for (var b = 0; b < x.Length; b++)
                sum += x[a] * matrix[(a * x.Length) + b] * x[b];
        }

        return sum;
    }

    private static double[] Product(double[] a, double[] b, int p)
    {
        var product = new double[p * p];
        for (var r = 0; r < p; r++)
        {
            for (var k = 0; k < p; k++)
            {
                for (var c = 0; c < p; c++)
                    product[(r * p) + c] += a[(r * p) + k] * b[(k * p) + c];
            }
        }

        return product;
    }
}
