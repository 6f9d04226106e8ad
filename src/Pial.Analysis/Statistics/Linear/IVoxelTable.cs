namespace Pial.Analysis.Statistics.Linear;

/// <summary>A table with a row a subject and a column a voxel, in memory or in a file; read from many threads at once.</summary>
public interface IVoxelTable
{
    /// <summary>Rows.</summary>
    int Subjects { get; }

    /// <summary>Columns.</summary>
    int Voxels { get; }

    /// <summary>Copies part of a row.</summary>
    /// <param name="subject">Which row.</param>
    /// <param name="first">First voxel.</param>
    /// <param name="destination">Receives as many voxels as it holds.</param>
    void Read(int subject, int first, Span<float> destination);
}

/// <summary>The table in memory.</summary>
/// <param name="rows">One array of voxels a subject, all of one length; they are kept, not copied.</param>
public sealed class VoxelTable(IReadOnlyList<float[]> rows) : IVoxelTable
{
    /// <inheritdoc />
    public int Subjects => rows.Count;

    /// <inheritdoc />
    public int Voxels => rows[0].Length;

    /// <inheritdoc />
    public void Read(int subject, int first, Span<float> destination) =>
        rows[subject].AsSpan(first, destination.Length).CopyTo(destination);
}

/// <summary>Voxels read together: few enough that all subjects' values of them stay in the cache.</summary>
internal static class Chunk
{
    public const int Voxels = 512;

    /// <summary>Numbers from one subject's row to the next; no power of two, or the rows would fight for the same cache sets.</summary>
    public const int Stride = Voxels + 16;

    public static int Count(IVoxelTable table) => (table.Voxels + Voxels - 1) / Voxels;

    /// <summary>Reads chunk c of every subject; what lies beyond the table is 0.</summary>
    /// <returns>How many voxels it has.</returns>
    public static int Read(IVoxelTable table, int c, Span<float> destination)
    {
        var first = c * Voxels;
        var count = Math.Min(Voxels, table.Voxels - first);
        for (var s = 0; s < table.Subjects; s++)
        {
            table.Read(s, first, destination.Slice(s * Stride, count));
            destination.Slice((s * Stride) + count, Stride - count).Clear();
        }

        return count;
    }

    /// <summary>Leaves of each voxel what orthonormal columns do not explain; projections in double precision.</summary>
    public static void Reject(Span<float> values, double[][] columns, int count)
    {
        Span<double> share = stackalloc double[Voxels];
        foreach (var column in columns)
        {
            share.Clear();
            for (var s = 0; s < column.Length; s++)
            {
                var row = values.Slice(s * Stride, count);
                for (var v = 0; v < row.Length; v++)
                    share[v] += column[s] * row[v];
            }

            for (var s = 0; s < column.Length; s++)
            {
                var row = values.Slice(s * Stride, count);
                for (var v = 0; v < row.Length; v++)
                    row[v] = (float)(row[v] - (column[s] * share[v]));
            }
        }
    }
}
