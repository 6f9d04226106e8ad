using Pial.Volumes;

namespace Pial.Operations.Warps;

/// <summary>Chains of maps as one displacement field, and the affine in a field.</summary>
public static class WarpField
{
    private const int MostFitPoints = 24; // an axis; enough for twelve numbers

    /// <summary>
    /// Samples a chain on a grid: one field that does what the chain does at the grid's voxel centres, and close to it between them.
    /// </summary>
    /// <param name="map">Reference RAS+ mm → moving RAS+ mm.</param>
    /// <param name="grid">Where in the reference the field is wanted.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static Warp Of(PointMap map, Grid grid, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        var rows = new MapRows(map);
        return Warp.CreateParallel(grid, (x, y, z) => MapRows.Over(grid, 3, parallel, row =>
        {
            for (var c = 0; c < 3; c++)
                row[c].CopyTo(row[3 + c]);
            rows.Apply(row[3], row[4], row[5]);
            Difference(row[3], row[0], x.Span.Slice(row.First, row.Length));
            Difference(row[4], row[1], y.Span.Slice(row.First, row.Length));
            Difference(row[5], row[2], z.Span.Slice(row.First, row.Length));
        }));
    }

    /// <summary>Two maps as one field: <c>second(first(p))</c> at the voxel centres of a grid.</summary>
    /// <param name="first">Reference → middle, RAS+ mm.</param>
    /// <param name="second">Middle → moving, RAS+ mm.</param>
    /// <param name="grid">Where in the reference the field is wanted.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static Warp Compose(PointMap first, PointMap second, Grid grid, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        return Of(first.Then(second), grid, parallel);
    }

    /// <summary>
    /// The affine closest to a map over a grid, by least squares over at most 24 evenly spaced voxel centres along each axis.
    /// </summary>
    /// <param name="map">Reference RAS+ mm → moving RAS+ mm; an affine comes back as it is.</param>
    /// <param name="grid">Where in the reference the two are compared.</param>
    /// <param name="mask">Voxels of the same grid that count, for example the brain; all when null.</param>
    /// <returns>The affine; the map's mean shift alone where fewer than four points, or points in one plane, are left to fit.</returns>
    /// <exception cref="ArgumentException">The mask is on another grid.</exception>
    public static Affine FitAffine(PointMap map, Grid grid, Volume<bool>? mask = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (mask is not null && !mask.Grid.Matches(grid))
            throw new ArgumentException("The mask must be on the grid of the fit.", nameof(mask));
        if (map.IsAffine) return map.FirstAffine;
        var s = grid.Shape;
        var (stepI, stepJ, stepK) = (Step(s.I), Step(s.J), Step(s.K));
        var fit = new AffineFit(grid.Centre);
        for (var k = stepK / 2; k < s.K; k += stepK)
        {
            for (var j = stepJ / 2; j < s.J; j += stepJ)
            {
                for (var i = stepI / 2; i < s.I; i += stepI)
                {
                    if (mask is not null && !mask[i, j, k]) continue;
                    var p = grid.Affine.Apply(new(i, j, k));
                    fit.Add(p, map.Apply(p));
                }
            }
        }

        return fit.Solve();
    }

    internal static Warp Sealed(Grid grid, float[] x, float[] y, float[] z)
    {
        Volume<float> One(float[] values) => Volume.CreateParallel<float>(grid, to => values.CopyTo(to));
        return new(One(x), One(y), One(z));
    }

    internal static void Difference(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<float> destination)
    {
        for (var n = 0; n < destination.Length; n++)
            destination[n] = (float)(a[n] - b[n]);
    }

    private static int Step(int extent) => (extent + MostFitPoints - 1) / MostFitPoints;
}
