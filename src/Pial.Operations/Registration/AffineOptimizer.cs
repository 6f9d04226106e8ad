using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>Where an optimisation ended.</summary>
internal sealed record Candidate(double[] Parameters, double Cost, double Similarity, double Overlap, int Iterations, bool Converged);

/// <summary>Levenberg–Marquardt descent of an <see cref="AffineCost"/> with the prior of <see cref="AffineModel"/>.</summary>
internal static class AffineOptimizer
{
    private const double Radius = 80; // mm: a rotation or stretch is counted by what it does at the brain's surface

    /// <summary>Descends from a start until steps at the brain's surface fall below the tolerance (mm).</summary>
    public static Candidate Descend(
        AffineCost cost, double[] start, double[][] directions, Point centre, double priorWeight, int maxIterations, double toleranceMm,
        ParallelOptions? parallel)
    {
        var n = directions.Length;
        var p = (double[])start.Clone();
        var (gradient, hessian) = (new double[n], new double[n * n]);
        var (nextGradient, nextHessian) = (new double[n], new double[n * n]);
        var (damped, step, next) = (new double[n * n], new double[n], new double[p.Length]);
        var value = Evaluate(cost, p, directions, centre, priorWeight, gradient, hessian, parallel);
        var (similarity, overlap) = (cost.Similarity, cost.Overlap);
        var (damping, trust) = (1e-2, 1.0);
        var (iterations, converged) = (0, false);
        while (iterations < maxIterations && !converged)
        {
            iterations++;
            var predicted = Step(gradient, hessian, damping, trust, damped, step);
            Move(p, directions, step, next);
            var size = Size(p, next);
            var tried = Evaluate(cost, next, directions, centre, priorWeight, nextGradient, nextHessian, parallel);
            if (tried < value)
            {
                // a Gauss–Newton Hessian of information is too steep: where a step gains more than it promised, the next may be longer
                trust = value - tried > 1.2 * predicted ? Math.Max(0.1, 0.6 * trust)
                    : value - tried < 0.6 * predicted ? Math.Min(1, 1.6 * trust) : trust;
                next.CopyTo(p, 0);
                (gradient, nextGradient, hessian, nextHessian) = (nextGradient, gradient, nextHessian, hessian);
                (value, similarity, overlap) = (tried, cost.Similarity, cost.Overlap);
                damping = Math.Max(damping / 5, 1e-5);
                converged = size < toleranceMm && damping < 0.1;
            }
            else
            {
                converged = size < toleranceMm || damping > 1e8;
                damping *= 6;
                trust = 1;
            }
        }

        return new(p, value, similarity, overlap, iterations, converged);
    }

    /// <summary>Largest distance (mm) that two parameter sets can put between a point of the brain's surface.</summary>
    public static double Size(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (shift, turn, stretch) = (0.0, 0.0, 0.0);
        for (var n = 0; n < 3; n++)
            (shift, turn) = (shift + Square(a[n] - b[n]), turn + Square(a[n + 3] - b[n + 3]));
        for (var n = 6; n < 12; n++)
            stretch += Square(a[n] - b[n]) * (n < 9 ? 1 : 2);
        return Math.Sqrt(shift) + (Radius * (Math.Sqrt(turn) + Math.Sqrt(stretch)));
    }

    private static double Square(double x) => x * x;

    private static double Evaluate(
        AffineCost cost, double[] p, double[][] directions, Point centre, double priorWeight, double[] gradient, double[] hessian,
        ParallelOptions? parallel)
    {
        Span<double> entryGradient = stackalloc double[12];
        Span<double> entryHessian = stackalloc double[144];
        Span<double> jacobian = stackalloc double[144];
        Span<double> g = stackalloc double[12];
        Span<double> h = stackalloc double[144];
        var map = cost.WorldToVoxel * AffineModel.ToAffine(p, centre) * Affine.Translation(centre);
        var value = cost.Evaluate(map, entryGradient, entryHessian, parallel);
        AffineModel.Jacobian(p, cost.WorldToVoxel, jacobian);
        Chain(jacobian, 12, entryGradient, entryHessian, g, h);
        value += AffineModel.AddPrior(p, priorWeight, g, h);
        Span<double> free = stackalloc double[12 * directions.Length];
        for (var n = 0; n < directions.Length; n++)
            directions[n].CopyTo(free[(12 * n)..]);
        Chain(free, directions.Length, g, h, gradient, hessian);
        return value;
    }

    // Gradient and Hessian by other variables: J g and J H Jᵀ; rows of J are the new variables.
    private static void Chain(
        ReadOnlySpan<double> jacobian, int rows, ReadOnlySpan<double> g, ReadOnlySpan<double> h, Span<double> gradient,
        Span<double> hessian)
    {
        Span<double> half = stackalloc double[rows * 12];
        for (var r = 0; r < rows; r++)
        {
            var row = jacobian.Slice(12 * r, 12);
            gradient[r] = Dot(row, g);
            for (var c = 0; c < 12; c++)
                half[(12 * r) + c] = Dot(row, h.Slice(12 * c, 12));
        }

        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < rows; c++)
                hessian[(rows * r) + c] = Dot(half.Slice(12 * r, 12), jacobian.Slice(12 * c, 12));
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var n = 0; n < a.Length; n++)
            sum += a[n] * b[n];
        return sum;
    }

    private static void Move(double[] p, double[][] directions, double[] step, double[] next)
    {
        p.CopyTo(next, 0);
        for (var n = 0; n < directions.Length; n++)
        {
            for (var a = 0; a < p.Length; a++)
                next[a] += directions[n][a] * step[n];
        }
    }

    // Solves trust·(H + damping·diag H) step = −gradient by Cholesky; a direction without curvature stays where it is. Steps beyond 25 mm
    // are shortened. Returns the fall of the cost that the quadratic model promises.
    private static double Step(double[] gradient, double[] hessian, double damping, double trust, double[] factor, double[] step)
    {
        var n = step.Length;
        for (var r = 0; r < n; r++)
        {
            for (var c = 0; c <= r; c++)
            {
                var sum = trust * (hessian[(n * r) + c] + (r == c ? damping * hessian[(n * r) + r] : 0));
                for (var k = 0; k < c; k++)
                    sum -= factor[(n * r) + k] * factor[(n * c) + k];
                factor[(n * r) + c] = r == c ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / factor[(n * c) + c];
            }
        }

        for (var r = 0; r < n; r++)
        {
            var sum = -gradient[r];
            for (var k = 0; k < r; k++)
                sum -= factor[(n * r) + k] * step[k];
            step[r] = sum / factor[(n * r) + r];
        }

        for (var r = n - 1; r >= 0; r--)
        {
            var sum = step[r];
            for (var k = r + 1; k < n; k++)
                sum -= factor[(n * k) + r] * step[k];
            step[r] = sum / factor[(n * r) + r];
        }

        var size = 0.0;
        for (var r = 0; r < n; r++)
            size += Square(step[r] * (r < 3 ? 1 : Radius));
        var shorten = Math.Min(1, 25 / Math.Sqrt(Math.Max(size, 1e-12)));
        var promised = 0.0;
        for (var r = 0; r < n; r++)
        {
            step[r] *= shorten;
            promised -= gradient[r] * step[r] * (1 - (shorten / 2));
        }

        return promised;
    }
}
