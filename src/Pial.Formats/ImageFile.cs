using System.Numerics;
using System.Runtime.InteropServices;
using Pial.Formats.Streams;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats;

/// <summary>
/// Image files ↔ volumes. The format of an input is told by its content, that of an output by its name:
/// <c>.nii</c>, <c>.nii.gz</c>, <c>.hdr</c>/<c>.img</c>, <c>.mgh</c>, <c>.mgz</c>, <c>.npy</c>, and those of
/// <see cref="ImageFormats.Add"/>.
/// </summary>
public static partial class ImageFile
{
    private const int HeadBytes = 1024;
    private const float SingleExact = 1 << 24; // single precision holds every whole number up to here
    private const string Readable = "a NIfTI, MGH or Analyze image";

    /// <summary>
    /// Reads one volume with its scaling applied: each voxel is <c>stored · slope + intercept</c> in double precision, rounded to float.
    /// </summary>
    /// <param name="path">The file; either half of a pair.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ImageFormatException">The file is damaged, not an image, or holds something else than one volume of real
    /// numbers.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static LoadedImage Load(string path, ParallelOptions? parallel = null) => Load(path, new LoadOptions(), parallel);

    /// <summary>Reads one volume of a series; the fields of the header stay those of the series.</summary>
    /// <param name="path">The file; either half of a pair.</param>
    /// <param name="volume">Which volume, counted from 0.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ImageFormatException">As <see cref="Load(string, ParallelOptions?)"/>; or there are fewer volumes.</exception>
    public static LoadedImage LoadVolume(string path, int volume, ParallelOptions? parallel = null) =>
        Load(path, new LoadOptions { Volume = volume }, parallel);

    /// <summary>
    /// As <see cref="Load(string, ParallelOptions?)"/>, of a volume of a series or with another unit of length than the header's.
    /// </summary>
    public static LoadedImage Load(string path, LoadOptions options, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var opened = Open(path, options);
        var image = VoxelReader.Read<float>(
            opened.File, opened.Layout, opened.Grid, static (bytes, layout, voxels, _) => VoxelDecoder.Decode(bytes, layout, voxels),
            parallel);
        var type = opened.Layout.Type;
        if (type.IsInteger() && type.ByteSize() > 2 && image.Span.IndexOfAnyExceptInRange(-SingleExact, SingleExact) >= 0)
            opened.Findings.Warn("beyond-single-precision",
                "There are values beyond ±16777216, which calculations keep to seven digits; moving voxels (convert, nearest, vote) " +
                    "keeps them whole.");
        return new(image, options.Volume is null ? Finish(opened) : opened.Header, opened.Findings.All);
    }

    /// <summary>Reads one volume as it is stored, for what moves voxels and calculates nothing.</summary>
    /// <param name="path">The file; either half of a pair.</param>
    /// <param name="options">Which volume of a series, and the unit of length.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ImageFormatException">As <see cref="Load(string, ParallelOptions?)"/>.</exception>
    public static StoredImage LoadStored(string path, LoadOptions? options = null, ParallelOptions? parallel = null)
    {
        options ??= new();
        using var opened = Open(path, options);
        return opened.Layout.Type switch
        {
            StoredType.UInt8 => As<byte>(),
            StoredType.Int8 => As<sbyte>(),
            StoredType.Int16 => As<short>(),
            StoredType.UInt16 => As<ushort>(),
            StoredType.Int32 => As<int>(),
            StoredType.UInt32 => As<uint>(),
            StoredType.Int64 => As<long>(),
            StoredType.UInt64 => As<ulong>(),
            StoredType.Float32 => As<float>(),
            _ => As<double>(),
        };

        StoredImage As<T>()
            where T : unmanaged, INumber<T>
        {
            var voxels = VoxelReader.Read<T>(
                opened.File, opened.Layout, opened.Grid, static (bytes, _, to, _) => MemoryMarshal.Cast<byte, T>(bytes).CopyTo(to),
                parallel);
            return new StoredImage<T>(voxels, opened.Layout, options.Volume is null ? Finish(opened) : opened.Header, opened.Findings.All);
        }
    }

    /// <summary>Reads a label image. Scaled values are rounded to the whole number they stand for (2.9999 is 3).</summary>
    /// <inheritdoc cref="Load(string, ParallelOptions?)" path="/param"/>
    /// <exception cref="ImageFormatException">As <see cref="Load(string, ParallelOptions?)"/>; or a value is further than 0.01 from a whole
    /// number, or beyond 32 bits.</exception>
    public static Volume<int> LoadLabels(string path, ParallelOptions? parallel = null)
    {
        using var opened = Open(path);
        var labels = VoxelReader.Read<int>(
            opened.File, opened.Layout, opened.Grid, (bytes, layout, voxels, first) => ToLabels(path, bytes, layout, voxels, first),
            parallel);
        Finish(opened);
        return labels;
    }

    /// <summary>
    /// Reads a mask: true where the value is above one half (so 0/1, 0/255, labels and probabilities all work), false where it is NaN.
    /// </summary>
    /// <inheritdoc cref="Load(string, ParallelOptions?)" path="/param"/>
    /// <exception cref="ImageFormatException">As <see cref="Load(string, ParallelOptions?)"/>.</exception>
    public static Volume<bool> LoadMask(string path, ParallelOptions? parallel = null)
    {
        using var opened = Open(path);
        var mask = VoxelReader.Read<bool>(opened.File, opened.Layout, opened.Grid, ToMask, parallel);
        Finish(opened);
        return mask;
    }

    /// <summary>Reads the header, judges it, and checks that the file is long enough for what the header claims.</summary>
    /// <param name="path">The file.</param>
    /// <param name="toTheEnd">Also reads through the voxels, keeping none, to find damage and what stands behind them (MGH's
    /// footer).</param>
    /// <exception cref="ImageFormatException">As <see cref="Load(string, ParallelOptions?)"/>; damage inside compressed voxels is noticed
    /// only when reading to the end.</exception>
    public static ImageDescription Describe(string path, bool toTheEnd = false)
    {
        using var opened = Open(path);
        VoxelReader.CheckLength(opened.File, opened.Layout, opened.Grid.Shape);
        if (!toTheEnd)
            return new(opened.Grid, opened.Header, opened.Findings.All);
        opened.File.SkipTo(opened.Layout.Offset + ((long)opened.Grid.Shape.Count * opened.Layout.Type.ByteSize()), "voxel data");
        return new(opened.Grid, Finish(opened), opened.Findings.All);
    }

    private static OpenedImage Open(string path, LoadOptions? options = null)
    {
        options ??= new();
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new ImageFormatException(path, -1, "input", "an image file", "a directory");
        var file = new SourceFile(PairedFile.HeaderPath(path));
        try
        {
            var head = file.Peek(HeadBytes);
            foreach (var format in ImageFormats.All)
            {
                if (!format.Sniff(head, file.Path)) continue;
                var opened = format.Open(file, head, options);
                return format.StatesUnit ? opened : InUnit(opened, options);
            }

            throw ForeignFormats.Name(head, path) is { } foreign ? new ImageFormatException(path, -1, "file", Readable, foreign)
                : Unknown(path, head);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Formats without a word on units are in millimetres unless somebody says otherwise.
    private static OpenedImage InUnit(OpenedImage opened, LoadOptions options)
    {
        var mm = (options.Unit ?? LengthUnit.Millimetre).Millimetres();
        return mm == 1 ? opened : opened with { Grid = new(opened.Grid.Shape, Affine.Scaling(mm, mm, mm) * opened.Grid.Affine) };
    }

    private static ImageFormatException Unknown(string path, ReadOnlySpan<byte> head)
    {
        var claims = ImageFormats.OfName(path.EndsWith(".mgh.gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path)
            is { Reads: true };
        return new(path, 0, "file", Readable, claims && head.Length < 348
            ? $"{head.Length} bytes, too short for any header"
            : claims ? "none of them, whatever its name says; it may be damaged" : "no image Pial knows");
    }

    // Reading on to the end makes gzip compare its checksum, and shows what stands behind the voxels.
    private static ImageHeader Finish(OpenedImage opened)
    {
        var header = opened.Finish?.Invoke(opened.File, opened.Header) ?? opened.Header;
        var rest = opened.File.CountToEnd();
        if (rest > 0)
            opened.Findings.Note("bytes-after-voxels", $"{rest} bytes follow the voxels; they are ignored.");
        return header;
    }

    private static void ToLabels(string path, ReadOnlySpan<byte> bytes, VoxelLayout layout, Span<int> labels, long first)
    {
        var values = new double[labels.Length];
        VoxelDecoder.Decode(bytes, layout, values);
        for (var n = 0; n < values.Length; n++)
        {
            var whole = Math.Round(values[n]);
            if (!(Math.Abs(values[n] - whole) <= 0.01) || Math.Abs(whole) > int.MaxValue)
            {
                throw new ImageFormatException(
                    path, layout.Offset + ((first + n) * layout.Type.ByteSize()), "label",
                    Math.Abs(whole) > int.MaxValue ? "whole numbers up to 2147483647" : "whole numbers (a label image)",
                    $"{values[n]:g10}");
            }

            labels[n] = (int)whole;
        }
    }

    private static void ToMask(ReadOnlySpan<byte> bytes, VoxelLayout layout, Span<bool> mask, long first)
    {
        var values = new double[mask.Length];
        VoxelDecoder.Decode(bytes, layout, values);
        for (var n = 0; n < values.Length; n++)
            mask[n] = values[n] > 0.5;
    }
}

/// <summary>What a header says and what was decided about it, without the voxels.</summary>
/// <param name="Grid">Where the voxels are.</param>
/// <param name="Header">What the file says.</param>
/// <param name="Findings">What is odd.</param>
public sealed record ImageDescription(Grid Grid, ImageHeader Header, IReadOnlyList<HeaderFinding> Findings);
