using System.Numerics;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats.Npy;

/// <summary>
/// Writes NumPy's <c>.npy</c> (version 1.0): shape (i, j, k), Fortran order, so that <c>numpy.load(f)[i, j, k]</c> is the voxel (i, j, k).
/// The affine is not kept: the format has no place for it.
/// </summary>
internal static class NpyWriter
{
    public static void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        var layout = VoxelWriter.Plan(voxels, type, canScale: false, path, parallel);
        VoxelWriter.Write(path, compress: false, Header(grid.Shape, type), voxels, layout, ReadOnlyMemory<byte>.Empty, parallel);
    }

    private static byte[] Header(Shape shape, StoredType type)
    {
        var kind = type switch
        {
            StoredType.Float32 or StoredType.Float64 => 'f',
            StoredType.Int8 or StoredType.Int16 or StoredType.Int32 or StoredType.Int64 => 'i',
            _ => 'u',
        };
        var order = type.ByteSize() == 1 ? '|' : '<';
        return NpyHeader.Of($"{order}{kind}{type.ByteSize()}", fortranOrder: true, shape.I, shape.J, shape.K);
    }
}
