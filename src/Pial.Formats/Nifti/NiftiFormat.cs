using System.Numerics;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Nifti;

/// <summary>NIfTI-1 and -2, single files and pairs, either byte order.</summary>
internal sealed class NiftiFormat : IImageFormat
{
    // Room for header extensions (DICOM dumps reach megabytes); a longer claim is not worth believing.
    private const long MostExtensionBytes = 64L << 20;

    private NiftiFormat()
    {
    }

    public static NiftiFormat Instance { get; } = new();

    public string Name => "NIfTI";

    public IReadOnlyList<string> Endings { get; } = [".nii.gz", ".nii", ".hdr", ".img", ".hdr.gz", ".img.gz"];

    public bool StatesUnit => true;

    public bool HoldsScaling => true;

    public bool Sniff(ReadOnlySpan<byte> head, string path) => Kind(head) is not null;

    public IReadOnlyList<string> FilesOf(string path)
    {
        if (!PairedFile.IsHeaderName(path) && !PairedFile.IsVoxelName(path)) return [path];
        var gz = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[^3..] : string.Empty;
        return [PairedFile.Stem(path) + ".hdr" + gz, PairedFile.Stem(path) + ".img" + gz];
    }

    public void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options, ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        if (FilesOf(path).Count > 1) NiftiWriter.WritePair(path, voxels, grid, type, options, parallel);
        else NiftiWriter.Write(path, voxels, grid, type, options, parallel);
    }

    public IEnumerable<(string Name, string Text)> HeaderLines(ImageHeader header)
    {
        if (header.Nifti is not { } h) yield break;
        if (h.Descrip.Length > 0) yield return ("description", h.Descrip);
        if (h.AuxFile.Length > 0) yield return ("auxiliary file", h.AuxFile);
        if (h.IntentCode != 0 || h.IntentName.Length > 0) yield return ("intent", $"{h.IntentCode} {h.IntentName}".TrimEnd());
        if (h.CalMax != 0 || h.CalMin != 0) yield return ("display range", $"{h.CalMin:g6} to {h.CalMax:g6}");
        if (h.Extensions.Count > 0)
            yield return ("extensions",
                string.Join(", ", h.Extensions.Select(e => $"code {e.Code}{ExtensionName(e.Code)}, {e.Content.Length} bytes")));
    }

    /// <summary>Whether the first bytes are a NIfTI header's: version, byte order and pair or single.</summary>
    public static (int Version, bool BigEndian, bool IsPair)? Kind(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 348 && (head[344..348].SequenceEqual("n+1\0"u8) || head[344..348].SequenceEqual("ni1\0"u8)))
        {
            var little = new FieldReader(head, false);
            var big = new FieldReader(head, true);
            var swapped = little.I32(0) == 348 ? false : big.I32(0) == 348 || little.I16(40) is < 1 or > 7;
            return (1, swapped, head[345] == (byte)'i');
        }

        if (head.Length >= 540 && (head[4..7].SequenceEqual("n+2"u8) || head[4..7].SequenceEqual("ni2"u8)))
            return (2, new FieldReader(head, true).I32(0) == 540, head[5] == (byte)'i');
        return null;
    }

    public OpenedImage Open(SourceFile file, ReadOnlySpan<byte> head, LoadOptions options)
    {
        var kind = Kind(head) ?? throw new ArgumentException("This is no NIfTI header.", nameof(head));
        var header = NiftiHeaderCodec.Read(head, kind.Version, kind.BigEndian, kind.IsPair);
        var findings = new Findings();
        CheckSignature(head, header, findings);
        var voxels = kind.IsPair ? PairedFile.OpenVoxels(file.Path) : file;
        try
        {
            var shape = NiftiPolicy.Shape(header, file.Path, findings, options.Volume);
            var layout = NiftiPolicy.Layout(header, file.Path, voxels.Compressed ? null : voxels.StoredLength, shape, findings);
            var (affine, source) = NiftiPolicy.Place(header, shape, options.Unit, findings);
            header = header with { Extensions = ReadExtensions(file, header, layout.Offset, findings) };
            layout = layout.OfVolume(options.Volume, shape);
            return new(voxels, layout, new Grid(shape, affine),
                Describe(header, voxels, layout.Type, layout.Slope, layout.Intercept, source), findings);
        }
        catch
        {
            if (kind.IsPair) voxels.Dispose();
            throw;
        }
        finally
        {
            if (kind.IsPair) file.Dispose();
        }
    }

    private static ImageHeader Describe(NiftiHeader h, SourceFile voxels, StoredType type, double slope, double intercept,
        AffineSource source) => new()
        {
            Format = $"NIfTI-{h.Version}{(h.IsPair ? " pair" : string.Empty)}",
            StoredType = type,
            BigEndian = h.BigEndian,
            Compressed = voxels.Compressed,
            Dimensions = [.. h.Dim.Skip(1).Take((int)h.Dim[0])],
            Slope = slope,
            Intercept = intercept,
            AffineSource = source,
            Nifti = h,
        };

    private static void CheckSignature(ReadOnlySpan<byte> head, NiftiHeader h, Findings findings)
    {
        var size = new FieldReader(head, h.BigEndian).I32(0);
        if (size != h.HeaderSize)
            findings.Warn("sizeof-hdr",
                $"sizeof_hdr is {size}, not {h.HeaderSize}; the magic says NIfTI-{h.Version}, and that is believed.");
        if (h.Version == 2 && !head[8..12].SequenceEqual("\r\n\x1a\n"u8))
            findings.Warn("eol-check",
                "The line-end check of the NIfTI-2 header is damaged: the file may have gone through a text-mode transfer.");
    }

    private static string ExtensionName(int code) => code switch
    {
        2 => " (DICOM)",
        4 => " (AFNI)",
        6 => " (comment)",
        8 => " (XCEDE)",
        14 => " (FreeSurfer)",
        _ => string.Empty,
    };

    // The bytes between header and voxels (single file) or after the header (pair). What does not parse is dropped and said, never fatal.
    private static List<NiftiExtension> ReadExtensions(SourceFile file, NiftiHeader h, long voxelStart, Findings findings)
    {
        var list = new List<NiftiExtension>();
        var start = h.HeaderSize + 4;
        var room = Math.Min((h.IsPair ? file.MostBytes : voxelStart) - start, MostExtensionBytes);
        Span<byte> flag = stackalloc byte[4];
        file.SkipTo(h.HeaderSize, "header");
        if (room < 16 || file.Read(flag) < 4 || flag[0] == 0)
            return list;
        var bytes = ReadOn(file, room);
        var at = 0;
        while (at + 8 <= bytes.Length)
        {
            var field = new FieldReader(bytes.AsSpan(at), h.BigEndian);
            var (size, code) = (field.I32(0), field.I32(4));
            if (size == 0) break;
            if (size < 8 || at + (long)size > bytes.Length)
            {
                findings.Warn("extension",
                    $"A header extension claims {size} bytes at byte {start + at}, more than there are; it and what follows are dropped.");
                break;
            }

            list.Add(new(code, bytes.AsMemory(at + 8, size - 8)));
            at += size;
        }

        return list;
    }

    // Grows with what the file gives, never with what the header claims.
    private static byte[] ReadOn(SourceFile file, long upTo)
    {
        using var all = new MemoryStream();
        var block = new byte[1 << 14];
        while (all.Length < upTo)
        {
            var n = file.Read(block.AsSpan(0, (int)Math.Min(block.Length, upTo - all.Length)));
            if (n == 0) break;
            all.Write(block, 0, n);
        }

        return all.ToArray();
    }
}
