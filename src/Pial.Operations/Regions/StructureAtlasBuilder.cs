using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>
/// Makes a <see cref="StructureAtlas"/> of probability maps handed in one by one, so that they need not be in memory together.
/// </summary>
/// <param name="grid">Where the maps lie.</param>
/// <param name="ranks">Labels to keep for each voxel.</param>
public sealed class StructureAtlasBuilder(Grid grid, int ranks = 6)
{
    private readonly byte[] labels = new byte[grid.Shape.Count * ranks];
    private readonly float[] shares = new float[grid.Shape.Count * ranks];

    /// <summary>Adds the map of a label.</summary>
    /// <param name="label">1 to 255.</param>
    /// <param name="probability">0 to 1, on the builder's grid.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Another grid.</exception>
    public void Add(int label, Volume<float> probability, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(probability);
        ArgumentOutOfRangeException.ThrowIfLessThan(label, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(label, 255);
        if (!probability.Grid.Matches(grid))
            throw new ArgumentException("The map lies on another grid than the atlas.", nameof(probability));
        var slice = grid.Shape.SliceCount;
        Slices.For(grid.Shape.K, parallel, k =>
        {
            var map = probability.Slice(k);
            for (var n = 0; n < slice; n++)
                if (map[n] > 0) Insert((k * slice) + n, (byte)label, map[n]);
        });
    }

    /// <summary>
    /// The atlas: shares of each voxel made to sum to 1 where they summed to at least <paramref name="least"/>, none elsewhere; shares are
    /// rounded to whole levels.
    /// </summary>
    /// <param name="classes">Labels that look alike, by a common number.</param>
    /// <param name="least">Where all labels together have less, the voxel stays empty.</param>
    /// <param name="levels">Steps from 0 to 1; fewer make a smaller file. 255 at most.</param>
    public StructureAtlas Build(IReadOnlyDictionary<int, int>? classes = null, double least = 0.01, int levels = 255)
    {
        var (ids, parts) = (new byte[labels.Length], new byte[labels.Length]);
        for (var n = 0; n < labels.Length; n += ranks)
        {
            var own = shares.AsSpan(n, ranks);
            var sum = 0.0;
            foreach (var share in own)
                sum += share;
            if (sum < least) continue;
            for (var r = 0; r < ranks; r++)
            {
                var level = Math.Round(own[r] / sum * levels);
                if (level > 0) (ids[n + r], parts[n + r]) = (labels[n + r], (byte)Math.Round(level * 255 / levels));
            }
        }

        return new(grid, ranks, ids, parts, classes);
    }

    // Equal shares keep the order they came in, so that the result depends on nothing else.
    private void Insert(int voxel, byte label, float share)
    {
        var own = shares.AsSpan(voxel * ranks, ranks);
        var names = labels.AsSpan(voxel * ranks, ranks);
        var at = ranks;
        while (at > 0 && share > own[at - 1]) at--;
        if (at == ranks) return;
        own[at..^1].CopyTo(own[(at + 1)..]);
        names[at..^1].CopyTo(names[(at + 1)..]);
        (own[at], names[at]) = (share, label);
    }
}
