using Pial.Analysis.Statistics;

namespace Pial.Analysis.Norms;

/// <summary>
/// How a measure is spread about its expected value: a scale that changes with age, and the sinh-arcsinh distribution (Jones and Pewsey 2009, doi 10.1093/biomet/asp053), which is normal bent to
/// be skew and to have heavier or lighter tails.
/// </summary>
/// <param name="Middle">Age at which <see cref="Scale"/> is the scale, years.</param>
/// <param name="LogScale">Logarithm of the scale there, in the model's deviations.</param>
/// <param name="Growth">Change of that logarithm in ten years.</param>
/// <param name="Location">ξ.</param>
/// <param name="LogWidth">ln λ.</param>
/// <param name="Skewness">ε.</param>
/// <param name="LogTail">ln δ; below 0 for heavier tails than the normal distribution's.</param>
public sealed record NormShape(double Middle, double LogScale, double Growth, double Location, double LogWidth, double Skewness, double LogTail)
{
    private const double MostGrowth = 0.7;

    /// <summary>Fits by likelihood: the scale first, the shape of what it leaves then.</summary>
    /// <param name="z">Standardised values of training rows, without site and expected value.</param>
    /// <param name="ages">Their ages.</param>
    internal static NormShape Fit(double[] z, double[] ages)
    {
        var middle = ages.Average();
        double[] t = [.. ages.Select(a => (a - middle) / 10)];
        var (scale, growth) = Scale(z, t);
        double[] w = [.. z.Select((v, r) => v * Math.Exp(-scale - (growth * t[r])))];
        var p = NelderMead.Least(q => -w.Sum(v => LogDensity(v, q[0], q[1], q[2], q[3])), [0, 0, 0, 0], 0.2);
        return new(middle, scale, growth, p[0], p[1], p[2], p[3]);
    }

    /// <summary>A standardised value as a standard normal one.</summary>
    /// <param name="z">The value.</param>
    /// <param name="age">Age, years.</param>
    public double Normal(double z, double age) => Bent(z * Math.Exp(-Log(age)), Location, LogWidth, Skewness, LogTail);

    /// <summary>The standardised value of a standard normal one.</summary>
    /// <param name="u">Standard normal value.</param>
    /// <param name="age">Age, years.</param>
    public double Value(double u, double age) =>
        Math.Exp(Log(age)) * (Location + (Math.Exp(LogWidth) * Math.Sinh((Math.Asinh(u) + Skewness) / Math.Exp(LogTail))));

    /// <summary>Logarithm of the density of a standardised value.</summary>
    /// <param name="z">The value.</param>
    /// <param name="age">Age, years.</param>
    public double LogDensity(double z, double age) => LogDensity(z * Math.Exp(-Log(age)), Location, LogWidth, Skewness, LogTail) - Log(age);

    private double Log(double age) => LogScale + (Growth * (age - Middle) / 10);

    private static double Bent(double w, double location, double logWidth, double skewness, double logTail) =>
        Math.Sinh((Math.Exp(logTail) * Math.Asinh((w - location) / Math.Exp(logWidth))) - skewness);

    private static double LogDensity(double w, double location, double logWidth, double skewness, double logTail)
    {
        var s = (w - location) / Math.Exp(logWidth);
        var inner = (Math.Exp(logTail) * Math.Asinh(s)) - skewness;
        var u = Math.Sinh(inner);
        return (-0.5 * ((u * u) + Math.Log(2 * Math.PI))) + logTail - logWidth + Math.Log(Math.Cosh(inner)) - (0.5 * Math.Log(1 + (s * s)));
    }

    // Newton's steps on the likelihood of log scale and its change, halved where they overshoot.
    private static (double Scale, double Growth) Scale(double[] z, double[] t)
    {
        double Cost(double a, double b) => z.Select((v, r) => a + (b * t[r]) + (0.5 * v * v * Math.Exp(-2 * (a + (b * t[r]))))).Sum();
        var (a, b) = (0.5 * Math.Log(Math.Max(1e-12, z.Average(v => v * v))), 0.0);
        for (var round = 0; round < 60; round++)
        {
            var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (var r = 0; r < z.Length; r++)
            {
                var share = z[r] * z[r] * Math.Exp(-2 * (a + (b * t[r])));
                (ga, gb) = (ga + 1 - share, gb + ((1 - share) * t[r]));
                (haa, hab, hbb) = (haa + (2 * share), hab + (2 * share * t[r]), hbb + (2 * share * t[r] * t[r]));
            }

            var determinant = (haa * hbb) - (hab * hab);
            if (!(determinant > 1e-12)) break;
            var (da, db, step, now) = (((ga * hbb) - (gb * hab)) / determinant, ((gb * haa) - (ga * hab)) / determinant, 1.0, Cost(a, b));
            while (step > 1e-4 && !(Cost(a - (step * da), b - (step * db)) <= now)) step /= 2;
            (a, b) = (a - (step * da), Math.Clamp(b - (step * db), -MostGrowth, MostGrowth));
            if (Math.Abs(step * da) + Math.Abs(step * db) < 1e-9) break;
        }

        return (a, b);
    }
}
