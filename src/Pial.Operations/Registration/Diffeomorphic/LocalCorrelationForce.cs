using System.Numerics;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>
/// Squared correlation over a cubic window (Avants 2008, doi 10.1016/j.media.2007.06.004), as local regressions both ways: with window means removed,
/// <c>r₁ = F − β₁M, β₁ = cov/var M</c> and <c>r₂ = M − β₂F, β₂ = cov/var F</c>, each over the variance of what it explains and weighted by the squared correlation.
/// </summary>
/// <remarks>Window means are weighted means: what a mask leaves out does not colour its neighbours' statistics.</remarks>
internal sealed class LocalCorrelationForce : Force
{
    private readonly float[] box;
    private readonly float[] meanF, meanM, ff, mm, fm, seen;

    public LocalCorrelationForce(Shape shape, int channel, float share, int radius)
        : base(shape, channel, share)
    {
        box = new float[radius + 1];
        Array.Fill(box, 1f / ((2 * radius) + 1));
        var n = shape.Count;
        (meanF, meanM, seen) = (new float[n], new float[n], new float[n]);
        (ff, mm, fm) = (new float[n], new float[n], new float[n]);
    }

    /// <inheritdoc />
    public override double Add(Vector4[] equations, ParallelOptions? parallel)
    {
        var slice = Shape.SliceCount;
        Slices.For(Shape.K, parallel, k =>
        {
            for (var n = k * slice; n < (k + 1) * slice; n++)
            {
                var (a, b, w) = (F[n], M[n], W[n]);
                (seen[n], meanF[n], meanM[n]) = (w, w * a, w * b);
                (ff[n], mm[n], fm[n]) = (w * a * a, w * b * b, w * a * b);
            }
        });
        foreach (var plane in (ReadOnlySpan<float[]>)[meanF, meanM, ff, mm, fm, seen])
            Convolution.Separable(plane, Shape.I, Shape.J, Shape.K, box, box, box, Boundary.Nearest, plane, parallel);
        Slices.For(Shape.K, parallel, k =>
        {
            for (var n = k * slice; n < (k + 1) * slice; n++)
            {
                var share = seen[n] > 1e-3f ? 1 / seen[n] : 0;
                var (af, am) = (meanF[n] * share, meanM[n] * share);
                (meanF[n], meanM[n]) = (af, am);
                (ff[n], mm[n], fm[n]) = ((ff[n] * share) - (af * af), (mm[n] * share) - (am * am), (fm[n] * share) - (af * am));
            }
        });

        // A window without structure says nothing about position: its variance is compared with a share of the image's own.
        Span<double> variance = stackalloc double[2];
        Slices.Sum(Shape.K, parallel, (k, sum) =>
        {
            for (var n = k * slice; n < (k + 1) * slice; n++)
            {
                sum[0] += ff[n];
                sum[1] += mm[n];
            }
        }, variance);
        var (floorF, floorM) = ((float)(1e-3 * variance[0] / Shape.Count), (float)(1e-3 * variance[1] / Shape.Count));
        Span<double> totals = stackalloc double[2];
        Slices.Sum(Shape.K - 2, parallel, (k, sum) => AddSlice(k + 1, equations, floorF, floorM, sum), totals);
        return totals[1] > 0 ? totals[0] / totals[1] : 0;
    }

    private void AddSlice(int k, Vector4[] equations, float floorF, float floorM, ArraySegment<double> sum)
    {
        var (row, slice) = (Shape.I, Shape.SliceCount);
        var (total, weights) = (0.0, 0.0);
        for (var j = 1; j < Shape.J - 1; j++)
        {
            for (var n = Shape.Index(1, j, k); n < Shape.Index(Shape.I - 1, j, k); n++)
            {
                if (!HasGradient(n, row, slice)) continue;
                var w = W[n];
                var (vf, vm, cov) = (ff[n], mm[n], fm[n]);
                if (vf <= floorF || vm <= floorM) continue;
                weights += w;
                if (cov <= 0) continue;
                var rho = cov * cov / (vf * vm);
                total += w * rho;
                var (b1, b2) = (cov / vm, cov / vf);
                var (df, dm) = (F[n] - meanF[n], M[n] - meanM[n]);
                var (r1, r2) = (df - (b1 * dm), dm - (b2 * df));
                var (gf, gm) = (Gradient(F, n, row, slice), Gradient(M, n, row, slice));
                var right = ((r1 * b1 / vf) * gm) - ((r2 * b2 / vm) * gf);
                var curvature = (b1 * b1 / vf * gm.LengthSquared()) + (b2 * b2 / vm * gf.LengthSquared()) + (Damping * ((r1 * r1 / vf) + (r2 * r2 / vm)));
                equations[n] += new Vector4(right, curvature) * (w * rho * Share);
            }
        }

        sum[0] += total;
        sum[1] += weights;
    }
}
