using Pial.Kernels.Surfaces;
using Pial.Volumes;

namespace Pial.Operations.Cortex.Spheres;

/// <summary>Regions of the cortex on a population's sphere.</summary>
/// <param name="Name">The atlas's name.</param>
/// <param name="Table">Its regions; their numbers are their places in FreeSurfer's annotation.</param>
/// <param name="Labels">Number of the region of each vertex of the target's icosphere.</param>
/// <param name="Outside">Numbers that are no region of the cortex: unknown, corpus callosum, medial wall.</param>
public sealed record SurfaceAtlas(string Name, LabelTable Table, byte[] Labels, IReadOnlyList<int> Outside)
{
    /// <summary>The regions of the cortex, in the table's order.</summary>
    public IEnumerable<Label> Regions => Table.Labels.Where(l => !Outside.Contains(l.Id));

    /// <summary>1 where the population has cortex, 0 at its medial wall.</summary>
    public float[] Cortex() => Array.ConvertAll(Labels, l => Outside.Contains(l) ? 0f : 1);

    /// <summary>Carries the regions to a hemisphere.</summary>
    /// <param name="at">The vertex of the population's icosphere that stands for each vertex (<see cref="SphereCorrespondence"/>).</param>
    /// <param name="isCortex">Whether each vertex is cortex: what is not gets the first of <see cref="Outside"/>.</param>
    /// <param name="neighbours">Who neighbours whom: vertices of cortex that lie where the population has none join the region beside
    /// them.</param>
    /// <returns>The number of the region of each vertex.</returns>
    public int[] Carry(int[] at, bool[] isCortex, MeshNeighbours neighbours)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(isCortex);
        ArgumentNullException.ThrowIfNull(neighbours);
        var labels = new int[isCortex.Length];
        for (var v = 0; v < labels.Length; v++)
            labels[v] = isCortex[v] ? Labels[at[v]] : Outside[0];
        Fill(labels, isCortex, neighbours);
        return labels;
    }

    // Ring by ring, each vertex that is cortex without a region takes the one that most of its neighbours have.
    private void Fill(int[] labels, bool[] isCortex, MeshNeighbours neighbours)
    {
        var open = Enumerable.Range(0, labels.Length).Where(v => isCortex[v] && Outside.Contains(labels[v])).ToList();
        var counts = new int[Table.Labels.Max(static l => l.Id) + 1];
        while (open.Count > 0)
        {
            var found = new List<(int Vertex, int Label)>();
            foreach (var v in open)
            {
                Array.Clear(counts);
                foreach (var u in neighbours.Of(v))
                    if (!Outside.Contains(labels[u])) counts[labels[u]]++;
                var most = counts.Max();
                if (most > 0) found.Add((v, Array.IndexOf(counts, most)));
            }

            if (found.Count == 0) return;
            foreach (var (v, label) in found)
                labels[v] = label;
            open.RemoveAll(v => !Outside.Contains(labels[v]));
        }
    }
}
