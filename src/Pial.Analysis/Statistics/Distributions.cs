using MathNet.Numerics;

namespace Pial.Analysis.Statistics;

/// <summary>Which differences count as evidence.</summary>
public enum Sides
{
    /// <summary>In either direction: |t|.</summary>
    Two,

    /// <summary>In the direction of the contrast alone: t.</summary>
    One,
}

/// <summary>Tail probabilities, accurate far out (to relative 1e-10), where 1 minus a distribution function is 0.</summary>
public static class Distributions
{
    /// <summary>P(|T| ≥ |t|), or P(T ≥ t) for one side, of Student's distribution.</summary>
    public static double TTail(double t, double dof, Sides sides)
    {
        var both = t == 0 ? 1 : double.IsInfinity(t) ? 0 : SpecialFunctions.BetaRegularized(dof / 2, 0.5, dof / (dof + (t * t)));
        return sides == Sides.Two ? both : t >= 0 ? both / 2 : 1 - (both / 2);
    }

    /// <summary>P(F ≥ f) with the given degrees of freedom.</summary>
    public static double FTail(double f, double dof1, double dof2) =>
        f <= 0 ? 1 : double.IsInfinity(f) ? 0 : SpecialFunctions.BetaRegularized(dof2 / 2, dof1 / 2, dof2 / (dof2 + (dof1 * f)));

    /// <summary>The z ≥ 0 with P(|Z| ≥ z) = p; that of 1e-300 for smaller p.</summary>
    public static double ZOf(double p) => Math.Sqrt(2) * SpecialFunctions.ErfcInv(Math.Clamp(p, 1e-300, 1));

    /// <summary>The t whose tail is p.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is not between 0 and 1.</exception>
    public static double TOf(double p, double dof, Sides sides)
    {
        if (!(p > 0 && p < 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A p must lie between 0 and 1.");
        return Bisect(t => TTail(t, dof, sides), p);
    }

    /// <summary>The F whose upper tail is p.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is not between 0 and 1.</exception>
    public static double FOf(double p, double dof1, double dof2)
    {
        if (!(p > 0 && p < 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A p must lie between 0 and 1.");
        return Bisect(f => FTail(f, dof1, dof2), p);
    }

    // Tails fall with their argument.
    private static double Bisect(Func<double, double> tail, double p)
    {
        var (low, high) = (0.0, 1.0);
        while (tail(high) > p && high < 1e12) high *= 2;
        for (var n = 0; n < 200 && high - low > 1e-13 * high; n++)
        {
            var middle = (low + high) / 2;
            if (tail(middle) > p) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }
}
