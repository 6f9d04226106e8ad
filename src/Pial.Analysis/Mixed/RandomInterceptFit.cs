namespace Pial.Analysis.Mixed;

/// <summary>A fitted model with a level for each group; see <see cref="RandomIntercept"/>.</summary>
public sealed class RandomInterceptFit
{
    private readonly RandomIntercept design;
    private readonly RandomIntercept.Outcome outcome;
    private readonly double[] covariance;

    internal RandomInterceptFit(RandomIntercept design, RandomIntercept.Outcome outcome, double[] coefficients, double variance,
        double between, double[] effects, double logLikelihood)
    {
        (this.design, this.outcome, Coefficients, ResidualVariance, GroupVariance, Effects, LogLikelihood) = (design, outcome, coefficients,
            variance, between, effects, logLikelihood);
        covariance = design.Covariance(outcome, variance, between);
    }

    /// <summary>β.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>σ², of rows about their group.</summary>
    public double ResidualVariance { get; }

    /// <summary>τ², of groups; 0 where the rows of a group are no more alike than others.</summary>
    public double GroupVariance { get; }

    /// <summary>Predicted level of each group, shrunken towards 0, in the order of <see cref="RandomIntercept.Groups"/>.</summary>
    public IReadOnlyList<double> Effects { get; }

    /// <summary>Log restricted likelihood, without the constant of the design's determinant.</summary>
    public double LogLikelihood { get; }

    /// <summary>Share of the variance that lies between groups, τ² / (τ² + σ²).</summary>
    public double IntraclassCorrelation => GroupVariance / (GroupVariance + ResidualVariance);

    /// <summary>Standard error of a weighted sum of coefficients.</summary>
    /// <param name="weights">One weight a coefficient.</param>
    public double StandardError(IReadOnlyList<double> weights) => Math.Sqrt(Quadratic(covariance, weights));

    /// <summary>
    /// Degrees of freedom of a weighted sum of coefficients by Satterthwaite's approximation (Giesbrecht and Burns 1985, doi
    /// 10.2307/2530872): 2 v² over the variance of v, where v is the sum's variance as
    /// a function of σ² and τ². Exact in balanced designs. Where τ² is 0, rows less columns.
    /// </summary>
    /// <param name="weights">One weight a coefficient.</param>
    public double DegreesOfFreedom(IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var most = (double)design.Rows - Coefficients.Count;
        if (GroupVariance <= 0) return most;
        var v = Quadratic(covariance, weights);
        var (hs, ht) = (1e-4 * ResidualVariance, 1e-4 * GroupVariance);
        double Variance(double s, double t) => Quadratic(design.Covariance(outcome, s, t), weights);
        var gs = (Variance(ResidualVariance + hs, GroupVariance) - Variance(ResidualVariance - hs, GroupVariance)) / (2 * hs);
        var gt = (Variance(ResidualVariance, GroupVariance + ht) - Variance(ResidualVariance, GroupVariance - ht)) / (2 * ht);
        var (ss, st, tt) = Curvature();
        var determinant = (ss * tt) - (st * st);
        if (!(determinant > 0)) return most;
        // The covariance of σ² and τ² is twice the inverse of the deviance's second derivatives.
        var spread = 2 * ((gs * gs * tt) - (2 * gs * gt * st) + (gt * gt * ss)) / determinant;
        return spread > 0 ? Math.Min(2 * v * v / spread, design.Rows) : most;
    }

    private (double Ss, double St, double Tt) Curvature()
    {
        var (s, t) = (ResidualVariance, GroupVariance);
        var (hs, ht) = (2e-3 * s, 2e-3 * t);
        double D(double a, double b) => design.Deviance(outcome, s + (a * hs), t + (b * ht));
        var middle = D(0, 0);
        // Fourth-order differences: the deviance is known to about 1e-10.
        double Second(Func<double, double> f, double h) => ((-f(2) + (16 * f(1)) - (30 * middle) + (16 * f(-1)) - f(-2)) / (12 * h * h));
        double Mixed(double k) => (D(k, k) - D(k, -k) - D(-k, k) + D(-k, -k)) / (4 * k * k * hs * ht);
        return (Second(k => D(k, 0), hs), ((4 * Mixed(1)) - Mixed(2)) / 3, Second(k => D(0, k), ht));
    }

    private double Quadratic(double[] matrix, IReadOnlyList<double> weights)
    {
        var (sum, p) = (0.0, Coefficients.Count);
        for (var r = 0; r < p; r++)
        {
            for (var c = 0; c < p; c++)
                sum += weights[r] * matrix[(r * p) + c] * weights[c];
        }

        return sum;
    }
}
