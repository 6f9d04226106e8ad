using System.Globalization;
using System.Numerics;
using System.Text;
using Pial.Formats;
using Pial.Formats.Streams;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Hospital;

/// <summary>
/// How this hospital's archive keeps images, <c>.archive</c>: a line with extents, affine and case number, then floats, all of it
/// gzip-compressed.
/// </summary>
public sealed class ArchiveFormat : IImageFormat
{
    /// <inheritdoc/>
    public string Name => "hospital archive";

    /// <inheritdoc/>
    public IReadOnlyList<string> Endings { get; } = [".archive"];

    /// <inheritdoc/>
    public bool Stores(StoredType type) => type == StoredType.Float32;

    /// <inheritdoc/>
    public bool Sniff(ReadOnlySpan<byte> head, string path) => head.StartsWith("HOSPITAL "u8);

    /// <inheritdoc/>
    public OpenedImage Open(SourceFile file, ReadOnlySpan<byte> head, LoadOptions options)
    {
        var end = head.IndexOf((byte)'\n');
        var words = end < 0 ? [] : Encoding.ASCII.GetString(head[..end]).Split(' ');
        if (words.Length != 17) throw new ImageFormatException(file.Path, 0, "first line", "17 words", $"{words.Length}");
        var findings = new Findings();
        var shape = HeaderRules.ShapeOf(file.Path, 9, int.Parse(words[1]), int.Parse(words[2]), int.Parse(words[3]), findings);
        var affine = Affine.FromRows([.. words[4..16].Select(w => double.Parse(w, CultureInfo.InvariantCulture))]);
        if (!HeaderRules.IsUsable(affine))
            throw new ImageFormatException(file.Path, 9, "affine", "one that places the voxels", $"{affine}");
        var header = new ImageHeader
        {
            Format = Name,
            StoredType = StoredType.Float32,
            Compressed = file.Compressed,
            Dimensions = [shape.I, shape.J, shape.K],
            AffineSource = AffineSource.Own,
            Own = words[16],
        };
        return new(file, new(StoredType.Float32, false, 1, 0, end + 1), new(shape, affine), header, findings);
    }

    /// <inheritdoc/>
    public void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options, ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        var numbers = string.Join(' ',
            Enumerable.Range(0, 12).Select(n => grid.Affine[n / 4, n % 4].ToString("r", CultureInfo.InvariantCulture)));
        var line = $"HOSPITAL {grid.Shape.I} {grid.Shape.J} {grid.Shape.K} {numbers} {options.Header?.Own ?? "unknown"}\n";
        var layout = VoxelWriter.Plan(voxels, type, canScale: false, path, parallel);
        VoxelWriter.Write(path, compress: true, Encoding.ASCII.GetBytes(line), voxels, layout, default, parallel);
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Text)> HeaderLines(ImageHeader header) => header.Own is string number ? [("case", number)] : [];
}
