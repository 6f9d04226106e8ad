using System.Numerics;
using Pial.Formats.Streams;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats.Nifti;

/// <summary>Writes NIfTI: version 1 unless an extent needs version 2; qform and sform both set, to the same code.</summary>
internal static class NiftiWriter
{
    public static void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options,
        ParallelOptions? parallel, int volumes = 1)
        where T : unmanaged, INumber<T>
    {
        var layout = VoxelWriter.Plan(voxels, type, canScale: true, path, parallel);
        var header = Header(grid, layout, options, isPair: false, volumes);
        var compress = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        VoxelWriter.Write(path, compress, Bytes(header), voxels, layout, ReadOnlyMemory<byte>.Empty, parallel);
    }

    /// <summary>Header and voxels in two files; the header comes last, so that a pair with a header is whole.</summary>
    public static void WritePair<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options,
        ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        var layout = VoxelWriter.Plan(voxels, type, canScale: true, path, parallel);
        var gz = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? ".gz" : string.Empty;
        var stem = PairedFile.Stem(path);
        var nothing = ReadOnlyMemory<byte>.Empty;
        VoxelWriter.Write(stem + ".img" + gz, gz.Length > 0, nothing, voxels, layout, nothing, parallel);
        VoxelWriter.Write(stem + ".hdr" + gz, gz.Length > 0, Bytes(Header(grid, layout, options, isPair: true)), ReadOnlyMemory<byte>.Empty,
            layout, nothing, parallel);
    }

    private static NiftiHeader Header(Grid grid, VoxelLayout layout, SaveOptions options, bool isPair, int volumes = 1)
    {
        var source = options.Header?.Nifti ?? new NiftiHeader();
        var shape = grid.Shape;
        var extensions = source.Extensions;
        var largest = Math.Max(shape.I, Math.Max(shape.J, shape.K));
        if (options.NiftiVersion is not (null or 1 or 2) || (options.NiftiVersion == 1 && largest > short.MaxValue))
            throw new ArgumentException($"NIfTI-{options.NiftiVersion} cannot hold {shape}; use version 2.", nameof(options));
        var version = options.NiftiVersion ?? Math.Max(source.Version, largest > short.MaxValue ? 2 : 1);
        var header = source with
        {
            Version = version,
            IsPair = isPair,
            BigEndian = false,
            Dim = [volumes > 1 ? 4 : 3, shape.I, shape.J, shape.K, volumes, 1, 1, 1],
            DataType = DataTypeCodes.Code(layout.Type),
            BitPix = layout.Type.ByteSize() * 8,
            SclSlope = options.Scaling?.Slope ?? layout.Slope,
            SclInter = options.Scaling?.Intercept ?? layout.Intercept,
            XyztUnits = (source.XyztUnits & ~7) | 2,
            Descrip = options.Description is { } text ? text[..Math.Min(text.Length, 79)] : source.Descrip,
        };
        header = header with { VoxOffset = isPair ? 0 : header.SmallestOffset + extensions.Sum(OnDisk) };
        return NiftiAffine.Place(header, grid.Affine, FormCode(options));
    }

    // The code says what the coordinates mean: MNI152, another template, or what the source said (its sform's word, else its qform's), else
    // 'scanner'.
    private static int FormCode(SaveOptions options)
    {
        if (options.Space is { } space)
            return space.StartsWith("MNI152", StringComparison.OrdinalIgnoreCase) ? 4 : 5;
        var source = options.Header?.Nifti;
        return source switch
        {
            { SformCode: > 0 and <= 5 } => source.SformCode,
            { QformCode: > 0 and <= 5 } => source.QformCode,
            _ => 1,
        };
    }

    private static int OnDisk(NiftiExtension extension) => (extension.Content.Length + 8 + 15) / 16 * 16;

    private static byte[] Bytes(NiftiHeader header)
    {
        var bytes = new byte[header.HeaderSize + 4 + header.Extensions.Sum(OnDisk)];
        NiftiHeaderCodec.Write(header).CopyTo(bytes, 0);
        if (header.Extensions.Count == 0) return bytes;
        bytes[header.HeaderSize] = 1;
        var at = header.HeaderSize + 4;
        foreach (var extension in header.Extensions)
        {
            var field = new FieldWriter(bytes.AsSpan(at), header.BigEndian);
            field.I32(0, OnDisk(extension));
            field.I32(4, extension.Code);
            extension.Content.Span.CopyTo(bytes.AsSpan(at + 8));
            at += OnDisk(extension);
        }

        return bytes;
    }
}
