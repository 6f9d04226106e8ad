using System.Collections.Immutable;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>How a thick slice sees what lies within it.</summary>
public enum SliceProfile
{
    /// <summary>A point in its middle, without averaging: TorchIO's, which aliases.</summary>
    Point,

    /// <summary>A Gaussian whose full width at half maximum is the slice: near to what a selective pulse excites.</summary>
    Gaussian,
}

/// <summary>Thick slices: the image sampled more coarsely along an axis and brought back to its grid.</summary>
/// <param name="Axis">Voxel axis, 0 to 2.</param>
/// <param name="Downsampling">How many times coarser; 1 or more.</param>
public sealed record Anisotropy(int Axis, double Downsampling) : IntensityTransform
{
    /// <summary>How a thick slice averages. Default a point, as TorchIO.</summary>
    public SliceProfile Profile { get; init; }

    /// <summary>How values between the thick slices are found. Default linear.</summary>
    public Interpolation ImageInterpolation { get; init; } = Interpolation.Linear;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        VoxelAxes.Check(Axis, nameof(Axis));
        if (!(Downsampling >= 1) || !double.IsFinite(Downsampling)) throw new ArgumentOutOfRangeException(nameof(Downsampling), Downsampling, "The factor must be finite and 1 or more.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        if (Downsampling == 1 || image.Shape[Axis] == 1) return image;
        double Along(int axis, double there, double elsewhere) => axis == Axis ? there : elsewhere;
        var blurred = image;
        if (Profile == SliceProfile.Gaussian)
        {
            var sigma = Math.Sqrt((Downsampling * Downsampling) - 1) / GaussianSmoothing.FwhmPerSigma; // the voxels already are one wide
            blurred = GaussianSmoothing.ApplyVoxels(image, new(Along(0, sigma, 0), Along(1, sigma, 0), Along(2, sigma, 0)), keepNonFinite: false, parallel);
        }

        var size = image.Grid.VoxelSize;
        var coarse = Resample.GridOf(image.Grid, new(Along(0, size.X * Downsampling, size.X), Along(1, size.Y * Downsampling, size.Y), Along(2, size.Z * Downsampling, size.Z)));
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

    /// <inheritdoc cref="Anisotropy.ImageInterpolation"/>
    public Interpolation ImageInterpolation { get; init; } = Interpolation.Linear;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Downsampling.Check(nameof(Downsampling), 1, 1000);
        VoxelAxes.Check(Axes, nameof(Axes));
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(Dice dice)
    {
        ArgumentNullException.ThrowIfNull(dice);
        return new Anisotropy(dice.OneOf(Axes), dice.Within(Downsampling)) { Profile = Profile, ImageInterpolation = ImageInterpolation };
    }
}
