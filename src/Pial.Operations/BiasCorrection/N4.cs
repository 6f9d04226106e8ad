using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.BiasCorrection;

/// <summary>N4: the smooth multiplicative field of the receive coil, found from the image alone and divided out.</summary>
/// <remarks>
/// <para>
/// Tustison et al. 2010 (doi 10.1109/TMI.2010.2046908): the log intensities' histogram is sharpened as in N3 (Sled et al. 1998, doi
/// 10.1109/42.668698); what the sharpening takes from each voxel is approximated by a B-spline lattice (Lee et al. 1997, doi
/// 10.1109/2945.620490) that is added to the field so far; the lattice is refined from level to level.
/// </para>
/// <para>
/// Differences from ITK's filter: the lattice spans the full field of view, and the shrunken samples keep their true places in it, so that
/// the field at full resolution comes from the lattice itself without a shift; the field is scaled to geometric mean 1 over the voxels it
/// was estimated from, so that intensities stay in their range (ITK's drifts, by a factor of 3 in 200 iterations on a head); sums are in
/// double precision. Splines are cubic.
/// </para>
/// <para>Cost: some 50 ns a sample and iteration, so that a 1 mm head at the defaults takes a fraction of a second
/// (<c>bench/results/n4.md</c>).</para>
/// </remarks>
public static class N4
{
    private const int FewestSamples = 1000;

    /// <summary>Estimates the field of an image and divides by it.</summary>
    /// <param name="image">Intensities; any scale. Voxels that are not positive numbers take no part in the estimation.</param>
    /// <param name="mask">Where to estimate the field, on the image's grid; absent: wherever the image is positive. The field is applied
    /// everywhere.</param>
    /// <param name="weights">
    /// Confidence of each voxel, on the image's grid (for example a white-matter probability): 0 leaves it out, larger draws the fit.
    /// Absent: all alike.
    /// </param>
    /// <param name="options">Parameters; absent: the defaults.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <returns>
    /// Corrected image, field and what the levels did. NaN and infinite voxels stay as they are; zero and negative ones are divided like
    /// the rest. An image of one value gives a field of 1.
    /// </returns>
    /// <exception cref="ArgumentException">A grid that differs from the image's, or no voxel that can take part.</exception>
    public static N4Result Run(
        Volume<float> image, Volume<bool>? mask = null, Volume<float>? weights = null, N4Options? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new();
        options.Check();
        if (mask is not null && !mask.Grid.Matches(image.Grid))
            throw new ArgumentException($"The mask's grid ({mask.Grid}) is not the image's ({image.Grid}).", nameof(mask));
        if (weights is not null && !weights.Grid.Matches(image.Grid))
            throw new ArgumentException($"The weights' grid ({weights.Grid}) is not the image's ({image.Grid}).", nameof(weights));

        var samples = FieldSamples.Take(image, mask, weights, options.ShrinkFactor);
        for (var shrink = options.ShrinkFactor / 2; samples.Count < FewestSamples && shrink > 0; shrink /= 2)
            samples = FieldSamples.Take(image, mask, weights, shrink); // a small mask slips between the samples
        if (samples.Count == 0)
            throw new ArgumentException("No voxel has a positive intensity inside the mask: there is nothing to estimate a field from.",
                nameof(image));

        var solver = new N4Solver(samples, image.Shape, options, parallel);
        var levels = solver.Run();
        var field = Expand(solver.Lattice, levels[^1].MeshElements, image.Grid, solver.MeanLog(), parallel);
        var corrected = Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(image.Shape.K, parallel, k =>
            TensorPrimitives.Divide(image.Slice(k), field.Slice(k),
                voxels.Span.Slice(k * image.Shape.SliceCount, image.Shape.SliceCount))));
        return new(corrected, field, levels);
    }

    // exp(spline − mean) at every voxel.
    private static Volume<float> Expand(CubicSplineLattice lattice, int spans, Grid grid, double meanLog, ParallelOptions? parallel)
    {
        var shape = grid.Shape;
        CubicSplineAxis[] axes = [Axis(shape.I, spans), Axis(shape.J, spans), Axis(shape.K, spans)];
        int[] columns = [.. Enumerable.Range(0, shape.I)];
        return Volume.CreateParallel<float>(grid, voxels => Slices.For(
            shape.K,
            parallel,
            () => (Plane: new double[lattice.PlaneCount], Row: new double[lattice.Row]),
            (k, scratch) =>
            {
                lattice.Slice(axes[2], k, scratch.Plane);
                for (var j = 0; j < shape.J; j++)
                {
                    var row = voxels.Span.Slice(shape.Index(0, j, k), shape.I);
                    lattice.RowOf(scratch.Plane, axes[1], j, scratch.Row);
                    axes[0].Evaluate(scratch.Row, columns, row);
                    TensorPrimitives.Subtract(row, (float)meanLog, row);
                    TensorPrimitives.Exp(row, row);
                }
            }));
    }

    private static CubicSplineAxis Axis(int extent, int spans) =>
        new([.. Enumerable.Range(0, extent).Select(n => (double)n / Math.Max(1, extent - 1))], spans);
}
