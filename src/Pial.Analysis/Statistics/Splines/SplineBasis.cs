namespace Pial.Analysis.Statistics.Splines;

/// <summary>
/// Cubic B-splines of one variable (de Boor 1978), with knots at quantiles of the training values and four at each end. The first function
/// is left out, so that a model with an intercept keeps full rank;
/// what is left can follow any cubic spline that is 0 at the lower end.
/// </summary>
public sealed class SplineBasis
{
    private const int Degree = 3;
    private readonly double[] knots;

    private SplineBasis(double[] knots) => this.knots = knots;

    /// <summary>All knots, ascending; the first and the last four are equal.</summary>
    public IReadOnlyList<double> Knots => knots;

    /// <summary>How many functions.</summary>
    public int Count => knots.Length - Degree - 2;

    /// <summary>Lower end, in the variable's unit.</summary>
    public double Low => knots[0];

    /// <summary>Upper end.</summary>
    public double High => knots[^1];

    /// <summary>A basis for training values.</summary>
    /// <param name="values">Training values, all finite.</param>
    /// <param name="functions">Functions counted with the one that is left out; inner knots lie at equally spaced quantiles of the
    /// values.</param>
    /// <param name="bounds">Both ends; null for the range of the values rounded outwards to whole numbers.</param>
    /// <exception cref="ArgumentException">Fewer than four functions, values outside of the ends, or fewer different values than
    /// functions.</exception>
    public static SplineBasis Of(IReadOnlyList<double> values, int functions = 10, (double Low, double High)? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(functions, Degree + 1);
        double[] sorted = [.. values.Order()];
        if (sorted.Distinct().Count() < functions)
            throw new ArgumentException(
                $"{sorted.Distinct().Count()} different values cannot carry a spline of {functions} functions; keep the column as a " +
                $"straight line.", nameof(values));
        var (low, high) = bounds ?? (Math.Floor(sorted[0]), Math.Ceiling(sorted[^1]));
        if (sorted[0] < low || sorted[^1] > high)
            throw new ArgumentException(
                $"Values reach from {sorted[0]:g6} to {sorted[^1]:g6}, beyond the spline's ends {low:g6} and {high:g6}.", nameof(values));
        var inner = functions - Degree - 1;
        double[] ends = [low, low, low, low, high, high, high, high];
        return OfKnots([.. ends.Concat(Enumerable.Range(1, inner).Select(n => SortedQuantile(sorted, n / (inner + 1.0)))).Order()]);
    }

    /// <summary>A basis of given knots, as <see cref="Knots"/> gave them.</summary>
    /// <exception cref="ArgumentException">Fewer than eight, or not in order.</exception>
    public static SplineBasis OfKnots(IReadOnlyList<double> knots)
    {
        ArgumentNullException.ThrowIfNull(knots);
        if (knots.Count < 2 * (Degree + 1) || !knots.All(double.IsFinite) || knots.Zip(knots.Skip(1)).Any(p => p.First > p.Second)
            || !(knots[0] < knots[^1]))
            throw new ArgumentException("Knots must be eight or more finite numbers in ascending order.", nameof(knots));
        return new([.. knots]);
    }

    /// <summary>The functions at a place; outside of the ends, at the nearer end.</summary>
    /// <param name="x">Where, in the variable's unit.</param>
    /// <param name="destination"><see cref="Count"/> values.</param>
    public void Evaluate(double x, Span<double> destination) =>
        Functions(Math.Clamp(x, Low, High), Degree).AsSpan(1, Count).CopyTo(destination);

    /// <summary>
    /// ∫ f″ g″ of every two functions, symmetric, row after row: the roughness of a spline with coefficients b is bᵀ S b.
    /// </summary>
    public double[] Roughness()
    {
        var matrix = new double[Count * Count];
        var (half, place) = (0.0, 1 / Math.Sqrt(3)); // two Gauss points: second derivatives are straight lines between knots
        for (var k = Degree; k < knots.Length - Degree - 1; k++)
        {
            if (!(knots[k] < knots[k + 1])) continue;
            half = (knots[k + 1] - knots[k]) / 2;
            foreach (var side in (ReadOnlySpan<double>)[-place, place])
            {
                var second = SecondDerivatives(knots[k] + (half * (1 + side)));
                for (var r = 0; r < Count; r++)
                {
                    for (var c = 0; c < Count; c++)
                        matrix[(r * Count) + c] += half * second[r + 1] * second[c + 1];
                }
            }
        }

        return matrix;
    }

    /// <summary>The quantile of sorted values, interpolated linearly between ranks.</summary>
    internal static double SortedQuantile(double[] sorted, double q)
    {
        var at = q * (sorted.Length - 1);
        var low = (int)Math.Floor(at);
        return low + 1 >= sorted.Length ? sorted[^1] : sorted[low] + ((at - low) * (sorted[low + 1] - sorted[low]));
    }

    // Cox and de Boor's recursion; at the upper end the last interval that is not empty counts.
    private double[] Functions(double x, int degree)
    {
        var values = new double[knots.Length - 1];
        var interval = Array.FindLastIndex(knots, knots.Length - 1, k => k <= x);
        while (interval > 0 && (interval >= knots.Length - 1 || !(knots[interval] < knots[interval + 1]))) interval--;
        values[interval] = 1;
        for (var d = 1; d <= degree; d++)
        {
            for (var i = 0; i < values.Length - d; i++)
            {
                var (left, right) = (knots[i + d] - knots[i], knots[i + d + 1] - knots[i + 1]);
                values[i] = (left > 0 ? (x - knots[i]) / left * values[i] : 0) +
                    (right > 0 ? (knots[i + d + 1] - x) / right * values[i + 1] : 0);
            }
        }

        return values;
    }

    private double[] SecondDerivatives(double x)
    {
        var values = Functions(x, Degree - 2);
        for (var d = Degree - 1; d <= Degree; d++)
        {
            for (var i = 0; i < values.Length - d; i++)
            {
                var (left, right) = (knots[i + d] - knots[i], knots[i + d + 1] - knots[i + 1]);
                values[i] = d * ((left > 0 ? values[i] / left : 0) - (right > 0 ? values[i + 1] / right : 0));
            }
        }

        return values;
    }
}
