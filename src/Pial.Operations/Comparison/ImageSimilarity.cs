using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Comparison;

/// <summary>How near an image comes to the true one.</summary>
/// <param name="Psnr">Peak signal-to-noise ratio, dB: 20 log₁₀(peak / RMSE); +∞ for the same image.</param>
/// <param name="Ssim">Mean structural similarity, −1 to 1.</param>
/// <param name="Nmse">Squared error over the squares of the truth; NaN when the truth is 0.</param>
/// <param name="Rmse">Root mean squared error, in the image's units.</param>
/// <param name="Bias">Mean of image − truth, in the image's units.</param>
/// <param name="Peak">What counts as the peak: given, or the range of the truth.</param>
public sealed record ImageScores(double Psnr, double Ssim, double Nmse, double Rmse, double Bias, double Peak);

/// <summary>Comparison of images voxel by voxel and window by window.</summary>
/// <remarks>
/// Structural similarity is that of Wang et al. 2004, doi:10.1109/TIP.2003.819861, in 3-D: Gaussian windows of 1.5 voxels cut at 5, K₁ =
/// 0.01, K₂ = 0.03; as scikit-image's <c>structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False)</c>, whose
/// mean leaves out 5 voxels at the image's edge: so does this, along axes that have them.
/// </remarks>
public static class ImageSimilarity
{
    private const int Radius = 5;

    /// <summary>Compares two images.</summary>
    /// <param name="image">The image.</param>
    /// <param name="truth">The truth, on the same grid.</param>
    /// <param name="mask">Where; null for everywhere.</param>
    /// <param name="peak">The peak for PSNR and the range for SSIM; null for the truth's largest minus its smallest value in the
    /// mask.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, the mask is empty, a voxel in it is not finite, or the truth has one value and
    /// no peak is given.</exception>
    public static ImageScores Run(Volume<float> image, Volume<float> truth, Volume<bool>? mask = null, double? peak = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(truth);
        if (!image.Grid.Matches(truth.Grid))
            throw new ArgumentException($"The image ({image.Grid}) does not lie on the truth's grid ({truth.Grid}).", nameof(image));
        if (mask is not null && !mask.Grid.Matches(truth.Grid))
            throw new ArgumentException($"The mask ({mask.Grid}) does not lie on the truth's grid ({truth.Grid}).", nameof(mask));
        var (squares, power, sum, count, low, high) = (0.0, 0.0, 0.0, 0, double.PositiveInfinity, double.NegativeInfinity);
        for (var n = 0; n < truth.Shape.Count; n++)
        {
            if (mask is not null && !mask.Span[n]) continue;
            double t = truth.Span[n], d = image.Span[n] - t;
            if (!double.IsFinite(d)) throw new ArgumentException("A voxel to compare is not finite.", nameof(image));
            (squares, power, sum, count, low, high) = (squares + (d * d), power + (t * t), sum + d, count + 1, Math.Min(low, t),
                Math.Max(high, t));
        }

        if (count == 0) throw new ArgumentException("The mask is empty.", nameof(mask));
        var range = peak ?? (high - low);
        if (!(range > 0)) throw new ArgumentException("The truth has one value only; give the peak.", nameof(peak));
        var rmse = Math.Sqrt(squares / count);
        return new(20 * Math.Log10(range / rmse), Ssim(image, truth, mask, range, parallel), power == 0 ? double.NaN : squares / power,
            rmse, sum / count, range);
    }

    private static double Ssim(Volume<float> image, Volume<float> truth, Volume<bool>? mask, double range, ParallelOptions? parallel)
    {
        // About the truth's middle, so that squares in single precision keep their digits.
        var s = truth.Shape;
        var centre = (float)Quantile.Of(truth.Span, 0.5);
        float[] Windowed(Func<int, float> value)
        {
            var all = new float[s.Count];
            Slices.For(s.K, parallel, k =>
            {
                for (var n = k * s.SliceCount; n < (k + 1) * s.SliceCount; n++)
                    all[n] = value(n);
            });
            var half = Convolution.GaussianHalfKernel(1.5, 3.5);
            Convolution.Separable(all, s.I, s.J, s.K, half, half, half, Boundary.Reflect, all, parallel);
            return all;
        }

        float X(int n) => float.IsFinite(image.Span[n]) ? image.Span[n] - centre : 0;
        float Y(int n) => float.IsFinite(truth.Span[n]) ? truth.Span[n] - centre : 0;
        var (mx, my) = (Windowed(X), Windowed(Y));
        var (xx, yy, xy) = (Windowed(n => X(n) * X(n)), Windowed(n => Y(n) * Y(n)), Windowed(n => X(n) * Y(n)));
        var (c1, c2) = (Math.Pow(0.01 * range, 2), Math.Pow(0.03 * range, 2));
        var totals = new double[2];
        Slices.Sum(
            s.K, parallel,
            (k, totals) =>
            {
                for (var n = k * s.SliceCount; n < (k + 1) * s.SliceCount; n++)
                {
                    if (mask is not null ? !mask.Span[n] : AtEdge(n % s.I, s.I) || AtEdge(n / s.I % s.J, s.J) || AtEdge(k, s.K)) continue;
                    double a = mx[n], b = my[n], u = a + centre, v = b + centre;
                    var (vx, vy, cov) = (xx[n] - (a * a), yy[n] - (b * b), xy[n] - (a * b));
                    totals[0] += ((2 * u * v) + c1) * ((2 * cov) + c2) / (((u * u) + (v * v) + c1) * (vx + vy + c2));
                    totals[1]++;
                }
            },
            totals);
        return totals[0] / totals[1];
    }

    private static bool AtEdge(int place, int extent) => extent > 2 * Radius && (place < Radius || place >= extent - Radius);
}
