using System.Numerics.Tensors;
using Pial.Analysis.Tables;
using Pial.Kernels.Linear;

namespace Pial.Analysis.Models;

/// <summary>
/// Newton's method for squared losses that vanish beyond a margin (Keerthi and DeCoste 2005, jmlr.org/papers/v6/keerthi05a.html): the
/// second derivatives are the products of the rows that are not beyond it, and from step to step only the rows that changed sides are added
/// or taken away.
/// </summary>
internal sealed class SquaredLossNewton
{
    private const int Iterations = 200;
    private readonly int rows;
    private readonly int width;
    private readonly double[] values;

    public SquaredLossNewton(FeatureMatrix x)
    {
        (rows, width) = (x.Rows, x.Columns + 1);
        values = new double[rows * width];
        for (var r = 0; r < rows; r++)
        {
            x.Row(r).CopyTo(values.AsSpan(r * width));
            values[(r * width) + x.Columns] = 1;
        }
    }

    /// <summary>Weights, the intercept last, for each of some values of C; each starts where the next smaller one ended.</summary>
    public double[][] Path(double[] cs, double[] y, bool hinge, double epsilon, ParallelOptions? parallel)
    {
        var (path, w, products) = (new double[cs.Length][], new double[width], new ActiveProducts(values, rows, width));
        foreach (var place in Enumerable.Range(0, cs.Length).OrderBy(p => cs[p]))
            path[place] = w = Solve(cs[place], y, hinge, epsilon, w, products, parallel);
        return path;
    }

    private double[] Solve(double c, double[] y, bool hinge, double epsilon, double[] start, ActiveProducts products,
        ParallelOptions? parallel)
    {
        var (w, active, gradient) = ((double[])start.Clone(), new bool[rows], new double[width]);
        var value = Evaluate(w, c, y, hinge, epsilon, active, gradient);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            (parallel?.CancellationToken ?? default).ThrowIfCancellationRequested();
            var hessian = products.Of(active, parallel);
            for (var n = 0; n < hessian.Length; n++)
                hessian[n] *= 2 * c;
            for (var n = 0; n < width; n++)
                hessian[(n * width) + n] += 1;
            var step = (double[])gradient.Clone();
            CholeskyFactor.Of(hessian, width, overwrite: true, parallel)!.Solve(step);
            var decrement = TensorPrimitives.Dot<double>(gradient, step);
            if (decrement <= 1e-18 * (1 + value)) break;
            var (length, trial, next, before) = (1.0, new double[width], double.NaN, value);
            do
            {
                TensorPrimitives.MultiplyAdd(step, -length, w, trial);
                next = Evaluate(trial, c, y, hinge, epsilon, active, gradient);
                length /= 2;
            }
            while (!(next <= value - (0.02 * length * decrement)) && length > 1e-9);
            if (!(next < value)) break;
            (w, value) = (trial, next);
            if (before - value <= 1e-15 * before) break;
        }

        return w;
    }

    private double Evaluate(double[] w, double c, double[] y, bool hinge, double epsilon, bool[] active, double[] gradient)
    {
        var loss = 0.0;
        w.CopyTo(gradient, 0);
        for (var r = 0; r < rows; r++)
        {
            var row = values.AsSpan(r * width, width);
            var score = TensorPrimitives.Dot<double>(row, w);
            // How far the score must still go, with the direction.
            var missing = hinge ? Math.Max(0, 1 - (y[r] * score)) * y[r]
                : Math.CopySign(Math.Max(0, Math.Abs(y[r] - score) - epsilon), y[r] - score);
            active[r] = missing != 0;
            loss += missing * missing;
            if (missing != 0) TensorPrimitives.MultiplyAdd(row, -2 * c * missing, gradient, gradient);
        }

        return (0.5 * TensorPrimitives.Dot<double>(w, w)) + (c * loss);
    }
}

/// <summary>Products of the columns over the rows that count, brought up to date by the rows that changed.</summary>
internal sealed class ActiveProducts(double[] values, int rows, int width)
{
    private readonly bool[] counted = new bool[rows];
    private readonly double[] products = new double[width * width];
    private bool begun;

    public double[] Of(bool[] active, ParallelOptions? parallel)
    {
        int[] changed = [.. Enumerable.Range(0, rows).Where(r => active[r] != counted[r])];
        int[] all = [.. Enumerable.Range(0, rows).Where(r => active[r])];
        if (!begun || changed.Length >= all.Length / 2)
        {
            Sum(all, products, parallel);
        }
        else
        {
            var part = new double[width * width];
            Sum([.. changed.Where(r => active[r])], part, parallel);
            TensorPrimitives.Add<double>(products, part, products);
            Sum([.. changed.Where(r => !active[r])], part, parallel);
            TensorPrimitives.Subtract<double>(products, part, products);
        }

        begun = true;
        active.CopyTo(counted, 0);
        return (double[])products.Clone();
    }

    private void Sum(int[] chosen, double[] destination, ParallelOptions? parallel)
    {
        var (taken, columns) = (new double[chosen.Length * width], new double[chosen.Length * width]);
        for (var n = 0; n < chosen.Length; n++)
            values.AsSpan(chosen[n] * width, width).CopyTo(taken.AsSpan(n * width));
        RowProducts.Transpose(taken, chosen.Length, width, columns);
        RowProducts.OfPairs(columns, width, chosen.Length, destination, parallel);
    }
}
