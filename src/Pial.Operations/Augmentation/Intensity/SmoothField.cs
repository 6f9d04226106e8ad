using System.Collections.Immutable;
using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>What a field of random values does to an image.</summary>
public enum FieldUse
{
    /// <summary>The image is multiplied with it.</summary>
    Intensity,

    /// <summary>It is the power of the contrast between the image's own ends.</summary>
    Contrast,
}

/// <summary>Intensity or contrast that changes from place to place with a field of random values.</summary>
/// <param name="Use">What the field does.</param>
/// <param name="RandSize">Random values along the three axes; one number for all.</param>
/// <param name="Gamma">What they are drawn from.</param>
/// <param name="Seed">Draws them.</param>
public sealed record SmoothField(FieldUse Use, ImmutableArray<int> RandSize, Interval Gamma, ulong Seed) : IntensityTransform
{
    /// <summary>Values of 1 around the random ones, so that the image's borders stay nearly as they are. Default 0.</summary>
    public int Pad { get; init; }

    /// <summary>How the field becomes fine. Default by area, as MONAI: blocks.</summary>
    public FieldMode Mode { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (RandSize.Length is not (1 or 3) || RandSize.Any(n => n is < 1 or > 200))
            throw new ArgumentOutOfRangeException(nameof(RandSize), "There must be 1 to 200 random values along an axis.");
        if (Pad is < 0 or > 200) throw new ArgumentOutOfRangeException(nameof(Pad), Pad, "The border must be 0 to 200 values wide.");
        Gamma.Check(nameof(Gamma), Use == FieldUse.Contrast ? 1e-3 : double.NegativeInfinity);
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var s = image.Shape;
        var field = new CoarseField(s, RandSize, Gamma, Pad, Mode, new RandomDraws(Seed));
        var (low, high) = Use == FieldUse.Contrast ? Quantile.Range(image.Span) : (0, 1);
        if (!(high > low)) return image;
        return Volume.CreateParallel<float>(image.Grid,
            voxels => Slices.For(s.K, parallel, () => new float[field.Scratch + s.I], (k, scratch) =>
        {
            var own = scratch.AsSpan(s.I);
            field.Slice(k, own);
            for (var j = 0; j < s.J; j++)
            {
                var row = scratch.AsSpan(0, s.I);
                field.Row(j, own, row);
                Change(image.Span.Slice(s.Index(0, j, k), s.I), row, low, high - low, voxels.Span.Slice(s.Index(0, j, k), s.I));
            }
        }));
    }

    private void Change(ReadOnlySpan<float> from, ReadOnlySpan<float> field, float low, float range, Span<float> to)
    {
        if (Use == FieldUse.Intensity)
        {
            TensorPrimitives.Multiply(from, field, to);
            return;
        }

        for (var n = 0; n < to.Length; n++) to[n] = Math.Max((from[n] - low) / range, 0);
        TensorPrimitives.Pow(to, field, to);
        for (var n = 0; n < to.Length; n++) to[n] = low + (range * to[n]);
    }
}

/// <summary>What both random fields have in common.</summary>
public abstract record RandomSmoothField : RandomIntensityTransform
{
    /// <inheritdoc cref="SmoothField.RandSize"/>
    public ImmutableArray<int> RandSize { get; init; } = [5];

    /// <inheritdoc cref="SmoothField.Pad"/>
    public int Pad { get; init; }

    /// <inheritdoc cref="SmoothField.Mode"/>
    public FieldMode Mode { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Fixed(0).Check();
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return Fixed(draws.NextSeed());
    }

    private protected abstract SmoothField Fixed(ulong seed);
}

/// <summary>A random field that the image is multiplied with: MONAI's <c>RandSmoothFieldAdjustIntensity</c>.</summary>
public sealed record RandomSmoothFieldAdjustIntensity : RandomSmoothField
{
    /// <summary>What the field's values are drawn from; one number means exactly that. Default 0.1 to 1.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Gamma { get; init; } = new(0.1, 1);

    private protected override SmoothField Fixed(ulong seed) => new(FieldUse.Intensity, RandSize, Gamma, seed) { Pad = Pad, Mode = Mode };
}

/// <summary>A random field that is the power of the contrast: MONAI's <c>RandSmoothFieldAdjustContrast</c>.</summary>
public sealed record RandomSmoothFieldAdjustContrast : RandomSmoothField
{
    /// <summary>What the field's values, the powers, are drawn from; one number means exactly that; above 0. Default 0.5 to 4.5.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Gamma { get; init; } = new(0.5, 4.5);

    private protected override SmoothField Fixed(ulong seed) => new(FieldUse.Contrast, RandSize, Gamma, seed) { Pad = Pad, Mode = Mode };
}
