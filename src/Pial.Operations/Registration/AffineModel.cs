using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>
/// An affine map in numbers of balanced scale: <c>T(x) = c + t + exp([ω]) exp(E) (x − c)</c> with c the centre of the compared reference, t
/// a translation (mm), ω a rotation vector (rad) and E a symmetric log-stretch, whose trace is the scale and whose rest is stretch and
/// shear. Twelve parameters: t (3), ω (3), E (xx, yy, zz, xy, xz, yz).
/// </summary>
internal static class AffineModel
{
    public const int Parameters = 12;

    /// <summary>Directions the optimiser may move in: row n is one free parameter as a combination of the twelve.</summary>
    public static double[][] Directions(AffineDegrees degrees)
    {
        var free = new List<double[]>();
        for (var n = 0; n < (degrees == AffineDegrees.Affine12 ? 12 : 6); n++)
        {
            free.Add(new double[Parameters]);
            free[n][n] = 1;
        }

        if (degrees == AffineDegrees.Similarity7)
            free.Add([0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0]);
        return [.. free];
    }

    /// <summary>The 3×3 part, as an affine without translation.</summary>
    public static Affine Linear(ReadOnlySpan<double> p) =>
        Exponential(new(0, -p[5], p[4], 0, p[5], 0, -p[3], 0, -p[4], p[3], 0, 0))
        * Exponential(new(p[6], p[9], p[10], 0, p[9], p[7], p[11], 0, p[10], p[11], p[8], 0));

    /// <summary>The map, reference mm → moving mm.</summary>
    public static Affine ToAffine(ReadOnlySpan<double> p, Point centre)
    {
        var linear = Linear(p);
        return linear.WithOffset(centre + new Point(p[0], p[1], p[2]) - linear.ApplyVector(centre));
    }

    /// <summary>Parameters of a map; stretch and shear beyond the degrees of freedom are dropped.</summary>
    /// <exception cref="ArgumentException">The map is singular, mirrors or is not finite.</exception>
    public static double[] FromAffine(Affine map, Point centre, AffineDegrees degrees)
    {
        if (!map.IsFinite || !(map.Determinant > 0))
            throw new ArgumentException($"The first guess must be finite and keep handedness; its determinant is {map.Determinant}.",
                nameof(map));
        var t = map.Apply(centre) - centre;
        var linear = map.WithOffset(new(0, 0, 0));
        var (log, inverseRoot) = SymmetricMatrix.LogAndInverseRoot(Transposed(linear) * linear);
        var w = RotationVector(linear * inverseRoot);
        double[] p = [t.X, t.Y, t.Z, w.X, w.Y, w.Z, log.M00 / 2, log.M11 / 2, log.M22 / 2, log.M01 / 2, log.M02 / 2, log.M12 / 2];
        if (degrees == AffineDegrees.Affine12) return p;
        var scale = degrees == AffineDegrees.Similarity7 ? (p[6] + p[7] + p[8]) / 3 : 0;
        (p[6], p[7], p[8], p[9], p[10], p[11]) = (scale, scale, scale, 0, 0, 0);
        return p;
    }

    /// <summary>
    /// Derivatives of the twelve entries of the voxel map by the parameters: row n, length 12, for parameter n. The voxel map takes u = x −
    /// c to moving voxels; the derivatives of the two exponentials are central differences, exact to 1e-10.
    /// </summary>
    public static void Jacobian(ReadOnlySpan<double> p, Affine worldToVoxel, Span<double> destination)
    {
        const double Step = 1e-5;
        Span<double> q = stackalloc double[Parameters];
        destination.Clear();
        for (var n = 0; n < Parameters; n++)
        {
            var row = destination.Slice(12 * n, 12);
            if (n < 3)
            {
                for (var a = 0; a < 3; a++)
                    row[(4 * a) + 3] = worldToVoxel[a, n];
                continue;
            }

            p.CopyTo(q);
            q[n] = p[n] + Step;
            var above = worldToVoxel * Linear(q);
            q[n] = p[n] - Step;
            var below = worldToVoxel * Linear(q);
            for (var a = 0; a < 3; a++)
            {
                for (var b = 0; b < 3; b++)
                    row[(4 * a) + b] = (above[a, b] - below[a, b]) / (2 * Step);
            }
        }
    }

    /// <summary>
    /// Adds the prior ½·weight·(scale² / 0.25² + ‖E − scale·I‖² / 0.1²), which does not depend on the head's pose, with its derivatives.
    /// </summary>
    public static double AddPrior(ReadOnlySpan<double> p, double weight, Span<double> gradient, Span<double> hessian)
    {
        const double ScaleVariance = 0.25 * 0.25;
        const double StretchVariance = 0.1 * 0.1;
        var scale = (p[6] + p[7] + p[8]) / 3;
        var value = 0.5 * weight * scale * scale / ScaleVariance;
        for (var n = 6; n < 12; n++)
        {
            // off-diagonal entries stand twice in the matrix
            var (d, factor) = n < 9 ? (p[n] - scale, weight / StretchVariance) : (p[n], 2 * weight / StretchVariance);
            value += 0.5 * factor * d * d;
            gradient[n] += (factor * d) + (n < 9 ? weight * scale / (3 * ScaleVariance) : 0);
            if (n >= 9) hessian[(12 * n) + n] += factor;
            for (var m = 6; n < 9 && m < 9; m++)
                hessian[(12 * n) + m] += (factor * ((n == m ? 1 : 0) - (1 / 3.0))) + (weight / (9 * ScaleVariance));
        }

        return value;
    }

    private static Affine Transposed(Affine a) => new(a.M00, a.M10, a.M20, 0, a.M01, a.M11, a.M21, 0, a.M02, a.M12, a.M22, 0);

    // Taylor series after halving four times: for norms below 2 the error is below 1e-15.
    private static Affine Exponential(Affine a)
    {
        const int Halvings = 4;
        var x = Scaled(a, 1.0 / (1 << Halvings));
        var term = Affine.Identity;
        var sum = Affine.Identity;
        for (var n = 1; n <= 10; n++)
        {
            term = Scaled(term * x, 1.0 / n);
            sum = Sum(sum, term);
        }

        for (var n = 0; n < Halvings; n++)
            sum *= sum;
        return sum;
    }

    private static Affine Scaled(Affine a, double s) => new(
        a.M00 * s, a.M01 * s, a.M02 * s, 0, a.M10 * s, a.M11 * s, a.M12 * s, 0, a.M20 * s, a.M21 * s, a.M22 * s, 0);

    private static Affine Sum(Affine a, Affine b) => new(
        a.M00 + b.M00, a.M01 + b.M01, a.M02 + b.M02, 0,
        a.M10 + b.M10, a.M11 + b.M11, a.M12 + b.M12, 0,
        a.M20 + b.M20, a.M21 + b.M21, a.M22 + b.M22, 0);

    // Through the unit quaternion with the largest component kept away from zero, so that half turns work too.
    private static Point RotationVector(Affine r)
    {
        var (w, x, y, z) = (1 + r.M00 + r.M11 + r.M22, 1 + r.M00 - r.M11 - r.M22, 1 - r.M00 + r.M11 - r.M22, 1 - r.M00 - r.M11 + r.M22);
        var (a, b, c) = (r.M21 - r.M12, r.M02 - r.M20, r.M10 - r.M01);
        var (d, e, f) = (r.M01 + r.M10, r.M02 + r.M20, r.M12 + r.M21);
        var largest = Math.Max(Math.Max(w, x), Math.Max(y, z));
        var q = largest == w ? (w, v: new Point(a, b, c))
            : largest == x ? (a, new(x, d, e)) : largest == y ? (b, new(d, y, f)) : (c, new(e, f, z));
        if (q.w < 0) q = (-q.w, q.v * -1);
        var sine = q.v.Length;
        return sine < 1e-12 ? new(0, 0, 0) : q.v * (2 * Math.Atan2(sine, q.w) / sine);
    }
}
