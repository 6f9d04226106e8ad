using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Hospital;

/// <summary>The stripes that this hospital's scanner table leaves: every so many slices are brighter.</summary>
/// <param name="Period">Slices from stripe to stripe, at least 2.</param>
/// <param name="Gain">Factor of the bright slices, above 0.</param>
public sealed record TableStripes(int Period, double Gain) : IntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Period < 2) throw new ArgumentOutOfRangeException(nameof(Period), Period, "The period must be at least 2 slices.");
        if (!(Gain > 0)) throw new ArgumentOutOfRangeException(nameof(Gain), Gain, "The gain must be above 0.");
    }

    /// <inheritdoc/>
    public override FixedTransform Inverse() => this with { Gain = 1 / Gain };

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        Check();
        var (slice, gain) = (image.Shape.SliceCount, (float)Gain);
        return image.Map((v, n) => n / slice % Period == 0 ? v * gain : v);
    }
}

/// <summary>Random stripes of the scanner table.</summary>
public sealed record RandomTableStripes : RandomIntensityTransform
{
    /// <summary>Slices from stripe to stripe. Default 8.</summary>
    public int Period { get; init; } = 8;

    /// <summary>Factor of the bright slices. Default 1.05 to 1.3.</summary>
    public Interval Gain { get; init; } = new(1.05, 1.3);

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws) => new TableStripes(Period, draws.Within(Gain));
}
