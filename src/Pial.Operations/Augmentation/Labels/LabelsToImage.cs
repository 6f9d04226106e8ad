using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// An image made from labels, each a Gaussian of its own: TorchIO's <c>LabelsToImage</c>, and the heart of SynthSeg's training (Billot et
/// al. 2023, doi 10.1016/j.media.2023.102789).
/// </summary>
/// <param name="LabelKey">Name of the label map.</param>
/// <param name="Seed">Draws each label's mean and deviation and each voxel's value.</param>
/// <remarks>
/// The labels stay, so that the truth of the image is known. Followed by blur, bias field and noise it is the generative model that makes
/// networks indifferent to contrast.
/// </remarks>
public sealed record LabelsToImage(string LabelKey, ulong Seed) : FixedTransform
{
    /// <summary>Name of the new image; one of that name is replaced. Default image_from_labels.</summary>
    public string ImageKey { get; init; } = "image_from_labels";

    /// <summary>What a label's mean is drawn from. Default 0.1 to 0.9.</summary>
    public Interval DefaultMean { get; init; } = new(0.1, 0.9);

    /// <summary>What a label's standard deviation is drawn from; one number means exactly that. Default 0.01 to 0.1.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval DefaultStd { get; init; } = new(0.01, 0.1);

    /// <summary>Whether background (label 0) stays 0. Default false.</summary>
    public bool IgnoreBackground { get; init; }

    /// <summary>
    /// Labels that share the mean and deviation of the first of their group, such as left and right; each group a list of labels parted by
    /// −1. Default none.
    /// </summary>
    public ImmutableArray<int> Groups { get; init; } = [];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        DefaultMean.Check(nameof(DefaultMean));
        DefaultStd.Check(nameof(DefaultStd), 0);
    }

    /// <summary>The image.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public Volume<float> Apply(Volume<int> labels, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Check();
        var (random, slice, look) = (new CounterRandom(Seed, RandomStreams.Intensities), labels.Shape.SliceCount, Looks(labels));
        return Volume.CreateParallel<float>(labels.Grid, voxels => Slices.For(labels.Shape.K, parallel, k =>
        {
            var from = labels.Slice(k);
            var to = voxels.Span.Slice(k * slice, slice);
            random.Stream((uint)k).FillNormals(to);
            var last = from[0];
            var (mean, std) = look[last];
            for (var n = 0; n < to.Length; n++)
            {
                if (from[n] != last) (mean, std) = look[last = from[n]];
                to[n] = mean + (std * to[n]);
            }
        }));
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.With(new(ImageKey, false, images.Labels(LabelKey).Grid));
    }

    internal override void Act(Workbench bench)
    {
        if (bench.Take(LabelKey) is not LabelMap labels)
            throw new ArgumentException($"'{LabelKey}' holds intensities; an image can be made from labels only.");
        bench.Put(new ScalarImage(ImageKey, Apply(labels.Volume, bench.Parallel)));
    }

    // Each label draws by its own number, so that another label in the image changes nothing for the rest.
    private Dictionary<int, (float Mean, float Std)> Looks(Volume<int> labels)
    {
        var leader = new Dictionary<int, int>();
        var first = -1;
        foreach (var label in Groups)
        {
            if (label < 0) first = -1;
            else leader[label] = first = first < 0 ? label : first;
        }

        var looks = new Dictionary<int, (float, float)>();
        var last = int.MinValue;
        foreach (var label in labels.Span)
        {
            if (label == last) continue;
            last = label;
            if (looks.ContainsKey(label)) continue;
            var draws = new RandomDraws(Seed).Fork(leader.GetValueOrDefault(label, label));
            looks[label] = label == 0 && IgnoreBackground ? (0, 0) : ((float)draws.Within(DefaultMean), (float)draws.Within(DefaultStd));
        }

        return looks;
    }
}

/// <summary>An image made from labels at random: TorchIO's <c>RandomLabelsToImage</c>.</summary>
public sealed record RandomLabelsToImage : Transform
{
    /// <inheritdoc cref="LabelsToImage.LabelKey"/>
    public string LabelKey { get; init; } = "labels";

    /// <inheritdoc cref="LabelsToImage.ImageKey"/>
    public string ImageKey { get; init; } = "image_from_labels";

    /// <inheritdoc cref="LabelsToImage.DefaultMean"/>
    public Interval DefaultMean { get; init; } = new(0.1, 0.9);

    /// <inheritdoc cref="LabelsToImage.DefaultStd"/>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval DefaultStd { get; init; } = new(0.01, 0.1);

    /// <inheritdoc cref="LabelsToImage.IgnoreBackground"/>
    public bool IgnoreBackground { get; init; }

    /// <inheritdoc cref="LabelsToImage.Groups"/>
    public ImmutableArray<int> Groups { get; init; } = [];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        DefaultMean.Check(nameof(DefaultMean));
        DefaultStd.Check(nameof(DefaultStd), 0);
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.With(new(ImageKey, false, images.Labels(LabelKey).Grid));
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return [new LabelsToImage(LabelKey, draws.NextSeed())
        {
            ImageKey = ImageKey,
            DefaultMean = DefaultMean,
            DefaultStd = DefaultStd,
            IgnoreBackground = IgnoreBackground,
            Groups = Groups,
        }];
    }
}
