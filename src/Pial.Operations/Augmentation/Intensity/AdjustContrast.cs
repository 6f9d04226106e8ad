using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// Contrast by a power between the image's own ends: <c>min + range · ((v − min) / range)^gamma</c>, so that it needs no scale.
/// </summary>
/// <param name="Gamma">Above 0.</param>
public sealed record AdjustContrast(double Gamma) : IntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!(Gamma > 0) || !double.IsFinite(Gamma))
            throw new ArgumentOutOfRangeException(nameof(Gamma), Gamma, "Gamma must be finite and above 0.");
    }

    /// <inheritdoc/>
    public override FixedTransform Inverse() => this with { Gamma = 1 / Gamma };

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var (low, high) = Quantile.Range(image.Span);
        if (!(high > low)) return image;
        var (range, gamma) = (high - low, (float)Gamma);
        return Voxelwise.Of(image, parallel, (from, to) =>
        {
            for (var n = 0; n < to.Length; n++) to[n] = Math.Max((from[n] - low) / range, 0);
            TensorPrimitives.Pow(to, gamma, to);
            for (var n = 0; n < to.Length; n++) to[n] = low + (range * to[n]);
        });
    }
}

/// <summary>A random contrast: MONAI's <c>RandAdjustContrast</c>.</summary>
public sealed record RandomAdjustContrast : RandomIntensityTransform
{
    /// <summary>The power; one number means exactly that. Default 0.5 to 4.5.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Gamma { get; init; } = new(0.5, 4.5);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Gamma.Check(nameof(Gamma), 1e-3, 1e3);
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new AdjustContrast(draws.Within(Gamma));
    }
}
