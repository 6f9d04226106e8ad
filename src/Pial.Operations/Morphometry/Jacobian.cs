using Pial.Kernels;
using Pial.Operations.Warps;
using Pial.Volumes;

namespace Pial.Operations.Morphometry;

/// <summary>How a map changes volume, voxel by voxel.</summary>
/// <param name="Determinant">Moving volume for each unit of reference volume, the whole map: above 1 where the moving image is larger; 0 or
/// less where the map folds.</param>
/// <param name="AffineDeterminant">The part that is the same everywhere: the determinant of the map's affine.</param>
/// <param name="Minimum">Smallest determinant.</param>
/// <param name="Folded">Voxels where it is not positive.</param>
/// <param name="LogStandardDeviation">Standard deviation of the log-determinant over the voxels that do not fold: how rough the map
/// is.</param>
public sealed record JacobianResult(Volume<float> Determinant, double AffineDeterminant, double Minimum, int Folded,
    double LogStandardDeviation)
{
    /// <summary>
    /// The determinant without the affine's share: what local growth and shrinkage are left when overall size is taken out.
    /// </summary>
    public Volume<float> Nonlinear(ParallelOptions? parallel = null) => Scaled(1 / AffineDeterminant, parallel);

    /// <summary>
    /// Natural logarithm of the determinant, so that growth and shrinkage weigh the same; of <see cref="Nonlinear"/> when asked.
    /// Determinants below 1e-6, folds included, count as 1e-6.
    /// </summary>
    public Volume<float> Log(bool nonlinear = false, ParallelOptions? parallel = null)
    {
        var scale = nonlinear ? 1 / AffineDeterminant : 1;
        return Make(v => (float)Math.Log(Math.Max(v * scale, 1e-6)), parallel);
    }

    private Volume<float> Scaled(double scale, ParallelOptions? parallel) => Make(v => (float)(v * scale), parallel);

    private Volume<float> Make(Func<float, float> of, ParallelOptions? parallel)
    {
        var s = Determinant.Shape;
        return Volume.CreateParallel<float>(Determinant.Grid, to => Slices.For(s.K, parallel, k =>
        {
            var from = Determinant.Slice(k);
            var slice = to.Span.Slice(k * s.SliceCount, s.SliceCount);
            for (var n = 0; n < from.Length; n++)
                slice[n] = of(from[n]);
        }));
    }
}

/// <summary>Jacobian determinants of maps.</summary>
/// <remarks>
/// By central differences over the neighbouring voxel centres, one-sided at the border of the field, in double precision: second order, as
/// in ITK's <c>DisplacementFieldJacobianDeterminantFilter</c>, but in world directions, so that oblique and flipped grids give the same
/// numbers as straight ones. Sign: a map without mirror image is positive.
/// </remarks>
public static class Jacobian
{
    /// <summary>The determinant of a map on a grid, with the affine and the non-linear part apart.</summary>
    /// <param name="map">Reference RAS+ mm → moving RAS+ mm.</param>
    /// <param name="grid">Where in the reference the determinant is wanted.</param>
    /// <param name="affine">
    /// The affine whose share is taken out of the non-linear part. When null: the product of the chain's affines if it names any, else the
    /// least-squares affine of the map over the grid, since a field may hold its affine inside.
    /// </param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on them.</param>
    public static JacobianResult Run(PointMap map, Grid grid, Affine? affine = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        var part = Math.Abs((affine ?? AffineOf(map, grid)).Determinant);
        var determinant = map.IsAffine
            ? Volume.Filled(grid, (float)map.FirstAffine.Determinant)
            : Determinant(map.Links is [{ Warp: { } only }] && map.FirstAffine == Affine.Identity && only.Grid.Matches(grid, 1e-6)
                ? only : WarpField.Of(map, grid, parallel), parallel);
        return Summary(determinant, part, parallel);
    }

    /// <summary>The determinant of a field on its own grid.</summary>
    /// <param name="warp">Displacements, mm.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on them.</param>
    public static Volume<float> Determinant(Warp warp, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(warp);
        var shape = warp.Grid.Shape;
        var toVoxel = warp.Grid.WorldToVoxel;
        return Volume.CreateParallel<float>(warp.Grid, to => Slices.For(shape.K, parallel, k =>
        {
            Volume<float>[] components = [warp.X, warp.Y, warp.Z];
            var slice = to.Span.Slice(k * shape.SliceCount, shape.SliceCount);
            Span<double> d = stackalloc double[9];
            for (var j = 0; j < shape.J; j++)
            {
                for (var i = 0; i < shape.I; i++)
                {
                    for (var c = 0; c < 3; c++)
                    {
                        var v = components[c].Span;
                        var (gi, gj, gk) = (Slope(v, shape, i, j, k, 0), Slope(v, shape, i, j, k, 1), Slope(v, shape, i, j, k, 2));
                        d[3 * c] = (gi * toVoxel.M00) + (gj * toVoxel.M10) + (gk * toVoxel.M20);
                        d[(3 * c) + 1] = (gi * toVoxel.M01) + (gj * toVoxel.M11) + (gk * toVoxel.M21);
                        d[(3 * c) + 2] = (gi * toVoxel.M02) + (gj * toVoxel.M12) + (gk * toVoxel.M22);
                    }

                    var (a, b, e) = (1 + d[0], 1 + d[4], 1 + d[8]);
                    slice[(j * shape.I) + i] = (float)((a * ((b * e) - (d[5] * d[7]))) - (d[1] * ((d[3] * e) - (d[5] * d[6])))
                        + (d[2] * ((d[3] * d[7]) - (b * d[6]))));
                }
            }
        }));
    }

    private static Affine AffineOf(PointMap map, Grid grid)
    {
        var named = map.Links.Aggregate(Affine.Identity, static (all, link) => link.Affine * all);
        return named == Affine.Identity ? WarpField.FitAffine(map, grid) : named;
    }

    private static JacobianResult Summary(Volume<float> determinant, double affine, ParallelOptions? parallel)
    {
        var s = determinant.Shape;
        Span<double> sums = stackalloc double[4]; // log, log², voxels that do not fold, voxels that fold
        var minima = new float[s.K];
        Slices.Sum(s.K, parallel, (k, row) =>
        {
            minima[k] = float.PositiveInfinity;
            foreach (var v in determinant.Slice(k))
            {
                minima[k] = Math.Min(minima[k], v);
                if (!(v > 0))
                {
                    row[3]++;
                    continue;
                }

                var log = Math.Log(v);
                row[0] += log;
                row[1] += log * log;
                row[2]++;
            }
        }, sums);
        var mean = sums[0] / Math.Max(sums[2], 1);
        return new(determinant, affine, minima.Min(), (int)sums[3],
            Math.Sqrt(Math.Max(0, (sums[1] / Math.Max(sums[2], 1)) - (mean * mean))));
    }

    // Change over one voxel along an axis; 0 along an axis of one voxel.
    private static double Slope(ReadOnlySpan<float> v, Shape s, int i, int j, int k, int axis)
    {
        var (at, extent, step) = axis switch { 0 => (i, s.I, 1), 1 => (j, s.J, s.I), _ => (k, s.K, s.SliceCount) };
        var (before, after) = (at > 0 ? 1 : 0, at < extent - 1 ? 1 : 0);
        var n = s.Index(i, j, k);
        return before + after == 0 ? 0 : ((double)v[n + (after * step)] - v[n - (before * step)]) / (before + after);
    }
}
