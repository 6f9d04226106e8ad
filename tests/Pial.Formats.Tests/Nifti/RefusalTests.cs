using Pial.Formats.Tests.Support;

namespace Pial.Formats.Tests.Nifti;

/// <summary>One test a row of docs/reference/header-policy.md that is refused: one line, which says what and where.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_real_series_is_refused_with_its_shape() =>
        Refused(new NiftiBytes().Dim(4, 2, 3, 2, 2, 1, 1, 1), "dim[4] at byte 48", "2×3×2×2", "option 'volume'");

    [Fact]
    public void A_vector_image_is_refused() => Refused(new NiftiBytes().Dim(5, 2, 2, 2, 1, 3, 1, 1), "dim[5] at byte 50",
        "displacement fields are no images");

    [Fact]
    public void A_picture_is_refused() => Refused(new NiftiBytes().Dim(2, 4, 6, 1, 1, 1, 1, 1), "dim[0] at byte 40", "2-D picture");

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(-1)]
    public void A_senseless_rank_is_refused(int rank) => Refused(new NiftiBytes().Dim(rank), "dim[0] at byte 40", $"is {rank}", "1 to 7");

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    public void An_empty_axis_is_refused(int extent) => Refused(new NiftiBytes().Dim(3, 2, extent, 4), "dim[2] at byte 44", $"is {extent}");

    [Theory]
    [InlineData(32, "complex")]
    [InlineData(1792, "complex")]
    [InlineData(2048, "complex")]
    [InlineData(128, "RGB")]
    [InlineData(2304, "RGB")]
    [InlineData(1536, "128-bit")]
    [InlineData(1, "one bit")]
    [InlineData(0, "unknown")]
    [InlineData(999, "no NIfTI type")]
    public void Types_that_are_no_intensities_are_refused(int code, string reason) =>
    Refused(new NiftiBytes().Type(code, 16), "datatype at byte 70", reason);

    [Fact]
    public void A_slope_with_a_senseless_intercept_is_refused() =>
    Refused(new NiftiBytes().Slope(2, double.NaN), "scl_inter at byte 116", "NaN");

    [Fact]
    public void Fewer_voxels_than_claimed_are_refused() =>
        Refused(new NiftiBytes { Voxels = new byte[40] }, "voxel data at byte 352", "only 40 bytes", "48 bytes (24 voxels of int16");

    [Fact]
    public void Fewer_voxels_than_claimed_are_refused_in_gzip_too() =>
        Refused(new NiftiBytes { Voxels = new byte[40] }, "x.nii.gz", "voxel data at byte 352", "only 40 bytes");

    [Fact]
    public void An_offset_past_the_end_is_refused() =>
    Refused(new NiftiBytes { Voxels = new byte[100] }.VoxOffset(100_000), "voxel data at byte 100000", "the header lies");

    [Fact]
    public void Sizes_no_scan_has_are_refused() => Refused(new NiftiBytes().Dim(3, 32767, 32767, 32767), "dim", "no head scan");

    [Fact]
    public void A_nifti2_that_claims_the_moon_is_refused() => Refused(new NiftiBytes(2).Dim(3, long.MaxValue, 2, 2), "dim", "no head scan");

    [Theory]
    [InlineData("big.nii")]
    [InlineData("big.nii.gz")]
    public void A_small_file_that_claims_gigabytes_costs_no_memory(string name)
    {
        var path = new NiftiBytes().Dim(3, 1200, 1200, 1000).Save(folder[name]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ImageFormatException>(() => ImageFile.Load(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20);
    }

    [Fact]
    public void A_gzip_bomb_that_lies_costs_no_memory()
    {
        // 40 MB of zeros pack to 40 kB; the header claims 400 MB, which gzip's ratio alone could not rule out for so small a file if it
        // were ten times longer.
        var file = new NiftiBytes { Voxels = new byte[40_000_000] }.Dim(3, 600, 600, 600);
        var path = file.Save(folder["bomb.nii.gz"]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ImageFormatException>(() => ImageFile.Load(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20);
        Assert.Contains("voxel data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Highly_compressible_images_are_read_all_the_same()
    {
        var file = new NiftiBytes { Voxels = new byte[2 * 300 * 300 * 300] }.Dim(3, 300, 300, 300);
        Assert.Equal(0, ImageFile.Load(file.Save(folder["zeros.nii.gz"])).Image[299, 299, 299]);
    }

    [Fact]
    public void A_truncated_gzip_is_refused()
    {
        var random = new byte[48 * 4096];
        new Random(1).NextBytes(random);
        var whole = NiftiBytes.Gzip(new NiftiBytes { Voxels = random }.Dim(3, 32, 48, 64).ToArray());
        File.WriteAllBytes(folder["cut.nii.gz"], whole[..(whole.Length / 2)]);
        Message(folder["cut.nii.gz"], "cut.nii.gz");
    }

    [Fact]
    public void A_damaged_gzip_is_refused()
    {
        var random = new byte[48 * 4096];
        new Random(1).NextBytes(random);
        var whole = NiftiBytes.Gzip(new NiftiBytes { Voxels = random }.Dim(3, 32, 48, 64).ToArray());
        whole[^6] ^= 0xff; // the checksum
        File.WriteAllBytes(folder["bad.nii.gz"], whole);
        Message(folder["bad.nii.gz"], "gzip stream", "damaged");
    }

    [Fact]
    public void Gzip_is_told_by_content_not_by_name()
    {
        File.WriteAllBytes(folder["packed.nii"], NiftiBytes.Gzip(new NiftiBytes().ToArray()));
        File.WriteAllBytes(folder["plain.nii.gz"], new NiftiBytes().ToArray());
        Assert.True(ImageFile.Load(folder["packed.nii"]).Header.Compressed);
        Assert.False(ImageFile.Load(folder["plain.nii.gz"]).Header.Compressed);
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        File.WriteAllBytes(folder["empty.nii.gz"], []);
        Message(folder["empty.nii.gz"], "empty");
    }

    [Fact]
    public void A_file_too_short_for_a_header_is_refused()
    {
        File.WriteAllBytes(folder["short.nii"], new byte[100]);
        Message(folder["short.nii"], "100 bytes");
    }

    [Theory]
    [InlineData("notes.nii", "hello, I am a text file\n", "text")]
    [InlineData("x.nii", "NRRD0004\n", "NRRD")]
    [InlineData("x.mha", "ObjectType = Image\n", "MetaImage")]
    [InlineData("x.zip", "PK\x03\x04", "ZIP")]
    public void Another_format_is_named(string name, string content, string reason)
    {
        File.WriteAllText(folder[name], content);
        Message(folder[name], reason);
    }

    [Fact]
    public void A_header_without_its_voxels_is_refused()
    {
        new NiftiBytes().Text(344, "ni1").Save(folder["alone.hdr"]);
        Message(folder["alone.hdr"], "voxel file", "alone.img");
    }

    [Fact]
    public void Voxels_without_their_header_are_refused()
    {
        File.WriteAllBytes(folder["alone.img"], new byte[10]);
        Message(folder["alone.img"], "header file", "alone.hdr");
    }

    [Fact]
    public void A_missing_file_is_missing() => Assert.Throws<FileNotFoundException>(() => ImageFile.Load(folder["nothing.nii"]));

    [Fact]
    public void A_folder_is_no_image() => Message(folder.Path, "a directory");

    [Fact]
    public void A_probability_map_is_no_label_image()
    {
        var path = new NiftiBytes().Slope(0.3, 0).Save(folder["p.nii"]);
        Assert.Contains("whole numbers", Assert.Throws<ImageFormatException>(() => ImageFile.LoadLabels(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_end_cancels_the_reading()
    {
        var file = new NiftiBytes { Voxels = new byte[2 * 200 * 200 * 200] }.Dim(3, 200, 200, 200);
        var path = file.Save(folder["c.nii.gz"]);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ImageFile.Load(path, new() { CancellationToken = cancel.Token }));
    }

    private void Refused(NiftiBytes file, params string[] says)
    {
        var name = says[0].EndsWith(".gz", StringComparison.Ordinal) ? says[0] : "case.nii";
        Message(file.Save(folder[name]), says);
    }

    private static void Message(string path, params string[] says)
    {
        var error = Assert.Throws<ImageFormatException>(() => ImageFile.Load(path));
        Assert.DoesNotContain('\n', error.Message);
        Assert.StartsWith(Path.GetFileName(path), error.Message, StringComparison.Ordinal);
        foreach (var part in says)
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }
}
