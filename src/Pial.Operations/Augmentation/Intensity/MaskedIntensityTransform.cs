using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A change of intensities whose numbers are taken where a mask says.</summary>
public abstract record MaskedIntensityTransform : IntensityTransform
{
    /// <summary>
    /// Where the image's numbers are taken: the name of a label map (its voxels above 0), <c>mean</c> for the voxels above the image's
    /// mean, or null for the whole image. Default null.
    /// </summary>
    public string? MaskingMethod { get; init; }

    /// <summary>The changed image.</summary>
    /// <param name="image">Input.</param>
    /// <param name="mask">Where its numbers are taken; null for everywhere.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The mask is empty or the image constant in it.</exception>
    public abstract Volume<float> Apply(Volume<float> image, Volume<bool>? mask, ParallelOptions? parallel = null);

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Apply(image, MaskingMethod switch
        {
            null => null,
            "mean" => AboveMean(image, parallel),
            var name =>
                throw new InvalidOperationException($"The mask '{name}' is an image of the subject; apply the transform to the subject."),
        }, parallel);
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (MaskingMethod is not (null or "mean")) images.OnGridOf(images.Labels(MaskingMethod), i => !i.IsLabels && Concerns(i.Name));
        return images;
    }

    internal override void Act(Workbench bench)
    {
        if (MaskingMethod is null or "mean")
        {
            base.Act(bench);
            return;
        }

        var mask = bench.Take(MaskingMethod) is LabelMap labels ? labels.Volume.Map(static l => l > 0)
            : throw new ArgumentException($"The mask '{MaskingMethod}' holds intensities; labels are needed.");
        foreach (var name in bench.Names.Where(n => Concerns(n) && bench.IsScalar(n)))
        {
            var image = (ScalarImage)bench.Take(name);
            bench.Put(image with { Volume = Apply(image.Volume, mask, bench.Parallel) });
        }
    }

    private static Volume<bool> AboveMean(Volume<float> image, ParallelOptions? parallel)
    {
        var mean = Moments.Of(image, parallel).Mean;
        return image.Map(v => v > mean);
    }
}

/// <summary>
/// Intensities in units of their standard deviation about their mean: TorchIO's <c>ZNormalization</c>, by <see cref="Intensity.ZScore"/>.
/// </summary>
public sealed record ZNormalization : MaskedIntensityTransform
{
    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, Volume<bool>? mask, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Intensity.ZScore.Run(image, mask ?? Volume.Filled(image.Grid, true), new() { KeepOutside = true, DeltaDegreesOfFreedom = 1 },
            parallel).Image;
    }
}
