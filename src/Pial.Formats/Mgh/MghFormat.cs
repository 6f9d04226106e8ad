using System.Numerics;
using Pial.Formats.Streams;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats.Mgh;

/// <summary>
/// FreeSurfer's MGH and, compressed, MGZ: always big-endian; the affine is given by direction cosines, voxel sizes and the position of the
/// centre; acquisition parameters and tags stand behind the voxels.
/// <see href="https://surfer.nmr.mgh.harvard.edu/fswiki/FsTutorial/MghFormat"/>
/// </summary>
internal sealed class MghFormat : IImageFormat
{
    public const int DataOffset = 284;
    private const int MostFooterBytes = 64 << 20;

    public string Name => "MGH";

    public IReadOnlyList<string> Endings { get; } = [".mgz", ".mgh"];

    // Its mark is a small number, which files of other kinds may begin with.
    public bool Sniff(ReadOnlySpan<byte> head, string path) => Sniff(head) && ForeignFormats.Name(head, path) is null;

    public bool Stores(StoredType type) => type is StoredType.UInt8 or StoredType.Int16 or StoredType.Int32 or StoredType.Float32;

    public void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options, ParallelOptions? parallel)
        where T : unmanaged, INumber<T> => MghWriter.Write(path, voxels, grid, type, options, parallel);

    public IEnumerable<(string Name, string Text)> HeaderLines(ImageHeader header)
    {
        if (header.Mgh is not { } mgh) yield break;
        if (mgh.RepetitionTimeMs > 0)
        {
            yield return ("acquisition",
                $"TR {mgh.RepetitionTimeMs:g5} ms, TE {mgh.EchoTimeMs:g5} ms, TI {mgh.InversionTimeMs:g5} ms, flip angle " +
                    $"{mgh.FlipAngle * 180 / Math.PI:0.#}°");
        }

        if (ColourTable(mgh) is { } table) yield return ("colour table", table);
    }

    public static bool Sniff(ReadOnlySpan<byte> head)
    {
        if (head.Length < DataOffset) return false;
        var f = new FieldReader(head, bigEndian: true);
        return f.I32(0) == 1 && f.I32(20) is >= 0 and <= 10 && f.I32(4) >= 0 && f.I32(8) >= 0 && f.I32(12) >= 0;
    }

    public OpenedImage Open(SourceFile file, ReadOnlySpan<byte> head, LoadOptions options)
    {
        var volume = options.Volume;
        var f = new FieldReader(head, bigEndian: true);
        var findings = new Findings();
        int[] dim = [f.I32(4), f.I32(8), f.I32(12), f.I32(16)];
        string[] names = ["width", "height", "depth", "nframes"];
        for (var d = 0; d < 4; d++)
        {
            if (dim[d] < 1)
                throw new ImageFormatException(file.Path, 4 + (4 * d), names[d], "at least 1", $"{dim[d]}");
        }

        if (volume is { } wanted)
            HeaderRules.CheckVolume(wanted, dim[3], file.Path, 16, "nframes");
        else if (dim[3] != 1)
            throw new ImageFormatException(file.Path, 16, "nframes", "1 (one volume); take one with pial convert, option 'volume' N",
                $"{dim[3]}");
        var shape = HeaderRules.ShapeOf(file.Path, 4, dim[0], dim[1], dim[2], findings);
        var type = Type(f.I32(20))
            ?? throw new ImageFormatException(file.Path, 20, "type", "0 (uint8), 1 (int32), 3 (float32), 4 (int16) or 10 (uint16)",
                $"{f.I32(20)}");
        var (affine, source) = Place(f, shape, findings);
        var header = new ImageHeader
        {
            Format = "MGH",
            StoredType = type,
            BigEndian = true,
            Compressed = file.Compressed,
            Dimensions = dim[3] == 1 ? [dim[0], dim[1], dim[2]] : [dim[0], dim[1], dim[2], dim[3]],
            AffineSource = source,
            Mgh = new MghHeader { DegreesOfFreedom = f.I32(24) },
        };
        var layout = new VoxelLayout(type, BigEndian: true, 1, 0, DataOffset).OfVolume(volume, shape);
        return new(file, layout, new Grid(shape, affine), header, findings) { Finish = volume is null ? ReadFooter : null };
    }

    /// <summary>Columns are direction × voxel size; the stored centre belongs to the voxel index extent / 2.</summary>
    private static (Affine Affine, AffineSource Source) Place(FieldReader f, Shape shape, Findings findings)
    {
        if (f.I16(28) == 0)
        {
            findings.Warn("no-orientation",
                "The file has no directions (goodRASFlag is 0); FreeSurfer's default is used: coronal, 1 mm, centred on the origin.");
            return (Default(shape), AffineSource.MghDefault);
        }

        var directions = default(Affine);
        Span<double> m = stackalloc double[12];
        for (var column = 0; column < 3; column++)
        {
            for (var row = 0; row < 3; row++)
                // single precision, as nibabel takes it
                m[(row * 4) + column] = f.F32(42 + (12 * column) + (4 * row)) * f.F32(30 + (4 * column));
        }

        directions = Affine.FromRows(m);
        var affine = Centred(directions, shape, new(f.F32(78), f.F32(82), f.F32(86)));
        if (!HeaderRules.IsUsable(affine))
        {
            findings.Warn("directions-unusable",
                $"The voxel sizes and directions do not place the voxels ({affine}); FreeSurfer's default is used: coronal, 1 mm, " +
                    "centred on the origin.");
            return (Default(shape), AffineSource.MghDefault);
        }

        HeaderRules.CheckShear(affine, findings);
        return (affine, AffineSource.MghDirections);
    }

    public static Affine Centred(Affine directions, Shape shape, Point centre) =>
        directions.WithOffset(centre - directions.ApplyVector(new(shape.I / 2.0, shape.J / 2.0, shape.K / 2.0)));

    private static Affine Default(Shape shape) => Centred(new(-1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0), shape, default);

    private static ImageHeader ReadFooter(SourceFile file, ImageHeader header)
    {
        using var footer = new MemoryStream();
        var block = new byte[4096];
        for (int n; footer.Length < MostFooterBytes && (n = file.Read(block)) > 0;)
            footer.Write(block, 0, n);
        return header with { Mgh = header.Mgh! with { Footer = footer.ToArray() } };
    }

    private static string? ColourTable(MghHeader header)
    {
        try
        {
            return EmbeddedColourTable.Of("", header) is { } table ? $"{table.Labels.Count} labels, within the file" : null;
        }
        catch (ImageFormatException)
        {
            return "damaged; the voxels are not concerned";
        }
    }

    private static StoredType? Type(int code) => code switch
    {
        0 => StoredType.UInt8,
        1 => StoredType.Int32,
        3 => StoredType.Float32,
        4 => StoredType.Int16,
        10 => StoredType.UInt16,
        _ => null,
    };
}
