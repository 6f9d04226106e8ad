using System.Numerics.Tensors;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>A fitted linear function of the features.</summary>
/// <param name="Weights">One a column.</param>
/// <param name="Intercept">What is added.</param>
public sealed record LinearFit(IReadOnlyList<double> Weights, double Intercept) : IFittedRegressor
{
    private readonly double[] weights = [.. Weights];

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null)
    {
        ModelInput.Columns(x, weights.Length);
        var predicted = new double[x.Rows];
        Slices.For((x.Rows + 255) / 256, parallel, s =>
        {
            for (var r = s * 256; r < Math.Min(x.Rows, (s + 1) * 256); r++)
                predicted[r] = TensorPrimitives.Dot(x.Row(r), weights) + Intercept;
        });
        return predicted;
    }
}

/// <summary>Features with their column means taken out, and the means.</summary>
internal sealed record Centred(int Rows, int Columns, double[] Values, double[] Mean)
{
    public static Centred Of(FeatureMatrix x)
    {
        var (values, mean) = (x.Values.ToArray(), new double[x.Columns]);
        for (var r = 0; r < x.Rows; r++)
            TensorPrimitives.Add(mean, x.Row(r), mean);
        TensorPrimitives.Divide(mean, x.Rows, mean);
        for (var r = 0; r < x.Rows; r++)
        {
            var row = values.AsSpan(r * x.Columns, x.Columns);
            TensorPrimitives.Subtract(row, mean, row);
        }

        return new(x.Rows, x.Columns, values, mean);
    }

    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Columns, Columns);

    public double[] Transposed()
    {
        var transposed = new double[Values.Length];
        Pial.Kernels.Linear.RowProducts.Transpose(Values, Rows, Columns, transposed);
        return transposed;
    }

    // Xᵀ v, summed in row order.
    public double[] TransposeTimes(ReadOnlySpan<double> v)
    {
        var sum = new double[Columns];
        for (var r = 0; r < Rows; r++)
            TensorPrimitives.MultiplyAdd(Row(r), v[r], sum, sum);
        return sum;
    }
}
