using Pial.Kernels;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>CAT12's marks for noise, inhomogeneity and resolution, from their published description.</summary>
/// <remarks>
/// Mark = 1 + 5 · (x − best) / (worst − best), between 0.5 and 9.5; overall ((noise⁸ + resolution⁸) / 2)^(1/8); percent 105 − 10 · mark.
/// Noise: mean of local standard deviations in safe white matter; contrast: the smaller step between neighbouring tissues. CAT12's own
/// segments and filters differ, so marks agree in kind and not to the digit.
/// </remarks>
internal static class CatRating
{
    private const float Certain = 0.95f;
    private const string Missing = "a tissue is missing, or its core is too thin";

    public static IEnumerable<QualityMetric> Measure(Volume<float> image, Volume<float> raw, TissueMaps tissues, ParallelOptions? parallel)
    {
        var size = image.Grid.VoxelSize;
        var core = Core(tissues.Wm, parallel);
        var contrast = Contrast(image, tissues, parallel);
        var noise = core.Span.Contains(true) ? LocalSpread(image, core, parallel) / contrast : double.NaN;
        var field = SmoothSpread(raw, core, parallel) / (ReferenceEquals(raw, image) ? contrast : Contrast(raw, tissues, parallel));
        var resolution = Mark(Math.Sqrt(((size.X * size.X) + (size.Y * size.Y) + (size.Z * size.Z)) / 3), 0.5, 3);
        var ncr = Mark(noise, 0.0466, 0.3949);
        var rating = Math.Pow((Math.Pow(ncr, 8) + Math.Pow(resolution, 8)) / 2, 1 / 8.0);
        yield return QualityMetric.Of("cat_ncr", ncr, Missing);
        yield return QualityMetric.Of("cat_icr", Mark(field, 0.2178, 1.1169), Missing);
        yield return QualityMetric.Of("cat_res_rms", resolution, Missing);
        yield return QualityMetric.Of("cat_iqr", rating, Missing);
        yield return QualityMetric.Of("cat_iqr_percent", Math.Clamp(105 - (10 * rating), 0, 100), Missing);
    }

    // Voxels that are white matter together with their six neighbours.
    private static Volume<bool> Core(Volume<float> wm, ParallelOptions? parallel)
    {
        var s = wm.Shape;
        return Volume.CreateParallel<bool>(wm.Grid, voxels => Slices.For(s.K, parallel, k =>
        {
            var map = wm.Span;
            var to = voxels.Span;
            for (var j = 1; j < s.J - 1 && k > 0 && k < s.K - 1; j++)
            {
                for (var n = s.Index(1, j, k); n < s.Index(s.I - 1, j, k); n++)
                {
                    to[n] = map[n] > Certain && map[n - 1] > Certain && map[n + 1] > Certain && map[n - s.I] > Certain
                        && map[n + s.I] > Certain
                        && map[n - s.SliceCount] > Certain && map[n + s.SliceCount] > Certain;
                }
            }
        }));
    }

    private static double Mark(double x, double best, double worst) =>
        double.IsFinite(x) ? Math.Clamp(1 + (5 * (x - best) / (worst - best)), 0.5, 9.5) : double.NaN;

    private static double Contrast(Volume<float> image, TissueMaps tissues, ParallelOptions? parallel)
    {
        Volume<float>[] maps = [tissues.Csf, tissues.Gm, tissues.Wm];
        var medians = new double[3];
        Slices.For(3, parallel, t => medians[t] = WeightedQuantile.Median(Pure(image, maps[t])));
        return Math.Min(Math.Abs(medians[1] - medians[0]), Math.Abs(medians[2] - medians[1]));
    }

    private static float[] Pure(Volume<float> image, Volume<float> map)
    {
        var shares = map.Span;
        var voxels = image.Span;
        var pure = new List<float>();
        for (var n = 0; n < shares.Length; n++)
            if (shares[n] > 0.9f && float.IsFinite(voxels[n])) pure.Add(voxels[n]);
        return [.. pure];
    }

    // Spread of the smoothed image in the core; only the core's box and the kernel's reach around it are smoothed.
    private static double SmoothSpread(Volume<float> raw, Volume<bool> core, ParallelOptions? parallel)
    {
        const double Fwhm = 4;
        var (s, size) = (core.Shape, core.Grid.VoxelSize);
        if (Box(core) is not { } box) return double.NaN;
        int Reach(double voxel) => (int)Math.Ceiling(4 * Fwhm / GaussianSmoothing.FwhmPerSigma / voxel) + 1;
        var (ri, rj, rk) = (Reach(size.X), Reach(size.Y), Reach(size.Z));
        var (i, j, k) = (Math.Max(box.I0 - ri, 0), Math.Max(box.J0 - rj, 0), Math.Max(box.K0 - rk, 0));
        Shape part = new(Math.Min(box.I1 + ri + 1, s.I) - i, Math.Min(box.J1 + rj + 1, s.J) - j, Math.Min(box.K1 + rk + 1, s.K) - k);
        var smooth = GaussianSmoothing.Apply(raw.Crop(i, j, k, part), Fwhm, parallel);
        return IntensitySummary.Of(smooth, core.Crop(i, j, k, part))?.StandardDeviation ?? double.NaN;
    }

    private static (int I0, int I1, int J0, int J1, int K0, int K1)? Box(Volume<bool> mask)
    {
        var s = mask.Shape;
        var (i0, i1, j0, j1, k0, k1) = (s.I, -1, s.J, -1, s.K, -1);
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                var row = mask.Span.Slice(s.Index(0, j, k), s.I);
                var first = row.IndexOf(true);
                if (first < 0) continue;
                (i0, i1, j0, j1) = (Math.Min(i0, first), Math.Max(i1, row.LastIndexOf(true)), Math.Min(j0, j), Math.Max(j1, j));
                (k0, k1) = (Math.Min(k0, k), k);
            }
        }

        return k1 < 0 ? null : (i0, i1, j0, j1, k0, k1);
    }

    // Mean standard deviation over the 3³ neighbourhoods whose centres lie in the core.
    private static double LocalSpread(Volume<float> image, Volume<bool> core, ParallelOptions? parallel)
    {
        var s = image.Shape;
        var sums = new double[2];
        Slices.Sum(s.K, parallel, (k, row) =>
        {
            for (var j = 0; j < s.J; j++)
            {
                for (var i = 0; i < s.I; i++)
                {
                    if (!core.Span[s.Index(i, j, k)]) continue;
                    row[0] += Spread(image, i, j, k);
                    row[1]++;
                }
            }
        }, sums);
        return sums[0] / sums[1];
    }

    private static double Spread(Volume<float> image, int i, int j, int k)
    {
        var s = image.Shape;
        var voxels = image.Span;
        double count = 0, sum = 0, squares = 0;
        for (var z = Math.Max(k - 1, 0); z <= Math.Min(k + 1, s.K - 1); z++)
        {
            for (var y = Math.Max(j - 1, 0); y <= Math.Min(j + 1, s.J - 1); y++)
            {
                for (var x = Math.Max(i - 1, 0); x <= Math.Min(i + 1, s.I - 1); x++)
                {
                    double v = voxels[s.Index(x, y, z)];
                    (count, sum, squares) = (count + 1, sum + v, squares + (v * v));
                }
            }
        }

        return Math.Sqrt(Math.Max((squares - (sum * sum / count)) / Math.Max(count - 1, 1), 0));
    }
}
