using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Mean and population standard deviation of an image's finite voxels.</summary>
internal static class Moments
{
    public static (double Mean, double StandardDeviation) Of(Volume<float> image, ParallelOptions? parallel)
    {
        var sums = new double[3];
        Slices.Sum(image.Shape.K, parallel, (k, row) =>
        {
            foreach (var v in image.Slice(k))
            {
                if (!float.IsFinite(v)) continue;
                row[0]++;
                row[1] += v;
                row[2] += (double)v * v;
            }
        }, sums);
        if (sums[0] == 0) return (0, 0);
        var mean = sums[1] / sums[0];
        return (mean, Math.Sqrt(Math.Max((sums[2] / sums[0]) - (mean * mean), 0)));
    }
}
