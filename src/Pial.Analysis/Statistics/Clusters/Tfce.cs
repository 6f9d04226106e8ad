using Pial.Kernels.Statistics;

namespace Pial.Analysis.Statistics.Clusters;

/// <summary>
/// Threshold-free cluster enhancement (Smith and Nichols 2009, doi 10.1016/j.neuroimage.2008.03.061): <c>∫ e(h)^E h^H dh</c> from 0 to a
/// voxel's height, e(h) being the size of the cluster it is in when the map is cut at h. Positive and negative values are clustered apart.
/// </summary>
/// <remarks>
/// The paper sums over a few heights. Here voxels are added from the highest down and clusters joined as they meet; between two meetings a
/// cluster's size is constant and the integral is known in closed form. That costs one sort and one pass, is exact, and does not depend on
/// a step. One instance works for one thread.
/// </remarks>
/// <param name="lattice">Which voxels touch.</param>
/// <param name="options">Weights of height and extent.</param>
public sealed class Tfce(Lattice lattice, TfceOptions? options = null)
{
    private readonly TfceWeights weights = new(options ?? new());
    private readonly DescendingOrder sorter = new(lattice.Count);
    private readonly Node[] nodes = new Node[lattice.Count];

    /// <summary>Enhances a map.</summary>
    /// <param name="map">A number a voxel.</param>
    /// <param name="positiveOnly">Leaves values below 0 at 0.</param>
    /// <param name="destination">Receives the enhanced values, with the map's signs.</param>
    /// <returns>The largest magnitude.</returns>
    public double Enhance(ReadOnlySpan<float> map, bool positiveOnly, Span<float> destination)
    {
        if (map.Length != lattice.Count)
            throw new ArgumentException($"A map of {map.Length} voxels on a lattice of {lattice.Count}.", nameof(map));
        var order = sorter.Of(map, positiveOnly ? Signs.Positive : Signs.Both);
        destination.Clear();
        if (order.Length == 0) return 0;
        foreach (ref var node in nodes.AsSpan())
            node.Parent = -1;
        weights.ForLargest(Math.Abs(map[order[0]]));
        foreach (var v in order)
            Add(v, map, weights.Height(Math.Abs(map[v])));
        foreach (var v in order)
            if (nodes[v].Parent == v) Settle(ref nodes[v], 0);
        var most = 0.0;
        foreach (var v in order)
        {
            var (x, sum) = (v, nodes[v].Sum);
            while (nodes[x].Parent != x)
            {
                x = nodes[x].Parent;
                sum += nodes[x].Sum;
            }

            most = Math.Max(most, sum);
            destination[v] = (float)(map[v] < 0 ? -sum : sum);
        }

        return most;
    }

    private void Add(int v, ReadOnlySpan<float> map, double weight)
    {
        nodes[v] = new() { Parent = v, Size = lattice.SizeOf(v), Since = weight };
        var root = v;
        foreach (var u in lattice.Of(v))
        {
            if (u < 0 || nodes[u].Parent < 0 || (map[u] < 0) != (map[v] < 0)) continue;
            var other = Find(u);
            if (other == root) continue;
            Settle(ref nodes[other], weight);
            var (big, small) = nodes[root].Size >= nodes[other].Size ? (root, other) : (other, root);
            Settle(ref nodes[root], weight);
            nodes[small].Parent = big;
            nodes[small].Sum -= nodes[big].Sum; // its members keep what they had: they do not get what the other gathered before
            nodes[big].Size += nodes[small].Size;
            root = big;
        }
    }

    // The cluster had one size from the height of its last change down to this one.
    private void Settle(ref Node node, double weight)
    {
        node.Sum += weights.Extent(node.Size) * (node.Since - weight);
        node.Since = weight;
    }

    // Halves the path: a node is hung to its grandparent and takes over what stood at its parent.
    private int Find(int v)
    {
        while (true)
        {
            var parent = nodes[v].Parent;
            var above = nodes[parent].Parent;
            if (above == parent) return parent;
            nodes[v].Sum += nodes[parent].Sum;
            nodes[v].Parent = above;
            v = above;
        }
    }

    private struct Node
    {
        public int Parent;
        public double Size;

        // What all members gathered here, relative to the node above.
        public double Sum;

        // Weight of the height of the cluster's last change.
        public double Since;
    }
}
