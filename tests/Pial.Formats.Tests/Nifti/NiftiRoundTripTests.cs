using Pial.Formats.Tests.Support;
using Pial.Volumes;

namespace Pial.Formats.Tests.Nifti;

public sealed class NiftiRoundTripTests : IDisposable
{
    private static readonly Affine Oblique = Affine.Translation(new(-90.5, -126.25, -72)) * Affine.Rotation(0.3, -0.2, 0.5)
        * Affine.Scaling(-1, 1.5, 2);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a.nii")]
    [InlineData("a.nii.gz")]
    public void Floats_come_back_to_the_bit_where_they_were(string name)
    {
        var image = Ramp(new(new(17, 9, 13), Oblique));
        ImageFile.Save(folder[name], image);
        var back = ImageFile.Load(folder[name]);
        Assert.Equal(image.Span.ToArray(), back.Image.Span.ToArray());
        Assert.True(back.Image.Grid.Matches(image.Grid, 1e-4));
        Assert.Equal(StoredType.Float32, back.Header.StoredType);
        Assert.Equal(AffineSource.Sform, back.Header.AffineSource);
        Assert.Empty(back.Findings);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(3, StoredType.UInt8)]
    [InlineData(-3, StoredType.Int16)]
    [InlineData(2035, StoredType.Int16)]
    [InlineData(70_000, StoredType.Int32)]
    public void Labels_take_the_smallest_type_and_never_drift(int largest, StoredType expected)
    {
        var grid = new Grid(new(3, 4, 5), Affine.Identity);
        var labels = Volume.Create(grid, largest, static (Span<int> v, int x) => v[7] = x);
        ImageFile.Save(folder["l.nii.gz"], labels);
        Assert.Equal(labels.Span.ToArray(), ImageFile.LoadLabels(folder["l.nii.gz"]).Span.ToArray());
        Assert.Equal(expected, ImageFile.Describe(folder["l.nii.gz"]).Header.StoredType);
    }

    [Fact]
    public void Masks_come_back()
    {
        var mask = Volume.Create(new Grid(new(3, 4, 5), Oblique), 0, static (Span<bool> v, int _) => v[11] = v[59] = true);
        ImageFile.Save(folder["m.nii.gz"], mask);
        Assert.Equal(mask.Span.ToArray(), ImageFile.LoadMask(folder["m.nii.gz"]).Span.ToArray());
    }

    [Fact]
    public void Compressed_bytes_do_not_depend_on_the_thread_count()
    {
        var image = Ramp(new(new(128, 128, 80), Oblique));
        ImageFile.Save(folder["one.nii.gz"], image, parallel: new() { MaxDegreeOfParallelism = 1 });
        ImageFile.Save(folder["many.nii.gz"], image, parallel: new() { MaxDegreeOfParallelism = 7 });
        Assert.Equal(File.ReadAllBytes(folder["one.nii.gz"]), File.ReadAllBytes(folder["many.nii.gz"]));
        Assert.Equal(image.Span.ToArray(), ImageFile.Load(folder["one.nii.gz"], new() { MaxDegreeOfParallelism = 1 }).Image.Span.ToArray());
        Assert.Equal(image.Span.ToArray(), ImageFile.Load(folder["many.nii.gz"]).Image.Span.ToArray());
    }

    private static Volume<float> Ramp(Grid grid) => Volume.Create(grid, 0, static (Span<float> v, int _) =>
    {
        for (var n = 0; n < v.Length; n++)
            v[n] = MathF.Sin(n * 0.37f) * 1000;
    });
}
