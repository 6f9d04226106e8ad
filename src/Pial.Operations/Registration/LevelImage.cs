using Pial.Kernels;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>One level of a resolution pyramid: an image smoothed and thinned to a spacing, on its own axes.</summary>
internal static class LevelImage
{
    /// <summary>
    /// Averages blocks of voxels (the largest that stay within the spacing), then smooths what the average leaves so that the whole has a
    /// standard deviation of half the spacing along each axis.
    /// </summary>
    public static Volume<float> Build(Volume<float> image, double spacingMm, ParallelOptions? parallel)
    {
        var size = image.Grid.VoxelSize;
        Span<double> sizes = [size.X, size.Y, size.Z];
        var block = new int[3];
        var sigma = new double[3];
        for (var a = 0; a < 3; a++)
        {
            block[a] = Math.Clamp((int)((spacingMm / sizes[a]) + 0.15), 1, Math.Max(1, image.Shape[a] / 2));
            // a box of n voxels has variance (n² − 1)/12 voxels²
            var boxVariance = ((block[a] * block[a]) - 1) / 12.0 * sizes[a] * sizes[a];
            sigma[a] = Math.Sqrt(Math.Max(0, (spacingMm * spacingMm / 4) - boxVariance)) / (sizes[a] * block[a]);
            if (sigma[a] < 0.2) sigma[a] = 0;
        }

        var thinned = Average(image, block, parallel);
        return GaussianSmoothing.ApplyVoxels(thinned, new(sigma[0], sigma[1], sigma[2]), keepNonFinite: false, parallel);
    }

    /// <summary>Trilinear value at voxel coordinates; beyond the edge the edge's.</summary>
    public static float At(Volume<float> image, Point v)
    {
        var s = image.Shape;
        return new TrilinearSampler(image.Span, s.I, s.J, s.K).SampleClamped(v.X, v.Y, v.Z);
    }

    private static Volume<float> Average(Volume<float> image, int[] block, ParallelOptions? parallel)
    {
        if (block is [1, 1, 1]) return image;
        var (ni, nj, nk) = (image.Shape.I / block[0], image.Shape.J / block[1], image.Shape.K / block[2]);
        var scale = Affine.Scaling(block[0], block[1], block[2])
            .WithOffset(new((block[0] - 1) / 2.0, (block[1] - 1) / 2.0, (block[2] - 1) / 2.0));
        var grid = new Grid(new(ni, nj, nk), image.Grid.Affine * scale);
        var share = 1f / (block[0] * block[1] * block[2]);
        return Volume.CreateParallel<float>(grid, memory => Slices.For(nk, parallel, k =>
        {
            var to = memory.Span.Slice(k * ni * nj, ni * nj);
            for (var n = 0; n < block[1] * block[2] * nj; n++)
            {
                var (j, dj, dk) = (n % nj, n / nj % block[1], n / nj / block[1]);
                var row = image.Span.Slice(image.Shape.Index(0, (j * block[1]) + dj, (k * block[2]) + dk), ni * block[0]);
                var sums = to.Slice(j * ni, ni);
                for (var i = 0; i < ni; i++)
                {
                    foreach (var v in row.Slice(i * block[0], block[0]))
                        sums[i] += v;
                }
            }

            foreach (ref var v in to)
                v *= share;
        }));
    }
}
