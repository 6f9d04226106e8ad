using System.Globalization;
using System.Numerics;
using System.Text;
using Pial.Formats.Streams;
using Pial.Formats.Voxels;
using Pial.Volumes;

namespace Pial.Formats.Tests;

/// <summary>A format of somebody else's: one class, one call.</summary>
public sealed class AddedFormatTests
{
    public AddedFormatTests() => ImageFormats.Add(new PlainFormat());

    [Fact]
    public void A_format_of_your_own_is_told_read_written_and_described()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("pial-").FullName, "head.plain");
        var image = Volume.Create<float>(
            new Grid(new Shape(4, 3, 2), Affine.Scaling(2, 2, 2)), [.. Enumerable.Range(0, 24).Select(n => n / 4f)]);

        ImageFile.Save(path, image);
        var loaded = ImageFile.Load(path);

        Assert.Equal(image.Span.ToArray(), loaded.Image.Span.ToArray());
        Assert.Equal(image.Grid, loaded.Image.Grid);
        Assert.Contains(("shape", "4 3 2"), HeaderText.Lines(loaded.Image.Grid, loaded.Header));
        Assert.True(ImageFormats.IsSingleFile(path));
        Assert.Equal("head", ImageFormats.WithoutEnding("head.plain"));
        Assert.Equal(2 * 1000, ImageFile.Load(path, new LoadOptions { Unit = LengthUnit.Metre }).Image.Grid.VoxelSize.X);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Assert.Throws<ImageFormatException>(() => ImageFile.Load(path));
    }

    [Fact]
    public void An_ending_has_one_format()
    {
        var refused = Assert.Throws<ArgumentException>(() => ImageFormats.Add(new PlainFormat { Name = "mine", Endings = [".mgz"] }));
        Assert.Contains("MGH", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ImageFormats.Add(new PlainFormat { Name = "mine", Endings = ["PLAIN"] }));
        ImageFormats.Add(new PlainFormat());
        Assert.Single(ImageFormats.All, f => f.Name == "plain");
    }

    /// <summary>A line of shape and voxel size, then floats.</summary>
    private sealed class PlainFormat : IImageFormat
    {
        public string Name { get; init; } = "plain";

        public IReadOnlyList<string> Endings { get; init; } = [".plain"];

        public bool Stores(StoredType type) => type == StoredType.Float32;

        public bool Sniff(ReadOnlySpan<byte> head, string path) => head.StartsWith("PLAIN "u8);

        public OpenedImage Open(SourceFile file, ReadOnlySpan<byte> head, LoadOptions options)
        {
            var end = head.IndexOf((byte)'\n');
            var words = Encoding.ASCII.GetString(head[..end]).Split(' ');
            var findings = new Findings();
            var shape = HeaderRules.ShapeOf(file.Path, 6, int.Parse(words[1]), int.Parse(words[2]), int.Parse(words[3]), findings);
            var mm = double.Parse(words[4], CultureInfo.InvariantCulture);
            var header = new ImageHeader
            {
                Format = Name,
                StoredType = StoredType.Float32,
                Dimensions = [shape.I, shape.J, shape.K],
                AffineSource = AffineSource.Own,
                Own = words[1..4],
            };
            return new(file, new(StoredType.Float32, false, 1, 0, end + 1), new(shape, Affine.Scaling(mm, mm, mm)), header, findings);
        }

        public void Write<T>(string path, ReadOnlyMemory<T> voxels, Grid grid, StoredType type, SaveOptions options,
            ParallelOptions? parallel)
            where T : unmanaged, INumber<T>
        {
            var line = FormattableString.Invariant($"PLAIN {grid.Shape.I} {grid.Shape.J} {grid.Shape.K} {grid.VoxelSize.X}\n");
            var layout = VoxelWriter.Plan(voxels, type, canScale: false, path, parallel);
            VoxelWriter.Write(path, compress: false, Encoding.ASCII.GetBytes(line), voxels, layout, default, parallel);
        }

        public IEnumerable<(string Name, string Text)> HeaderLines(ImageHeader header) =>
            header.Own is string[] words ? [("shape", string.Join(' ', words))] : [];
    }
}
