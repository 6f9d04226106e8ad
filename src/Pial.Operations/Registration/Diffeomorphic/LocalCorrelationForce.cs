using System.Numerics;
using Pial.Kernels;
using Pial.Kernels.Registration;
using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>
/// Squared correlation over a cubic window (Avants 2008, doi 10.1016/j.media.2007.06.004), as local regressions both ways: with window
/// means removed, <c>r₁ = F − β₁M, β₁ = cov/var M</c> and <c>r₂ = M − β₂F, β₂ = cov/var F</c>, each over the variance of what it explains
/// and weighted by the squared correlation.
/// </summary>
/// <remarks>Window means are weighted means: what a mask leaves out does not colour its neighbours' statistics.</remarks>
internal sealed class LocalCorrelationForce(Shape shape, int channel, float share, int radius) : Force(shape, channel, share)
{
    private readonly WindowMoments moments = new(shape.I, shape.J, shape.K, radius);

    /// <inheritdoc />
    public override double Add(Vector4[] equations, ParallelOptions? parallel)
    {
        moments.Compute(F, M, W, parallel);

        // A window without structure says nothing about position: its variance is compared with a share of the image's own.
        var slice = Shape.SliceCount;
        Span<double> variance = stackalloc double[2];
        Slices.Sum(Shape.K, parallel, (k, sum) =>
        {
            var (f, m) = (0.0, 0.0);
            var ofF = moments.VarianceF.AsSpan(k * slice, slice);
            var ofM = moments.VarianceM.AsSpan(k * slice, slice);
            for (var n = 0; n < slice; n++)
                (f, m) = (f + ofF[n], m + ofM[n]);
            (sum[0], sum[1]) = (f, m);
        }, variance);
        var (floorF, floorM) = ((float)(1e-3 * variance[0] / Shape.Count), (float)(1e-3 * variance[1] / Shape.Count));
        Span<double> totals = stackalloc double[2];
        Slices.Sum(Shape.K - 2, parallel, (k, sum) => AddSlice(k + 1, equations, floorF, floorM, sum), totals);
        return totals[1] > 0 ? totals[0] / totals[1] : 0;
    }

    private void AddSlice(int k, Vector4[] equations, float floorF, float floorM, ArraySegment<double> sum)
    {
        var (row, slice) = (Shape.I, Shape.SliceCount);
        var (meanF, meanM, ff, mm, fm) = (moments.MeanF, moments.MeanM, moments.VarianceF, moments.VarianceM, moments.Covariance);
        var (total, weights) = (0.0, 0.0);
        for (var j = 1; j < Shape.J - 1; j++)
        {
            for (var n = Shape.Index(1, j, k); n < Shape.Index(Shape.I - 1, j, k); n++)
            {
                var (vf, vm, cov) = (ff[n], mm[n], fm[n]);
                if (vf <= floorF || vm <= floorM) continue; // most of the grid
                if (!HasGradient(n, row, slice)) continue;
                var w = W[n];
                weights += w;
                if (cov <= 0) continue;
                var rho = cov * cov / (vf * vm);
                total += w * rho;
                var (b1, b2) = (cov / vm, cov / vf);
                var (df, dm) = (F[n] - meanF[n], M[n] - meanM[n]);
                var (r1, r2) = (df - (b1 * dm), dm - (b2 * df));
                var (gf, gm) = (Gradient(F, n, row, slice), Gradient(M, n, row, slice));
                var right = ((r1 * b1 / vf) * gm) - ((r2 * b2 / vm) * gf);
                var curvature = (b1 * b1 / vf * gm.LengthSquared()) + (b2 * b2 / vm * gf.LengthSquared())
                    + (Damping * ((r1 * r1 / vf) + (r2 * r2 / vm)));
                equations[n] += new Vector4(right, curvature) * (w * rho * Share);
            }
        }

        sum[0] += total;
        sum[1] += weights;
    }
}
