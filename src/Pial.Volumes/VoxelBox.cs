using System.Runtime.InteropServices;

namespace Pial.Volumes;

/// <summary>A box of voxels: where it starts and how many it spans; empty when it spans none.</summary>
/// <param name="I">First voxel along the first axis.</param>
/// <param name="J">Along the second.</param>
/// <param name="K">Along the third.</param>
/// <param name="CountI">Voxels along the first axis.</param>
/// <param name="CountJ">Along the second.</param>
/// <param name="CountK">Along the third.</param>
public readonly record struct VoxelBox(int I, int J, int K, int CountI, int CountJ, int CountK)
{
    /// <summary>The smallest box with every voxel whose bytes are not all zero.</summary>
    public static VoxelBox Of<T>(Volume<T> volume)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(volume);
        var shape = volume.Shape;
        var (i0, i1, j0, j1, k0, k1) = (shape.I, -1, shape.J, -1, shape.K, -1);
        for (var k = 0; k < shape.K; k++)
        {
            for (var j = 0; j < shape.J; j++)
            {
                var row = MemoryMarshal.AsBytes(volume.Slice(k).Slice(j * shape.I, shape.I));
                var first = row.IndexOfAnyExcept((byte)0);
                if (first < 0) continue;
                var last = row.LastIndexOfAnyExcept((byte)0);
                var size = row.Length / shape.I;
                (i0, i1) = (Math.Min(i0, first / size), Math.Max(i1, last / size));
                (j0, j1) = (Math.Min(j0, j), Math.Max(j1, j));
                (k0, k1) = (Math.Min(k0, k), Math.Max(k1, k));
            }
        }

        return i1 < 0 ? default : new(i0, j0, k0, i1 - i0 + 1, j1 - j0 + 1, k1 - k0 + 1);
    }
}
