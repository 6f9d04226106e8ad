using System.Buffers.Binary;
using Pial.Formats.Tests.Support;
using Pial.Volumes;

namespace Pial.Formats.Tests.Mgh;

public sealed class MghTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_centre_belongs_to_half_the_extent()
    {
        // FreeSurfer's conformed grid: x to the left, y down, z forwards; voxel (2, 3, 4) of 4×6×8 is the centre (10, 20, 30).
        var affine = ImageFile.Load(Save(Bytes([4, 6, 8, 1]))).Image.Grid.Affine;
        Assert.Equal(new Affine(-1, 0, 0, 12, 0, 0, 1, 16, 0, -1, 0, 33), affine);
    }

    [Fact]
    public void Without_directions_FreeSurfers_default_is_used()
    {
        var bytes = Bytes([4, 6, 8, 1]);
        bytes[29] = 0;
        var loaded = ImageFile.Load(Save(bytes));
        Assert.Equal("LIA", loaded.Image.Grid.Orientation.ToString());
        Assert.Equal(AffineSource.MghDefault, loaded.Header.AffineSource);
        Assert.Equal("no-orientation", Assert.Single(loaded.Findings).Code);
    }

    [Fact]
    public void Senseless_directions_are_not_used()
    {
        var bytes = Bytes([4, 6, 8, 1]);
        bytes.AsSpan(30, 4).Clear(); // a voxel size of 0
        Assert.Equal("directions-unusable", Assert.Single(ImageFile.Load(Save(bytes)).Findings).Code);
    }

    [Fact]
    public void Acquisition_parameters_and_tags_survive_a_round_trip()
    {
        var footer = new byte[20 + 13];
        BinaryPrimitives.WriteSingleBigEndian(footer, 2300);
        BinaryPrimitives.WriteSingleBigEndian(footer.AsSpan(4), 0.157f);
        "mri_convert 1"u8.CopyTo(footer.AsSpan(20));
        var loaded = ImageFile.Load(Save([.. Bytes([4, 6, 8, 1]), .. footer]));
        Assert.Equal(2300, loaded.Header.Mgh!.RepetitionTimeMs);
        Assert.Empty(loaded.Findings);
        ImageFile.Save(folder["b.mgz"], loaded.Image, new() { Header = loaded.Header });
        Assert.Equal(footer, ImageFile.Load(folder["b.mgz"]).Header.Mgh!.Footer.ToArray());
        Assert.Equal(footer, ImageFile.Describe(folder["b.mgz"], toTheEnd: true).Header.Mgh!.Footer.ToArray());
    }

    [Theory]
    [InlineData(16, 3, "nframes at byte 16 is 3")]
    [InlineData(4, 0, "width at byte 4 is 0")]
    [InlineData(20, 7, "type at byte 20 is 7")]
    [InlineData(4, 2_000_000_000, "no head scan")]
    public void Headers_that_make_no_volume_are_refused(int at, int value, string says)
    {
        var bytes = Bytes([4, 6, 8, 1]);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), value);
        Assert.Contains(says, Assert.Throws<ImageFormatException>(() => ImageFile.Load(Save(bytes))).Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(int[] dims)
    {
        var bytes = new byte[284 + (dims[0] * dims[1] * dims[2])];
        BinaryPrimitives.WriteInt32BigEndian(bytes, 1);
        for (var d = 0; d < 4; d++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * d)), dims[d]);
        bytes[29] = 1;
        float[] geometry = [1, 1, 1, -1, 0, 0, 0, 0, -1, 0, 1, 0, 10, 20, 30 - 0];
        for (var n = 0; n < geometry.Length; n++)
            BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(30 + (4 * n)), geometry[n]);
        return bytes;
    }

    private string Save(byte[] bytes)
    {
        File.WriteAllBytes(folder["a.mgh"], bytes);
        return folder["a.mgh"];
    }
}
