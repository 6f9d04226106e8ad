using Pial.Kernels;
using Pial.Operations.Regions;
using Pial.Volumes;

namespace Pial.Pipelines.Regions;

/// <summary>Structures of a scan by the embedded atlas and the scan's own tissues.</summary>
internal static class StructureLabels
{
    private const int Left = 2; // cerebral white matter; its cortex is the number behind it
    private const int Right = 41;

    /// <summary>
    /// Labels by atlas and intensity (<see cref="StructureLabelling"/>); what of them is cerebral cortex or white matter is then told apart
    /// by the tissue segmentation, which knows partial volume and what is left of the shading.
    /// </summary>
    /// <param name="image">The scan without shading.</param>
    /// <param name="mask">Its brain.</param>
    /// <param name="tissues">Its tissue labels: 1 GM, 2 WM, 3 CSF.</param>
    /// <param name="atlas">The atlas, with aseg's numbers; its borders are brought to FreeSurfer's.</param>
    /// <param name="imageToAtlas">Scan RAS+ mm → atlas RAS+ mm.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static StructureResult Of(Volume<float> image, Volume<bool> mask, Volume<int> tissues, StructureAtlas atlas,
        PointMap imageToAtlas, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(tissues);
        ArgumentNullException.ThrowIfNull(atlas);
        var found = StructureLabelling.Run(image, mask, FreeSurferBorders.Of(atlas, parallel), imageToAtlas, null, parallel);
        if (!tissues.Grid.Matches(found.Labels.Grid))
            throw new ArgumentException("The tissue labels lie on another grid than the image.", nameof(tissues));
        var shape = image.Shape;
        var labels = Volume.CreateParallel<int>(image.Grid, voxels => Slices.For(shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * shape.SliceCount, shape.SliceCount);
            var from = found.Labels.Slice(k);
            var tissue = tissues.Slice(k);
            for (var n = 0; n < to.Length; n++)
            {
                var side = from[n] is Left or Left + 1 ? Left : from[n] is Right or Right + 1 ? Right : 0;
                to[n] = side == 0 ? from[n] : tissue[n] switch { 1 => side + 1, 2 => side, _ => from[n] };
            }
        }));
        return found with { Labels = labels };
    }
}
