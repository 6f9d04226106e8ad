using System.Collections.Immutable;

namespace Pial.Operations.Augmentation;

/// <summary>Several transforms, one after another.</summary>
/// <param name="Transforms">In the order of their application.</param>
public sealed record Compose(ImmutableArray<Transform> Transforms) : Transform
{
    /// <summary>The fixed transforms of one draw: what was done to an image, to be kept with it and replayed.</summary>
    /// <param name="images">The subject's images.</param>
    /// <param name="seed">The same seed draws the same.</param>
    public History Draw(ImmutableArray<ImageName> images, ulong seed) => new([.. Draw(images, new RandomDraws(seed))]);

    /// <summary>Draws for a subject and applies.</summary>
    /// <param name="subject">Images.</param>
    /// <param name="seed">The same seed gives the same bytes at any thread count.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The changed subject and what was done to it.</returns>
    public (Subject Subject, History History) Apply(Subject subject, ulong seed, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var history = Draw(History.NamesOf(subject), seed);
        return (history.Apply(subject, parallel), history);
    }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        foreach (var transform in Transforms) transform.Check();
    }

    /// <summary>Throws if a transform cannot work on a subject's images, before a voxel of them is read.</summary>
    /// <param name="images">What is known of them.</param>
    /// <exception cref="TransformMisfitException">One cannot.</exception>
    public void Check(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        images.After(this);
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images) =>
        Transforms.Aggregate(images, static (outline, transform) => outline.After(transform));

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws) =>
        Transforms.SelectMany((t, n) => t.Draw(images, draws.Fork(n)));
}

/// <summary>One of several transforms.</summary>
/// <param name="Transforms">What it is chosen from.</param>
public sealed record OneOf(ImmutableArray<Transform> Transforms) : Transform
{
    /// <summary>Chances of the transforms, in their order, relative to each other; empty for equal ones.</summary>
    public ImmutableArray<double> Weights { get; init; } = [];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Transforms.IsEmpty) throw new ArgumentOutOfRangeException(nameof(Transforms), "There is nothing to choose from.");
        if (!Weights.IsEmpty
            && (Weights.Length != Transforms.Length || !Weights.All(w => w >= 0 && double.IsFinite(w)) || Weights.Sum() <= 0))
            throw new ArgumentOutOfRangeException(nameof(Weights), "Every transform needs a weight of 0 or more, and one needs more.");
        foreach (var transform in Transforms) transform.Check();
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images) => Outline.Either([.. Transforms.Select(images.After)]);

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ImmutableArray<double> weights = Weights.IsEmpty ? [.. Transforms.Select(_ => 1.0)] : Weights;
        var left = draws.Uniform() * weights.Sum();
        var chosen = 0;
        while (chosen < weights.Length - 1 && left >= weights[chosen])
            left -= weights[chosen++];
        return Transforms[chosen].Draw(images, draws.Fork(chosen));
    }
}

/// <summary>Some of several transforms, each at most once.</summary>
/// <param name="Transforms">What they are chosen from.</param>
public sealed record SomeOf(ImmutableArray<Transform> Transforms) : Transform
{
    /// <summary>How many. Default one up to all.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval? Number { get; init; }

    /// <summary>Whether they are applied in the order of the list rather than in a random one. Default false.</summary>
    public bool KeepOrder { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Number?.Check(nameof(Number), 0, Transforms.Length);
        foreach (var transform in Transforms) transform.Check();
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images) => Outline.Either([images, .. Transforms.Select(images.After)]);

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        var number = draws.Whole(Number ?? new(1, Transforms.Length));
        var order = Enumerable.Range(0, Transforms.Length).ToArray();
        for (var n = 0; n < number; n++)
        {
            var other = draws.Whole(new(n, order.Length - 1));
            (order[n], order[other]) = (order[other], order[n]);
        }

        var chosen = order[..number];
        if (KeepOrder) Array.Sort(chosen);
        return chosen.SelectMany(c => Transforms[c].Draw(images, draws.Fork(c)));
    }
}
