using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Skull and scalp taken away more or less: full brightness near a mask, less beyond.</summary>
/// <param name="MaskingMethod">Name of the label map that is the mask (its voxels above 0): the brain.</param>
/// <param name="Margin">Mm around the mask that stay; below 0 the brain's own rim goes too.</param>
/// <remarks>Labels stay as they are: what they name is where it was, seen or not.</remarks>
public sealed record SkullStripped(string MaskingMethod, double Margin) : FixedTransform
{
    /// <summary>Share of the brightness that is left beyond, 0 to 1. Default 0.</summary>
    public double Remaining { get; init; }

    /// <summary>Mm over which it falls. Default 2.</summary>
    public double Softness { get; init; } = 2;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!double.IsFinite(Margin))
            throw new ArgumentOutOfRangeException(nameof(Margin), Margin, "The margin must be a finite number of mm.");
        if (!(Remaining is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Remaining), Remaining, "The remaining share must lie between 0 and 1.");
        if (!(Softness >= 0) || !double.IsFinite(Softness))
            throw new ArgumentOutOfRangeException(nameof(Softness), Softness, "The softness must be a finite number of mm, 0 or more.");
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        images.OnGridOf(images.Labels(MaskingMethod), i => !i.IsLabels && Concerns(i.Name));
        return images;
    }

    internal override void Act(Workbench bench)
    {
        if (bench.Take(MaskingMethod) is not LabelMap labels)
            throw new ArgumentException($"'{MaskingMethod}' holds intensities; labels are needed.");
        var mask = labels.Volume.Map(static l => l > 0);
        var distance = Margin >= 0 ? EuclideanDistance.Of(mask, bench.Parallel) : EuclideanDistance.Signed(mask, bench.Parallel);
        var (margin, remaining, steep) = ((float)Margin, (float)Remaining, (float)(1 / Math.Max(Softness, 1e-6)));
        foreach (var name in bench.Names.Where(n => Concerns(n) && bench.IsScalar(n)))
        {
            var image = (ScalarImage)bench.Take(name);
            if (!image.Grid.Matches(labels.Grid)) throw Outline.Elsewhere(MaskingMethod, labels.Grid, name, image.Grid);
            var slice = image.Volume.Shape.SliceCount;
            bench.Put(image with
            {
                Volume = Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(image.Volume.Shape.K, bench.Parallel, k =>
                {
                    var from = image.Volume.Slice(k);
                    var far = distance.Slice(k);
                    var to = voxels.Span.Slice(k * slice, slice);
                    for (var n = 0; n < to.Length; n++)
                    {
                        var kept = Math.Clamp(1 - ((far[n] - margin) * steep), 0, 1);
                        to[n] = from[n] * (remaining + ((1 - remaining) * kept));
                    }
                })),
            });
        }
    }
}

/// <summary>Skull and scalp taken away to a random degree.</summary>
public sealed record RandomSkullStrip : Transform
{
    /// <inheritdoc cref="SkullStripped.MaskingMethod"/>
    public string MaskingMethod { get; init; } = "labels";

    /// <summary>Mm around the mask that stay; one number means exactly that. Default −1 to 10.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Margin { get; init; } = new(-1, 10);

    /// <summary>Share of the brightness that is left beyond; one number d means 0 to d. Default 0.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval Remaining { get; init; } = Interval.Exactly(0);

    /// <inheritdoc cref="SkullStripped.Softness"/>
    public double Softness { get; init; } = 2;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Margin.Check(nameof(Margin));
        Remaining.Check(nameof(Remaining), 0, 1);
        Fixed(0, 0).Check();
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images) => Fixed(0, 0).Foresee(images);

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return [Fixed(draws.Within(Margin), draws.Within(Remaining))];
    }

    private SkullStripped Fixed(double margin, double remaining) =>
        new(MaskingMethod, margin) { Remaining = remaining, Softness = Softness, Include = Include, Exclude = Exclude };
}
