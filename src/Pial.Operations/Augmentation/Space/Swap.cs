using System.Collections.Immutable;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// Exchanges pairs of patches, for networks that learn to put an image right again (Chen et al. 2019, doi 10.1016/j.media.2019.101539).
/// </summary>
/// <param name="PatchSize">Voxels of a patch along the three axes; cut to the image where that is smaller.</param>
/// <param name="NumIterations">Exchanges, one after another.</param>
/// <param name="Seed">Where the patches lie; the two of a pair never overlap.</param>
public sealed record Swap(ImmutableArray<int> PatchSize, int NumIterations, ulong Seed) : IntensityTransform
{
    private const int Attempts = 100;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (PatchSize.Length is not (1 or 3) || PatchSize.Any(p => p < 1))
            throw new ArgumentOutOfRangeException(nameof(PatchSize), "A patch needs one or three extents of 1 voxel or more.");
        ArgumentOutOfRangeException.ThrowIfNegative(NumIterations);
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        foreach (var image in images.Images.Where(i => !i.IsLabels && Concerns(i.Name)))
        {
            // Two patches lie apart if along some axis there is room for both.
            if (image.Grid is { } grid && Enumerable.Range(0, 3).All(a => 2 * PatchSize[PatchSize.Length == 1 ? 0 : a] > grid.Shape[a]))
                throw new ArgumentException(
                    $"two patches of {string.Join('×', PatchSize)} voxels find no room side by side in '{image.Name}' ({grid.Shape}).");
        }

        return images;
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var s = image.Shape;
        int[] size = [.. Enumerable.Range(0, 3).Select(a => Math.Min(PatchSize[PatchSize.Length == 1 ? 0 : a], s[a]))];
        var draws = new RandomDraws(Seed);
        int[] Corner() => [.. Enumerable.Range(0, 3).Select(a => draws.Whole(new(0, s[a] - size[a])))];
        return Volume.Create(image.Grid, image, (Span<float> voxels, Volume<float> from) =>
        {
            from.Span.CopyTo(voxels);
            for (var n = 0; n < NumIterations; n++)
            {
                var first = Corner();
                for (var attempt = 0; attempt < Attempts; attempt++)
                {
                    var second = Corner();
                    if (Enumerable.Range(0, 3).All(a => Math.Abs(first[a] - second[a]) < size[a])) continue; // they overlap
                    Exchange(voxels, s, size, first, second);
                    break;
                }
            }
        });
    }

    private static void Exchange(Span<float> voxels, Shape s, int[] size, int[] first, int[] second)
    {
        for (var k = 0; k < size[2]; k++)
        {
            for (var j = 0; j < size[1]; j++)
            {
                var a = voxels.Slice(s.Index(first[0], first[1] + j, first[2] + k), size[0]);
                var b = voxels.Slice(s.Index(second[0], second[1] + j, second[2] + k), size[0]);
                for (var i = 0; i < size[0]; i++)
                    (a[i], b[i]) = (b[i], a[i]);
            }
        }
    }
}

/// <summary>Random exchanges of patches: TorchIO's <c>RandomSwap</c>.</summary>
public sealed record RandomSwap : RandomIntensityTransform
{
    /// <summary>Voxels of a patch; one number for a cube. Default 15.</summary>
    public ImmutableArray<int> PatchSize { get; init; } = [15];

    /// <summary>Exchanges. Default 100.</summary>
    public int NumIterations { get; init; } = 100;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        new Swap(PatchSize, NumIterations, 0).Check();
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images) =>
        (new Swap(PatchSize, NumIterations, 0) { Include = Include, Exclude = Exclude }).Foresee(images);

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new Swap(PatchSize, NumIterations, draws.NextSeed());
    }
}
