using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Operations.Sampling;

/// <summary>
/// Patches about foreground or background voxels: MONAI's <c>RandCropByPosNegLabel</c>. A centre near the border is moved inwards until the
/// patch fits, so that a label at the border may lie beside the centre. Where a subject has no foreground, all patches are of the
/// background, and the other way round.
/// </summary>
/// <param name="PatchSize">Voxels of a patch along each axis; the centre is voxel size / 2, rounded down.</param>
public sealed record PosNegLabelSampler(Shape PatchSize) : PatchSampler(PatchSize)
{
    /// <summary>Name of the label map, whose voxels above 0 are foreground. Default null: the only one there is.</summary>
    public string? Label { get; init; }

    /// <summary>Chance of foreground, relative to <see cref="Neg"/>. Default 1.</summary>
    public double Pos { get; init; } = 1;

    /// <summary>Chance of background, relative to <see cref="Pos"/>. Default 1.</summary>
    public double Neg { get; init; } = 1;

    /// <summary>
    /// Name of an image that says which voxels of label 0 are background: those above <see cref="ImageThreshold"/>. Default null: all.
    /// </summary>
    public string? Image { get; init; }

    /// <summary>See <see cref="Image"/>. Default 0.</summary>
    public double ImageThreshold { get; init; }

    /// <inheritdoc/>
    public override void Check(ImmutableArray<ImageName> images)
    {
        LabelName(Label, images, nameof(PosNegLabelSampler));
        if (!(Pos >= 0) || !(Neg >= 0) || !double.IsFinite(Pos + Neg) || Pos + Neg <= 0)
            throw new ArgumentOutOfRangeException(nameof(Pos), "Pos and Neg must be numbers of 0 or more, and one more than 0.");
        if (Image is not null && !images.Any(i => i.Name == Image && !i.IsLabels))
            throw new ArgumentException(
                $"PosNegLabelSampler: there is no image '{Image}'; there are " +
                    $"{string.Join(", ", images.Where(i => !i.IsLabels).Select(i => i.Name))}.");
    }

    private protected override ImmutableArray<PatchLocation> Draw(Subject subject, Shape shape, int count, RandomDraws draws,
        ParallelOptions? parallel)
    {
        var labels = subject.Labels(LabelName(Label, History.NamesOf(subject), nameof(PosNegLabelSampler)));
        var census = new VoxelCensus<Foreground>(shape, Boxes.Whole(shape), 2,
            new(labels, Image is null ? null : subject.Scalars(Image), (float)ImageThreshold), parallel);
        double[] chances = [census.Of(0) > 0 ? Pos : 0, census.Of(1) > 0 ? Neg : 0];
        if (chances.Sum() <= 0) chances = [census.Of(0), census.Of(1)];
        if (chances.Sum() <= 0)
            throw new InvalidOperationException($"There is neither a label above 0 nor a voxel of '{Image}' above {ImageThreshold:0.###}.");
        return [.. Enumerable.Range(0, count).Select(_ => census.Draw(Chances.Draw(chances, draws), draws))
            .Select(c => PatchLocation.Around(c.I, c.J, c.K, PatchSize).Within(shape))];
    }
}

/// <summary>
/// Patches about voxels of classes drawn with given chances: MONAI's <c>RandCropByLabelClasses</c>. A centre near the border is moved
/// inwards until the patch fits. Classes that a subject has not are left out.
/// </summary>
/// <param name="PatchSize">Voxels of a patch along each axis; the centre is voxel size / 2, rounded down.</param>
/// <param name="Ratios">Chance of each class (label 0, 1, 2, …), relative to each other.</param>
public sealed record LabelClassesSampler(Shape PatchSize, ImmutableArray<double> Ratios) : PatchSampler(PatchSize)
{
    /// <summary>Name of the label map. Default null: the only one there is.</summary>
    public string? Label { get; init; }

    /// <inheritdoc/>
    public override void Check(ImmutableArray<ImageName> images)
    {
        LabelName(Label, images, nameof(LabelClassesSampler));
        if (Ratios.IsDefaultOrEmpty || Ratios.Any(r => !(r >= 0) || double.IsInfinity(r)) || Ratios.Sum() <= 0)
            throw new ArgumentOutOfRangeException(nameof(Ratios),
                "Give a number of 0 or more for each class, from label 0, and one more than 0.");
    }

    private protected override ImmutableArray<PatchLocation> Draw(Subject subject, Shape shape, int count, RandomDraws draws,
        ParallelOptions? parallel)
    {
        var name = LabelName(Label, History.NamesOf(subject), nameof(LabelClassesSampler));
        var census = new VoxelCensus<LabelClass>(shape, Boxes.Whole(shape), Ratios.Length,
            new(subject.Labels(name), Enumerable.Range(0, Ratios.Length).ToDictionary(c => c)), parallel);
        double[] chances = [.. Ratios.Select((r, c) => census.Of(c) > 0 ? r : 0)];
        if (chances.Sum() <= 0) throw new InvalidOperationException($"'{name}' has no voxel of a class whose ratio is above 0.");
        return [.. Enumerable.Range(0, count).Select(_ => census.Draw(Chances.Draw(chances, draws), draws))
            .Select(c => PatchLocation.Around(c.I, c.J, c.K, PatchSize).Within(shape))];
    }
}
