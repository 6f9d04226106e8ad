using System.Numerics;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>
/// Mutual information over a joint histogram of both images in the middle (Mattes 2003, doi 10.1109/TMI.2003.809072; the force of
/// Hermosillo 2002): each voxel pulls along <c>∂ log(p(f, m)/p(f)p(m))</c> with respect to its own intensities; the mean square of that
/// derivative, Fisher's information, gives the curvature.
/// </summary>
internal sealed class InformationForce(Shape shape, int channel, float share) : Force(shape, channel, share)
{
    private const int Bins = 48;
    private const float Pad = 3; // empty bins beyond the ranges, so that smoothing and derivatives need no borders
    private const double Parzen = 1.5; // σ of the window, bins

    private readonly float[] table = new float[Bins * Bins];
    private float fisherF, fisherM; // mean squared derivatives

    /// <inheritdoc />
    public override double Add(Vector4[] equations, ParallelOptions? parallel)
    {
        var slice = Shape.SliceCount;
        var (lowF, stepF) = Range(F, parallel);
        var (lowM, stepM) = Range(M, parallel);
        if (stepF <= 0 || stepM <= 0) return 0;
        var joint = new double[Bins * Bins];
        Slices.Sum(Shape.K, parallel, (k, sum) =>
        {
            for (var n = k * slice; n < (k + 1) * slice; n++)
            {
                var w = W[n];
                if (w <= 0) continue;
                (F[n], M[n]) = (((F[n] - lowF) / stepF) + Pad, ((M[n] - lowM) / stepM) + Pad); // in bins from here on
                var (a, b) = (Math.Clamp((int)F[n], 0, Bins - 2), Math.Clamp((int)M[n], 0, Bins - 2));
                var (ta, tb) = (F[n] - a, M[n] - b);
                sum[(a * Bins) + b] += w * (1 - ta) * (1 - tb);
                sum[(a * Bins) + b + 1] += w * (1 - ta) * tb;
                sum[((a + 1) * Bins) + b] += w * ta * (1 - tb);
                sum[((a + 1) * Bins) + b + 1] += w * ta * tb;
            }
        }, joint);
        var information = Tabulate(joint);
        Slices.For(Shape.K - 2, parallel, k => AddSlice(k + 1, equations));
        return information;
    }

    // Lowest of the values that count, and the width of a bin; 0 when there is no contrast.
    private (float Low, float Step) Range(float[] values, ParallelOptions? parallel)
    {
        var slice = Shape.SliceCount;
        var (low, high) = (new float[Shape.K], new float[Shape.K]);
        Slices.For(Shape.K, parallel, k =>
        {
            (low[k], high[k]) = (float.PositiveInfinity, float.NegativeInfinity);
            for (var n = k * slice; n < (k + 1) * slice; n++)
            {
                if (W[n] <= 0) continue;
                (low[k], high[k]) = (Math.Min(low[k], values[n]), Math.Max(high[k], values[n]));
            }
        });
        var (min, max) = (low.Min(), high.Max());
        return (min, max > min ? (max - min) / (Bins - 1 - (2 * Pad)) : 0);
    }

    // log(p(f, m) / p(f) p(m)) at the bins' centres after Parzen smoothing, and the information itself.
    private double Tabulate(double[] joint)
    {
        var total = joint.Sum();
        if (total <= 0) return 0;
        var smooth = new float[Bins * Bins];
        for (var n = 0; n < smooth.Length; n++)
            smooth[n] = (float)(joint[n] / total);
        var half = Convolution.GaussianHalfKernel(Parzen, 3);
        Convolution.Separable(smooth, Bins, Bins, 1, half, half, [1], Boundary.Zero, smooth, new() { MaxDegreeOfParallelism = 1 });
        var (pf, pm) = (new double[Bins], new double[Bins]);
        for (var a = 0; a < Bins; a++)
            for (var b = 0; b < Bins; b++)
            {
                pf[a] += smooth[(a * Bins) + b];
                pm[b] += smooth[(a * Bins) + b];
            }

        var information = 0.0;
        for (var a = 0; a < Bins; a++)
            for (var b = 0; b < Bins; b++)
            {
                var p = smooth[(a * Bins) + b] + 1e-9;
                var ratio = Math.Log(p / ((pf[a] * pm[b]) + 1e-9));
                information += smooth[(a * Bins) + b] * ratio;
                table[(a * Bins) + b] = (float)ratio;
            }

        (fisherF, fisherM) = ((float)Fisher(smooth, Bins), (float)Fisher(smooth, 1));
        return information;
    }

    private double Fisher(float[] p, int step)
    {
        var sum = 0.0;
        for (var a = 1; a < Bins - 1; a++)
            for (var b = 1; b < Bins - 1; b++)
            {
                var n = (a * Bins) + b;
                var d = (table[n + step] - table[n - step]) * 0.5;
                sum += p[n] * d * d;
            }

        return sum;
    }

    private void AddSlice(int k, Vector4[] equations)
    {
        var (row, slice) = (Shape.I, Shape.SliceCount);
        for (var j = 1; j < Shape.J - 1; j++)
        {
            for (var n = Shape.Index(1, j, k); n < Shape.Index(Shape.I - 1, j, k); n++)
            {
                if (!HasGradient(n, row, slice)) continue;
                var w = W[n] * Share;
                var (a, b) = (Math.Clamp((int)F[n], 1, Bins - 3), Math.Clamp((int)M[n], 1, Bins - 3));
                var (ta, tb) = (F[n] - a, M[n] - b);
                // Derivatives of the table, by differences of bins two apart, between bins.
                var alongF = Between(a, b, ta, tb, Bins);
                var alongM = Between(a, b, ta, tb, 1);
                var (gf, gm) = (Gradient(F, n, row, slice), Gradient(M, n, row, slice));
                var right = (alongM * gm) - (alongF * gf);
                var curvature = (fisherM * gm.LengthSquared()) + (fisherF * gf.LengthSquared());
                equations[n] += new Vector4(right, curvature) * w;
            }
        }
    }

    private float Between(int a, int b, float ta, float tb, int step)
    {
        float At(int x, int y)
        {
            var n = (x * Bins) + y;
            return (table[n + step] - table[n - step]) * 0.5f;
        }

        var low = At(a, b) + (tb * (At(a, b + 1) - At(a, b)));
        var high = At(a + 1, b) + (tb * (At(a + 1, b + 1) - At(a + 1, b)));
        return low + (ta * (high - low));
    }
}
