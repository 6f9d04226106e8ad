using Pial.Formats.Tests.Support;
using Pial.Formats.Transforms;
using Pial.Volumes;

namespace Pial.Formats.Tests.Transforms;

public sealed class ItkDisplacementTests : IDisposable
{
    private static readonly Grid Oblique = new(new(5, 4, 3),
        Affine.Translation(new(7, -8, 9)) * Affine.Rotation(0.2, 0.1, -0.3) * Affine.Scaling(-2, 1.5, 3));
    private readonly TempFolder folder = new();

    private static Warp Some { get; } = Warp.Create(Oblique, p => new(p.X, 2 * p.Y, 3 * p.Z));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("w.nii")]
    [InlineData("w.nii.gz")]
    public void What_was_written_is_read_to_the_bit(string name)
    {
        ItkDisplacement.Write(folder[name], Some, new() { MaxDegreeOfParallelism = 1 });
        var back = ItkDisplacement.Read(folder[name]);
        Assert.True(back.Grid.Matches(Oblique, 1e-4));
        Assert.Equal(Some.X.Span.ToArray(), back.X.Span.ToArray());
        Assert.Equal(Some.Y.Span.ToArray(), back.Y.Span.ToArray());
        Assert.Equal(Some.Z.Span.ToArray(), back.Z.Span.ToArray());
        ItkDisplacement.Write(folder["again-" + name], Some, new() { MaxDegreeOfParallelism = 3 });
        Assert.Equal(File.ReadAllBytes(folder[name]), File.ReadAllBytes(folder["again-" + name]));
    }

    [Fact]
    public void The_header_is_what_ITK_expects()
    {
        ItkDisplacement.Write(folder["w.nii"], Warp.Create(Oblique, _ => new(1, 2, 3)));
        var bytes = File.ReadAllBytes(folder["w.nii"]);
        Assert.Equal([5, 5, 4, 3, 1, 3, 1, 1], Enumerable.Range(0, 8).Select(d => (int)BitConverter.ToInt16(bytes, 40 + (2 * d))));
        Assert.Equal(1007, BitConverter.ToInt16(bytes, 68));
        Assert.Equal(16, BitConverter.ToInt16(bytes, 70));
        Assert.Equal(352 + (3 * 60 * 4), bytes.Length);
        // LPS, one component after the other
        Assert.Equal((-1f, -2f, 3f), (BitConverter.ToSingle(bytes, 352), BitConverter.ToSingle(bytes, 352 + 240),
            BitConverter.ToSingle(bytes, 352 + 480)));
    }

    [Theory]
    [InlineData(40, 3, "dim")] // a plain volume
    [InlineData(48, 2, "dim")] // two time points
    [InlineData(50, 2, "dim")] // vectors in the plane
    [InlineData(68, 1001, "intent_code")]
    [InlineData(70, 1536, "datatype")]
    [InlineData(42, 9000, "voxel data")] // more than the file holds
    public void What_is_no_field_is_refused_by_its_fault(int offset, short value, string field)
    {
        ItkDisplacement.Write(folder["w.nii"], Some);
        var bytes = File.ReadAllBytes(folder["w.nii"]);
        BitConverter.TryWriteBytes(bytes.AsSpan(offset), value);
        File.WriteAllBytes(folder["w.nii"], bytes);
        var e = Assert.Throws<ImageFormatException>(() => TransformFile.Read(folder["w.nii"]));
        Assert.Equal(field, e.Field);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Truncated_odd_and_foreign_files_are_refused()
    {
        ItkDisplacement.Write(folder["w.nii"], Some);
        var bytes = File.ReadAllBytes(folder["w.nii"]);
        File.WriteAllBytes(folder["short.nii"], bytes[..^100]);
        Assert.Throws<ImageFormatException>(() => ItkDisplacement.Read(folder["short.nii"]));
        BitConverter.TryWriteBytes(bytes.AsSpan(400), float.NaN);
        File.WriteAllBytes(folder["nan.nii"], bytes);
        Assert.Equal("displacement", Assert.Throws<ImageFormatException>(() => ItkDisplacement.Read(folder["nan.nii"])).Field);
        File.WriteAllText(folder["text.nii"], "hello");
        Assert.Throws<ImageFormatException>(() => ItkDisplacement.Read(folder["text.nii"]));
        ItkDisplacement.Write(folder["w.nii.gz"], Some);
        var packed = File.ReadAllBytes(folder["w.nii.gz"]);
        File.WriteAllBytes(folder["cut.nii.gz"], packed[..(packed.Length / 2)]);
        Assert.Throws<ImageFormatException>(() => ItkDisplacement.Read(folder["cut.nii.gz"]));
    }

    [Fact]
    public void A_float64_field_of_other_byte_order_is_read()
    {
        var file = new NiftiBytes(bigEndian: true);
        file.Dim(5, 2, 1, 1, 1, 3, 1, 1);
        file.Type(64, 64);
        file.I16(68, 1007);
        file.Voxels = [.. new[] { 1.0, 2, 3, 4, 5, 6 }.SelectMany(v => BitConverter.GetBytes(v).Reverse())];
        file.Save(folder["b.nii"]);
        var warp = ItkDisplacement.Read(folder["b.nii"]);
        Assert.Equal([-1f, -2f, -3f, -4f, 5f, 6f], [.. warp.X.Span, .. warp.Y.Span, .. warp.Z.Span]);
    }

    [Fact]
    public void Grids_ITK_cannot_hold_and_other_extensions_are_refused()
    {
        var sheared = Warp.Create(new(new(3, 3, 3), Affine.Identity with { M01 = 0.2 }), _ => default);
        Assert.Throws<ArgumentException>(() => ItkDisplacement.Write(folder["s.nii"], sheared));
        Assert.Throws<ArgumentException>(() => ItkDisplacement.Write(folder["s.mgz"], Some));
        Assert.Empty(Directory.GetFiles(folder[""]));
    }
}
