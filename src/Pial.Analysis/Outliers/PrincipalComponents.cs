using MathNet.Numerics.LinearAlgebra;
using Pial.Analysis.Statistics.Linear;
using Pial.Kernels;

namespace Pial.Analysis.Outliers;

/// <summary>Where the rows of a table lie along its first principal components.</summary>
/// <param name="Scores">One array a component, of scores by row, in units of the data.</param>
/// <param name="Explained">Share of the variance of each.</param>
public sealed record PrincipalComponents(IReadOnlyList<double[]> Scores, IReadOnlyList<double> Explained)
{
    private const int Block = 4096;

    /// <summary>
    /// Components of rows of voxels, from the products of all pairs of rows: memory grows with the square of the rows and not with the
    /// voxels.
    /// </summary>
    /// <param name="rows">The rows; columns are centred, not scaled.</param>
    /// <param name="scales">A factor by row; null for 1.</param>
    /// <param name="components">How many; fewer come back where there are fewer rows.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static PrincipalComponents Of(IVoxelTable rows, IReadOnlyList<double>? scales = null, int components = 2,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var n = rows.Subjects;
        var products = new double[n * n];
        Slices.Sum((rows.Voxels + Block - 1) / Block, parallel, (b, sums) => AddBlock(rows, scales, b, sums), products);
        return Of(Matrix<double>.Build.Dense(n, n, (r, c) => products[r <= c ? (r * n) + c : (c * n) + r]), components);
    }

    /// <summary>Components of columns of numbers; NaN counts as the column's mean.</summary>
    /// <param name="columns">One array a column.</param>
    /// <param name="components">How many.</param>
    public static PrincipalComponents Of(IReadOnlyList<double[]> columns, int components = 2)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0) return new([], []);
        var centred = Matrix<double>.Build.Dense(columns[0].Length, columns.Count);
        for (var c = 0; c < columns.Count; c++)
        {
            double[] known = [.. columns[c].Where(double.IsFinite)];
            var mean = known.Length > 0 ? known.Average() : 0;
            for (var r = 0; r < columns[c].Length; r++)
                centred[r, c] = double.IsFinite(columns[c][r]) ? columns[c][r] - mean : 0;
        }

        return Of(centred.TransposeAndMultiply(centred), components);
    }

    private static PrincipalComponents Of(Matrix<double> products, int components)
    {
        var all = products.Trace();
        var found = all > 0 ? products.Evd(Symmetricity.Symmetric) : null;
        var (scores, explained) = (new List<double[]>(), new List<double>());
        for (var c = 0; found is not null && c < Math.Min(components, products.RowCount); c++)
        {
            var place = products.RowCount - 1 - c;
            var value = Math.Max(found.EigenValues[place].Real, 0);
            var vector = found.EigenVectors.Column(place) * Math.Sqrt(value);
            // Which way a component points is arbitrary: its largest score is made positive.
            if (vector[vector.AbsoluteMaximumIndex()] < 0) vector = -vector;
            scores.Add([.. vector]);
            explained.Add(value / all);
        }

        return new(scores, explained);
    }

    // Products of the upper triangle, of columns centred over the rows.
    private static void AddBlock(IVoxelTable rows, IReadOnlyList<double>? scales, int b, Span<double> sums)
    {
        var n = rows.Subjects;
        var count = Math.Min(Block, rows.Voxels - (b * Block));
        var values = new float[n * count];
        var mean = new double[count];
        for (var r = 0; r < n; r++)
        {
            var row = values.AsSpan(r * count, count);
            rows.Read(r, b * Block, row);
            var scale = (float)(scales?[r] ?? 1);
            for (var v = 0; v < count; v++)
            {
                row[v] = float.IsFinite(row[v]) ? row[v] * scale : 0;
                mean[v] += row[v];
            }
        }

        for (var r = 0; r < n; r++)
        {
            for (var v = 0; v < count; v++)
                values[(r * count) + v] -= (float)(mean[v] / n);
        }

        for (var r = 0; r < n; r++)
        {
            var first = values.AsSpan(r * count, count);
            for (var c = r; c < n; c++)
            {
                var second = values.AsSpan(c * count, count);
                var sum = 0.0;
                for (var v = 0; v < first.Length; v++)
                    sum += first[v] * second[v];
                sums[(r * n) + c] += sum;
            }
        }
    }
}
