using System.IO.Compression;
using Pial.Kernels.Deflate;

namespace Pial.Kernels.Tests.Deflate;

public sealed class BlockDeflaterTests
{
    private const int Part = 30 * 1024;

    public static TheoryData<int> Lengths =>
    [
        0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 255, 258, 259, 1000, Part - 1, Part, Part + 1, 32767, 32768, 32769, 32772,
        (2 * Part) - 3, 2 * Part,
        (2 * Part) + 7, 65535, 65536, 65537, 98304, 131080, (1 << 20) - 1, 1 << 20,
    ];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void What_comes_back_is_what_went_in(int length)
    {
        var deflater = new BlockDeflater();
        foreach (var kind in Enum.GetValues<Content>())
        {
            foreach (var elementSize in (int[])[1, 2, 3, 4, 8])
                RoundTrip(deflater, Make(kind, length), elementSize);
        }
    }

    [Fact]
    public void Random_lengths_and_alphabets_come_back()
    {
        var random = new Random(11);
        var deflater = new BlockDeflater();
        for (var round = 0; round < 300; round++)
        {
            var data = new byte[random.Next(70_000)];
            var symbols = random.Next(1, 257);
            for (var n = 0; n < data.Length; n++)
                data[n] = (byte)random.Next(symbols);
            for (var copies = random.Next(20); copies > 0 && data.Length > 600; copies--)
            {
                var (from, to, count) = (random.Next(data.Length - 600), random.Next(data.Length - 600), random.Next(600));
                data.AsSpan(from, count).CopyTo(data.AsSpan(to));
            }

            RoundTrip(deflater, data, 1 << random.Next(4));
        }
    }

    [Fact]
    public void Repeats_are_found_across_the_whole_window_and_not_beyond()
    {
        // The copy begins 32 768 bytes after the original, the greatest distance there is; one element later it is out of reach.
        var (near, far) = (Copied(32768), Copied(32768 + 4));
        Assert.InRange(near, 1, far - 2000);
        static int Copied(int distance)
        {
            var data = new byte[distance + 4000];
            new Random(2).NextBytes(data.AsSpan(0, distance));
            data.AsSpan(0, 4000).CopyTo(data.AsSpan(distance));
            return RoundTrip(new(), data, 4);
        }
    }

    [Fact]
    public void Noise_is_stored_and_constants_vanish()
    {
        Assert.InRange(RoundTrip(new(), Make(Content.Incompressible, 1 << 20), 2), 1 << 20, (1 << 20) + 400);
        Assert.InRange(RoundTrip(new(), Make(Content.Constant, 1 << 20), 2), 10, 5000);
        Assert.InRange(RoundTrip(new(), Make(Content.NoisyInt16, 1 << 20), 2), 1, 620_000);
    }

    [Fact]
    public void Skewed_counts_stay_within_the_longest_code()
    {
        // Fibonacci counts make the deepest Huffman tree: 22 levels without a limit.
        var data = new List<byte>();
        for (int symbol = 0, a = 1, b = 1; symbol < 21; symbol++, (a, b) = (b, a + b))
            data.AddRange(Enumerable.Repeat((byte)symbol, a));
        var shuffled = data.ToArray();
        new Random(4).Shuffle(shuffled);
        RoundTrip(new(), shuffled, 1);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(14)]
    [InlineData(15)]
    public void Code_lengths_are_complete_and_limited(int limit)
    {
        var random = new Random(limit);
        Span<byte> lengths = stackalloc byte[120];
        for (var round = 0; round < 200; round++)
        {
            var counts = new int[random.Next(2, 120)];
            for (var n = 0; n < counts.Length; n++)
                counts[n] = (int)Math.Pow(2, random.NextDouble() * random.Next(1, 24)) - (round % 2);
            (counts[0], counts[1]) = (1, 1);
            HuffmanLengths.Build(counts, limit, lengths);
            var kraft = 0.0;
            for (var n = 0; n < counts.Length; n++)
            {
                Assert.Equal(counts[n] > 0, lengths[n] > 0);
                Assert.InRange(lengths[n], 0, limit);
                kraft += lengths[n] > 0 ? Math.Pow(2, -lengths[n]) : 0;
            }

            Assert.Equal(1, kraft);
        }
    }

    [Fact]
    public void A_short_destination_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlockDeflater().Deflate(new byte[100], new byte[100]));

    /// <summary>
    /// Inflates with System.IO.Compression, and checks the bound on the size, that nothing past the bound is touched, and that a used
    /// instance gives the same bytes as a new one.
    /// </summary>
    private static int RoundTrip(BlockDeflater deflater, byte[] data, int elementSize)
    {
        var room = BlockDeflater.MostBytes(data.Length);
        var packed = new byte[room + 16];
        packed.AsSpan(room).Fill(0xA5);
        var length = deflater.Deflate(data, packed.AsSpan(0, room), elementSize);
        Assert.InRange(length, 5, room - 16);
        Assert.Equal(-1, packed.AsSpan(room).IndexOfAnyExcept((byte)0xA5));
        using var inflate = new DeflateStream(new MemoryStream([.. packed.AsSpan(0, length), 3, 0]), CompressionMode.Decompress);
        using var back = new MemoryStream();
        inflate.CopyTo(back);
        Assert.True(data.AsSpan().SequenceEqual(back.GetBuffer().AsSpan(0, (int)back.Length)),
            $"{data.Length} bytes, elements of {elementSize}");
        var again = new byte[room];
        Assert.Equal(length, new BlockDeflater().Deflate(data, again, elementSize));
        Assert.True(again.AsSpan(0, length).SequenceEqual(packed.AsSpan(0, length)));
        return length;
    }

    private static byte[] Make(Content kind, int length)
    {
        var random = new Random(1);
        var data = new byte[length];
        for (var n = 0; n < length; n++)
        {
            data[n] = kind switch
            {
                Content.Constant => 7,
                Content.Incompressible => (byte)random.Next(256),
                Content.Runs => (byte)(n / 300),
                Content.Pattern => (byte)(n % 5),
                Content.NoisyInt16 => (byte)(n % 2 == 1 ? (n >> 14) & 3 : (random.Next(16) + random.Next(16)) * 2),
                _ => BitConverter.GetBytes(MathF.Round(1000 * MathF.Sin(n / 4 * 0.01f)) + random.Next(4))[n % 4],
            };
        }

        return data;
    }

    private enum Content
    {
        Constant,
        Incompressible,
        Runs,
        Pattern,
        NoisyInt16,
        Real,
    }
}
