using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Tables;
using Pial.Kernels;
using Pial.Kernels.Linear;

namespace Pial.Analysis.Models;

/// <summary>
/// Maps as features for models that know rows by their products and distances alone: ridge, logistic regression, support vector machines,
/// Gaussian processes, nearest neighbours, principal components. N maps of any number of voxels span at most N dimensions; turning that
/// space onto N columns keeps every product and distance between rows, so a model fitted on some rows and asked about others answers as it
/// would on the voxels themselves. Nothing is learned here that could leak: a turn has no fit, and every choice (means, penalties,
/// components) is still made on training rows.
/// </summary>
public static class MapFeatures
{
    private const int Block = 8192;

    // What the columns' variances add up to: that of a thousand standardised columns, for which the usual penalties are meant.
    private const double Spread = 1000;

    /// <summary>Turns maps onto as many columns as there are maps.</summary>
    /// <param name="maps">The maps; what is not finite counts as 0. Read once, block by block.</param>
    /// <param name="ids">Who each map is.</param>
    /// <param name="groups">What may not be divided between inner folds.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>Rows × rows, scaled by one number so that the variances of its columns add up to 1000.</returns>
    public static FeatureMatrix Of(IVoxelTable maps, IReadOnlyList<string>? ids = null, IReadOnlyList<string>? groups = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(maps);
        var n = maps.Subjects;
        var products = new double[n * n];
        var part = new double[n * n];
        var values = new double[n * Block];
        for (var start = 0; start < maps.Voxels; start += Block)
        {
            var (first, count) = (start, Math.Min(Block, maps.Voxels - start));
            Slices.For(n, parallel, () => new float[Block], (r, row) =>
            {
                maps.Read(r, first, row.AsSpan(0, count));
                for (var v = 0; v < count; v++)
                    values[(r * count) + v] = float.IsFinite(row[v]) ? row[v] : 0;
            });
            Centre(values, n, count);
            RowProducts.OfPairs(values, n, count, part, parallel);
            for (var k = 0; k < part.Length; k++)
                products[k] += part[k];
        }

        return Turn(products, n, ids, groups, parallel);
    }

    // P = Z Zᵀ with Z = V √λ; a mean taken out of all rows alike changes no distance.
    private static FeatureMatrix Turn(double[] products, int n, IReadOnlyList<string>? ids, IReadOnlyList<string>? groups,
        ParallelOptions? parallel)
    {
        var (lengths, axes) = SymmetricEigen.Of(products, n, parallel);
        var all = lengths.Sum(v => Math.Max(0, v));
        var scale = all > 0 ? Math.Sqrt(Spread * n / all) : 1;
        var turned = new double[n * n];
        for (var k = 0; k < n; k++)
        {
            var length = scale * Math.Sqrt(Math.Max(0, lengths[k]));
            for (var r = 0; r < n; r++)
                turned[(r * n) + k] = length * axes[(k * n) + r];
        }

        return FeatureMatrix.OfRotation(n, n, turned, ids, groups);
    }

    private static void Centre(double[] values, int rows, int count)
    {
        for (var v = 0; v < count; v++)
        {
            var mean = 0.0;
            for (var r = 0; r < rows; r++)
                mean += values[(r * count) + v] / rows;
            for (var r = 0; r < rows; r++)
                values[(r * count) + v] -= mean;
        }
    }
}
