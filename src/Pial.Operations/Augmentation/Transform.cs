using System.Collections.Immutable;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>An image's name and kind: all that drawing parameters may depend on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsLabels">Whether it holds labels.</param>
public readonly record struct ImageName(string Name, bool IsLabels);

/// <summary>A part of a pipeline: fixed or with parameters to be drawn.</summary>
public abstract record Transform
{
    /// <summary>Probability that it is applied, 0 to 1. Default 1.</summary>
    public double P { get; init; } = 1;

    /// <summary>The images it acts on, by name; empty for all it can act on.</summary>
    public ImmutableArray<string> Include { get; init; } = [];

    /// <summary>Images it leaves alone, by name.</summary>
    public ImmutableArray<string> Exclude { get; init; } = [];

    /// <summary>The fixed transforms of one draw, in order; none when chance left this one out.</summary>
    /// <param name="images">The subject's images.</param>
    /// <param name="draws">Where numbers come from.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public IEnumerable<FixedTransform> Draw(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        Check();
        return P < 1 && draws.Uniform() >= P ? [] : Drawn([.. images.Where(i => Concerns(i.Name))], draws);
    }

    /// <summary>Throws if a parameter is outside its range, before anything is drawn or read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is.</exception>
    public virtual void Check()
    {
        if (!(P is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(P), P, "A probability must lie between 0 and 1.");
    }

    /// <summary>What the images look like after it.</summary>
    /// <param name="images">What is known of them before.</param>
    /// <exception cref="ArgumentException">It cannot work on them: an image that is missing, that holds intensities where labels are
    /// needed, lies elsewhere or is too small.</exception>
    protected internal virtual Outline Foresee(Outline images) => images;

    /// <summary>Whether it acts on the image of a name.</summary>
    protected internal bool Concerns(string image) => (Include.IsEmpty || Include.Contains(image)) && !Exclude.Contains(image);

    /// <summary>What this part gives once chance has decided to apply it.</summary>
    /// <param name="images">The images it concerns.</param>
    /// <param name="draws">Where numbers come from.</param>
    protected internal abstract IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws);
}

/// <summary>A transform with all of its parameters given: nothing is left to chance, so it can be kept and replayed.</summary>
public abstract record FixedTransform : Transform
{
    /// <summary>The transform that undoes it; null where there is none.</summary>
    public virtual FixedTransform? Inverse() => null;

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws) =>
        [this with { P = 1 }];

    /// <summary>Changes the images.</summary>
    internal abstract void Act(Workbench bench);
}

/// <summary>A change of intensities with all of its parameters given; labels stay as they are.</summary>
public abstract record IntensityTransform : FixedTransform
{
    /// <summary>The changed image, on the same grid.</summary>
    /// <param name="image">Input.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public abstract Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null);

    internal override void Act(Workbench bench)
    {
        foreach (var name in bench.Names.Where(n => Concerns(n) && bench.IsScalar(n)))
        {
            var image = (ScalarImage)bench.Take(name);
            bench.Put(image with { Volume = Apply(image.Volume, bench.Parallel) });
        }
    }
}

/// <summary>A transform of intensities whose parameters are drawn, for each image on its own.</summary>
public abstract record RandomIntensityTransform : Transform
{
    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws) =>
        images.Where(i => !i.IsLabels).Select((image, n) => One(draws.Fork(n)) with { Include = [image.Name] });

    /// <summary>The transform of one image.</summary>
    protected abstract IntensityTransform One(RandomDraws draws);
}
