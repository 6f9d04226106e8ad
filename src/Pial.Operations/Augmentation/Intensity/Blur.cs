using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Gaussian blur.</summary>
/// <param name="Std">Standard deviation along the three voxel axes, mm; 0 leaves an axis alone.</param>
public sealed record Blur(Point Std) : IntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(Std.X >= 0 && Std.Y >= 0 && Std.Z >= 0) || !double.IsFinite(Std.Length))
            throw new ArgumentOutOfRangeException(nameof(Std), Std,
                "The blur's standard deviations must be finite numbers of mm, 0 or more.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var size = image.Grid.VoxelSize;
        return GaussianSmoothing.ApplyVoxels(image, new(Std.X / size.X, Std.Y / size.Y, Std.Z / size.Z), keepNonFinite: false, parallel);
    }
}

/// <summary>Random blur: TorchIO's <c>RandomBlur</c>.</summary>
public sealed record RandomBlur : RandomIntensityTransform
{
    /// <summary>Standard deviation along the voxel axes, mm; one number d means 0 to d. Default 0 to 2.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Intervals Std { get; init; } = new Interval(0, 2);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Std.Check(nameof(Std), 0);
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new Blur(draws.Within(Std));
    }
}
