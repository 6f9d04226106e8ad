using System.Numerics.Tensors;
using Pial.Analysis.Tables;
using Pial.Kernels;
using Pial.Kernels.Linear;

namespace Pial.Analysis.Models;

/// <summary>
/// Principal component analysis (scikit-learn's PCA without whitening): the directions in which centred rows vary most. Computed from
/// products of columns, or of rows where those are fewer, so that maps with a million columns cost the square of the rows in memory.
/// </summary>
public sealed class PrincipalAxes
{
    // Directions whose variance is this much below the largest are rounding.
    private const double Negligible = 1e-12;
    private readonly double[] axes;
    private readonly double[] mean;

    private PrincipalAxes(int columns, double[] mean, double[] axes, double[] variances) =>
        (Columns, this.mean, this.axes, Variances) = (columns, mean, axes, variances);

    /// <summary>Columns of the features.</summary>
    public int Columns { get; }

    /// <summary>Variance along each axis (divisor n − 1), largest first.</summary>
    public IReadOnlyList<double> Variances { get; }

    /// <summary>Finds the axes of rows.</summary>
    /// <param name="x">The rows; no unknown values.</param>
    /// <param name="count">How many axes at most; null for all along which the rows vary.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static PrincipalAxes Of(FeatureMatrix x, int? count = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Of(Centred.Of(x), x.Rows - 1, count, parallel);
    }

    /// <summary>
    /// Axes of rows as they are: a rotation into the span of the rows, in which penalised linear models stay what they were (Hastie and
    /// Tibshirani 2004, doi 10.1093/biostatistics/kxh010).
    /// </summary>
    internal static PrincipalAxes OfUncentred(FeatureMatrix x, ParallelOptions? parallel = null) =>
        Of(new Centred(x.Rows, x.Columns, x.Values.ToArray(), new double[x.Columns]), x.Rows, null, parallel);

    private static PrincipalAxes Of(Centred x, int rank, int? count, ParallelOptions? parallel)
    {
        var centred = x;
        var byColumns = x.Columns <= x.Rows;
        var size = byColumns ? x.Columns : x.Rows;
        var products = new double[size * size];
        RowProducts.OfPairs(byColumns ? centred.Transposed() : centred.Values, size, byColumns ? x.Rows : x.Columns, products, parallel);
        var (values, vectors) = SymmetricEigen.Of(products, size, parallel);
        var kept = 0;
        while (kept < Math.Min(count ?? size, Math.Min(size, rank)) && values[kept] > Negligible * values[0])
            kept++;
        var found = new double[kept * x.Columns];
        if (byColumns) vectors.AsSpan(0, found.Length).CopyTo(found);
        else Slices.For(kept, parallel,
            k => Combine(centred, vectors.AsSpan(k * size, size), 1 / Math.Sqrt(values[k]), found.AsSpan(k * x.Columns, x.Columns)));
        for (var k = 0; k < kept; k++)
        {
            // Which way an axis points is arbitrary: its largest entry is made positive.
            var axis = found.AsSpan(k * x.Columns, x.Columns);
            if (axis[TensorPrimitives.IndexOfMaxMagnitude<double>(axis)] < 0) TensorPrimitives.Negate<double>(axis, axis);
        }

        return new(x.Columns, centred.Mean, found, [.. values.Take(kept).Select(v => v / Math.Max(1, x.Rows - 1))]);
    }

    /// <summary>An axis of unit length.</summary>
    public ReadOnlySpan<double> Axis(int axis) => axes.AsSpan(axis * Columns, Columns);

    /// <summary>Where rows lie along the axes: rows × axes.</summary>
    public FeatureMatrix Apply(FeatureMatrix x, ParallelOptions? parallel = null)
    {
        ModelInput.Columns(x, Columns);
        var count = Variances.Count;
        var scores = new double[x.Rows * count];
        RowProducts.Of(x.Memory, x.Rows, axes, count, Columns, scores, parallel);
        for (var k = 0; k < count; k++)
        {
            var origin = TensorPrimitives.Dot(Axis(k), mean);
            for (var r = 0; r < x.Rows; r++)
                scores[(r * count) + k] -= origin;
        }

        return x.With(count, scores);
    }

    /// <summary>A linear function of the scores as one of the features.</summary>
    internal LinearFit Back(ReadOnlySpan<double> weights, double intercept)
    {
        var own = new double[Columns];
        for (var k = 0; k < weights.Length; k++)
            TensorPrimitives.MultiplyAdd(Axis(k), weights[k], own, own);
        return new(own, intercept - TensorPrimitives.Dot<double>(own, mean));
    }

    private static void Combine(Centred x, ReadOnlySpan<double> factors, double scale, Span<double> destination)
    {
        for (var r = 0; r < x.Rows; r++)
            TensorPrimitives.MultiplyAdd(x.Row(r), factors[r] * scale, destination, destination);
    }
}
