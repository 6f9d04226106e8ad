using System.Numerics.Tensors;

namespace Pial.Kernels;

/// <summary>
/// A function of three coordinates as a tensor product of uniform cubic B-splines: its control points, evaluated and fitted one axis after
/// another with the weights of <see cref="CubicSplineAxis"/>.
/// </summary>
public sealed class CubicSplineLattice
{
    /// <summary>Makes a lattice of zeros.</summary>
    /// <param name="spansI">Spans along the first, fastest axis.</param>
    /// <param name="spansJ">Spans along the second axis.</param>
    /// <param name="spansK">Spans along the third axis.</param>
    public CubicSplineLattice(int spansI, int spansJ, int spansK)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spansI, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(spansJ, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(spansK, 1);
        (Row, PlaneCount) = (spansI + 3, (spansI + 3) * (spansJ + 3));
        (this.spansJ, this.spansK) = (spansJ, spansK);
        Points = new double[PlaneCount * (spansK + 3)];
    }

    private readonly int spansJ, spansK;

    /// <summary>Control points of a row: along the first axis.</summary>
    public int Row { get; }

    /// <summary>Control points of a plane: of the first two axes.</summary>
    public int PlaneCount { get; }

    /// <summary>All control points, first axis fastest.</summary>
    public double[] Points { get; }

    /// <summary>Control points of one slice of samples: the third axis contracted.</summary>
    /// <param name="axis">The third axis.</param>
    /// <param name="sample">Which of its samples.</param>
    /// <param name="destination">Receives <see cref="PlaneCount"/> control points.</param>
    public void Slice(CubicSplineAxis axis, int sample, Span<double> destination) =>
        Contract(Points, axis, sample, destination[..PlaneCount]);

    /// <summary>Control points of one row of a slice: the second axis contracted.</summary>
    /// <param name="plane">Control points of the slice.</param>
    /// <param name="axis">The second axis.</param>
    /// <param name="sample">Which of its samples.</param>
    /// <param name="destination">Receives <see cref="Row"/> control points, for <see cref="CubicSplineAxis.Evaluate"/>.</param>
    public void RowOf(ReadOnlySpan<double> plane, CubicSplineAxis axis, int sample, Span<double> destination) =>
        Contract(plane, axis, sample, destination[..Row]);

    /// <summary>
    /// Adds the sums of a row to a plane, or of a plane to a lattice, with the sample's weights: the transpose of evaluation.
    /// </summary>
    /// <param name="sums">Gathered values of the row or plane.</param>
    /// <param name="axis">Second or third axis.</param>
    /// <param name="weight">Which weights.</param>
    /// <param name="sample">Which row or plane this is.</param>
    /// <param name="destination">The plane or lattice; added to.</param>
    public static void Spread(ReadOnlySpan<double> sums, CubicSplineAxis axis, CubicSplineAxis.Weight weight, int sample,
        Span<double> destination)
    {
        ArgumentNullException.ThrowIfNull(axis);
        var weights = axis.Weights(weight, sample);
        for (var c = 0; c < 4; c++)
        {
            var target = destination.Slice((axis.First(sample) + c) * sums.Length, sums.Length);
            TensorPrimitives.MultiplyAdd(sums, weights[c], target, target);
        }
    }

    /// <summary>The same function on a lattice of twice the spans along every axis.</summary>
    public CubicSplineLattice Refine()
    {
        var spansI = Row - 3;
        var fine = new CubicSplineLattice(2 * spansI, 2 * spansJ, 2 * spansK);
        var alongI = Along(Points, Row, (spansJ + 3) * (spansK + 3), 1);
        var alongJ = Along(alongI, spansJ + 3, spansK + 3, fine.Row);
        Along(alongJ, spansK + 3, 1, fine.PlaneCount).CopyTo(fine.Points, 0);
        return fine;
    }

    private static void Contract(ReadOnlySpan<double> points, CubicSplineAxis axis, int sample, Span<double> destination)
    {
        ArgumentNullException.ThrowIfNull(axis);
        destination.Clear();
        var weights = axis.Weights(CubicSplineAxis.Weight.Basis, sample);
        for (var c = 0; c < 4; c++)
            TensorPrimitives.MultiplyAdd(points.Slice((axis.First(sample) + c) * destination.Length, destination.Length), weights[c],
                destination, destination);
    }

    // Refines one axis, whose `length` points lie `stride` apart in each of `blocks` blocks.
    private static double[] Along(double[] points, int length, int blocks, int stride)
    {
        var refined = (2 * length) - 3;
        var result = new double[blocks * refined * stride];
        var (from, to) = (new double[length], new double[refined]);
        for (var block = 0; block < blocks; block++)
        {
            for (var s = 0; s < stride; s++)
            {
                for (var c = 0; c < length; c++)
                    from[c] = points[(((block * length) + c) * stride) + s];
                CubicSplineAxis.Refine(from, to);
                for (var c = 0; c < refined; c++)
                    result[(((block * refined) + c) * stride) + s] = to[c];
            }
        }

        return result;
    }
}
