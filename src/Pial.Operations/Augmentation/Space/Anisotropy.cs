using System.Collections.Immutable;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Thick slices: the image sampled more coarsely along an axis and brought back to its grid.</summary>
/// <param name="Axis">Voxel axis, 0 to 2.</param>
/// <param name="Downsampling">How many times coarser; 1 or more.</param>
public sealed record Anisotropy(int Axis, double Downsampling) : IntensityTransform
{
    /// <summary>How a thick slice averages. Default a point, as TorchIO.</summary>
    public SliceProfile Profile { get; init; }

    /// <summary>
    /// Thickness of a slice as a share of the distance between slices; below 1 there are gaps, above 1 slices overlap; without meaning for
    /// a point. Default 1.
    /// </summary>
    public double Thickness { get; init; } = 1;

    /// <summary>How values between the thick slices are found. Default linear.</summary>
    public Interpolation ImageInterpolation { get; init; } = Interpolation.Linear;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        VoxelAxes.Check(Axis, nameof(Axis));
        if (!(Downsampling >= 1) || !double.IsFinite(Downsampling))
            throw new ArgumentOutOfRangeException(nameof(Downsampling), Downsampling, "The factor must be finite and 1 or more.");
        if (!(Thickness > 0) || !double.IsFinite(Thickness))
            throw new ArgumentOutOfRangeException(nameof(Thickness), Thickness, "The thickness must be a finite share above 0.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        if (Downsampling == 1 || image.Shape[Axis] == 1) return image;
        double Along(int axis, double there, double elsewhere) => axis == Axis ? there : elsewhere;
        var blurred = SliceProfiles.Average(image, Axis, Downsampling * Thickness, Profile, parallel);
        var size = image.Grid.VoxelSize;
        var coarse = Resample.GridOf(image.Grid, new(Along(0, size.X * Downsampling, size.X), Along(1, size.Y * Downsampling, size.Y),
            Along(2, size.Z * Downsampling, size.Z)));
        if (ImageInterpolation == Interpolation.Linear)
            return AxisResample.To(AxisResample.To(blurred, coarse, Axis, parallel), image.Grid, Axis, parallel);
        var options = new ResampleOptions { ExtendEdge = true };
        var thick = Resample.ToGrid(blurred, coarse, null, Interpolation.Linear, options, parallel);
        return Resample.ToGrid(thick, image.Grid, null, ImageInterpolation, options, parallel);
    }
}

/// <summary>Random thick slices: TorchIO's <c>RandomAnisotropy</c>.</summary>
public sealed record RandomAnisotropy : RandomIntensityTransform
{
    /// <summary>Voxel axes one of which is chosen. Default all.</summary>
    public ImmutableArray<int> Axes { get; init; } = [0, 1, 2];

    /// <summary>How many times coarser; one number means exactly that. Default 1.5 to 5.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Downsampling { get; init; } = new(1.5, 5);

    /// <inheritdoc cref="Anisotropy.Profile"/>
    public SliceProfile Profile { get; init; }

    /// <summary>Thickness of a slice as a share of the distance between slices; one number means exactly that. Default 1.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Thickness { get; init; } = Interval.Exactly(1);

    /// <inheritdoc cref="Anisotropy.ImageInterpolation"/>
    public Interpolation ImageInterpolation { get; init; } = Interpolation.Linear;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Downsampling.Check(nameof(Downsampling), 1, 1000);
        Thickness.Check(nameof(Thickness), 1e-3, 10);
        VoxelAxes.Check(Axes, nameof(Axes));
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new Anisotropy(draws.OneOf(Axes), draws.Within(Downsampling))
        {
            Profile = Profile,
            Thickness = draws.Within(Thickness),
            ImageInterpolation = ImageInterpolation,
        };
    }
}
