using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Operations.Sampling;

/// <summary>
/// Patches whose centre lies on a label: TorchIO's <c>LabelSampler</c>. Voxels about which a patch would leave the image are no centres.
/// </summary>
/// <param name="PatchSize">Voxels of a patch along each axis; the centre is voxel size / 2, rounded down.</param>
public sealed record LabelSampler(Shape PatchSize) : PatchSampler(PatchSize)
{
    /// <summary>Name of the label map. Default null: the only one there is.</summary>
    public string? Label { get; init; }

    /// <summary>
    /// Chance of each label, relative to each other, whatever its volume; labels that a subject has not are left out. Default empty: every
    /// voxel above 0 is as likely as any other.
    /// </summary>
    public ImmutableSortedDictionary<int, double> LabelProbabilities { get; init; } = ImmutableSortedDictionary<int, double>.Empty;

    /// <inheritdoc/>
    public override void Check(ImmutableArray<ImageName> images)
    {
        LabelName(Label, images, nameof(LabelSampler));
        if (!LabelProbabilities.IsEmpty
            && (LabelProbabilities.Values.Any(p => !(p >= 0) || double.IsInfinity(p)) || LabelProbabilities.Values.Sum() <= 0))
            throw new ArgumentOutOfRangeException(nameof(LabelProbabilities),
                "Every probability must be a number of 0 or more, and one more than 0.");
    }

    private protected override ImmutableArray<PatchLocation> Draw(Subject subject, Shape shape, int count, RandomDraws draws,
        ParallelOptions? parallel)
    {
        var name = LabelName(Label, History.NamesOf(subject), nameof(LabelSampler));
        var labels = subject.Labels(name);
        var box = Boxes.Centres(shape, PatchSize);
        if (LabelProbabilities.IsEmpty)
        {
            var census = new VoxelCensus<Positive>(shape, box, 1, new(labels), parallel);
            if (census.Of(0) == 0)
                throw new InvalidOperationException(
                    $"'{name}' has no label above 0 where a patch of {PatchSize} has room about its centre.");
            return [.. Enumerable.Range(0, count).Select(_ => Around(census.Draw(0, draws)))];
        }

        int[] wanted = [.. LabelProbabilities.Keys];
        var counted = new VoxelCensus<LabelClass>(shape, box, wanted.Length,
            new(labels, wanted.Select((l, c) => (l, c)).ToDictionary(p => p.l, p => p.c)), parallel);
        double[] chances = [.. wanted.Select((l, c) => counted.Of(c) > 0 ? LabelProbabilities[l] : 0)];
        if (chances.Sum() <= 0)
            throw new InvalidOperationException(
                $"'{name}' has none of the labels {string.Join(", ", wanted)} where a patch of {PatchSize} has room about its centre.");
        return [.. Enumerable.Range(0, count).Select(_ => Around(counted.Draw(Chances.Draw(chances, draws), draws)))];
    }

    private PatchLocation Around((int I, int J, int K) centre) => PatchLocation.Around(centre.I, centre.J, centre.K, PatchSize);
}

/// <summary>One of several, with chances relative to each other.</summary>
internal static class Chances
{
    public static int Draw(ReadOnlySpan<double> chances, RandomDraws draws)
    {
        var total = 0.0;
        foreach (var chance in chances) total += chance;
        var left = draws.Uniform() * total;
        var chosen = 0;
        for (var c = 0; c < chances.Length; c++)
        {
            if (chances[c] <= 0) continue;
            chosen = c;
            if (left < chances[c]) break;
            left -= chances[c];
        }

        return chosen;
    }
}
