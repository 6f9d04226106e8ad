using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Faces;

/// <summary>What defacing removes and what it keeps away from.</summary>
public sealed record DefacingOptions
{
    /// <summary>Also remove the outer ears. Default false.</summary>
    public bool Ears { get; init; }

    /// <summary>Nothing nearer to the brain mask than this is touched, mm. Default 5.</summary>
    public double MarginMm { get; init; } = 5;
}

/// <summary>A head without its face.</summary>
/// <param name="Image">The image, 0 where something was removed and unchanged to the bit elsewhere.</param>
/// <param name="Removed">What was removed.</param>
/// <param name="Before">What the image showed.</param>
/// <param name="After">What it shows now: a face still there means that the map does not fit.</param>
public sealed record DefacingResult(Volume<float> Image, Volume<bool> Removed, HeadState Before, HeadState After);

/// <summary>Removes the face from a head, so that nobody can be recognised by it.</summary>
/// <remarks>
/// Eyes, nose, cheeks, mouth and chin, and all that lies before them and below, are set to 0: a region of the template's space, carried
/// into the scan by an affine map, as Bischoff-Grethe et al. 2007 (doi 10.1002/hbm.20312) and pydeface do with a mask of the face. Here it
/// is made of planes, since the margin around the scan's own brain mask, not the region, decides where the brain is safe. Cost: a distance
/// transform and a pass over the image.
/// </remarks>
public static class Defacing
{
    /// <summary>Removes the face.</summary>
    /// <param name="image">Head, any contrast and grid.</param>
    /// <param name="brain">Brain mask on the image's grid.</param>
    /// <param name="templateToImage">RAS+ mm of MNI152NLin2009cAsym → RAS+ mm of the image.</param>
    /// <param name="options">Ears and margin.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The grids differ, the mask is empty or the map is singular.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The margin is negative or not finite.</exception>
    public static DefacingResult Run(Volume<float> image, Volume<bool> brain, Affine templateToImage, DefacingOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(brain);
        options ??= new();
        var before = HeadState.Of(image, brain, null, parallel);
        var safe = Morphology.Dilate(brain, options.MarginMm, parallel);
        var removed = Region(image.Grid, safe, templateToImage, options.Ears, parallel);
        var left = Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(image.Shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * image.Shape.SliceCount, image.Shape.SliceCount);
            var from = image.Slice(k);
            var gone = removed.Slice(k);
            for (var n = 0; n < to.Length; n++)
                to[n] = gone[n] ? 0 : from[n];
        }));
        return new(left, removed, before, HeadState.Of(left, brain, null, parallel));
    }

    private static Volume<bool> Region(Grid grid, Volume<bool> safe, Affine templateToImage, bool ears, ParallelOptions? parallel)
    {
        var s = grid.Shape;
        var toTemplate = templateToImage.Inverse() * grid.Affine;
        return Volume.CreateParallel<bool>(grid, voxels => Slices.For(s.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * s.SliceCount, s.SliceCount);
            var kept = safe.Slice(k);
            for (var j = 0; j < s.J; j++)
            {
                for (var i = 0; i < s.I; i++)
                {
                    var n = (j * s.I) + i;
                    if (kept[n]) continue;
                    var p = toTemplate.Apply(new(i, j, k));
                    to[n] = FaceRegion.HoldsFace(p) || (ears && FaceRegion.HoldsEars(p));
                }
            }
        }));
    }
}
