using System.Numerics.Tensors;
using Pial.Analysis.Tables;
using Pial.Kernels;
using Pial.Kernels.Linear;

namespace Pial.Analysis.Models;

/// <summary>
/// Gaussian process regression (Rasmussen and Williams 2006, gaussianprocess.org/gpml) with the kernel
/// <c>c exp(−‖a − b‖² / 2ℓ²) + σ² [a is b]</c> on targets of mean 0 and variance 1; c, ℓ and σ² maximise the marginal likelihood, as
/// scikit-learn's GaussianProcessRegressor(ConstantKernel * RBF + WhiteKernel, normalize_y=True). With more training rows than
/// <see cref="LikelihoodRows"/> the likelihood is that of a drawn part of them; predictions use all.
/// </summary>
public sealed class GaussianProcess : IRegressor
{
    private const double Jitter = 1e-10;

    /// <inheritdoc/>
    public string Id => "gp";

    /// <summary>Most rows whose likelihood is maximised; the cost of each step is their cube.</summary>
    public int LikelihoodRows { get; init; } = 1000;

    /// <summary>c, ℓ and σ² to use as they are; null to find them.</summary>
    public (double Signal, double Length, double Noise)? Fixed { get; init; }

    IFittedRegressor IRegressor.Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel) =>
        Fit(x, y, seed, parallel);

    /// <inheritdoc cref="IRegressor.Fit"/>
    public FittedGaussianProcess Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel = null)
    {
        var target = ScaledTarget.Of(ModelInput.Targets(x, y), scaled: true);
        var found = Fixed ?? Best(x, target.Values, seed, parallel);
        var kernel = RadialKernel.SquaredDistances(x, x, parallel);
        Covariance(kernel, x.Rows, found.Signal, found.Length, found.Noise, parallel);
        var factor = CholeskyFactor.Of(kernel, x.Rows, overwrite: true, parallel)
            ?? throw new ArgumentException("The rows are so alike that their covariance has no inverse.", nameof(x));
        var weights = (double[])target.Values.Clone();
        factor.Solve(weights);
        var likelihood = -0.5
            * (TensorPrimitives.Dot<double>(weights, target.Values) + factor.LogDeterminant + (x.Rows * Math.Log(2 * Math.PI)));
        return new(x, weights, factor, found, target.Mean, target.Scale, likelihood);
    }

    private (double Signal, double Length, double Noise) Best(FeatureMatrix x, double[] y, ulong seed, ParallelOptions? parallel)
    {
        if (x.Rows > LikelihoodRows)
        {
            var random = new CounterRandom(seed, 0x6A55);
            int[] drawn = [.. Enumerable.Range(0, x.Rows).OrderBy(r => random.Bits((ulong)r).A).ThenBy(r => r)
                .Take(LikelihoodRows).Order()];
            (x, y) = (x.Take(drawn), [.. drawn.Select(r => y[r])]);
        }

        var distances = RadialKernel.SquaredDistances(x, x, parallel);
        var likelihood = new Likelihood(distances, y, parallel);
        var (best, value) = ((1.0, 1.0, 1.0), double.PositiveInfinity);
        foreach (var (length, noise) in new[] { (Math.Sqrt(Math.Max(1, x.Columns)), 0.5), (4 * Math.Sqrt(Math.Max(1, x.Columns)), 0.1) })
        {
            double[] at = [0, Math.Log(length), Math.Log(noise)];
            var (reached, _) = Lbfgs.Minimise(at, likelihood.Negative, 1e-6 * y.Length, 100, parallel?.CancellationToken ?? default);
            if (reached < value) (best, value) = ((Math.Exp(at[0]), Math.Exp(at[1]), Math.Exp(at[2])), reached);
        }

        return best;
    }

    // Squared distances become covariances.
    private static void Covariance(double[] matrix, int rows, double signal, double length, double noise, ParallelOptions? parallel) =>
        Slices.For(rows, parallel, r =>
    {
        var row = matrix.AsSpan(r * rows, rows);
        TensorPrimitives.Multiply(row, -0.5 / (length * length), row);
        TensorPrimitives.Exp<double>(row, row);
        TensorPrimitives.Multiply(row, signal, row);
        row[r] += noise + Jitter;
    });

    // Minus the logarithm of the marginal likelihood and its slopes by the logarithms of c, ℓ and σ² (equations 2.30 and 5.9).
    private sealed class Likelihood(double[] distances, double[] y, ParallelOptions? parallel)
    {
        private static readonly double Widest = Math.Log(1e5);
        private readonly int rows = y.Length;

        public double Negative(ReadOnlySpan<double> at, Span<double> gradient)
        {
            gradient.Clear();
            foreach (var v in at)
                if (Math.Abs(v) > 2 * Widest) return double.PositiveInfinity;
            var (signal, length, noise) = (Math.Exp(at[0]), Math.Exp(at[1]), Math.Exp(at[2]));
            var matrix = (double[])distances.Clone();
            Covariance(matrix, rows, signal, length, noise, parallel);
            if (CholeskyFactor.Of(matrix, rows, overwrite: false, parallel) is not { } factor) return double.PositiveInfinity;
            var weights = (double[])y.Clone();
            factor.Solve(weights);
            var inverse = factor.Inverse(parallel);
            var sums = new double[3];
            Slices.Sum((rows + 31) / 32, parallel, (s, part) =>
            {
                Span<double> own = part;
                for (var r = s * 32; r < Math.Min(rows, (s + 1) * 32); r++)
                {
                    var k = matrix.AsSpan(r * rows, rows);
                    var d = distances.AsSpan(r * rows, rows);
                    for (var c = 0; c < rows; c++)
                    {
                        if (c == r) continue;
                        var share = ((weights[r] * weights[c]) - inverse[(r * rows) + c]) * k[c];
                        own[0] += share;
                        own[1] += share * d[c];
                    }

                    var diagonal = (weights[r] * weights[r]) - inverse[(r * rows) + r];
                    own[0] += diagonal * signal;
                    own[2] += diagonal * noise;
                }
            }, sums);
            (gradient[0], gradient[1], gradient[2]) = (-0.5 * sums[0], -0.5 * sums[1] / (length * length), -0.5 * sums[2]);
            return 0.5 * (TensorPrimitives.Dot<double>(weights, y) + factor.LogDeterminant + (rows * Math.Log(2 * Math.PI)));
        }
    }
}

/// <summary>A Gaussian process after its fit.</summary>
public sealed class FittedGaussianProcess : IFittedRegressor
{
    private readonly FeatureMatrix train;
    private readonly double[] weights;
    private readonly CholeskyFactor factor;
    private readonly double mean;
    private readonly double scale;

    internal FittedGaussianProcess(FeatureMatrix train, double[] weights, CholeskyFactor factor, (double, double, double) kernel,
        double mean, double scale, double likelihood) =>
        (this.train, this.weights, this.factor, Kernel, this.mean, this.scale, LogLikelihood) = (train, weights, factor, kernel, mean,
            scale, likelihood);

    /// <summary>c, ℓ (in units of the features) and σ², for targets of variance 1.</summary>
    public (double Signal, double Length, double Noise) Kernel { get; }

    /// <summary>Logarithm of the marginal likelihood of the training targets, scaled to variance 1.</summary>
    public double LogLikelihood { get; }

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null)
    {
        var kernel = Cross(x, parallel);
        var predicted = new double[x.Rows];
        for (var r = 0; r < predicted.Length; r++)
            predicted[r] = mean + (scale * TensorPrimitives.Dot<double>(kernel.AsSpan(r * train.Rows, train.Rows), weights));
        return predicted;
    }

    /// <summary>Standard deviation of each row's prediction, noise included, in the target's unit.</summary>
    public double[] Deviation(FeatureMatrix x, ParallelOptions? parallel = null)
    {
        var kernel = Cross(x, parallel);
        var deviation = new double[x.Rows];
        Slices.For(x.Rows, parallel, r =>
        {
            var row = kernel.AsSpan(r * train.Rows, train.Rows);
            factor.SolveLower(row);
            deviation[r] = scale * Math.Sqrt(Math.Max(0, Kernel.Signal + Kernel.Noise - TensorPrimitives.SumOfSquares<double>(row)));
        });
        return deviation;
    }

    private double[] Cross(FeatureMatrix x, ParallelOptions? parallel)
    {
        ModelInput.Columns(x, train.Columns);
        var kernel = RadialKernel.SquaredDistances(x, train, parallel);
        TensorPrimitives.Multiply(kernel, -0.5 / (Kernel.Length * Kernel.Length), kernel);
        TensorPrimitives.Exp<double>(kernel, kernel);
        TensorPrimitives.Multiply(kernel, Kernel.Signal, kernel);
        return kernel;
    }
}
