using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Operations.Sampling;

/// <summary>
/// Cuts every image to a box about a voxel whose class was drawn, by <see cref="PosNegLabelSampler"/> or <see cref="LabelClassesSampler"/>.
/// </summary>
/// <param name="LabelKey">The label map that tells the classes.</param>
/// <param name="SpatialSize">Voxels of the box, one number or three; 0 or less for all of an axis.</param>
/// <param name="Seed">Draws the class and the voxel.</param>
public sealed record CropByLabel(string LabelKey, ImmutableArray<int> SpatialSize, ulong Seed) : FixedTransform
{
    /// <summary>
    /// Chances of the labels 0, 1, 2 …, relative to each other; empty: of background and of everything above 0 by <see cref="Pos"/> and
    /// <see cref="Neg"/>. Default empty.
    /// </summary>
    public ImmutableArray<double> Ratios { get; init; } = [];

    /// <summary>Chance of a voxel above 0, relative to <see cref="Neg"/>. Default 1.</summary>
    public double Pos { get; init; } = 1;

    /// <summary>Chance of a voxel of background. Default 1.</summary>
    public double Neg { get; init; } = 1;

    /// <summary>
    /// The image that must be above <see cref="ImageThreshold"/> at the voxel (with <see cref="Pos"/> and <see cref="Neg"/>: at one of
    /// background); null for no such rule. Default null.
    /// </summary>
    public string? ImageKey { get; init; }

    /// <summary>See <see cref="ImageKey"/>. Default 0.</summary>
    public double ImageThreshold { get; init; }

    /// <summary>Whether a box larger than the image is cut to it rather than refused. Default false.</summary>
    public bool AllowSmaller { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (SpatialSize.Length is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(SpatialSize), "A box needs one extent or three.");
        if (!(Pos >= 0 && Neg >= 0 && Pos + Neg > 0) || !double.IsFinite(Pos + Neg))
            throw new ArgumentOutOfRangeException(nameof(Pos), Pos, "Chances must be finite, 0 or more, and one of them above 0.");
        if (!Ratios.IsEmpty && (!Ratios.All(r => r >= 0 && double.IsFinite(r)) || Ratios.Sum() <= 0))
            throw new ArgumentOutOfRangeException(nameof(Ratios), "Ratios must be finite, 0 or more, and one of them above 0.");
        if (!double.IsFinite(ImageThreshold))
            throw new ArgumentOutOfRangeException(nameof(ImageThreshold), ImageThreshold, "The threshold must be finite.");
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var labels = images.Labels(LabelKey);
        images.OnGridOf(labels, i => Concerns(i.Name) || i.Name == ImageKey);
        if (ImageKey is not null) images.Find(ImageKey);
        return images.Moved(i => Concerns(i.Name), grid =>
        {
            var size = Size(grid.Shape);
            return grid.Crop(0, 0, 0, new(size[0], size[1], size[2]));
        });
    }

    internal override void Act(Workbench bench)
    {
        if (bench.Take(LabelKey) is not LabelMap labels) throw new ArgumentException($"'{LabelKey}' holds intensities; labels are needed.");
        var s = labels.Volume.Shape;
        var size = Size(s);
        var image = ImageKey is null ? null : bench.Take(ImageKey) as ScalarImage
            ?? throw new ArgumentException($"'{ImageKey}' holds labels; intensities are needed.");
        if (image is not null && !image.Grid.Matches(labels.Grid)) throw Outline.Elsewhere(LabelKey, labels.Grid, image.Name, image.Grid);
        var at = Sampler(new(size[0], size[1], size[2])).Sample(Seen(labels, image), 1, Seed, bench.Parallel)[0];
        int[] before = [-at.I, -at.J, -at.K];
        bench.Cut(labels, this, before, [.. Enumerable.Range(0, 3).Select(a => size[a] - s[a] - before[a])]);
    }

    private PatchSampler Sampler(Shape size) => Ratios.IsEmpty
        ? new PosNegLabelSampler(size) { Label = LabelKey, Pos = Pos, Neg = Neg, Image = ImageKey, ImageThreshold = ImageThreshold }
        : new LabelClassesSampler(size, Ratios) { Label = LabelKey };

    // What the sampler looks at; where a class must be bright, labels of dark voxels are none.
    private Subject Seen(LabelMap labels, ScalarImage? image)
    {
        if (image is null) return new([labels]);
        if (Ratios.IsEmpty) return new([labels, image with { Volume = image.Volume.WithGrid(labels.Grid) }]);
        var threshold = (float)ImageThreshold;
        return new([labels with
        {
            Volume = Volume.Create(labels.Grid, (labels.Volume, image.Volume, threshold),
                static (Span<int> to, (Volume<int> Labels, Volume<float> Image, float Threshold) s) =>
            {
                for (var n = 0; n < to.Length; n++) to[n] = s.Image.Span[n] > s.Threshold ? s.Labels.Span[n] : -1;
            }),
        }]);
    }

    private int[] Size(Shape shape)
    {
        var size = new int[3];
        for (var a = 0; a < 3; a++)
        {
            var wanted = SpatialSize[SpatialSize.Length == 1 ? 0 : a];
            if (wanted > shape[a] && !AllowSmaller)
                throw new ArgumentException(
                    $"a box of {string.Join('×', SpatialSize)} voxels is larger than the image ({shape}) along axis {a}; pad first, or " +
                        "set allow_smaller.");
            size[a] = wanted <= 0 ? shape[a] : Math.Min(wanted, shape[a]);
        }

        return size;
    }
}

/// <summary>What both crops by class have in common.</summary>
public abstract record RandomCropByLabel : Transform
{
    /// <inheritdoc cref="CropByLabel.LabelKey"/>
    public string LabelKey { get; init; } = "labels";

    /// <summary>Voxels of the box, one number or three; 0 or less for all of an axis. Default 96; MONAI has none.</summary>
    public ImmutableArray<int> SpatialSize { get; init; } = [96];

    /// <inheritdoc cref="CropByLabel.ImageKey"/>
    public string? ImageKey { get; init; }

    /// <inheritdoc cref="CropByLabel.ImageThreshold"/>
    public double ImageThreshold { get; init; }

    /// <inheritdoc cref="CropByLabel.AllowSmaller"/>
    public bool AllowSmaller { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Fixed(0).Check();
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images) => Fixed(0).Foresee(images);

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return [Fixed(draws.NextSeed())];
    }

    private protected virtual CropByLabel Fixed(ulong seed) =>
        new(LabelKey, SpatialSize, seed)
        {
            ImageKey = ImageKey,
            ImageThreshold = ImageThreshold,
            AllowSmaller = AllowSmaller,
            Include = Include,
            Exclude = Exclude,
        };
}

/// <summary>A box about a voxel of a label or of background: MONAI's <c>RandCropByPosNegLabel</c>, one box a draw.</summary>
public sealed record RandomCropByPosNegLabel : RandomCropByLabel
{
    /// <inheritdoc cref="CropByLabel.Pos"/>
    public double Pos { get; init; } = 1;

    /// <inheritdoc cref="CropByLabel.Neg"/>
    public double Neg { get; init; } = 1;

    private protected override CropByLabel Fixed(ulong seed) => base.Fixed(seed) with { Pos = Pos, Neg = Neg };
}

/// <summary>A box about a voxel of a label drawn by ratio: MONAI's <c>RandCropByLabelClasses</c>, one box a draw.</summary>
public sealed record RandomCropByLabelClasses : RandomCropByLabel
{
    /// <summary>
    /// Chances of the labels 0, 1, 2 …, relative to each other; empty for equal ones of <see cref="NumClasses"/>. A label that does not
    /// occur has none. Default empty.
    /// </summary>
    public ImmutableArray<double> Ratios { get; init; } = [];

    /// <summary>Labels counted from 0, background included; only without <see cref="Ratios"/>. Default 2.</summary>
    public int NumClasses { get; init; } = 2;

    /// <inheritdoc/>
    public override void Check()
    {
        if (NumClasses is < 1 or > 100_000)
            throw new ArgumentOutOfRangeException(nameof(NumClasses), NumClasses, "There must be 1 to 100000 classes.");
        base.Check();
    }

    private protected override CropByLabel Fixed(ulong seed) =>
        base.Fixed(seed) with { Ratios = Ratios.IsEmpty ? [.. Enumerable.Repeat(1.0, NumClasses)] : Ratios };
}
