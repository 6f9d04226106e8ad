namespace Pial.Analysis.Statistics.Clusters;

/// <summary>Which voxels touch.</summary>
public enum Connectivity
{
    /// <summary>Those that share a face.</summary>
    Faces = 6,

    /// <summary>A face or an edge.</summary>
    Edges = 18,

    /// <summary>A face, an edge or a corner.</summary>
    Corners = 26,
}

/// <summary>
/// The neighbours of each voxel of a mask, numbered in the order of the mask, first axis fastest; or of each vertex of a mesh.
/// </summary>
public sealed class Lattice
{
    private readonly int[] neighbours;
    private readonly float[]? sizes;

    /// <summary>Finds them. Memory: 4 bytes a voxel and neighbour.</summary>
    /// <param name="ni">Extent of the first, fastest axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="mask">ni·nj·nk; true where there is a voxel.</param>
    /// <param name="connectivity">Which voxels touch.</param>
    /// <exception cref="ArgumentException">The mask does not have that many values.</exception>
    public Lattice(int ni, int nj, int nk, ReadOnlySpan<bool> mask, Connectivity connectivity)
    {
        if (mask.Length != ni * nj * nk) throw new ArgumentException($"A mask of {mask.Length} does not fit {ni}×{nj}×{nk}.", nameof(mask));
        var number = new int[mask.Length];
        for (var n = 0; n < mask.Length; n++)
            number[n] = mask[n] ? Count++ : -1;
        Degree = (int)connectivity;
        neighbours = new int[Count * Degree];
        (int I, int J, int K)[] steps = [.. Steps(connectivity)];
        var to = 0;
        for (var n = 0; n < mask.Length; n++)
        {
            if (!mask[n]) continue;
            var (i, j, k) = (n % ni, n / ni % nj, n / (ni * nj));
            foreach (var step in steps)
            {
                var (x, y, z) = (i + step.I, j + step.J, k + step.K);
                neighbours[to++] = (uint)x < (uint)ni && (uint)y < (uint)nj && (uint)z < (uint)nk ? number[x + (ni * (y + (nj * z)))] : -1;
            }
        }
    }

    /// <summary>Takes the neighbours of vertices as they are given.</summary>
    /// <param name="neighbours">For each vertex the numbers of those it touches.</param>
    /// <param name="sizes">Size of each vertex, such as its area: clusters are as large as their vertices together.</param>
    /// <exception cref="ArgumentException">Not one size a vertex.</exception>
    public Lattice(IReadOnlyList<int[]> neighbours, float[] sizes)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        ArgumentNullException.ThrowIfNull(sizes);
        if (sizes.Length != neighbours.Count)
            throw new ArgumentException($"{sizes.Length} sizes do not fit {neighbours.Count} vertices.", nameof(sizes));
        (Count, Degree, this.sizes) = (neighbours.Count, neighbours.Count == 0 ? 0 : neighbours.Max(static n => n.Length), sizes);
        this.neighbours = new int[Count * Degree];
        Array.Fill(this.neighbours, -1);
        for (var v = 0; v < Count; v++)
            neighbours[v].CopyTo(this.neighbours, v * Degree);
    }

    /// <summary>Voxels.</summary>
    public int Count { get; }

    /// <summary>Most neighbours of a voxel.</summary>
    public int Degree { get; }

    /// <summary>Neighbours of a voxel; −1 where there is none.</summary>
    public ReadOnlySpan<int> Of(int voxel) => neighbours.AsSpan(voxel * Degree, Degree);

    /// <summary>Size of a voxel, 1, or of a vertex.</summary>
    public float SizeOf(int voxel) => sizes is null ? 1 : sizes[voxel];

    private static IEnumerable<(int I, int J, int K)> Steps(Connectivity connectivity)
    {
        var far = connectivity switch { Connectivity.Faces => 1, Connectivity.Edges => 2, _ => 3 };
        for (var k = -1; k <= 1; k++)
            for (var j = -1; j <= 1; j++)
                for (var i = -1; i <= 1; i++)
                    if (Math.Abs(i) + Math.Abs(j) + Math.Abs(k) is var d and > 0 && d <= far) yield return (i, j, k);
    }
}
