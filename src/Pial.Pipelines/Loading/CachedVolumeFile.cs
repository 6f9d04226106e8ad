using System.Buffers.Binary;
using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;
using Pial.Formats.Streams;
using Pial.Kernels;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Loading;

/// <summary>What tells whether a cached volume is that of a file as it is now.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">Time of the last change, ticks of UTC.</param>
internal readonly record struct SourceStamp(string Path, long Length, long Modified)
{
    public static SourceStamp Of(string path)
    {
        var info = new FileInfo(path);
        return new(info.FullName, info.Length, info.LastWriteTimeUtc.Ticks);
    }

    public ulong PathHash => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(Path));
}

/// <summary>
/// Decoded voxels in a file to be mapped into memory: 256 bytes of header (docs/reference/volume-cache.md), then the voxels, first axis
/// fastest, little-endian.
/// </summary>
internal static class CachedVolumeFile
{
    public const int HeaderBytes = 256;
    private const uint Version = 1, Float32 = 1, Int16 = 2, Int32 = 3;
    private static ReadOnlySpan<byte> Magic => "PIALVOL\0"u8;

    /// <summary>Writes intensities: as int16 where that keeps every bit, else as float32.</summary>
    public static void Write(string path, Volume<float> volume, SourceStamp source)
    {
        var small = Narrow(volume.Span);
        Write(path, volume.Grid, small is null ? Float32 : Int16,
            small is null ? MemoryMarshal.AsBytes(volume.Span).ToArray() : MemoryMarshal.AsBytes(small.AsSpan()).ToArray(), source);
    }

    /// <summary>Writes labels: as int16 where they fit, else as int32.</summary>
    public static void Write(string path, Volume<int> volume, SourceStamp source)
    {
        var fits = volume.Span.IndexOfAnyExceptInRange(short.MinValue, short.MaxValue) < 0;
        var small = new short[fits ? volume.Shape.Count : 0];
        for (var n = 0; n < small.Length; n++)
            small[n] = (short)volume.Span[n];
        Write(path, volume.Grid, fits ? Int16 : Int32,
            fits ? MemoryMarshal.AsBytes(small.AsSpan()).ToArray() : MemoryMarshal.AsBytes(volume.Span).ToArray(), source);
    }

    /// <summary>Reads a volume back; null when the file is not there, not whole, damaged, or of another state of the source.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The source as it is.</param>
    /// <param name="verify">Whether the checksum of the voxels is compared too.</param>
    public static Volume<T>? Read<T>(string path, SourceStamp source, bool verify)
        where T : unmanaged
    {
        if (!File.Exists(path) || new FileInfo(path).Length is var length && length < HeaderBytes) return null;
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        var bytes = view.SafeMemoryMappedViewHandle;
        var header = new byte[HeaderBytes];
        MappedBytes.Read(bytes, 0, header);
        if (Parse(header, source) is not { } h || length != HeaderBytes + ((long)h.Grid.Shape.Count * h.Size)) return null;
        var damaged = false;
        var volume = Volume.Create<T, int>(h.Grid, 0, (voxels, _) =>
        {
            if (h.Type == Int16)
            {
                damaged = ReadWidened(bytes, voxels, verify) is { } hash && hash != h.Hash;
                return;
            }

            MappedBytes.Read(bytes, HeaderBytes, MemoryMarshal.AsBytes(voxels));
            damaged = verify && XxHash3.HashToUInt64(MemoryMarshal.AsBytes(voxels)) != h.Hash;
        });
        var right = typeof(T) == typeof(float) ? h.Type is Float32 or Int16 : h.Type is Int32 or Int16;
        return damaged || !right ? null : volume;
    }

    private static void Write(string path, Grid grid, uint type, byte[] voxels, SourceStamp source)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        var at = header.AsSpan();
        BinaryPrimitives.WriteUInt32LittleEndian(at[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(at[12..], type);
        for (var a = 0; a < 3; a++)
            BinaryPrimitives.WriteInt32LittleEndian(at[(16 + (4 * a))..], grid.Shape[a]);
        BinaryPrimitives.WriteInt32LittleEndian(at[28..], HeaderBytes);
        for (var n = 0; n < 12; n++)
            BinaryPrimitives.WriteDoubleLittleEndian(at[(32 + (8 * n))..], grid.Affine[n / 4, n % 4]);
        BinaryPrimitives.WriteInt64LittleEndian(at[128..], source.Length);
        BinaryPrimitives.WriteInt64LittleEndian(at[136..], source.Modified);
        BinaryPrimitives.WriteUInt64LittleEndian(at[144..], XxHash3.HashToUInt64(voxels));
        BinaryPrimitives.WriteUInt64LittleEndian(at[152..], source.PathHash);
        BinaryPrimitives.WriteUInt64LittleEndian(at[248..], XxHash3.HashToUInt64(at[..248]));
        OutputFile.Write(path, stream =>
        {
            stream.Write(header);
            stream.Write(voxels);
        });
    }

    private static (Grid Grid, uint Type, int Size, ulong Hash)? Parse(ReadOnlySpan<byte> header, SourceStamp source)
    {
        if (!header.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) != Version) return null;
        if (BinaryPrimitives.ReadUInt64LittleEndian(header[248..]) != XxHash3.HashToUInt64(header[..248])) return null;
        if (BinaryPrimitives.ReadInt64LittleEndian(header[128..]) != source.Length
            || BinaryPrimitives.ReadInt64LittleEndian(header[136..]) != source.Modified) return null;
        if (BinaryPrimitives.ReadUInt64LittleEndian(header[152..]) != source.PathHash) return null;
        Span<double> affine = stackalloc double[12];
        for (var n = 0; n < 12; n++)
            affine[n] = BinaryPrimitives.ReadDoubleLittleEndian(header[(32 + (8 * n))..]);
        int Extent(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadInt32LittleEndian(from);
        var type = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        var shape = new Shape(Extent(header[16..]), Extent(header[20..]), Extent(header[24..]));
        return (new(shape, Affine.FromRows(affine)), type, type == Int16 ? 2 : 4, BinaryPrimitives.ReadUInt64LittleEndian(header[144..]));
    }

    private static short[]? Narrow(ReadOnlySpan<float> values)
    {
        var small = new short[values.Length];
        for (var n = 0; n < values.Length; n++)
        {
            var v = values[n];
            if (!(v is >= short.MinValue and <= short.MaxValue)) return null;
            small[n] = (short)v;
            if (BitConverter.SingleToInt32Bits(small[n]) != BitConverter.SingleToInt32Bits(v)) return null; // fractions, and −0
        }

        return small;
    }

    // Piece by piece, so that what is read is still in the cache of the processor when it is converted. The checksum, or null when it is
    // not wanted.
    private static ulong? ReadWidened<T>(SafeBuffer bytes, Span<T> voxels, bool verify)
        where T : unmanaged
    {
        const int Piece = 1 << 14;
        var small = new short[Piece];
        var hash = new XxHash3();
        for (var n = 0; n < voxels.Length; n += Piece)
        {
            var piece = small.AsSpan(0, Math.Min(Piece, voxels.Length - n));
            MappedBytes.Read(bytes, HeaderBytes + (2L * n), MemoryMarshal.AsBytes(piece));
            if (verify) hash.Append(MemoryMarshal.AsBytes(piece));
            Widen(piece, voxels.Slice(n, piece.Length));
        }

        return verify ? hash.GetCurrentHashAsUInt64() : null;
    }

    private static void Widen<T>(ReadOnlySpan<short> small, Span<T> voxels)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            System.Numerics.Tensors.TensorPrimitives.ConvertTruncating(small, MemoryMarshal.Cast<T, float>(voxels));
        else System.Numerics.Tensors.TensorPrimitives.ConvertTruncating(small, MemoryMarshal.Cast<T, int>(voxels));
    }
}
