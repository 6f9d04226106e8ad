using System.Collections.Immutable;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// Turns, shifts and scales what the image shows, composed as TorchIO's <c>Affine</c>: <c>p → c + S (R (p − c) + t)</c>, RAS+ mm.
/// </summary>
/// <remarks>
/// R is <c>Rz·Rx·Ry</c>, ITK's Euler angles: about the y axis first, then x, then z. The shift is scaled with the head. Of an image of one
/// slice (one voxel along its third axis) the third scale and the first two angles do not count.
/// </remarks>
/// <param name="Scales">Factors along x, y, z: above 1 the head looks larger.</param>
/// <param name="Degrees">Angles about the x, y and z axis.</param>
/// <param name="Translation">Shift before scaling, mm.</param>
public sealed record AffineTransform(Point Scales, Point Degrees, Point Translation) : SpatialTransform
{
    /// <summary>What is scaled and turned about: the middle of the field of view, or RAS+ mm 0. Default the middle.</summary>
    public TurnCentre Center { get; init; }

    /// <summary>The map of what is shown, RAS+ mm.</summary>
    /// <param name="first">Grid of the subject's first image.</param>
    /// <exception cref="ArgumentOutOfRangeException">A scale is not positive or a number not finite.</exception>
    public Affine Map(Grid first)
    {
        if (!(Scales.X > 0 && Scales.Y > 0 && Scales.Z > 0) || !double.IsFinite(Scales.Length))
            throw new ArgumentOutOfRangeException(nameof(Scales), Scales, "Scales must be finite and above 0.");
        if (!double.IsFinite(Degrees.Length) || !double.IsFinite(Translation.Length))
            throw new ArgumentOutOfRangeException(nameof(Degrees), Degrees, "Rotation and shift must be finite.");
        const double radian = Math.PI / 180;
        var flat = first.Shape.K == 1;
        var (x, y) = flat ? (0, 0) : (Degrees.X * radian, Degrees.Y * radian);
        var turned = Affine.Rotation(0, 0, Degrees.Z * radian) * Affine.Rotation(x, 0, 0) * Affine.Rotation(0, y, 0);
        var map = Affine.Scaling(Scales.X, Scales.Y, flat ? 1 : Scales.Z) * Affine.Translation(Translation) * turned;
        return map.About(Center == TurnCentre.Image ? first.Centre : default);
    }

    /// <inheritdoc/>
    public override Movement Move(Grid grid, Grid first, ParallelOptions? parallel = null) => new(grid, Map(first).Inverse());

    /// <inheritdoc/>
    public override FixedTransform Inverse() => Alike(new AffineUndone(this));
}

/// <summary>The affine transform backwards.</summary>
/// <param name="Forward">What it undoes.</param>
public sealed record AffineUndone(AffineTransform Forward) : SpatialTransform
{
    /// <inheritdoc/>
    public override Movement Move(Grid grid, Grid first, ParallelOptions? parallel = null) => new(grid, Forward.Map(first));

    /// <inheritdoc/>
    public override FixedTransform Inverse() => Forward;
}

/// <summary>What an affine transform turns about.</summary>
public enum TurnCentre
{
    /// <summary>The middle of the first image's field of view.</summary>
    Image,

    /// <summary>RAS+ mm 0, 0, 0.</summary>
    Origin,
}

/// <summary>A random affine transform: TorchIO's <c>RandomAffine</c>.</summary>
public sealed record RandomAffine : Transform
{
    /// <summary>Factors along the axes; 0.1 means 0.9 to 1.1. Default 0.1.</summary>
    [SingleNumber(SingleNumber.AroundOne)]
    public Intervals Scales { get; init; } = Interval.Around(1, 0.1);

    /// <summary>Angles about the axes, degrees; 10 means −10 to 10. Default 10.</summary>
    public Intervals Degrees { get; init; } = Interval.Around(0, 10);

    /// <summary>Shifts along the axes, mm. Default 0.</summary>
    public Intervals Translation { get; init; } = Interval.Exactly(0);

    /// <summary>Whether one factor, drawn from the first interval, serves all axes. Default false.</summary>
    public bool Isotropic { get; init; }

    /// <inheritdoc cref="AffineTransform.Center"/>
    public TurnCentre Center { get; init; }

    /// <inheritdoc cref="SpatialTransform.ImageInterpolation"/>
    public Interpolation ImageInterpolation { get; init; } = Interpolation.Linear;

    /// <inheritdoc cref="SpatialTransform.LabelInterpolation"/>
    public LabelInterpolation LabelInterpolation { get; init; }

    /// <inheritdoc cref="SpatialTransform.DefaultPadValue"/>
    public Padding DefaultPadValue { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Scales.Check(nameof(Scales), 1e-3, 1e3);
        Degrees.Check(nameof(Degrees));
        Translation.Check(nameof(Translation));
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        var scales = draws.Within(Scales);
        if (Isotropic) scales = new(scales.X, scales.X, scales.X);
        yield return new AffineTransform(scales, draws.Within(Degrees), draws.Within(Translation))
        {
            Center = Center,
            ImageInterpolation = ImageInterpolation,
            LabelInterpolation = LabelInterpolation,
            DefaultPadValue = DefaultPadValue,
            Include = Include,
            Exclude = Exclude,
        };
    }
}
