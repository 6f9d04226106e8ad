using System.Numerics;
using Pial.Formats.Streams;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats.Mgh;

/// <summary>
/// Writes MGH and MGZ in the types every FreeSurfer reads: <c>uint8</c>, <c>int16</c>, <c>int32</c>, <c>float32</c>; the format has no
/// scaling.
/// </summary>
internal static class MghWriter
{
    public static void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options,
        ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        var layout = VoxelWriter.Plan(voxels, type, canScale: false, path, parallel) with { BigEndian = true };
        var source = options.Header?.Mgh ?? new MghHeader();
        var footer = source.Footer.IsEmpty ? new byte[20] : source.Footer; // TR, flip angle, TE, TI, field of view: unknown is 0
        var compress = !path.EndsWith(".mgh", StringComparison.OrdinalIgnoreCase);
        VoxelWriter.Write(path, compress, Header(grid, Code(type), source.DegreesOfFreedom), voxels, layout, footer, parallel);
    }

    private static byte[] Header(Grid grid, int type, int degreesOfFreedom)
    {
        var bytes = new byte[MghFormat.DataOffset];
        var f = new FieldWriter(bytes, bigEndian: true);
        f.I32(0, 1);
        f.I32(4, grid.Shape.I);
        f.I32(8, grid.Shape.J);
        f.I32(12, grid.Shape.K);
        f.I32(16, 1);
        f.I32(20, type);
        f.I32(24, degreesOfFreedom);
        f.I16(28, 1);
        var size = grid.VoxelSize;
        f.F32(30, size.X, size.Y, size.Z);
        double[] sizes = [size.X, size.Y, size.Z];
        for (var axis = 0; axis < 3; axis++)
        {
            var direction = grid.Affine.Column(axis) * (1 / sizes[axis]);
            f.F32(42 + (12 * axis), direction.X, direction.Y, direction.Z);
        }

        var centre = grid.Affine.Apply(new(grid.Shape.I / 2.0, grid.Shape.J / 2.0, grid.Shape.K / 2.0));
        f.F32(78, centre.X, centre.Y, centre.Z);
        return bytes;
    }

    private static int Code(StoredType type) => type switch
    {
        StoredType.UInt8 => 0,
        StoredType.Int32 => 1,
        StoredType.Float32 => 3,
        _ => 4, // int16; others are refused before
    };
}
