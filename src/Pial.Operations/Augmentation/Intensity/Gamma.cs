using System.Numerics.Tensors;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Contrast by a power: <c>sign(v) |v|^exponent</c>; meant for images scaled to 0…1.</summary>
/// <param name="Exponent">Above 0: below 1 brightens values under 1, above 1 darkens them.</param>
public sealed record Gamma(double Exponent) : IntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(Exponent > 0) || !double.IsFinite(Exponent))
            throw new ArgumentOutOfRangeException(nameof(Exponent), Exponent, "The exponent must be finite and above 0.");
    }

    /// <inheritdoc/>
    public override FixedTransform Inverse() => this with { Exponent = 1 / Exponent };

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        return Voxelwise.Of(image, parallel, (from, to) =>
        {
            if (TensorPrimitives.Min(from) >= 0)
            {
                TensorPrimitives.Pow(from, (float)Exponent, to);
                return;
            }

            TensorPrimitives.Abs(from, to);
            TensorPrimitives.Pow(to, (float)Exponent, to);
            for (var n = 0; n < to.Length; n++)
                to[n] = from[n] < 0 ? -to[n] : to[n];
        });
    }
}

/// <summary>A random contrast: TorchIO's <c>RandomGamma</c>.</summary>
public sealed record RandomGamma : RandomIntensityTransform
{
    /// <summary>Natural logarithm of the exponent; one number d means −d to d. Default −0.3 to 0.3.</summary>
    public Interval LogGamma { get; init; } = Interval.Around(0, 0.3);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        LogGamma.Check(nameof(LogGamma), -20, 20);
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new Gamma(Math.Exp(draws.Within(LogGamma)));
    }
}
