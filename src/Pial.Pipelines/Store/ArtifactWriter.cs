using System.Runtime.InteropServices;
using System.Text;
using Pial.Volumes;

namespace Pial.Pipelines.Store;

/// <summary>
/// Writes values of the store: uncompressed, little-endian, and of each volume only the box that holds non-zero voxels, which keeps masked
/// maps small at the speed of the disk.
/// </summary>
public sealed class ArtifactWriter : IDisposable
{
    private readonly BinaryWriter writer;

    internal ArtifactWriter(Stream stream) => writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);

    /// <summary>Writes a number.</summary>
    public void Write(double value) => writer.Write(value);

    /// <summary>Writes a flag.</summary>
    public void Write(bool value) => writer.Write(value);

    /// <summary>Writes a text.</summary>
    public void Write(string value) => writer.Write(value);

    /// <summary>Writes the length of an array and its elements.</summary>
    public void WriteArray<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Writes an affine.</summary>
    public void Write(Affine value)
    {
        for (var n = 0; n < 12; n++)
            writer.Write(value[n / 4, n % 4]);
    }

    /// <summary>Writes a volume.</summary>
    public void Write<T>(Volume<T> volume)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(volume);
        var shape = volume.Shape;
        for (var axis = 0; axis < 3; axis++)
            writer.Write(shape[axis]);
        Write(volume.Grid.Affine);
        var box = VoxelBox.Of(volume);
        foreach (var n in (ReadOnlySpan<int>)[box.I, box.J, box.K, box.CountI, box.CountJ, box.CountK])
            writer.Write(n);
        if (box.CountI == 0) return;
        for (var k = box.K; k < box.K + box.CountK; k++)
        {
            var slice = volume.Slice(k);
            if (box.CountI == shape.I)
            {
                writer.Write(MemoryMarshal.AsBytes(slice.Slice(box.J * shape.I, box.CountJ * shape.I)));
                continue;
            }

            for (var j = box.J; j < box.J + box.CountJ; j++)
                writer.Write(MemoryMarshal.AsBytes(slice.Slice((j * shape.I) + box.I, box.CountI)));
        }
    }

    /// <summary>Writes a warp's three components.</summary>
    public void Write(Warp warp)
    {
        ArgumentNullException.ThrowIfNull(warp);
        Write(warp.X);
        Write(warp.Y);
        Write(warp.Z);
    }

    /// <summary>Writes three tissue maps.</summary>
    public void Write(TissueMaps maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        Write(maps.Gm);
        Write(maps.Wm);
        Write(maps.Csf);
    }

    /// <inheritdoc />
    public void Dispose() => writer.Dispose();
}
