using MathNet.Numerics.LinearAlgebra;

namespace Pial.Analysis.Outliers;

/// <summary>
/// A covariance that can be inverted however few rows there are: Ledoit and Wolf's, drawn towards a multiple of the identity (2004, doi
/// 10.1016/S0047-259X(03)00096-4).
/// </summary>
internal static class ShrunkCovariance
{
    /// <summary>
    /// The covariance of the columns of rows that are centred already, and how far it was drawn (0 not at all, 1 the multiple of the
    /// identity).
    /// </summary>
    public static (Matrix<double> Covariance, double Shrinkage) Of(Matrix<double> rows)
    {
        var (n, p) = (rows.RowCount, rows.ColumnCount);
        var sample = rows.TransposeThisAndMultiply(rows) / n;
        var mean = sample.Trace() / p;
        var target = Matrix<double>.Build.DenseIdentity(p) * mean;
        var distance = Math.Pow((sample - target).FrobeniusNorm(), 2) / p;
        var noise = 0.0;
        for (var r = 0; r < n; r++)
        {
            // |x xᵀ − S|² = |x|⁴ − 2 xᵀ S x + |S|²
            var x = rows.Row(r);
            var length = x * x;
            noise += (length * length) - (2 * (x * (sample * x)));
        }

        noise = ((noise / n) + Math.Pow(sample.FrobeniusNorm(), 2)) / n / p;
        var shrinkage = distance > 0 ? Math.Clamp(noise / distance, 0, 1) : 1;
        return ((target * shrinkage) + (sample * (1 - shrinkage)), shrinkage);
    }
}
