using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>
/// A probabilistic atlas kept by rank: for each voxel the few most probable labels and their shares, the most probable first. What is left
/// out is little, and memory does not grow with the number of labels.
/// </summary>
public sealed class StructureAtlas
{
    /// <summary>Most ranks an atlas can have.</summary>
    public const int MostRanks = 8;

    private readonly byte[] labels;
    private readonly byte[] shares;

    internal StructureAtlas(Grid grid, int ranks, byte[] labels, byte[] shares, IReadOnlyDictionary<int, int>? classes)
    {
        (Grid, Ranks, this.labels, this.shares) = (grid, ranks, labels, shares);
        Ids = [.. Present(labels, shares)];
        Classes = classes ?? Ids.ToDictionary(static id => id);
    }

    /// <summary>Puts an atlas together from its ranks.</summary>
    /// <param name="ranks">Labels (0 to 255) and their shares (0 to 1), the most probable first; one grid. A share of 0 says that there is
    /// no such rank.</param>
    /// <param name="classes">Labels that look alike, by a common number; each its own when null.</param>
    /// <exception cref="ArgumentException">No rank or more than eight, grids that differ, labels or shares out of range.</exception>
    public static StructureAtlas Create(IReadOnlyList<(Volume<int> Labels, Volume<float> Shares)> ranks,
        IReadOnlyDictionary<int, int>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        if (ranks.Count is < 1 or > MostRanks)
            throw new ArgumentException($"An atlas has 1 to {MostRanks} ranks, not {ranks.Count}.", nameof(ranks));
        var grid = ranks[0].Labels.Grid;
        var (ids, parts) = (new byte[grid.Shape.Count * ranks.Count], new byte[grid.Shape.Count * ranks.Count]);
        for (var r = 0; r < ranks.Count; r++)
        {
            var (label, share) = ranks[r];
            if (!label.Grid.Matches(grid) || !share.Grid.Matches(grid))
                throw new ArgumentException("The ranks of an atlas must share one grid.", nameof(ranks));
            for (var n = 0; n < grid.Shape.Count; n++)
            {
                if (label.Span[n] is < 0 or > 255)
                    throw new ArgumentException($"Label {label.Span[n]} of the atlas is outside 0 to 255.", nameof(ranks));
                if (!(share.Span[n] is >= 0 and <= 1.001f))
                    throw new ArgumentException($"A share of {share.Span[n]:g4} in the atlas is outside 0 to 1.", nameof(ranks));
                ids[(n * ranks.Count) + r] = (byte)label.Span[n];
                parts[(n * ranks.Count) + r] = (byte)Math.Round(Math.Min(share.Span[n], 1) * 255);
            }
        }

        return new(grid, ranks.Count, ids, parts, classes);
    }

    /// <summary>Where the voxels are.</summary>
    public Grid Grid { get; }

    /// <summary>Labels kept for each voxel.</summary>
    public int Ranks { get; }

    /// <summary>The labels that occur, ascending.</summary>
    public IReadOnlyList<int> Ids { get; }

    /// <summary>For each label the number of its class of intensity; labels of one class look alike in a scan.</summary>
    public IReadOnlyDictionary<int, int> Classes { get; }

    /// <summary>One rank as images: the labels, and their shares in steps of 1/255.</summary>
    /// <param name="rank">0 for the most probable.</param>
    public (Volume<int> Labels, Volume<float> Shares) Rank(int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, Ranks);
        Volume<T> Plane<T>(Func<int, T> at)
            where T : unmanaged
            => Volume.Create<T, Func<int, T>>(Grid, at, (to, of) =>
            {
                for (var n = 0; n < to.Length; n++)
                    to[n] = of((n * Ranks) + rank);
            });
        return (Plane(n => shares[n] > 0 ? (int)labels[n] : 0), Plane(n => shares[n] / 255f));
    }

    /// <summary>Probability of a set of labels in every voxel.</summary>
    internal Volume<float> Probability(Func<int, bool> of, ParallelOptions? parallel)
    {
        var wanted = new bool[256];
        foreach (var id in Ids) wanted[id] = of(id);
        return Volume.CreateParallel<float>(Grid, voxels => Slices.For(Grid.Shape.K, parallel, k =>
        {
            var to = voxels.Span.Slice(k * Grid.Shape.SliceCount, Grid.Shape.SliceCount);
            for (var n = 0; n < to.Length; n++)
            {
                var from = ((k * Grid.Shape.SliceCount) + n) * Ranks;
                var sum = 0;
                for (var r = from; r < from + Ranks && shares[r] > 0; r++)
                    if (wanted[labels[r]]) sum += shares[r];
                to[n] = sum / 255f;
            }
        }));
    }

    /// <summary>The part that lies in a box of its grid.</summary>
    internal StructureAtlas Cut(MaskBox box)
    {
        var (ids, parts) = (new byte[box.Shape.Count * Ranks], new byte[box.Shape.Count * Ranks]);
        foreach (var (here, there) in Rows(box))
        {
            labels.AsSpan(here, box.Shape.I * Ranks).CopyTo(ids.AsSpan(there));
            shares.AsSpan(here, box.Shape.I * Ranks).CopyTo(parts.AsSpan(there));
        }

        return new(box.Grid, Ranks, ids, parts, Classes);
    }

    /// <summary>A copy in which a box looks otherwise.</summary>
    internal StructureAtlas With(StructureAtlas part, MaskBox box)
    {
        byte[] ids = [.. labels], parts = [.. shares];
        foreach (var (here, there) in Rows(box))
        {
            part.labels.AsSpan(there, box.Shape.I * Ranks).CopyTo(ids.AsSpan(here));
            part.shares.AsSpan(there, box.Shape.I * Ranks).CopyTo(parts.AsSpan(here));
        }

        return new(Grid, Ranks, ids, parts, Classes);
    }

    // Where the rows of a box begin, in this atlas and in the box.
    private IEnumerable<(int Here, int There)> Rows(MaskBox box)
    {
        var (s, (i, j, k)) = (box.Shape, box.Origin);
        return Enumerable.Range(0, s.J * s.K)
            .Select(row => (Grid.Shape.Index(i, j + (row % s.J), k + (row / s.J)) * Ranks, row * s.I * Ranks));
    }

    /// <summary>Labels and shares of a voxel, rank after rank.</summary>
    internal (ReadOnlyMemory<byte> Labels, ReadOnlyMemory<byte> Shares) All => (labels, shares);

    private static IEnumerable<int> Present(byte[] labels, byte[] shares)
    {
        var seen = new bool[256];
        for (var n = 0; n < labels.Length; n++)
            seen[labels[n]] |= shares[n] > 0;
        return Enumerable.Range(0, 256).Where(id => seen[id]);
    }
}
