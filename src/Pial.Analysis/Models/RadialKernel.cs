using System.Numerics.Tensors;
using Pial.Analysis.Tables;
using Pial.Kernels;
using Pial.Kernels.Linear;

namespace Pial.Analysis.Models;

/// <summary>Gaussian kernel of rows with the training rows.</summary>
internal sealed class RadialKernel
{
    // The matrix of more rows than this would not fit in most memories.
    private const int MostRows = 20000;
    private readonly FeatureMatrix train;
    private readonly double gamma;
    private double[]? matrix;

    private RadialKernel(FeatureMatrix train, double gamma) => (this.train, this.gamma) = (train, gamma);

    public double[] Matrix => matrix ?? throw new InvalidOperationException("The kernel of the training rows was given back.");

    public static RadialKernel Of(FeatureMatrix x, double factor, ParallelOptions? parallel)
    {
        if (x.Rows > MostRows)
            throw new ArgumentException(
                $"{x.Rows} training rows are too many for a kernel machine (at most {MostRows}); take a linear one or boosted trees.",
                nameof(x));
        var values = x.Values;
        var mean = values.Length == 0 ? 0 : TensorPrimitives.Sum(values) / values.Length;
        var variance = 0.0;
        foreach (var v in values)
            variance += (v - mean) * (v - mean) / values.Length;
        var width = factor / (Math.Max(1, x.Columns) * (variance > 0 ? variance : 1));
        return new(x, width) { matrix = Values(x, x, width, parallel) };
    }

    /// <summary>Lets go of the matrix of the training rows, which predictions do not need.</summary>
    public void Forget() => matrix = null;

    public IReadOnlyList<double[]> Apply(IReadOnlyList<KernelSum> sums, FeatureMatrix x, ParallelOptions? parallel)
    {
        ModelInput.Columns(x, train.Columns);
        var kernel = Values(x, train, gamma, parallel);
        return [.. sums.Select(s =>
        {
            var values = new double[x.Rows];
            for (var r = 0; r < values.Length; r++)
                values[r] = s.Offset + TensorPrimitives.Dot<double>(kernel.AsSpan(r * train.Rows, train.Rows), s.Weights);
            return values;
        })];
    }

    public static double[] SquaredDistances(FeatureMatrix a, FeatureMatrix b, ParallelOptions? parallel)
    {
        var distances = new double[a.Rows * b.Rows];
        if (ReferenceEquals(a, b)) RowProducts.OfPairs(a.Memory, a.Rows, a.Columns, distances, parallel);
        else RowProducts.Of(a.Memory, a.Rows, b.Memory, b.Rows, a.Columns, distances, parallel);
        var (left, right) = (Squares(a), Squares(b));
        Slices.For(a.Rows, parallel, r =>
        {
            var row = distances.AsSpan(r * b.Rows, b.Rows);
            TensorPrimitives.MultiplyAdd(row, -2, right, row);
            TensorPrimitives.Add(row, left[r], row);
            TensorPrimitives.Max(row, 0.0, row);
            if (ReferenceEquals(a, b)) row[r] = 0;
        });
        return distances;
    }

    private static double[] Values(FeatureMatrix a, FeatureMatrix b, double gamma, ParallelOptions? parallel)
    {
        var kernel = SquaredDistances(a, b, parallel);
        Slices.For(a.Rows, parallel, r =>
        {
            var row = kernel.AsSpan(r * b.Rows, b.Rows);
            TensorPrimitives.Multiply(row, -gamma, row);
            TensorPrimitives.Exp<double>(row, row);
        });
        return kernel;
    }

    private static double[] Squares(FeatureMatrix x)
    {
        var squares = new double[x.Rows];
        for (var r = 0; r < squares.Length; r++)
            squares[r] = TensorPrimitives.SumOfSquares(x.Row(r));
        return squares;
    }
}
