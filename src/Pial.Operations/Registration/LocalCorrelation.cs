using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>
/// Squared local cross-correlation of two images over a cubic window, and its derivative with respect to moving the second one
/// (Avants 2008, doi 10.1016/j.media.2007.06.004). One workspace, made before the loop.
/// </summary>
internal sealed class LocalCorrelation
{
    private readonly Shape shape;
    private readonly int radius;
    private readonly float[] meanF, meanM, varF, varM, cross, product, scratch, count;
    private readonly double floor;

    /// <summary>Prepares for images of one shape; the fixed image's window sums are made once.</summary>
    public LocalCorrelation(float[] reference, Shape shape, int radiusVoxels, ParallelOptions? parallel)
    {
        (this.shape, radius) = (shape, radiusVoxels);
        var n = shape.Count;
        (meanF, meanM, varF, varM) = (new float[n], new float[n], new float[n], new float[n]);
        (cross, product, scratch, count) = (new float[n], new float[n], new float[n], new float[n]);
        Array.Fill(product, 1f);
        Sum(product, count, parallel);
        Sum(reference, meanF, parallel);
        Square(reference, reference, parallel);
        Sum(product, varF, parallel);
        Centre(meanF, meanF, varF, parallel);
        // A window without structure says nothing about position: its variance is compared with a share of the image's own.
        floor = 1e-4 * Slices.Sum(shape.K, parallel, k => TotalOf(varF, k)) / n;
    }

    /// <summary>Mean weighted squared correlation, and the force field (reference voxel units per unit of similarity).</summary>
    /// <param name="reference">The fixed image.</param>
    /// <param name="moving">The moving image, already pulled onto the reference grid.</param>
    /// <param name="weight">Where the images should agree, 0 to 1.</param>
    /// <param name="force">Three components; overwritten.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public double Evaluate(float[] reference, float[] moving, float[] weight, float[][] force, ParallelOptions? parallel)
    {
        Sum(moving, meanM, parallel);
        Square(moving, moving, parallel);
        Sum(product, varM, parallel);
        Square(reference, moving, parallel);
        Sum(product, cross, parallel);
        Slices.For(shape.K, parallel, k =>
        {
            for (var n = k * shape.SliceCount; n < (k + 1) * shape.SliceCount; n++)
            {
                var m = meanM[n] / count[n];
                varM[n] = (varM[n] / count[n]) - (m * m);
                cross[n] = (cross[n] / count[n]) - (m * meanF[n]);
                meanM[n] = m;
            }
        });
        Span<double> totals = stackalloc double[2];
        Slices.Sum(shape.K, parallel, (k, sum) => ForceSlice(k, reference, moving, weight, force, sum), totals);
        return totals[1] > 0 ? totals[0] / totals[1] : 0;
    }

    private void ForceSlice(int k, float[] reference, float[] moving, float[] weight, float[][] force, ArraySegment<double> sum)
    {
        var (ni, nj, nk) = (shape.I, shape.J, shape.K);
        var (fx, fy, fz) = (force[0], force[1], force[2]);
        for (var j = 0; j < nj; j++)
        {
            for (var i = 0; i < ni; i++)
            {
                var n = shape.Index(i, j, k);
                (fx[n], fy[n], fz[n]) = (0, 0, 0);
                var w = weight[n];
                if (w <= 0) continue;
                sum[1] += w;
                double vf = varF[n], vm = varM[n];
                if (vf <= floor || vm <= floor) continue;
                var c = cross[n] / (vf * vm);
                sum[0] += w * c * cross[n];
                if (i == 0 || j == 0 || k == 0 || i == ni - 1 || j == nj - 1 || k == nk - 1) continue;
                var pull = w * c * (reference[n] - meanF[n] - (cross[n] / vm * (moving[n] - meanM[n])));
                fx[n] = (float)(pull * (moving[n + 1] - moving[n - 1]));
                fy[n] = (float)(pull * (moving[n + ni] - moving[n - ni]));
                fz[n] = (float)(pull * (moving[n + (ni * nj)] - moving[n - (ni * nj)]));
            }
        }
    }

    private void Sum(float[] source, float[] destination, ParallelOptions? parallel) =>
        BoxFilter.Sum(source, shape.I, shape.J, shape.K, radius, scratch, destination, parallel);

    private void Square(float[] a, float[] b, ParallelOptions? parallel) => Slices.For(shape.K, parallel, k =>
        System.Numerics.Tensors.TensorPrimitives.Multiply<float>(
            a.AsSpan(k * shape.SliceCount, shape.SliceCount), b.AsSpan(k * shape.SliceCount, shape.SliceCount), product.AsSpan(k * shape.SliceCount, shape.SliceCount)));

    private void Centre(float[] sum, float[] mean, float[] squares, ParallelOptions? parallel) => Slices.For(shape.K, parallel, k =>
    {
        for (var n = k * shape.SliceCount; n < (k + 1) * shape.SliceCount; n++)
        {
            mean[n] = sum[n] / count[n];
            squares[n] = (squares[n] / count[n]) - (mean[n] * mean[n]);
        }
    });

    private double TotalOf(float[] values, int k)
    {
        var sum = 0.0;
        foreach (var v in values.AsSpan(k * shape.SliceCount, shape.SliceCount))
            sum += v;
        return sum;
    }
}
