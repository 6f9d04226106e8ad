using System.Numerics.Tensors;

namespace Pial.Analysis.Models;

/// <summary>
/// Least of a smooth function by limited-memory BFGS (Liu and Nocedal 1989, doi 10.1007/BF01589116) with a line search to the strong Wolfe
/// conditions.
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 12;
    private const double Decrease = 1e-4;
    private const double Curvature = 0.9;

    /// <summary>The function's value at a point; writes its gradient.</summary>
    public delegate double Function(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>Moves <paramref name="x"/> to the least, until no entry of the gradient exceeds the tolerance.</summary>
    /// <returns>The function there, and whether the tolerance was reached.</returns>
    public static (double Value, bool Converged) Minimise(double[] x, Function f, double tolerance, int iterations,
        CancellationToken cancel = default)
    {
        var n = x.Length;
        var (gradient, trial, trialGradient, direction) = (new double[n], new double[n], new double[n], new double[n]);
        var history = new List<(double[] Step, double[] Change, double Product)>(Memory);
        var value = f(x, gradient);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            if (Largest(gradient) <= tolerance) return (value, true);
            Direction(gradient, history, direction);
            var slope = TensorPrimitives.Dot<double>(gradient, direction);
            if (!(slope < 0))
            {
                history.Clear();
                TensorPrimitives.Negate<double>(gradient, direction);
                slope = -TensorPrimitives.Dot<double>(gradient, gradient);
            }

            var first = history.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(-slope)) : 1;
            if (Search(new(x, direction, value, slope), first, f, trial, trialGradient) is not { } next)
                return (value, Largest(gradient) <= 10 * tolerance);
            var (step, change) = (new double[n], new double[n]);
            TensorPrimitives.Subtract<double>(trial, x, step);
            TensorPrimitives.Subtract<double>(trialGradient, gradient, change);
            var product = TensorPrimitives.Dot<double>(step, change);
            if (product > 0)
            {
                if (history.Count == Memory) history.RemoveAt(0);
                history.Add((step, change, product));
            }

            trial.CopyTo(x, 0);
            trialGradient.CopyTo(gradient, 0);
            value = next;
        }

        return (value, Largest(gradient) <= tolerance);
    }

    private static double Largest(double[] gradient) =>
        gradient.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(gradient));

    private static void Direction(double[] gradient, List<(double[] Step, double[] Change, double Product)> history, double[] direction)
    {
        TensorPrimitives.Negate<double>(gradient, direction);
        if (history.Count == 0) return;
        Span<double> factors = stackalloc double[Memory];
        for (var h = history.Count - 1; h >= 0; h--)
        {
            factors[h] = TensorPrimitives.Dot<double>(history[h].Step, direction) / history[h].Product;
            TensorPrimitives.MultiplyAdd(history[h].Change, -factors[h], direction, direction);
        }

        var (_, last, product) = history[^1];
        TensorPrimitives.Multiply(direction, product / TensorPrimitives.Dot<double>(last, last), direction);
        for (var h = 0; h < history.Count; h++)
        {
            var back = TensorPrimitives.Dot<double>(history[h].Change, direction) / history[h].Product;
            TensorPrimitives.MultiplyAdd(history[h].Step, factors[h] - back, direction, direction);
        }
    }

    // What is searched along: from where and whither, with the value and the slope there.
    private readonly record struct Line(double[] From, double[] Direction, double Value, double Slope);

    // Doubles the step until the least is bracketed, then halves the bracket in on it (Nocedal and Wright 2006, algorithms 3.5 and 3.6,
    // with secant steps).
    private static double? Search(Line line, double first, Function f, double[] trial, double[] gradient)
    {
        var (x, direction, start, slope) = line;
        var (low, lowValue, lowSlope, high) = (0.0, start, slope, double.PositiveInfinity);
        var step = first;
        for (var n = 0; n < 50; n++)
        {
            TensorPrimitives.MultiplyAdd(direction, step, x, trial);
            var value = f(trial, gradient);
            var here = TensorPrimitives.Dot<double>(gradient, direction);
            if (!double.IsFinite(value) || value > start + (Decrease * step * slope) || (low > 0 && value >= lowValue))
            {
                // At the limit of precision the value cannot fall any more while the slope still does.
                if (double.IsFinite(value) && value <= start + (1e-13 * Math.Abs(start)) && Math.Abs(here) <= Curvature * -slope
                    && here * here < slope * slope) return value;
                high = step;
            }
            else if (Math.Abs(here) <= -Curvature * slope)
            {
                return value;
            }
            else if (here > 0)
            {
                high = step;
            }
            else
            {
                (low, lowValue, lowSlope) = (step, value, here);
            }

            if (double.IsPositiveInfinity(high))
            {
                step *= 2;
                continue;
            }

            // The least of the parabola through the lower end with its slope, kept away from the ends.
            var width = high - low;
            var guess = double.IsFinite(value) && step == high
                ? low - (lowSlope * width * width / (2 * (value - lowValue - (lowSlope * width)))) : double.NaN;
            step = guess > low + (0.1 * width) && guess < high - (0.1 * width) ? guess : low + (0.5 * width);
            if (width <= 1e-16 * Math.Max(1, high)) break;
        }

        return null;
    }
}
