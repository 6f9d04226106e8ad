using Pial.Kernels.Statistics;

namespace Pial.Analysis.Statistics.Clusters;

/// <summary>
/// The largest value <see cref="Tfce"/> would give, which is all a permutation needs. A cluster keeps the largest its members have gathered
/// so far, so no voxel keeps anything but the way to its cluster: a fifth of the memory traffic. One instance works for one thread.
/// </summary>
/// <param name="lattice">Which voxels touch.</param>
/// <param name="options">Weights of height and extent.</param>
public sealed class LargestTfce(Lattice lattice, TfceOptions? options = null)
{
    private readonly TfceWeights weights = new(options ?? new());
    private readonly DescendingOrder sorter = new(lattice.Count);
    private readonly int[] parents = new int[lattice.Count];

    // Of clusters, in the order of their first voxels; a parent below −1 says that the voxel is the root of cluster −2 − parent.
    private Cluster[] clusters = new Cluster[1024];
    private int count;

    /// <summary>The largest magnitude of the enhanced map; 0 when the map has no value.</summary>
    /// <param name="map">A number a voxel.</param>
    /// <param name="positiveOnly">Leaves values below 0 out.</param>
    public double Of(ReadOnlySpan<float> map, bool positiveOnly)
    {
        if (map.Length != lattice.Count)
            throw new ArgumentException($"A map of {map.Length} voxels on a lattice of {lattice.Count}.", nameof(map));
        var largest = 0f;
        foreach (var value in map)
            largest = MathF.Max(largest, positiveOnly ? value : MathF.Abs(value));
        weights.ForLargest(largest);
        var positive = OfSign(map, Signs.Positive);
        return positiveOnly ? positive : Math.Max(positive, OfSign(map, Signs.Negative));
    }

    private double OfSign(ReadOnlySpan<float> map, Signs sign)
    {
        var order = sorter.Of(map, sign);
        Array.Fill(parents, -1);
        count = 0;
        for (var n = 0; n < order.Length; n++)
            Add(order[n], weights.Height(sorter.Magnitude(n)));
        var most = 0.0;
        for (var v = 0; v < count; v++)
        {
            ref var cluster = ref clusters[v];
            if (!cluster.Joined) most = Math.Max(most, cluster.Largest + (weights.Extent(cluster.Size) * cluster.Since));
        }

        return most;
    }

    private void Add(int v, double weight)
    {
        var root = -1;
        foreach (var u in lattice.Of(v))
        {
            if (u < 0 || parents[u] == -1) continue;
            var other = Find(u);
            if (other == root) continue;
            Settle(ref clusters[-2 - parents[other]], weight);
            root = root < 0 ? other : Join(root, other);
        }

        if (root < 0)
        {
            if (count == clusters.Length) Array.Resize(ref clusters, 2 * count);
            clusters[count] = new() { Size = lattice.SizeOf(v), Since = weight };
            parents[v] = -2 - count++;
            return;
        }

        // The voxel comes in with nothing gathered, so the cluster's largest stays.
        parents[v] = root;
        clusters[-2 - parents[root]].Size += lattice.SizeOf(v);
    }

    private int Join(int a, int b)
    {
        var (first, second) = (-2 - parents[a], -2 - parents[b]);
        if (clusters[first].Size < clusters[second].Size) (a, b, first, second) = (b, a, second, first);
        parents[b] = a;
        ref var kept = ref clusters[first];
        ref var gone = ref clusters[second];
        (kept.Size, kept.Largest, gone.Joined) = (kept.Size + gone.Size, Math.Max(kept.Largest, gone.Largest), true);
        return a;
    }

    private void Settle(ref Cluster cluster, double weight)
    {
        cluster.Largest += weights.Extent(cluster.Size) * (cluster.Since - weight);
        cluster.Since = weight;
    }

    // Halves the path to the root on the way.
    private int Find(int v)
    {
        while (true)
        {
            var parent = parents[v];
            if (parent < 0) return v;
            var above = parents[parent];
            if (above < 0) return parent;
            parents[v] = above;
            v = above;
        }
    }

    private struct Cluster
    {
        public double Size;
        public bool Joined;
        public double Since;
        public double Largest;
    }
}
