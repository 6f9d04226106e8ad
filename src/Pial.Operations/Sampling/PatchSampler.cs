using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Operations.Sampling;

/// <summary>Draws boxes of voxels from a subject, whose images share one grid.</summary>
/// <param name="PatchSize">Voxels of a patch along each axis.</param>
public abstract record PatchSampler(Shape PatchSize)
{
    /// <summary>Throws if it cannot work on images of these names and kinds, before any is read.</summary>
    /// <param name="images">The subject's images.</param>
    /// <exception cref="ArgumentException">An image it needs is not there, or of another kind.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public virtual void Check(ImmutableArray<ImageName> images)
    {
    }

    /// <summary>Whether a patch fits an image.</summary>
    public bool Fits(Shape image) => PatchSize.I <= image.I && PatchSize.J <= image.J && PatchSize.K <= image.K;

    /// <summary>Draws places for patches; the same seed draws the same, at any thread count.</summary>
    /// <param name="subject">Images of one grid.</param>
    /// <param name="count">How many; the first few of more are the same.</param>
    /// <param name="seed">Where chance comes from.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The images have several shapes, or a patch does not fit them.</exception>
    /// <exception cref="InvalidOperationException">There is no place to draw: the label or probability asked for is nowhere in the
    /// subject.</exception>
    public ImmutableArray<PatchLocation> Sample(Subject subject, int count, ulong seed, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Check(History.NamesOf(subject));
        var shape = subject.Images[0].Grid.Shape;
        foreach (var image in subject.Images)
            if (image.Grid.Shape != shape)
                throw new ArgumentException(
                    $"'{image.Name}' has {image.Grid.Shape} voxels and '{subject.Images[0].Name}' {shape}; patches need one grid.",
                    nameof(subject));
        if (!Fits(shape)) throw new ArgumentException($"A patch of {PatchSize} does not fit an image of {shape}.", nameof(subject));
        return Draw(subject, shape, count, new RandomDraws(seed), parallel);
    }

    /// <summary>The part of every image of a subject that lies in a patch, on the grid of that part.</summary>
    public static Subject Extract(Subject subject, PatchLocation at)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return subject with
        {
            Images = [.. subject.Images.Select(image => (SubjectImage)(image switch
            {
                ScalarImage s => s with { Volume = s.Volume.Crop(at.I, at.J, at.K, at.Shape) },
                LabelMap l => l with { Volume = l.Volume.Crop(at.I, at.J, at.K, at.Shape) },
                SamplingMap m => m with { Volume = m.Volume.Crop(at.I, at.J, at.K, at.Shape) },
                _ => throw new InvalidOperationException("No such kind of image."),
            }))],
        };
    }

    /// <summary>Draws the places.</summary>
    private protected abstract ImmutableArray<PatchLocation> Draw(Subject subject, Shape shape, int count, RandomDraws draws,
        ParallelOptions? parallel);

    /// <summary>The name of the label map to use: the one asked for, or the only one there is.</summary>
    private protected static string LabelName(string? wanted, ImmutableArray<ImageName> images, string sampler)
    {
        ImmutableArray<string> labels = [.. images.Where(i => i.IsLabels).Select(i => i.Name)];
        if (wanted is not null)
        {
            return labels.Contains(wanted) ? wanted : throw new ArgumentException(images.Any(i => i.Name == wanted)
                ? $"{sampler} needs labels, and '{wanted}' is not a label map."
                : $"{sampler}: there is no label map '{wanted}'; there " +
                    $"{(labels.IsEmpty ? "is none" : $"are {string.Join(", ", labels)}")}.");
        }

        return labels.Length switch
        {
            1 => labels[0],
            0 => throw new ArgumentException($"{sampler} needs a label map, and the subject has none."),
            _ => throw new ArgumentException($"{sampler}: say which label map to use; there are {string.Join(", ", labels)}."),
        };
    }
}
