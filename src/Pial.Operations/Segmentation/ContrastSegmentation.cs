using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Operations.Regions;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>
/// The model of <see cref="HeadSegmentation"/> for a head in any contrast: T2w, PD, FLAIR, or T1w whose tissues do not lie in their usual
/// order. The atlas of structures is the prior; no order of the classes is assumed, each has the intensities that the scan shows where the
/// atlas is sure.
/// </summary>
public static class ContrastSegmentation
{
    private const double SteadyMm = 12; // a warp to a template painted as the scan is misled less than a T1w's
    // of the mask's edge: there CSF is mixed with bone, which on its way to dark passes every tissue's intensity
    private const double RimMm = 1.5;
    private const float RimShare = 0.1f; // what is left of the priors of grey and white matter there

    /// <summary>
    /// Settings of the tissues: the atlas's priors are as sharp as the warp that carries them; tissues that lie close together ask for more
    /// of their neighbours than a T1w's.
    /// </summary>
    public static TissueOptions Tissues { get; } = new() { PriorBlurMm = 0, PriorFloor = 0.05, Smoothness = 2 };

    /// <summary>Segments the voxels of a mask.</summary>
    /// <param name="image">The head, denoised and without its field.</param>
    /// <param name="mask">Brain mask on that grid.</param>
    /// <param name="atlas">Probabilities of structures and of what is not brain.</param>
    /// <param name="imageToAtlas">Scan RAS+ mm → atlas RAS+ mm, as exact as it can be had.</param>
    /// <param name="affine">The affine that this map bends.</param>
    /// <param name="tissueOptions">Settings of the tissues; null for <see cref="Tissues"/>.</param>
    /// <param name="options">Settings of the structures; null for the defaults.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    public static ChannelResult Run(
        Volume<float> image, Volume<bool> mask, StructureAtlas atlas, PointMap imageToAtlas, Affine affine,
        TissueOptions? tissueOptions = null, StructureOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(atlas);
        ArgumentNullException.ThrowIfNull(imageToAtlas);
        if (!image.Grid.Matches(mask.Grid)) throw new ArgumentException("The image and the mask lie on different grids.", nameof(mask));
        if (!mask.Span.Contains(true)) throw new ArgumentException("The mask is empty.", nameof(mask));
        options ??= new();
        var priors = StructurePriors.Carry(mask, atlas,
            SteadyWarp.ToAtlas(imageToAtlas, affine, atlas, image.Grid, SteadyMm, parallel), parallel);
        var found = ChannelSegmentation.Run([image], mask, Rim(StructureTissueMaps.Priors(image.Grid, priors, parallel), mask, parallel),
            tissueOptions ?? Tissues, parallel);
        var model = new StructureModel(image, priors, atlas, options);
        StructureLabelling.Learn(model, options, parallel);
        var likely = StructureLabelling.Decide(image.Grid, priors, model, options, parallel);
        var (maps, hard, labels) = StructureTissueMaps.Combine(found.Fractions, found.Fractions, likely, priors, model, options, parallel);
        return found with { Fractions = maps, Labels = hard, Structures = labels, Intensities = model.Intensities() };
    }

    private static TissueMaps Rim(TissueMaps priors, Volume<bool> mask, ParallelOptions? parallel)
    {
        var depth = EuclideanDistance.Inside(mask, parallel);
        Volume<float> Less(Volume<float> map) => Volume.CreateParallel<float>(map.Grid, voxels => Slices.For(map.Shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * map.Shape.SliceCount, map.Shape.SliceCount);
            var from = map.Slice(k);
            var deep = depth.Slice(k);
            for (var n = 0; n < to.Length; n++)
                to[n] = deep[n] <= RimMm ? RimShare * from[n] : from[n];
        }));
        return new(Less(priors.Gm), Less(priors.Wm), priors.Csf);
    }
}
