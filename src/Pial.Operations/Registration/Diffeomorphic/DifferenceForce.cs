using System.Numerics;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>Squared differences, in units of the fixed image's variance: <c>r = F − M</c>, moved along both gradients.</summary>
internal sealed class DifferenceForce(Shape shape, int channel, float share) : Force(shape, channel, share)
{
    /// <inheritdoc />
    public override double Add(Vector4[] equations, ParallelOptions? parallel)
    {
        var slice = Shape.SliceCount;
        Span<double> sums = stackalloc double[4];
        Slices.Sum(Shape.K, parallel, (k, sum) =>
        {
            for (var n = k * slice; n < (k + 1) * slice; n++)
            {
                var w = W[n];
                sum[0] += w;
                sum[1] += w * F[n];
                sum[2] += w * (double)F[n] * F[n];
                sum[3] += w * (double)(F[n] - M[n]) * (F[n] - M[n]);
            }
        }, sums);
        if (sums[0] <= 0) return 0;
        var variance = (sums[2] / sums[0]) - (sums[1] / sums[0] * (sums[1] / sums[0]));
        if (variance <= 0) return 0;
        var scale = (float)(1 / variance);
        Slices.For(Shape.K - 2, parallel, k => AddSlice(k + 1, equations, scale));
        return 1 - (sums[3] / sums[0] / variance);
    }

    private void AddSlice(int k, Vector4[] equations, float scale)
    {
        var (row, slice) = (Shape.I, Shape.SliceCount);
        for (var j = 1; j < Shape.J - 1; j++)
        {
            for (var n = Shape.Index(1, j, k); n < Shape.Index(Shape.I - 1, j, k); n++)
            {
                if (!HasGradient(n, row, slice)) continue;
                var w = W[n] * scale * Share;
                var r = F[n] - M[n];
                var g = (Gradient(F, n, row, slice) + Gradient(M, n, row, slice)) * 0.5f;
                equations[n] += new Vector4(r * g, g.LengthSquared() + (Damping * r * r)) * w;
            }
        }
    }
}
