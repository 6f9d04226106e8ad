namespace Pial.Analysis.Statistics.Clusters;

/// <summary>A connected set of voxels beyond a threshold.</summary>
/// <param name="Voxels">How many.</param>
/// <param name="Size">Their sizes together: as many as there are voxels, or the area of vertices.</param>
/// <param name="Mass">Sum of what they exceed the threshold by, times their sizes.</param>
/// <param name="Peak">The voxel with the largest magnitude; the first of equals.</param>
/// <param name="Positive">Its sign.</param>
public readonly record struct Cluster(int Voxels, double Size, double Mass, int Peak, bool Positive);

/// <summary>Clusters of a map. One instance works for one thread.</summary>
/// <param name="lattice">Which voxels touch.</param>
public sealed class ClusterLabels(Lattice lattice)
{
    private readonly int[] labels = new int[lattice.Count];
    private readonly int[] stack = new int[lattice.Count];

    /// <summary>The number of each voxel's cluster in the list last returned, counted from 1; 0 where there is none.</summary>
    public ReadOnlySpan<int> Labels => labels;

    /// <summary>
    /// Finds the clusters of voxels with a magnitude above the threshold, positive and negative apart, in the order of their first voxels.
    /// </summary>
    /// <param name="map">A number a voxel.</param>
    /// <param name="threshold">Above this.</param>
    /// <param name="positiveOnly">Leaves values below 0 out.</param>
    public IReadOnlyList<Cluster> Find(ReadOnlySpan<float> map, double threshold, bool positiveOnly)
    {
        if (map.Length != lattice.Count)
            throw new ArgumentException($"A map of {map.Length} voxels on a lattice of {lattice.Count}.", nameof(map));
        labels.AsSpan().Clear();
        var found = new List<Cluster>();
        for (var v = 0; v < map.Length; v++)
        {
            if (labels[v] == 0 && Beyond(map[v], threshold, positiveOnly))
                found.Add(Grow(map, v, threshold, positiveOnly, found.Count + 1));
        }

        return found;
    }

    private static bool Beyond(float value, double threshold, bool positiveOnly) =>
        value > threshold || (!positiveOnly && value < -threshold);

    private Cluster Grow(ReadOnlySpan<float> map, int start, double threshold, bool positiveOnly, int label)
    {
        var (depth, count, size, mass, peak) = (0, 0, 0.0, 0.0, start);
        stack[depth++] = start;
        labels[start] = label;
        while (depth > 0)
        {
            var v = stack[--depth];
            count++;
            size += lattice.SizeOf(v);
            mass += lattice.SizeOf(v) * (Math.Abs((double)map[v]) - threshold);
            if (Math.Abs(map[v]) > Math.Abs(map[peak]) || (Math.Abs(map[v]) == Math.Abs(map[peak]) && v < peak)) peak = v;
            foreach (var u in lattice.Of(v))
            {
                if (u < 0 || labels[u] != 0 || map[u] > 0 != map[start] > 0 || !Beyond(map[u], threshold, positiveOnly)) continue;
                labels[u] = label;
                stack[depth++] = u;
            }
        }

        return new(count, size, mass, peak, map[start] > 0);
    }
}
