using System.Collections.Immutable;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// A scan that was ended early: one side of k-space is measured only in part and the rest is zeros, which blurs along the axis and bends
/// the phase.
/// </summary>
/// <param name="Axis">Voxel axis that is measured line by line, 0 to 2.</param>
/// <param name="Fraction">Share of k-space that was measured, ½ to 1.</param>
public sealed record PartialFourier(int Axis, double Fraction) : IntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        VoxelAxes.Check(Axis, nameof(Axis));
        if (!(Fraction is >= 0.5 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Fraction), Fraction, "The measured share must lie between 0.5 and 1.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var length = image.Shape[Axis];
        float[] weights = [.. Enumerable.Range(0, length)
            .Select(k => (k + (length / 2)) % length < Math.Ceiling(Fraction * length) || k == 0 ? 1f : 0f)];
        return Volume.CreateParallel<float>(image.Grid, voxels => KSpaceImage.Filter(
            image, [Finite.OrZero(image, parallel)], Axis, [(re, im, lanes) => PlaneWeights.Apply(weights, re, im, lanes)], voxels,
            parallel));
    }
}

/// <summary>A random share of k-space measured.</summary>
public sealed record RandomPartialFourier : RandomIntensityTransform
{
    /// <summary>Voxel axes one of which is chosen. Default all.</summary>
    public ImmutableArray<int> Axes { get; init; } = [0, 1, 2];

    /// <summary>Share that was measured; one number means exactly that. Default 0.6 to 0.9.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Fraction { get; init; } = new(0.6, 0.9);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Fraction.Check(nameof(Fraction), 0.5, 1);
        VoxelAxes.Check(Axes, nameof(Axes));
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new PartialFourier(draws.OneOf(Axes), draws.Within(Fraction));
    }
}
