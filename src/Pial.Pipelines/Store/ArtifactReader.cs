using System.Runtime.InteropServices;
using System.Text;
using Pial.Volumes;

namespace Pial.Pipelines.Store;

/// <summary>Reads what <see cref="ArtifactWriter"/> wrote, in the same order.</summary>
public sealed class ArtifactReader : IDisposable
{
    private readonly BinaryReader reader;

    internal ArtifactReader(Stream stream) => reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);

    /// <summary>Reads a number.</summary>
    public double ReadDouble() => reader.ReadDouble();

    /// <summary>Reads a flag.</summary>
    public bool ReadBoolean() => reader.ReadBoolean();

    /// <summary>Reads a text.</summary>
    public string ReadString() => reader.ReadString();

    /// <summary>Reads an array.</summary>
    /// <exception cref="EndOfStreamException">The file ends before it.</exception>
    public T[] ReadArray<T>()
        where T : unmanaged
    {
        var count = reader.ReadInt32();
        var bytes = (long)count * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        if (count < 0 || bytes > reader.BaseStream.Length - reader.BaseStream.Position) throw new EndOfStreamException();
        var values = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Reads an affine.</summary>
    public Affine ReadAffine()
    {
        Span<double> m = stackalloc double[12];
        for (var n = 0; n < 12; n++)
            m[n] = reader.ReadDouble();
        return Affine.FromRows(m);
    }

    /// <summary>Reads a volume.</summary>
    public Volume<T> ReadVolume<T>()
        where T : unmanaged
    {
        var shape = new Shape(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var grid = new Grid(shape, ReadAffine());
        var box = new VoxelBox(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(),
            reader.ReadInt32());
        return Volume.Create(grid, (reader.BaseStream, box, shape), static (Span<T> voxels, (Stream Stream, VoxelBox Box, Shape Shape) s) =>
        {
            var rows = s.Box.CountI == s.Shape.I ? 1 : s.Box.CountJ; // whole rows lie side by side: one read a slice
            var length = s.Box.CountI == s.Shape.I ? s.Box.CountI * s.Box.CountJ : s.Box.CountI;
            for (var k = 0; k < s.Box.CountK; k++)
                for (var j = 0; j < rows; j++)
                    s.Stream.ReadExactly(MemoryMarshal.AsBytes(voxels.Slice(s.Shape.Index(s.Box.I, s.Box.J + j, s.Box.K + k), length)));
        });
    }

    /// <summary>Reads a warp.</summary>
    public Warp ReadWarp() => new(ReadVolume<float>(), ReadVolume<float>(), ReadVolume<float>());

    /// <summary>Reads three tissue maps.</summary>
    public TissueMaps ReadTissueMaps() => new(ReadVolume<float>(), ReadVolume<float>(), ReadVolume<float>());

    /// <inheritdoc />
    public void Dispose() => reader.Dispose();
}
