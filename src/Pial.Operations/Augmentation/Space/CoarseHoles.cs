using System.Collections.Immutable;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>What happens inside the boxes of <see cref="CoarseHoles"/>.</summary>
public enum HoleFilling
{
    /// <summary>One value for each box, drawn between the image's smallest and largest.</summary>
    Random,

    /// <summary>A given value.</summary>
    Constant,

    /// <summary>The box's own voxels in another order.</summary>
    Shuffle,
}

/// <summary>Boxes in which the image is lost or its voxels exchanged.</summary>
/// <param name="Holes">How many.</param>
/// <param name="SpatialSize">Voxels of a box along the three axes, one number for a cube; cut to the image.</param>
/// <param name="Filling">What stands in them.</param>
/// <param name="Seed">Where they lie and what they hold.</param>
public sealed record CoarseHoles(int Holes, ImmutableArray<int> SpatialSize, HoleFilling Filling, ulong Seed) : IntensityTransform
{
    /// <summary>The value of <see cref="HoleFilling.Constant"/>. Default 0.</summary>
    public double FillValue { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        ArgumentOutOfRangeException.ThrowIfNegative(Holes);
        if (SpatialSize.Length is not (1 or 3) || SpatialSize.Any(n => n < 1))
            throw new ArgumentOutOfRangeException(nameof(SpatialSize), "A box needs one or three extents of 1 voxel or more.");
        if (!double.IsFinite(FillValue)) throw new ArgumentOutOfRangeException(nameof(FillValue), FillValue, "The value must be finite.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var s = image.Shape;
        var (low, high) = Kernels.Quantile.Range(image.Span);
        int[] size = [.. Enumerable.Range(0, 3).Select(a => Math.Min(SpatialSize[SpatialSize.Length == 1 ? 0 : a], s[a]))];
        return Volume.Create(image.Grid, image, (Span<float> voxels, Volume<float> from) =>
        {
            from.Span.CopyTo(voxels);
            for (var hole = 0; hole < Holes; hole++)
            {
                var draws = new RandomDraws(Seed).Fork(hole);
                int[] at = [.. Enumerable.Range(0, 3).Select(a => draws.Whole(new(0, s[a] - size[a])))];
                if (Filling == HoleFilling.Shuffle) Shuffle(voxels, s, at, size, draws);
                else Fill(voxels, s, at, size, Filling == HoleFilling.Constant ? (float)FillValue : (float)draws.Within(new(low, high)));
            }
        });
    }

    private static void Fill(Span<float> voxels, Shape s, int[] at, int[] size, float value)
    {
        for (var k = 0; k < size[2]; k++)
            for (var j = 0; j < size[1]; j++)
                voxels.Slice(s.Index(at[0], at[1] + j, at[2] + k), size[0]).Fill(value);
    }

    // Fisher and Yates.
    private static void Shuffle(Span<float> voxels, Shape s, int[] at, int[] size, RandomDraws draws)
    {
        int Place(int n) => s.Index(at[0] + (n % size[0]), at[1] + (n / size[0] % size[1]), at[2] + (n / (size[0] * size[1])));
        for (var n = (size[0] * size[1] * size[2]) - 1; n > 0; n--)
        {
            var (a, b) = (Place(n), Place(draws.Whole(new(0, n))));
            (voxels[a], voxels[b]) = (voxels[b], voxels[a]);
        }
    }
}

/// <summary>Random boxes that are lost: MONAI's <c>RandCoarseDropout</c>.</summary>
public sealed record RandomCoarseDropout : RandomIntensityTransform
{
    /// <summary>Boxes; one number means exactly that. Default 8.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Holes { get; init; } = Interval.Exactly(8);

    /// <inheritdoc cref="CoarseHoles.SpatialSize"/>
    public ImmutableArray<int> SpatialSize { get; init; } = [16];

    /// <summary>
    /// What stands in them; null for a value of its own for each, between the image's smallest and largest. Default null.
    /// </summary>
    public double? FillValue { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Holes.Check(nameof(Holes), 0, 100_000);
        new CoarseHoles(0, SpatialSize, HoleFilling.Random, 0).Check();
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new CoarseHoles(draws.Whole(Holes), SpatialSize, FillValue is null ? HoleFilling.Random : HoleFilling.Constant,
            draws.NextSeed())
        { FillValue = FillValue ?? 0 };
    }
}

/// <summary>Random boxes whose voxels are shuffled: MONAI's <c>RandCoarseShuffle</c>.</summary>
public sealed record RandomCoarseShuffle : RandomIntensityTransform
{
    /// <summary>Boxes; one number means exactly that. Default 8.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Holes { get; init; } = Interval.Exactly(8);

    /// <inheritdoc cref="CoarseHoles.SpatialSize"/>
    public ImmutableArray<int> SpatialSize { get; init; } = [16];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Holes.Check(nameof(Holes), 0, 100_000);
        new CoarseHoles(0, SpatialSize, HoleFilling.Shuffle, 0).Check();
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new CoarseHoles(draws.Whole(Holes), SpatialSize, HoleFilling.Shuffle, draws.NextSeed());
    }
}
