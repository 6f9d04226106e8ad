using Pial.Operations.Masks;
using Pial.Operations.Regions;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>A volume that should be small, and where most of it lies.</summary>
/// <param name="Ml">All of it, mL.</param>
/// <param name="LargestMl">Its largest connected part, mL.</param>
/// <param name="At">Centre of that part, RAS+ mm of the scan; null when there is nothing.</param>
public sealed record OddVolume(double Ml, double LargestMl, Point? At);

/// <summary>
/// Measures that are far from what anatomy allows when a segmentation went wrong, taken against a head template rather than against the
/// segmentation itself: what a model believes it cannot tell it is wrong about.
/// </summary>
/// <param name="OuterGreyShare">Share of the voxels called grey matter that lie within <see cref="ShellMm"/> of the mask's edge: cortex
/// lies below CSF, meninges do not.</param>
/// <param name="Outside">What the template calls brain, is as bright as brain and is not in the mask.</param>
/// <param name="GreyInWhite">What the template is sure to be white matter and is called grey.</param>
public sealed record SegmentationPlausibility(double OuterGreyShare, OddVolume Outside, OddVolume GreyInWhite)
{
    /// <summary>Thickness of the mask's outer shell, mm.</summary>
    public const double ShellMm = 2;

    private const float SureWhite = 0.95f;
    private const double Step = 2; // mm: the template has no more detail

    /// <summary>Measures a segmentation.</summary>
    /// <param name="image">The scan, its field removed.</param>
    /// <param name="mask">Its brain mask.</param>
    /// <param name="tissues">1 grey matter, 2 white matter, 3 CSF; others are no tissue.</param>
    /// <param name="structures">FreeSurfer's numbers, by which the grey nuclei are left out of <see cref="GreyInWhite"/>; null for
    /// none.</param>
    /// <param name="template">A head template's tissues.</param>
    /// <param name="imageToTemplate">Scan RAS+ mm → template RAS+ mm.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static SegmentationPlausibility Of(
        Volume<float> image, Volume<bool> mask, Volume<int> tissues, Volume<int>? structures, TissueMaps template, PointMap imageToTemplate,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(tissues);
        ArgumentNullException.ThrowIfNull(template);
        if (!image.Grid.Matches(mask.Grid) || !tissues.Grid.Matches(mask.Grid) || structures?.Grid.Matches(mask.Grid) == false)
            throw new ArgumentException("Image, mask, tissues and structures must lie on one grid.", nameof(mask));
        var coarse = Resample.GridOf(mask.Grid, new(Step, Step, Step));
        Volume<float> Carried(Volume<float> map) => Resample.ToGrid(map, coarse, imageToTemplate, Interpolation.Linear, null, parallel);
        var (grey, white) = (Carried(template.Gm), Carried(template.Wm));
        var seen = new Nearest(mask.Grid, coarse);
        var (low, high) = Bright(image, tissues);
        var outside = Where(coarse, n =>
        {
            if (grey.Span[n] + white.Span[n] < 0.5f) return false;
            var v = seen.At(n);
            return v >= 0 && !mask.Span[v] && image.Span[v] > low && image.Span[v] < high;
        });
        var odd = Where(coarse, n =>
        {
            if (white.Span[n] < SureWhite) return false;
            var v = seen.At(n);
            return v >= 0 && tissues.Span[v] == 1
                && (structures is null || StructureTissues.Of(structures.Span[v]) != StructureTissue.Nucleus);
        });
        // A rim one step thick is a matter of where the border is drawn.
        return new(OuterGrey(mask, tissues, parallel), Sum(Morphology.Open(outside, Step, parallel)), Sum(odd));
    }

    private static double OuterGrey(Volume<bool> mask, Volume<int> tissues, ParallelOptions? parallel)
    {
        var inner = Morphology.Erode(mask, ShellMm, parallel);
        var (outer, all) = (0L, 0L);
        for (var n = 0; n < mask.Shape.Count; n++)
        {
            if (tissues.Span[n] != 1) continue;
            all++;
            if (!inner.Span[n]) outer++;
        }

        return all > 0 ? outer / (double)all : double.NaN;
    }

    // From half way between CSF and the darker of grey and white matter, to as far above the brighter one.
    private static (double Low, double High) Bright(Volume<float> image, Volume<int> tissues)
    {
        var (sums, counts) = (new double[4], new long[4]);
        for (var n = 0; n < image.Shape.Count; n++)
        {
            var t = tissues.Span[n];
            if (t is < 1 or > 3) continue;
            sums[t] += image.Span[n];
            counts[t]++;
        }

        double Mean(int t) => counts[t] > 0 ? sums[t] / counts[t] : double.NaN;
        var (grey, white, csf) = (Mean(1), Mean(2), Mean(3));
        var (dark, bright) = (Math.Min(grey, white), Math.Max(grey, white));
        // CSF may be the brightest (T2w): then brain ends half way to it.
        return csf < dark ? ((csf + dark) / 2, bright + ((bright - csf) / 4)) : (dark / 2, Math.Max(bright, (bright + csf) / 2));
    }

    private static OddVolume Sum(Volume<bool> odd)
    {
        var parts = ConnectedComponents.Run(odd, Connectivity.Corners);
        if (parts.Sizes.Count == 0) return new(0, 0, null);
        var (sum, shape) = (new Point(0, 0, 0), odd.Shape);
        for (var n = 0; n < shape.Count; n++)
            if (parts.Labels.Span[n] == 1) sum += new Point(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount);
        var ml = odd.Grid.VoxelVolume / 1000;
        return new(parts.Sizes.Sum() * ml, parts.Sizes[0] * ml, odd.Grid.Affine.Apply(sum * (1.0 / parts.Sizes[0])));
    }

    private static Volume<bool> Where(Grid grid, Func<int, bool> holds) =>
        Volume.Create(grid, holds, static (Span<bool> voxels, Func<int, bool> holds) =>
    {
        for (var n = 0; n < voxels.Length; n++)
            voxels[n] = holds(n);
    });

    /// <summary>The voxel of a scan at a voxel of a coarser grid of the same axes.</summary>
    private readonly struct Nearest(Grid fine, Grid coarse)
    {
        private readonly Affine map = fine.WorldToVoxel * coarse.Affine;

        public int At(int n)
        {
            var (s, f) = (coarse.Shape, fine.Shape);
            var p = map.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount));
            var (i, j, k) = ((int)Math.Round(p.X), (int)Math.Round(p.Y), (int)Math.Round(p.Z));
            return i >= 0 && j >= 0 && k >= 0 && i < f.I && j < f.J && k < f.K ? i + (f.I * (j + (f.J * k))) : -1;
        }
    }
}
