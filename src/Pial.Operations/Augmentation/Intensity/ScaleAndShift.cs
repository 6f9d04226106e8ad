using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary><c>factor · v + offset</c>, the offset in the image's units or in its standard deviations.</summary>
/// <param name="Factor">Not 0.</param>
/// <param name="Offset">Added after.</param>
public sealed record ScaleAndShift(double Factor, double Offset) : IntensityTransform
{
    /// <summary>Whether the offset counts standard deviations of the image. Default false.</summary>
    public bool Relative { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Factor == 0 || !double.IsFinite(Factor))
            throw new ArgumentOutOfRangeException(nameof(Factor), Factor, "The factor must be finite and not 0.");
        if (!double.IsFinite(Offset)) throw new ArgumentOutOfRangeException(nameof(Offset), Offset, "The offset must be finite.");
    }

    /// <inheritdoc/>
    public override FixedTransform? Inverse() => Relative ? null : this with { Factor = 1 / Factor, Offset = -Offset / Factor };

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var offset = Relative ? Offset * Moments.Of(image, parallel).StandardDeviation : Offset;
        return Voxelwise.Line(image, Factor, offset, double.NegativeInfinity, double.PositiveInfinity, parallel);
    }
}

/// <summary>A random factor: MONAI's <c>RandScaleIntensity</c>.</summary>
public sealed record RandomScaleIntensity : RandomIntensityTransform
{
    /// <summary>The image is multiplied with 1 + this; one number d means −d to d. Default −0.1 to 0.1.</summary>
    public Interval Factors { get; init; } = Interval.Around(0, 0.1);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Factors.Check(nameof(Factors), -0.999);
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new ScaleAndShift(1 + draws.Within(Factors), 0);
    }
}

/// <summary>A random offset: MONAI's <c>RandShiftIntensity</c>, and with <see cref="Relative"/> <c>RandStdShiftIntensity</c>.</summary>
public sealed record RandomShiftIntensity : RandomIntensityTransform
{
    /// <summary>What is added; one number d means −d to d. Default −0.1 to 0.1.</summary>
    public Interval Offsets { get; init; } = Interval.Around(0, 0.1);

    /// <inheritdoc cref="ScaleAndShift.Relative"/>
    public bool Relative { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Offsets.Check(nameof(Offsets));
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new ScaleAndShift(1, draws.Within(Offsets)) { Relative = Relative };
    }
}
