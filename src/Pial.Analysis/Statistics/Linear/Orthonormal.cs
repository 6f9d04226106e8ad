namespace Pial.Analysis.Statistics.Linear;

/// <summary>
/// The thin QR factors of a few columns, by Gram and Schmidt's method done twice, which is as accurate as Householder's (Giraud et al.
/// 2005, doi 10.1007/s00211-005-0615-4). A column that is a combination of those before it becomes zeros.
/// </summary>
internal sealed class Orthonormal
{
    private Orthonormal(double[][] q, double[][] r) => (Q, R) = (q, r);

    /// <summary>Orthonormal columns.</summary>
    public double[][] Q { get; }

    /// <summary>Upper triangle, column by column: column k of the input is <c>Σ_j R[k][j] Q[j]</c>, j ≤ k.</summary>
    public double[][] R { get; }

    public static Orthonormal Of(ReadOnlySpan<double[]> columns)
    {
        var (q, r) = (new double[columns.Length][], new double[columns.Length][]);
        for (var k = 0; k < columns.Length; k++)
        {
            var (rest, weights) = Reject(columns[k], q.AsSpan(0, k));
            var (size, length) = (Norm(columns[k]), Norm(rest));
            var kept = length > 1e-10 * size && length > 0;
            q[k] = [.. rest.Select(x => kept ? x / length : 0)];
            r[k] = [.. weights, kept ? length : 0];
        }

        return new(q, r);
    }

    /// <summary>What of a column the others do not explain, and its coordinates in them.</summary>
    public (double[] Left, double[] Weights) Reject(double[] column) => Reject(column, Q);

    /// <summary>Solves <c>R x = weights</c>; coordinates in the original columns.</summary>
    public double[] Solve(double[] weights)
    {
        var x = (double[])weights.Clone();
        for (var k = x.Length - 1; k >= 0; k--)
        {
            x[k] = R[k][k] == 0 ? 0 : x[k] / R[k][k];
            for (var j = 0; j < k; j++)
                x[j] -= R[k][j] * x[k];
        }

        return x;
    }

    /// <summary>Solves <c>Rᵀ z = weights</c>.</summary>
    public double[] SolveTransposed(double[] weights)
    {
        var z = new double[weights.Length];
        for (var k = 0; k < z.Length; k++)
        {
            var sum = weights[k];
            for (var j = 0; j < k; j++)
                sum -= R[k][j] * z[j];
            z[k] = sum / R[k][k];
        }

        return z;
    }

    public static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var n = 0; n < a.Length; n++)
            sum += a[n] * b[n];
        return sum;
    }

    private static double Norm(double[] a) => Math.Sqrt(Dot(a, a));

    private static (double[] Left, double[] Weights) Reject(double[] column, ReadOnlySpan<double[]> q)
    {
        var rest = (double[])column.Clone();
        var weights = new double[q.Length];
        for (var pass = 0; pass < 2; pass++)
        {
            for (var j = 0; j < q.Length; j++)
            {
                var w = Dot(q[j], rest);
                weights[j] += w;
                for (var n = 0; n < rest.Length; n++)
                    rest[n] -= w * q[j][n];
            }
        }

        return (rest, weights);
    }
}
