using Pial.Kernels;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>
/// Makes grey and white matter as bright everywhere as they are on average. Cortex is brighter where it is rich in myelin, white matter
/// darker under the cortex, and what is left of shading adds to that: one threshold for the whole brain is wrong in most places.
/// </summary>
internal static class LocalContrast
{
    private const float Sure = 0.9f;        // fraction from which a voxel speaks for its tissue
    private const double Least = 0.3;       // of a contrast over the brain that is left of it anywhere
    private const double Bend = 0.25;
    private const double Prior = 0.02;      // weight of the mean over the brain, in units of a place full of such voxels

    /// <summary>
    /// The image with its local contrasts evened out: linear between the tissues. Ventricles' CSF becomes as bright as that of the sulci.
    /// </summary>
    /// <param name="image">Scan without shading.</param>
    /// <param name="found">Its tissues so far.</param>
    /// <param name="counts">Voxels that may speak for grey matter: cortex, not nuclei.</param>
    /// <param name="ventricles">Probability of lying in a ventricle.</param>
    /// <param name="dark">Intensity of CSF in the ventricles.</param>
    /// <param name="fwhmMm">How local, mm.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static Volume<float> Even(Volume<float> image, TissueResult found, Volume<bool> counts, Volume<float> ventricles, double dark,
        double fwhmMm, ParallelOptions? parallel)
    {
        var (csf, gm, wm) = (found.Csf.Mean, found.Gm.Mean, found.Wm.Mean);
        var grey = Local(image, found.Fractions.Gm, counts, gm, fwhmMm, parallel);
        var white = Local(image, found.Fractions.Wm, null, wm, fwhmMm, parallel);
        return Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(image.Shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * image.Shape.SliceCount, image.Shape.SliceCount);
            var y = image.Slice(k);
            var g = grey.Slice(k);
            var w = white.Slice(k);
            var inside = ventricles.Slice(k);
            for (var n = 0; n < to.Length; n++)
            {
                var v = y[n];
                var lc = csf + (inside[n] * (dark - csf));
                var lg = Math.Max(g[n], csf + (Least * (gm - csf)));
                var lw = Math.Max(w[n], lg + (Least * (wm - gm)));
                to[n] = (float)(v <= lc ? csf + v - lc : v <= lg ? csf + ((v - lc) / (lg - lc) * (gm - csf))
                    : v <= lw ? gm + (Bent((v - lg) / (lw - lg)) * (wm - gm)) : wm + v - lw);
            }
        }));
    }

    // White matter under the cortex is darker than the rest: its border, as FreeSurfer draws it, lies at 0.44 of the way between the means,
    // not at half.
    private static double Bent(double t) => t + (Bend * t * (1 - t));

    private static Volume<float> Local(Volume<float> image, Volume<float> fraction, Volume<bool>? counts, double mean, double fwhmMm,
        ParallelOptions? parallel)
    {
        var weight = fraction.Map(static f => f >= Sure ? f : 0);
        if (counts is not null) weight = Product(weight, counts.Map(static c => c ? 1f : 0f), parallel);
        var above = GaussianSmoothing.Apply(Product(weight, image, parallel), fwhmMm, parallel);
        var below = GaussianSmoothing.Apply(weight, fwhmMm, parallel);
        return Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(image.Shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * image.Shape.SliceCount, image.Shape.SliceCount);
            var a = above.Slice(k);
            var b = below.Slice(k);
            for (var n = 0; n < to.Length; n++)
                to[n] = (float)((Math.Max(a[n], 0) + (Prior * mean)) / (Math.Max(b[n], 0) + Prior));
        }));
    }

    private static Volume<float> Product(Volume<float> one, Volume<float> other, ParallelOptions? parallel) =>
        Volume.CreateParallel<float>(one.Grid, voxels => Slices.For(one.Shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * one.Shape.SliceCount, one.Shape.SliceCount);
            var a = one.Slice(k);
            var b = other.Slice(k);
            for (var n = 0; n < to.Length; n++) to[n] = float.IsFinite(b[n]) ? a[n] * b[n] : 0;
        }));
}
