using System.IO.Compression;
using Pial.Kernels.Deflate;
using Xunit;

namespace Pial.Kernels.Tests.Deflate;

/// <summary>What zlib packed comes back; what is damaged is refused without touching anything outside.</summary>
public sealed class InflaterTests
{
    private readonly Inflater inflater = new();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void WhatZlibPackedComesBack(CompressionLevel level)
    {
        var random = new Random(1);
        for (var n = 0; n < 300; n++)
        {
            var content = Content(random, random.Next(1, n % 50 == 0 ? 300_000 : 5000));
            var packed = Pack(content, level);
            Assert.Equal(packed.Length, Inflate(packed, content.Length, out var got));
            Assert.True(content.AsSpan().SequenceEqual(got));
        }
    }

    [Fact]
    public void WhatIsCutShortIsRefused()
    {
        var random = new Random(2);
        var content = Content(random, 3000);
        var packed = Pack(content, CompressionLevel.Optimal);
        for (var cut = 0; cut < packed.Length; cut++)
            Assert.Equal(-1, Inflate(packed[..cut], content.Length, out _));
        Assert.Equal(-1, Inflate(packed, content.Length - 1, out _));
        Assert.Equal(-1, Inflate(packed, content.Length + 1, out _));
    }

    [Fact]
    public void DamageNeverReachesOutside()
    {
        var random = new Random(3);
        for (var n = 0; n < 3000; n++)
        {
            var content = Content(random, random.Next(1, 3000));
            var packed = Pack(content, n % 3 == 0 ? CompressionLevel.NoCompression : CompressionLevel.Optimal);
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                packed[random.Next(packed.Length)] ^= (byte)(1 << random.Next(8));
            Inflate(packed, content.Length, out _);
            random.NextBytes(packed);
            Inflate(packed, content.Length, out _);
        }
    }

    [Fact]
    public void RoomIsAsked()
    {
        Assert.Throws<ArgumentException>(() => inflater.Inflate(new byte[Inflater.SourceRoom - 1], new byte[Inflater.DestinationRoom]));
        Assert.Throws<ArgumentException>(() => inflater.Inflate(new byte[Inflater.SourceRoom], new byte[Inflater.DestinationRoom - 1]));
    }

    private static byte[] Content(Random random, int length)
    {
        var content = new byte[length];
        var values = 1 << random.Next(0, 9);
        for (var n = 0; n < length; n++)
            content[n] = (byte)(random.Next(4) == 0 ? random.Next(values) : n > 3 ? content[n - 1 - random.Next(3)] : 0);
        return content;
    }

    private static byte[] Pack(byte[] content, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, level, leaveOpen: true))
            deflate.Write(content);
        return packed.ToArray();
    }

    // Behind the room on both sides stand bytes that must not change.
    private int Inflate(byte[] packed, int length, out byte[] content)
    {
        const int Guard = 512;
        var source = new byte[packed.Length + Inflater.SourceRoom];
        packed.CopyTo(source, 0);
        var destination = new byte[Guard + length + Inflater.DestinationRoom + Guard];
        destination.AsSpan().Fill(0xa5);
        var used = inflater.Inflate(source, destination.AsSpan(Guard, length + Inflater.DestinationRoom));
        Assert.Equal(-1, destination.AsSpan(0, Guard).IndexOfAnyExcept((byte)0xa5));
        Assert.Equal(-1, destination.AsSpan(Guard + length + Inflater.DestinationRoom).IndexOfAnyExcept((byte)0xa5));
        content = destination[Guard..(Guard + length)];
        return used;
    }
}
