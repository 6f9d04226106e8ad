using System.Numerics.Tensors;

namespace Pial.Analysis.Models;

/// <summary>
/// The dual of a support vector machine two variables at a time, the pair chosen by second-order information (Fan, Chen and Lin 2005,
/// jmlr.org/papers/v6/fan05a.html), without shrinking. A variable has a sign s, a row, and a linear cost p: classification has one a row (s
/// = class, p = −1), regression two (s = ±1, p = ε ∓ y).
/// </summary>
internal sealed class SequentialMinimal
{
    private const double Tiny = 1e-12;
    private readonly double[] kernel;
    private readonly int rows;
    private readonly int[] row;
    private readonly double[] sign;
    private readonly double[] cost;
    private readonly double bound;
    private readonly double[] alpha;
    private readonly double[] score; // Σ s α K at each row

    private SequentialMinimal(double[] kernel, int rows, int[] row, double[] sign, double[] cost, double bound)
    {
        (this.kernel, this.rows, this.row, this.sign, this.cost, this.bound) = (kernel, rows, row, sign, cost, bound);
        (alpha, score) = (new double[row.Length], new double[rows]);
    }

    public static KernelSum Classify(double[] kernel, double[] y, double c, double tolerance, ParallelOptions? parallel) =>
        new SequentialMinimal(kernel, y.Length, [.. Enumerable.Range(0, y.Length)], y, [.. y.Select(_ => -1.0)], c).Solve(
            tolerance, parallel);

    public static KernelSum Regress(double[] kernel, double[] y, double c, double epsilon, double tolerance, ParallelOptions? parallel)
    {
        var n = y.Length;
        return new SequentialMinimal(kernel, n, [.. Enumerable.Range(0, 2 * n).Select(t => t % n)],
            [.. Enumerable.Range(0, 2 * n).Select(t => t < n ? 1.0 : -1)],
            [.. Enumerable.Range(0, 2 * n).Select(t => t < n ? epsilon - y[t] : epsilon + y[t - n])], c).Solve(tolerance, parallel);
    }

    private KernelSum Solve(double tolerance, ParallelOptions? parallel)
    {
        var limit = Math.Max(10_000_000, 100L * alpha.Length);
        var (top, bottom) = (0.0, 0.0);
        for (var iteration = 0L; iteration < limit; iteration++)
        {
            if (iteration % 1024 == 0) (parallel?.CancellationToken ?? default).ThrowIfCancellationRequested();
            (var i, top) = Highest();
            if (i < 0) break;
            (var j, bottom) = Partner(i, top);
            if (j < 0 || top - bottom < tolerance) break;
            Step(i, j);
        }

        return new(Weights(), Offset(top, bottom));
    }

    // −s G: how much the objective falls by a step along s.
    private double Fall(int t) => -score[row[t]] - (sign[t] * cost[t]);

    private bool MayRise(int t) => sign[t] > 0 ? alpha[t] < bound : alpha[t] > 0;

    private bool MayFall(int t) => sign[t] > 0 ? alpha[t] > 0 : alpha[t] < bound;

    private (int, double) Highest()
    {
        var (best, value) = (-1, double.NegativeInfinity);
        for (var t = 0; t < alpha.Length; t++)
        {
            if (!MayRise(t)) continue;
            var fall = Fall(t);
            if (fall > value) (best, value) = (t, fall);
        }

        return (best, value);
    }

    private (int, double) Partner(int i, double top)
    {
        var (best, gain, bottom) = (-1, 0.0, double.PositiveInfinity);
        var near = kernel.AsSpan(row[i] * rows, rows);
        var own = near[row[i]];
        for (var t = 0; t < alpha.Length; t++)
        {
            if (!MayFall(t)) continue;
            var fall = Fall(t);
            if (fall < bottom) bottom = fall;
            var distance = top - fall;
            if (!(distance > 0)) continue;
            var curvature = Math.Max(Tiny, own + kernel[(row[t] * rows) + row[t]] - (2 * near[row[t]]));
            var value = distance * distance / curvature;
            if (value > gain) (best, gain) = (t, value);
        }

        return (best, bottom);
    }

    private void Step(int i, int j)
    {
        var a = kernel.AsSpan(row[i] * rows, rows);
        var b = kernel.AsSpan(row[j] * rows, rows);
        var step = (Fall(i) - Fall(j)) / Math.Max(Tiny, a[row[i]] + b[row[j]] - (2 * a[row[j]]));
        step = Math.Min(step, Math.Min(sign[i] > 0 ? bound - alpha[i] : alpha[i], sign[j] > 0 ? alpha[j] : bound - alpha[j]));
        Set(i, step);
        Set(j, -step);
        TensorPrimitives.MultiplyAdd(a, step, score, score);
        TensorPrimitives.MultiplyAdd(b, -step, score, score);
    }

    // A bound that is reached is reached exactly, or a rest of rounding would keep the variable in play.
    private void Set(int t, double step)
    {
        var value = alpha[t] + (sign[t] * step);
        alpha[t] = value < Tiny * bound ? 0 : value > bound * (1 - Tiny) ? bound : value;
    }

    private double[] Weights()
    {
        var weights = new double[rows];
        for (var t = 0; t < alpha.Length; t++)
            weights[row[t]] += sign[t] * alpha[t];
        return weights;
    }

    private double Offset(double top, double bottom)
    {
        var (sum, free) = (0.0, 0);
        for (var t = 0; t < alpha.Length; t++)
        {
            if (alpha[t] <= 0 || alpha[t] >= bound) continue;
            sum += Fall(t);
            free++;
        }

        return free > 0 ? sum / free : double.IsFinite(top) && double.IsFinite(bottom) ? (top + bottom) / 2 : 0;
    }
}
