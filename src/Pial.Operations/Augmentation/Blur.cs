using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Gaussian blur.</summary>
/// <param name="Std">Standard deviation along the three voxel axes, mm; 0 leaves an axis alone.</param>
public sealed record Blur(Point Std) : IntensityTransform
{
    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!(Std.X >= 0 && Std.Y >= 0 && Std.Z >= 0) || !double.IsFinite(Std.Length))
            throw new ArgumentOutOfRangeException(nameof(Std), Std, "The blur's standard deviations must be finite numbers of mm, 0 or more.");
        var size = image.Grid.VoxelSize;
        return GaussianSmoothing.ApplyVoxels(image, new(Std.X / size.X, Std.Y / size.Y, Std.Z / size.Z), keepNonFinite: false, parallel);
    }
}
