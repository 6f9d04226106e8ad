using Pial.Kernels;

namespace Pial.Operations.BiasCorrection;

/// <summary>
/// The logarithm of the field as a tensor product of cubic B-splines over the whole field of view of an image: control points, fitting to
/// scattered samples and evaluation, each one axis after another.
/// </summary>
/// <remarks>The lattice lives in voxel indices, as ITK's does: direction cosines and voxel size do not enter.</remarks>
internal sealed class FieldLattice
{
    public FieldLattice(int spans)
    {
        (Spans, Side) = (spans, spans + 3);
        Points = new double[Side * Side * Side];
    }

    public int Spans { get; }

    /// <summary>Control points along each axis.</summary>
    public int Side { get; }

    public int PlaneCount => Side * Side;

    /// <summary>Control points, first axis fastest.</summary>
    public double[] Points { get; }

    /// <summary>The same function on a lattice of twice the spans.</summary>
    public FieldLattice Refine()
    {
        var fine = new FieldLattice(2 * Spans);
        var (n, m) = (Side, fine.Side);
        var alongI = Along(Points, n, n * n, 1, m);           // m × n × n
        var alongJ = Along(alongI, n, n, m, m);               // m × m × n
        Along(alongJ, n, 1, m * m, m).CopyTo(fine.Points, 0); // m × m × m
        return fine;
    }

    /// <summary>Control points of one slice of samples: the third axis contracted.</summary>
    public void Slice(CubicSplineAxis axis, int sample, Span<double> plane)
    {
        plane.Clear();
        var weights = axis.Weights(CubicSplineAxis.Weight.Basis, sample);
        for (var c = 0; c < 4; c++)
            AddScaled(Points.AsSpan((axis.First(sample) + c) * PlaneCount, PlaneCount), weights[c], plane);
    }

    /// <summary>Control points of one row of samples: the second axis contracted.</summary>
    public void Row(ReadOnlySpan<double> plane, CubicSplineAxis axis, int sample, Span<double> row)
    {
        row.Clear();
        var weights = axis.Weights(CubicSplineAxis.Weight.Basis, sample);
        for (var c = 0; c < 4; c++)
            AddScaled(plane.Slice((axis.First(sample) + c) * Side, Side), weights[c], row);
    }

    /// <summary>Adds the sums of a row to a plane, or of a plane to the lattice, with the sample's weights: the transpose of evaluation.</summary>
    public static void Spread(ReadOnlySpan<double> sums, CubicSplineAxis axis, CubicSplineAxis.Weight weight, int sample, Span<double> destination)
    {
        var weights = axis.Weights(weight, sample);
        for (var c = 0; c < 4; c++)
            AddScaled(sums, weights[c], destination.Slice((axis.First(sample) + c) * sums.Length, sums.Length));
    }

    private static void AddScaled(ReadOnlySpan<double> source, double scale, Span<double> destination) =>
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(source, scale, destination, destination);

    // Refines one axis of `length` points that lie `stride` apart; `outer` blocks follow each other.
    private static double[] Along(double[] points, int length, int outer, int stride, int refined)
    {
        var result = new double[outer * refined * stride];
        Span<double> from = stackalloc double[length];
        Span<double> to = stackalloc double[refined];
        for (var block = 0; block < outer; block++)
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
