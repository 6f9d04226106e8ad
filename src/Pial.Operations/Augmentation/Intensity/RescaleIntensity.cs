using Pial.Kernels;
using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Intensities on a range: TorchIO's <c>RescaleIntensity</c>.</summary>
public sealed record RescaleIntensity : MaskedIntensityTransform
{
    /// <summary>The range they are brought to; what lies beyond the input's range is held at its ends. Default 0 to 1.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval OutMinMax { get; init; } = new(0, 1);

    /// <summary>Percentiles of the input that become the ends. Default 0 and 100.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval Percentiles { get; init; } = new(0, 100);

    /// <summary>Intensities that become the ends, instead of percentiles. Default null.</summary>
    [SingleNumber(SingleNumber.FromZero)]
    public Interval? InMinMax { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        OutMinMax.Check(nameof(OutMinMax));
        Percentiles.Check(nameof(Percentiles), 0, 100);
        InMinMax?.Check(nameof(InMinMax));
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, Volume<bool>? mask, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var input = InMinMax ?? Ends(image, mask, parallel);
        if (input.High <= input.Low)
            throw new ArgumentException(
                $"The image is constant ({input.Low:g6}) between its percentiles {Percentiles}; there is no range to rescale.",
                nameof(image));
        var scale = (OutMinMax.High - OutMinMax.Low) / (input.High - input.Low);
        return Voxelwise.Line(image, scale, OutMinMax.Low - (scale * input.Low), OutMinMax.Low, OutMinMax.High, parallel);
    }

    private Interval Ends(Volume<float> image, Volume<bool>? mask, ParallelOptions? parallel)
    {
        var values = mask is null ? image.Span : Foreground.Of(image, mask, 1, parallel);
        Span<double> ends = stackalloc double[2];
        if (Percentiles is { Low: 0, High: 100 })
        {
            var (low, high) = Quantile.Range(values);
            return new(low, high);
        }

        Quantile.Of(values, [Percentiles.Low / 100, Percentiles.High / 100], ends);
        return new(ends[0], ends[1]);
    }
}

/// <summary>Holds intensities between two limits: TorchIO's <c>Clamp</c>.</summary>
public sealed record Clamp : IntensityTransform
{
    /// <summary>Smallest; null for no limit.</summary>
    public double? OutMin { get; init; }

    /// <summary>Largest; null for no limit.</summary>
    public double? OutMax { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (OutMin > OutMax) throw new ArgumentOutOfRangeException(nameof(OutMin), OutMin,
            "The smallest value must not be above the largest.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        return Voxelwise.Line(image, 1, 0, OutMin ?? double.NegativeInfinity, OutMax ?? double.PositiveInfinity, parallel);
    }
}

/// <summary>Replaces what lies outside a mask: TorchIO's <c>Mask</c>.</summary>
/// <param name="MaskingMethod">Name of the label map that is the mask.</param>
public sealed record MaskTransform(string MaskingMethod) : FixedTransform
{
    /// <summary>What stands outside. Default 0.</summary>
    public double OutsideValue { get; init; }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        images.OnGridOf(images.Labels(MaskingMethod), i => !i.IsLabels && Concerns(i.Name));
        return images;
    }

    internal override void Act(Workbench bench)
    {
        var mask = bench.Take(MaskingMethod) is LabelMap labels ? labels.Volume
            : throw new ArgumentException($"The mask '{MaskingMethod}' holds intensities; labels are needed.");
        foreach (var name in bench.Names.Where(n => Concerns(n) && bench.IsScalar(n)))
        {
            var image = (ScalarImage)bench.Take(name);
            if (!image.Grid.Matches(mask.Grid)) throw Outline.Elsewhere(MaskingMethod, mask.Grid, name, image.Grid);
            var (slice, outside) = (mask.Shape.SliceCount, (float)OutsideValue);
            bench.Put(image with
            {
                Volume = Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(mask.Shape.K, bench.Parallel, k =>
                {
                    var from = image.Volume.Slice(k);
                    var inside = mask.Slice(k);
                    var to = voxels.Span.Slice(k * slice, slice);
                    for (var n = 0; n < to.Length; n++)
                        to[n] = inside[n] > 0 ? from[n] : outside;
                })),
            });
        }
    }
}
