using Pial.Kernels;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>CAT12's marks for noise, inhomogeneity and resolution, from their published description.</summary>
/// <remarks>
/// Mark = 1 + 5 · (x − best) / (worst − best), between 0.5 and 9.5; overall ((noise⁸ + resolution⁸) / 2)^(1/8); percent 105 − 10 · mark. Noise: mean of local standard deviations in safe white matter; contrast: the
/// smaller step between neighbouring tissues. CAT12's own segments and filters differ, so marks agree in kind and not to the digit.
/// </remarks>
internal static class CatRating
{
    private const float Pure = 0.95f;
    private const string Missing = "a tissue is missing, or its core is too thin";

    public static IEnumerable<QualityMetric> Measure(Volume<float> image, Volume<float> raw, TissueMaps tissues, ParallelOptions? parallel)
    {
        var size = image.Grid.VoxelSize;
        var core = Core(tissues.Wm, parallel);
        var contrast = Contrast(image, tissues);
        var noise = core.Span.Contains(true) ? LocalSpread(image, core, parallel) / contrast : double.NaN;
        var smooth = GaussianSmoothing.Apply(raw, 4, parallel);
        var field = IntensitySummary.Of(smooth, core) is { } wm && Contrast(raw, tissues) is var rawContrast ? wm.StandardDeviation / rawContrast : double.NaN;
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
                    to[n] = map[n] > Pure && map[n - 1] > Pure && map[n + 1] > Pure && map[n - s.I] > Pure && map[n + s.I] > Pure
                        && map[n - s.SliceCount] > Pure && map[n + s.SliceCount] > Pure;
                }
            }
        }));
    }

    private static double Mark(double x, double best, double worst) => double.IsFinite(x) ? Math.Clamp(1 + (5 * (x - best) / (worst - best)), 0.5, 9.5) : double.NaN;

    private static double Contrast(Volume<float> image, TissueMaps tissues)
    {
        double MedianOf(Volume<float> map) => IntensitySummary.Of(image, map.Map(static p => p > 0.9f))?.Median ?? double.NaN;
        var (csf, gm, wm) = (MedianOf(tissues.Csf), MedianOf(tissues.Gm), MedianOf(tissues.Wm));
        return Math.Min(Math.Abs(gm - csf), Math.Abs(wm - gm));
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
