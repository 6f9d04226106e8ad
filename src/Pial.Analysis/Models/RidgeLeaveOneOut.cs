using System.Numerics.Tensors;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>
/// Ridge regression whose penalty has the least mean squared error of each training row predicted from all others, as scikit-learn's
/// RidgeCV. One decomposition serves all penalties and all rows: the error of a row left out is its residual divided by 1 − h, h its
/// leverage. It knows no groups; where rows share a person, tune <see cref="RidgeGrid"/> by folds instead.
/// </summary>
/// <param name="alphas">Penalties above 0, largest first; null for those of <see cref="RidgeGrid"/>.</param>
public sealed class RidgeLeaveOneOut(IReadOnlyList<double>? alphas = null) : IRegressor
{
    private readonly double[] alphas = alphas is null ? RidgeGrid.Usual : [.. alphas];

    /// <inheritdoc/>
    public string Id => "ridge-loo";

    IFittedRegressor IRegressor.Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel) =>
        Fit(x, y, parallel).Model;

    /// <summary>Learns from training rows.</summary>
    /// <param name="x">Features, without unknown values.</param>
    /// <param name="y">Targets.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The fit, the penalty chosen, and its mean squared error left out.</returns>
    public (LinearFit Model, double Alpha, double Error) Fit(FeatureMatrix x, IReadOnlyList<double> y, ParallelOptions? parallel = null)
    {
        var targets = ModelInput.Targets(x, y);
        var mean = targets.Average();
        var axes = PrincipalAxes.Of(x, null, parallel);
        var scores = axes.Apply(x, parallel);
        double[] squares = [.. axes.Variances.Select(v => v * Math.Max(1, x.Rows - 1))];
        var pulls = new double[squares.Length];
        for (var r = 0; r < x.Rows; r++)
            TensorPrimitives.MultiplyAdd(scores.Row(r), targets[r], pulls, pulls);
        var (best, weights, least) = (double.NaN, pulls, double.PositiveInfinity);
        foreach (var alpha in alphas)
        {
            double[] own = [.. pulls.Select((p, k) => p / (squares[k] + alpha))];
            var error = 0.0;
            for (var r = 0; r < x.Rows; r++)
            {
                var (row, leverage) = (scores.Row(r).ToArray(), 1.0 / x.Rows);
                for (var k = 0; k < row.Length; k++)
                    leverage += row[k] * row[k] / (squares[k] + alpha);
                var left = (targets[r] - mean - TensorPrimitives.Dot<double>(row, own)) / (1 - leverage);
                error += left * left / x.Rows;
            }

            if (error < least) (best, weights, least) = (alpha, own, error);
        }

        return (axes.Back(weights, mean), best, least);
    }
}
