using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>
/// What the average head of an atlas looks like in a scan's contrast: something of the scan's own weighting to register it to.
/// </summary>
public static class StructureTemplate
{
    /// <summary>Learns the intensities of an atlas's classes from a scan.</summary>
    /// <param name="image">The scan without shading.</param>
    /// <param name="mask">Its brain mask, on the same grid.</param>
    /// <param name="atlas">What may be where.</param>
    /// <param name="imageToAtlas">Scan RAS+ mm → atlas RAS+ mm, as well as it is known.</param>
    /// <param name="options">Settings.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static IReadOnlyList<ClassIntensity> Intensities(
        Volume<float> image, Volume<bool> mask, StructureAtlas atlas, PointMap imageToAtlas, StructureOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(atlas);
        options ??= new();
        if (!image.Grid.Matches(mask.Grid)) throw new ArgumentException("The image and the mask lie on different grids.", nameof(mask));
        var model = new StructureModel(image, StructurePriors.Carry(mask, atlas, imageToAtlas, parallel), atlas, options);
        StructureLabelling.Learn(model, options, parallel);
        return model.Intensities();
    }

    /// <summary>
    /// The intensity that is expected in each voxel: the classes' medians, weighted by their probabilities. Medians, since a class that is
    /// not yet well placed holds some of its neighbours.
    /// </summary>
    /// <param name="mask">Voxels to fill, in the atlas's space; the others are 0.</param>
    /// <param name="atlas">What may be where.</param>
    /// <param name="intensities">Of its classes.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static Volume<float> Expected(Volume<bool> mask, StructureAtlas atlas, IReadOnlyList<ClassIntensity> intensities,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(atlas);
        ArgumentNullException.ThrowIfNull(intensities);
        var median = new double[256];
        foreach (var id in atlas.Ids)
            median[id] = intensities.FirstOrDefault(c => c.Class == atlas.Classes.GetValueOrDefault(id, id)).Median;
        var priors = StructurePriors.Carry(mask, atlas, Affine.Identity, parallel);
        return Volume.CreateParallel<float>(mask.Grid, voxels => Slices.For(mask.Shape.K, parallel, k =>
        {
            var slice = priors[k];
            var to = voxels.Span;
            for (var n = 0; n < slice.Voxels.Length; n++)
            {
                var (sum, total) = (0.0, 0);
                for (var e = n * StructurePriors.Kept; e < (n + 1) * StructurePriors.Kept && slice.Shares[e] > 0; e++)
                    (sum, total) = (sum + (slice.Shares[e] * median[slice.Labels[e]]), total + slice.Shares[e]);
                to[slice.Voxels[n]] = total > 0 ? (float)(sum / total) : 0;
            }
        }));
    }
}
