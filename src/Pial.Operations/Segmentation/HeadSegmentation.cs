using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Operations.Regions;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>How a head is segmented.</summary>
public sealed record HeadSegmentationOptions
{
    /// <summary>Structures.</summary>
    public StructureOptions Structures { get; init; } = new();

    /// <summary>
    /// Tissues between them. The atlas's priors are neither blurred nor much mixed with a flat share: a warp of the whole brain carried
    /// them.
    /// </summary>
    public TissueOptions Tissues { get; init; } = new() { PriorBlurMm = 0, PriorFloor = 0.1 };

    /// <summary>
    /// How far the map to the atlas is smoothed in and around the deep nuclei, full width at half maximum in mm; 0 takes it as it is.
    /// </summary>
    public double SteadyMm { get; init; } = SteadyWarp.DefaultMm;

    /// <summary>Whether structures end where FreeSurfer's do, or where those of the maps that the atlas was made of do.</summary>
    public bool FreeSurferBorders { get; init; } = true;

    /// <summary>
    /// How local grey and white matter's brightness is taken, full width at half maximum in mm; 0 for one brightness in the whole brain.
    /// </summary>
    public double LocalMm { get; init; } = 12;
}

/// <summary>What segmentation of a head found; maps, labels and structures agree in every voxel.</summary>
/// <param name="Fractions">Partial-volume fractions; they sum to one inside the mask.</param>
/// <param name="Tissues">Most probable tissue: 0 outside, 1 GM, 2 WM, 3 CSF.</param>
/// <param name="Labels">Structures (FreeSurfer's numbers); 0 outside of the mask.</param>
/// <param name="BiasField">Multiplicative field of the whole grid, geometric mean 1 inside the mask: corrected = image / field. Around the
/// mask's box its edge values continue.</param>
/// <param name="Intensities">What the classes of structures look like.</param>
public sealed record HeadSegmentationResult(TissueMaps Fractions, Volume<int> Tissues, Volume<int> Labels, Volume<float> BiasField,
    IReadOnlyList<ClassIntensity> Intensities)
{
    /// <summary>Grey matter's intensity and amount.</summary>
    public required TissueStatistics Gm { get; init; }

    /// <summary>White matter's.</summary>
    public required TissueStatistics Wm { get; init; }

    /// <summary>That of CSF, its intensity that of the sulci.</summary>
    public required TissueStatistics Csf { get; init; }

    /// <summary>As <see cref="TissueResult.Parted"/>.</summary>
    public required bool Parted { get; init; }

    /// <summary>Whether the tissues' model had stopped changing before the rounds ran out.</summary>
    public required bool Converged { get; init; }
}

/// <summary>One model of the head: structures, what is not brain, and the tissues' fractions, from one atlas and one scan.</summary>
public static class HeadSegmentation
{
    private const int Ventricle = 4;
    private const double SulcalShare = 0.46; // of the way from the ventricles' CSF to grey matter
    private const int Margin = 12; // voxels around the mask that denoising and smoothing look at

    /// <summary>Segments the voxels of a mask.</summary>
    /// <param name="image">T1-weighted head, its field roughly removed.</param>
    /// <param name="mask">Brain mask on that grid.</param>
    /// <param name="atlas">Probabilities of structures and of what is not brain.</param>
    /// <param name="imageToAtlas">Scan RAS+ mm → atlas RAS+ mm.</param>
    /// <param name="affine">The affine that this map bends.</param>
    /// <param name="options">Settings.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    public static HeadSegmentationResult Run(
        Volume<float> image, Volume<bool> mask, StructureAtlas atlas, PointMap imageToAtlas, Affine affine,
        HeadSegmentationOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(atlas);
        ArgumentNullException.ThrowIfNull(imageToAtlas);
        if (!image.Grid.Matches(mask.Grid)) throw new ArgumentException("The image and the mask lie on different grids.", nameof(mask));
        if (!mask.Span.Contains(true)) throw new ArgumentException("The mask is empty.", nameof(mask));
        var box = new MaskBox(mask, Margin);
        options ??= new();
        if (options.FreeSurferBorders) atlas = FreeSurferBorders.Of(atlas, parallel);
        var found = InBox(box.Cut(image), box.Cut(mask), atlas, imageToAtlas, affine, options, parallel);
        var (gm, wm, csf) = (found.Fractions.Gm, found.Fractions.Wm, found.Fractions.Csf);
        return found with
        {
            Fractions = new(box.Back(gm, parallel), box.Back(wm, parallel), box.Back(csf, parallel)),
            Tissues = box.Back(found.Tissues, parallel),
            Labels = box.Back(found.Labels, parallel),
            BiasField = box.Continued(found.BiasField, parallel),
        };
    }

    private static HeadSegmentationResult InBox(
        Volume<float> image, Volume<bool> mask, StructureAtlas atlas, PointMap imageToAtlas, Affine affine, HeadSegmentationOptions options,
        ParallelOptions? parallel)
    {
        var map = SteadyWarp.ToAtlas(imageToAtlas, affine, atlas, image.Grid, options.SteadyMm, parallel);
        var priors = StructurePriors.Carry(mask, atlas, map, parallel);
        var first = new StructureModel(image, priors, atlas, options.Structures);
        StructureLabelling.Learn(first, options.Structures, parallel);
        var tissuePriors = StructureTissueMaps.Priors(image.Grid, priors, parallel);
        var settings = options.Tissues with { Known = Known(image, mask, first.Intensities()) };
        var tissues = TissueSegmentation.Run(image, mask, tissuePriors, settings, parallel);
        var even = Divided(image, tissues.BiasField, parallel);
        if (options.LocalMm > 0 && settings.Known is not null)
        {
            var dark = Math.Min(tissues.Csf.Mean, first.Intensities().FirstOrDefault(c => c.Class == Ventricle).Low);
            var (field, noise) = (tissues.BiasField, tissues.NoiseLevel);
            settings = settings with { Known = (tissues.Csf.Mean, tissues.Gm.Mean, tissues.Wm.Mean), CorrectBias = false };
            var local = LocalContrast.Even(
                even, tissues, StructureTissueMaps.Cortex(image.Grid, priors, parallel),
                StructureTissueMaps.Ventricles(image.Grid, priors, parallel), dark, options.LocalMm, parallel);
            tissues = null!; // the first maps are not needed any more
            tissues = TissueSegmentation.Run(local, mask, tissuePriors, settings, parallel) with { BiasField = field, NoiseLevel = noise };
        }

        var model = new StructureModel(even, priors, atlas, options.Structures);
        StructureLabelling.Learn(model, options.Structures, parallel);
        var likely = StructureLabelling.Decide(image.Grid, priors, model, options.Structures, parallel);
        var (maps, hard, labels) = StructureTissueMaps.Combine(tissues.Fractions, tissues.Posteriors, likely, priors, model,
            options.Structures, parallel);
        TissueStatistics Sum(TissueStatistics of, Volume<float> map) => of with
        {
            VolumeMl = Slices.Sum(map.Shape.K, parallel, k => map.Slice(k).ToArray().Sum(v => (double)v)) * map.Grid.VoxelVolume / 1000,
        };
        var sums = tissues with { Gm = Sum(tissues.Gm, maps.Gm), Wm = Sum(tissues.Wm, maps.Wm), Csf = Sum(tissues.Csf, maps.Csf) };
        return new(maps, hard, labels, tissues.BiasField, model.Intensities())
        {
            Gm = sums.Gm,
            Wm = sums.Wm,
            Csf = sums.Csf,
            Parted = sums.Parted,
            Converged = sums.Converged,
        };
    }

    // Where the estimation of tissues begins; null where the order of the classes is not a T1w's. How bright CSF is between the banks of
    // sulci has two signs, of which the mean is taken. It is darker than most of what the atlas calls so (mixed voxels, vessels, meninges)
    // and brighter than the dark class of k-means (ventricles, cisterns). And the pial border, which is half way to grey matter, lies three
    // quarters of the way from the ventricles' dark end to it. Where CSF is one intensity, the first caps both.
    private static (double Csf, double Gm, double Wm)? Known(Volume<float> image, Volume<bool> mask, IReadOnlyList<ClassIntensity> classes)
    {
        if (ThreeMeans.Of(image, mask) is not { } means) return null;
        var outer = classes.FirstOrDefault(c => c.Class == StructureTissues.OuterCsf).Median;
        var ventricle = classes.FirstOrDefault(c => c.Class == Ventricle).Low;
        var between = (outer + means.Dark) / 2;
        var below = ventricle + (SulcalShare * (means.Middle - ventricle));
        var csf = Math.Min(outer, (between + below) / 2);
        return csf > 0 && means.Middle > 1.1 * csf && means.Bright > 1.05 * means.Middle ? (csf, means.Middle, means.Bright) : null;
    }

    private static Volume<float> Divided(Volume<float> image, Volume<float> field, ParallelOptions? parallel) =>
        Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(image.Shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * image.Shape.SliceCount, image.Shape.SliceCount);
            var from = image.Slice(k);
            var by = field.Slice(k);
            for (var n = 0; n < to.Length; n++)
                to[n] = float.IsFinite(from[n]) && by[n] > 0 ? from[n] / by[n] : 0;
        }));
}
