using System.Numerics;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration.Diffeomorphic;

/// <summary>Squared differences, in units of the fixed image's variance: <c>r = F − M</c>, moved along both gradients.</summary>
internal sealed class DifferenceForce(Shape shape, int channel, float share) : Force(shape, channel, share)
{
    private readonly float[] f = new float[shape.Count], m = new float[shape.Count];

    /// <inheritdoc />
    public override double Add(Vector4[] fixedImage, Vector4[] movingImage, Vector4[] equations, ParallelOptions? parallel)
    {
        var slice = Shape.SliceCount;
        Span<double> sums = stackalloc double[4];
        Slices.Sum(Shape.K, parallel, (k, sum) =>
        {
            for (var n = k * slice; n < (k + 1) * slice; n++)
            {
                (f[n], m[n]) = (fixedImage[n][Channel], movingImage[n][Channel]);
                var w = fixedImage[n].W * movingImage[n].W;
                sum[0] += w;
                sum[1] += w * f[n];
                sum[2] += w * (double)f[n] * f[n];
                sum[3] += w * (double)(f[n] - m[n]) * (f[n] - m[n]);
            }
        }, sums);
        if (sums[0] <= 0) return 0;
        var variance = (sums[2] / sums[0]) - (sums[1] / sums[0] * (sums[1] / sums[0]));
        if (variance <= 0) return 0;
        var scale = (float)(1 / variance);
        Slices.For(Shape.K - 2, parallel, k => AddSlice(k + 1, fixedImage, movingImage, equations, scale));
        return 1 - (sums[3] / sums[0] / variance);
    }

    private void AddSlice(int k, Vector4[] fixedImage, Vector4[] movingImage, Vector4[] equations, float scale)
    {
        var (row, slice) = (Shape.I, Shape.SliceCount);
        for (var j = 1; j < Shape.J - 1; j++)
        {
            for (var n = Shape.Index(1, j, k); n < Shape.Index(Shape.I - 1, j, k); n++)
            {
                var w = fixedImage[n].W * movingImage[n].W * scale * Share;
                if (w <= 0) continue;
                var r = f[n] - m[n];
                var g = (Gradient(f, n, row, slice) + Gradient(m, n, row, slice)) * 0.5f;
                equations[n] += new Vector4(r * g, g.LengthSquared() + (Damping * r * r)) * w;
            }
        }
    }
}
