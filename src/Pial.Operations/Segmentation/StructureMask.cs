using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Operations.Regions;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>
/// Takes from a brain mask what the scan itself shows to be skull, dura or scalp. On T1w these are as dark as CSF or as bright as brain, so
/// extraction leaves a rim of them rather than to cut; in other contrasts the intensities tell them apart once the atlas says what may be
/// where.
/// </summary>
public static class StructureMask
{
    private const double RimMm = 10;  // how deep in the mask something can be that is not brain
    private const double CloseMm = 3; // folds of dura and sinuses between parts of the brain stay inside

    /// <summary>Trims a mask.</summary>
    /// <param name="image">The head, denoised and without its field.</param>
    /// <param name="mask">Its brain mask.</param>
    /// <param name="atlas">Probabilities of structures and of what is not brain.</param>
    /// <param name="imageToAtlas">Scan RAS+ mm → atlas RAS+ mm.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <returns>A part of the mask.</returns>
    public static Volume<bool> Trim(Volume<float> image, Volume<bool> mask, StructureAtlas atlas, PointMap imageToAtlas,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var found = StructureLabelling.Run(image, mask, atlas, imageToAtlas, new() { IntensityWeight = 1, Smoothness = 0.5 }, parallel);
        var depth = EuclideanDistance.Inside(mask, parallel);
        var labels = found.Labels;
        Volume<bool> Where(Func<int, bool> test) => Volume.CreateParallel<bool>(mask.Grid, voxels => Slices.For(mask.Shape.K, parallel, k =>
        {
            var first = k * mask.Shape.SliceCount;
            var to = voxels.Span.Slice(first, mask.Shape.SliceCount);
            for (var n = 0; n < to.Length; n++) to[n] = test(first + n);
        }));
        // A label of 0 says that the atlas knows nothing of the voxel; it is kept, since that is no evidence.
        var kept = Where(
            n => mask.Span[n]
                && (depth.Span[n] > RimMm || labels.Span[n] == 0 || StructureTissues.Of(labels.Span[n]) != StructureTissue.Outside));
        if (!kept.Span.Contains(true)) return mask;
        var closed = FillHoles.Apply(Morphology.Close(ConnectedComponents.Largest(kept), CloseMm, parallel));
        return Where(n => mask.Span[n] && closed.Span[n]);
    }
}
