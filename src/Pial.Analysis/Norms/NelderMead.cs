namespace Pial.Analysis.Norms;

/// <summary>The least value of a function of a few numbers without derivatives (Nelder and Mead 1965, doi 10.1093/comjnl/7.4.308). Deterministic.</summary>
internal static class NelderMead
{
    private const int MostRounds = 2000;

    /// <summary>Where the function is least, near a start.</summary>
    /// <param name="cost">The function; what is not a number counts as infinite.</param>
    /// <param name="start">Where the search begins.</param>
    /// <param name="size">Size of the first simplex.</param>
    public static double[] Least(Func<double[], double> cost, double[] start, double size)
    {
        double Cost(double[] at) => cost(at) is var value && double.IsNaN(value) ? double.PositiveInfinity : value;
        var simplex = Enumerable.Range(0, start.Length + 1).Select(k => start.Select((v, n) => n == k - 1 ? v + size : v).ToArray()).Select(at => (At: at, Cost: Cost(at))).ToList();
        for (var round = 0; round < MostRounds; round++)
        {
            simplex = [.. simplex.OrderBy(s => s.Cost)];
            var (best, worst) = (simplex[0], simplex[^1]);
            if (worst.Cost - best.Cost < 1e-10 * (Math.Abs(best.Cost) + 1)) break;
            double[] middle = [.. start.Select((_, n) => simplex.Take(start.Length).Average(s => s.At[n]))];
            (double[] At, double Cost) Along(double by)
            {
                double[] at = [.. middle.Select((m, n) => m + (by * (worst.At[n] - m)))];
                return (at, Cost(at));
            }

            var reflected = Along(-1);
            if (reflected.Cost < best.Cost) simplex[^1] = Along(-2) is var further && further.Cost < reflected.Cost ? further : reflected;
            else if (reflected.Cost < simplex[^2].Cost) simplex[^1] = reflected;
            else if (Along(reflected.Cost < worst.Cost ? -0.5 : 0.5) is var inner && inner.Cost < Math.Min(reflected.Cost, worst.Cost)) simplex[^1] = inner;
            else simplex = [best, .. simplex.Skip(1).Select(s => s.At.Select((v, n) => best.At[n] + (0.5 * (v - best.At[n]))).ToArray()).Select(at => (at, Cost(at)))];
        }

        return simplex.MinBy(s => s.Cost).At;
    }
}
