using System.Numerics.Tensors;
using Pial.Kernels.Linear;

namespace Pial.Analysis.Models;

/// <summary>Two classes: Newton's method with the exact second derivatives, steps halved until the loss falls.</summary>
internal sealed class LogisticNewton(Centred x, ClassRows rows) : ILogisticSolver
{
    private const int Iterations = 100;
    private readonly int width = x.Columns + 1;

    public double[] Solve(double penalty, double[]? start, ParallelOptions? parallel)
    {
        var w = start is null ? new double[width] : (double[])start.Clone();
        var (gradient, curvature) = (new double[width], new double[x.Rows]);
        var value = Evaluate(w, penalty, gradient, curvature);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            (parallel?.CancellationToken ?? default).ThrowIfCancellationRequested();
            var step = (double[])gradient.Clone();
            (CholeskyFactor.Of(Hessian(curvature, penalty, parallel), width, overwrite: true, parallel)
                ?? throw new ArgumentException("The features are too large for single steps of logistic regression; scale them."))
                .Solve(step);
            var decrement = TensorPrimitives.Dot<double>(gradient, step);
            if (decrement <= 1e-15 * (1 + value)) break;
            var length = 1.0;
            var (trial, trialGradient, trialCurvature) = (new double[width], new double[width], new double[x.Rows]);
            double next;
            do
            {
                TensorPrimitives.MultiplyAdd(step, -length, w, trial);
                next = Evaluate(trial, penalty, trialGradient, trialCurvature);
                length /= 2;
            }
            while (!(next <= value - (0.1 * length * decrement)) && length > 1e-9);
            if (!(next < value)) break;
            (w, gradient, curvature, value) = (trial, trialGradient, trialCurvature, next);
        }

        return w;
    }

    private double Evaluate(double[] w, double penalty, double[] gradient, double[] curvature)
    {
        var weights = w.AsSpan(0, x.Columns);
        var loss = penalty / 2 * TensorPrimitives.Dot<double>(weights, weights);
        TensorPrimitives.Multiply(weights, penalty, gradient.AsSpan(0, x.Columns));
        gradient[x.Columns] = 0;
        for (var r = 0; r < x.Rows; r++)
        {
            var score = TensorPrimitives.Dot(x.Row(r), weights) + w[x.Columns];
            var (second, weight) = (rows.Place[r] == 1, rows.Weight[r]);
            loss += weight * ScoreRules.LogOnePlusExp(second ? -score : score);
            var p = ScoreRules.Logistic(score);
            curvature[r] = weight * p * (1 - p);
            var residual = weight * (p - (second ? 1 : 0));
            TensorPrimitives.MultiplyAdd(x.Row(r), residual, gradient.AsSpan(0, x.Columns), gradient.AsSpan(0, x.Columns));
            gradient[x.Columns] += residual;
        }

        return loss;
    }

    private double[] Hessian(double[] curvature, double penalty, ParallelOptions? parallel)
    {
        // The columns as rows, each scaled by the root of the curvature; the intercept's is that root itself.
        var scaled = new double[x.Rows * width];
        for (var r = 0; r < x.Rows; r++)
        {
            var root = Math.Sqrt(curvature[r]);
            TensorPrimitives.Multiply(x.Row(r), root, scaled.AsSpan(r * width, x.Columns));
            scaled[(r * width) + x.Columns] = root;
        }

        var columns = new double[scaled.Length];
        RowProducts.Transpose(scaled, x.Rows, width, columns);
        var hessian = new double[width * width];
        RowProducts.OfPairs(columns, width, x.Rows, hessian, parallel);
        for (var c = 0; c < x.Columns; c++)
            hessian[(c * width) + c] += penalty;
        hessian[^1] += 1e-12 * x.Rows;
        return hessian;
    }
}

/// <summary>Several classes: the multinomial loss by L-BFGS.</summary>
internal sealed class LogisticMultinomial(Centred x, ClassRows rows) : ILogisticSolver
{
    private const int Iterations = 5000;
    private readonly double[] columns = x.Transposed();

    public double[] Solve(double penalty, double[]? start, ParallelOptions? parallel)
    {
        var (k, width) = (rows.Present.Length, x.Columns + 1);
        var w = start is null ? new double[k * width] : (double[])start.Clone();
        var (weights, scores, residuals, slopes) = (new double[k * x.Columns], new double[x.Rows * k], new double[k * x.Rows],
            new double[k * x.Columns]);
        Lbfgs.Minimise(w, Evaluate, 1e-8, Iterations, parallel?.CancellationToken ?? default);
        return w;

        double Evaluate(ReadOnlySpan<double> at, Span<double> gradient)
        {
            for (var c = 0; c < k; c++)
                at.Slice(c * width, x.Columns).CopyTo(weights.AsSpan(c * x.Columns));
            RowProducts.Of(x.Values, x.Rows, weights, k, x.Columns, scores, parallel);
            var loss = penalty / 2 * TensorPrimitives.Dot<double>(weights, weights);
            for (var c = 0; c < k; c++)
                gradient[(c * width) + x.Columns] = 0;
            for (var r = 0; r < x.Rows; r++)
            {
                var row = scores.AsSpan(r * k, k);
                for (var c = 0; c < k; c++)
                    row[c] += at[(c * width) + x.Columns];
                var (own, largest) = (row[rows.Place[r]], TensorPrimitives.Max<double>(row));
                TensorPrimitives.Subtract(row, largest, row);
                TensorPrimitives.Exp<double>(row, row);
                var sum = TensorPrimitives.Sum<double>(row);
                loss += rows.Weight[r] * (Math.Log(sum) + largest - own);
                for (var c = 0; c < k; c++)
                {
                    var residual = rows.Weight[r] * ((row[c] / sum) - (c == rows.Place[r] ? 1 : 0));
                    residuals[(c * x.Rows) + r] = residual;
                    gradient[(c * width) + x.Columns] += residual;
                }
            }

            RowProducts.Of(residuals, k, columns, x.Columns, x.Rows, slopes, parallel);
            for (var c = 0; c < k; c++)
                TensorPrimitives.MultiplyAdd(weights.AsSpan(c * x.Columns, x.Columns), penalty, slopes.AsSpan(c * x.Columns, x.Columns),
                    gradient.Slice(c * width, x.Columns));
            TensorPrimitives.Divide(gradient, x.Rows, gradient);
            return loss / x.Rows;
        }
    }
}
