using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>Fills a slice of a new volume.</summary>
/// <param name="k">Slice.</param>
/// <param name="destination">Its voxels, zeroed.</param>
internal delegate void SliceFill(int k, Span<float> destination);

/// <summary>Makes volumes slice by slice.</summary>
internal static class Voxelwise
{
    public static Volume<float> Make(Grid grid, ParallelOptions? parallel, SliceFill fill) => Volume.CreateParallel<float>(grid, voxels =>
        Slices.For(grid.Shape.K, parallel, k => fill(k, voxels.Span.Slice(k * grid.Shape.SliceCount, grid.Shape.SliceCount))));

    /// <summary>The image with everything outside the mask set to 0.</summary>
    public static Volume<float> Within(Volume<float> image, Volume<bool> mask, ParallelOptions? parallel) => Make(image.Grid, parallel, (k, to) =>
    {
        var from = image.Slice(k);
        var inside = mask.Slice(k);
        for (var n = 0; n < to.Length; n++)
            to[n] = inside[n] ? from[n] : 0;
    });
}
