using System.IO.Compression;
using Pial.Formats.Streams;
using Pial.Formats.Tests.Support;

namespace Pial.Formats.Tests.Streams;

public sealed class GzipTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(GzipWriter.BlockBytes - 1)]
    [InlineData(GzipWriter.BlockBytes)]
    [InlineData((3 * GzipWriter.BlockBytes) + 17)]
    public void One_member_that_any_gunzip_reads(int length)
    {
        var data = new byte[length];
        new Random(3).NextBytes(data);
        data.AsSpan(0, length / 2).Clear();
        using var packed = new MemoryStream();
        var writer = new GzipWriter(packed, null);
        writer.Begin();
        writer.Append(5, (at, block) => "hello"u8.Slice((int)at, block.Length).CopyTo(block));
        writer.Append(length, (at, block) => data.AsSpan((int)at, block.Length).CopyTo(block));
        writer.End();
        packed.Position = 0;
        using var back = new MemoryStream();
        using (var gunzip = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true))
            gunzip.CopyTo(back);
        Assert.Equal([.. "hello"u8, .. data], back.ToArray());
        Assert.Equal((uint)(length + 5), BitConverter.ToUInt32(packed.ToArray().AsSpan()[^4..]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void The_bytes_do_not_depend_on_the_thread_count(int elementSize)
    {
        var data = new byte[(9 * GzipWriter.BlockBytes) + 4];
        new Random(5).NextBytes(data.AsSpan(0, data.Length / 2));
        Assert.Equal(With(new() { MaxDegreeOfParallelism = 1 }), With(new() { MaxDegreeOfParallelism = 3 }));

        byte[] With(ParallelOptions parallel)
        {
            using var packed = new MemoryStream();
            var writer = new GzipWriter(packed, parallel);
            writer.Begin();
            writer.Append(data.Length, (at, block) => data.AsSpan((int)at, block.Length).CopyTo(block), elementSize);
            writer.End();
            return packed.ToArray();
        }
    }

    [Fact]
    public void Combined_checksums_are_the_checksum()
    {
        // "123456789" has the published check value CBF43926.
        var (a, b) = (Crc("1234"u8), Crc("56789"u8));
        Assert.Equal(0xCBF43926u, Crc("123456789"u8));
        Assert.Equal(0xCBF43926u, Crc32.Combine(a, b, 5));
        Assert.Equal(a, Crc32.Combine(a, 0, 0));
    }

    [Fact]
    public void Libdeflate_gives_the_same_bytes_or_says_no()
    {
        if (!LibDeflate.IsAvailable)
        {
            // Not on this machine: then it must refuse, and reading goes through zlib.
            Assert.False(LibDeflate.TryGunzip(Pack("abc"u8), new byte[3]));
            return;
        }

        var data = new byte[100_000];
        new Random(9).NextBytes(data);
        data.AsSpan(20_000, 50_000).Clear();
        var (packed, back) = (Pack(data), new byte[data.Length]);
        Assert.True(LibDeflate.TryGunzip(packed, back));
        Assert.Equal(data, back);
        Assert.False(LibDeflate.TryGunzip(packed, new byte[data.Length - 1]));
        Assert.False(LibDeflate.TryGunzip(packed, new byte[data.Length + 1]));
        Assert.False(LibDeflate.TryGunzip(packed.AsSpan(0, packed.Length / 2), back));
        packed[^6] ^= 1;
        Assert.False(LibDeflate.TryGunzip(packed, back));
    }

    [Fact]
    public void Several_members_are_read_as_one()
    {
        var nifti = new NiftiBytes().ToArray();
        File.WriteAllBytes(folder["two.nii.gz"], [.. Pack(nifti.AsSpan(0, 370)), .. Pack(nifti.AsSpan(370))]);
        Assert.Equal(23, ImageFile.Load(folder["two.nii.gz"]).Image[1, 2, 3]);
    }

    [Fact]
    public void A_failed_write_leaves_neither_name()
    {
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["x.bin"], stream =>
        {
            stream.Write([1, 2, 3]);
            throw new InvalidOperationException("the work failed");
        }));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_failed_write_keeps_the_file_that_was_there()
    {
        File.WriteAllText(folder["x.bin"], "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["x.bin"], _ => throw new InvalidOperationException("no")));
        Assert.Equal("old", File.ReadAllText(folder["x.bin"]));
    }

    [Fact]
    public void Unfinished_files_can_be_swept()
    {
        AtomicFile.Write(folder["x.bin"], stream =>
        {
            Assert.Single(Directory.GetFiles(folder.Path));
            stream.Write([1]);
        });
        Assert.Equal([folder["x.bin"]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_missing_folder_is_an_error_of_writing() =>
        Assert.ThrowsAny<IOException>(() => AtomicFile.Write(folder["nowhere/x.bin"], static s => s.Write([1])));

    private static byte[] Pack(ReadOnlySpan<byte> data)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(data);
        return packed.ToArray();
    }

    private static uint Crc(ReadOnlySpan<byte> data) => BitConverter.ToUInt32(Pack(data).AsSpan()[^8..]);
}
