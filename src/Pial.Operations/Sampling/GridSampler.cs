using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Volumes;

namespace Pial.Operations.Sampling;

/// <summary>
/// Patches that cover an image in rows and columns, for dense prediction: TorchIO's <c>GridSampler</c>. <see cref="GridAggregator"/> puts
/// predictions together.
/// </summary>
/// <param name="PatchSize">Voxels of a patch along each axis.</param>
/// <param name="PatchOverlap">Voxels that neighbours share along each axis: even, and less than the patch.</param>
public sealed record GridSampler(Shape PatchSize, PatchOverlap PatchOverlap)
{
    /// <summary>
    /// Widens the image by half the overlap at every side first, so that voxels at the border are inside of a patch too. Default null: as
    /// it is.
    /// </summary>
    public Padding? PaddingMode { get; init; }

    /// <summary>What is added at each side.</summary>
    public PatchOverlap Border => PaddingMode is null ? default : new(PatchOverlap.I / 2, PatchOverlap.J / 2, PatchOverlap.K / 2);

    /// <summary>Extents of an image after padding.</summary>
    public Shape Padded(Shape image) => new(image.I + (2 * Border.I), image.J + (2 * Border.J), image.K + (2 * Border.K));

    /// <summary>
    /// Where the patches are in the (padded) image: in order of the first voxel, the last axis fastest. The last of a row is moved back to
    /// the border, so that it overlaps more.
    /// </summary>
    /// <param name="image">Extents of the image, not padded.</param>
    /// <exception cref="ArgumentException">A patch does not fit, or the overlap is odd, negative or not less than the patch.</exception>
    public ImmutableArray<PatchLocation> Locations(Shape image)
    {
        var shape = Padded(image);
        var starts = Enumerable.Range(0, 3).Select(a => Starts(shape[a], PatchSize[a], PatchOverlap[a], image)).ToArray();
        return [.. from i in starts[0] from j in starts[1] from k in starts[2] select new PatchLocation(i, j, k, PatchSize)];
    }

    /// <summary>The subject as its patches are cut: padded when asked for.</summary>
    public Subject Prepare(Subject subject, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return PaddingMode is not { } mode || Border == default ? subject
            : new Compose([new Pad([Border.I, Border.J, Border.K]) { DefaultPadValue = mode }]).Apply(subject, 0, parallel).Subject;
    }

    /// <summary>Every patch of a subject with its place, one at a time.</summary>
    /// <exception cref="ArgumentException">As <see cref="Locations"/>.</exception>
    public IEnumerable<(PatchLocation Location, Subject Patch)> Patches(Subject subject, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var locations = Locations(subject.Images[0].Grid.Shape);
        var prepared = Prepare(subject, parallel);
        return locations.Select(at => (at, PatchSampler.Extract(prepared, at)));
    }

    private int[] Starts(int extent, int patch, int overlap, Shape image)
    {
        if (overlap < 0 || overlap % 2 != 0 || overlap >= patch)
            throw new ArgumentException(
                $"An overlap of {PatchOverlap} does not suit a patch of {PatchSize}: it must be even and less than the patch.");
        if (patch > extent)
            throw new ArgumentException(
                $"A patch of {PatchSize} does not fit an image of {image}{(PaddingMode is null ? "" : $" padded to {Padded(image)}")}.");
        var starts = new List<int>();
        for (var start = 0; start < extent - patch; start += patch - overlap)
            starts.Add(start);
        starts.Add(extent - patch);
        return [.. starts];
    }
}

/// <summary>Numbers of voxels along the three axes, 0 included.</summary>
/// <param name="I">Along the first axis.</param>
/// <param name="J">Along the second.</param>
/// <param name="K">Along the third.</param>
public readonly record struct PatchOverlap(int I, int J, int K)
{
    /// <summary>Along axis 0, 1 or 2.</summary>
    public int this[int axis] => axis switch { 0 => I, 1 => J, 2 => K, _ => throw new ArgumentOutOfRangeException(nameof(axis)) };

    /// <summary>The same along all axes.</summary>
    public static PatchOverlap Of(int all) => new(all, all, all);

    /// <summary>As <c>4×4×4</c>.</summary>
    public override string ToString() => $"{I}×{J}×{K}";
}
