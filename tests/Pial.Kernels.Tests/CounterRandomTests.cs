namespace Pial.Kernels.Tests;

public sealed class CounterRandomTests
{
    // Known answers of the authors' Random123 library (kat_vectors, philox4x32 10).
    [Theory]
    [InlineData(0, 0, 0, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x299f31d0a4093822u, 0x0370734413198a2eu, 0x85a308d3243f6a88u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Bits_are_those_of_the_reference(ulong seed, ulong stream, ulong index, uint a, uint b, uint c, uint d) =>
        Assert.Equal((a, b, c, d), new CounterRandom(seed, stream).Bits(index));

    [Fact]
    public void Normals_are_normal()
    {
        var values = new float[200_003];
        new CounterRandom(7, 1).FillNormals(values);
        var mean = values.Average(v => (double)v);
        var variance = values.Average(v => (v - mean) * (v - mean));
        var beyondTwo = values.Count(v => Math.Abs(v) > 2) / (double)values.Length;
        Assert.Equal(0, mean, 0.01); // 4.5 standard errors
        Assert.Equal(1, variance, 0.015);
        Assert.Equal(0.0455, beyondTwo, 0.002);
        Assert.Equal(0, values.Zip(values.Skip(1), (x, y) => (double)x * y).Average(), 0.01);
    }

    [Fact]
    public void Filled_normals_are_the_single_ones_to_the_precision_of_their_bits()
    {
        var random = new CounterRandom(77, 5);
        var values = new float[4 * 10_000];
        random.FillNormals(values);
        for (var n = 0; n < values.Length; n += 4)
        {
            var (a, b, c, d) = random.Normals((ulong)n / 4);
            double[] four = [a, b, c, d];
            for (var m = 0; m < 4; m++)
                Assert.Equal(four[m], values[n + m], 5e-4); // a radius near 0 or at its largest loses the most
        }

        var part = new float[45];
        random.FillNormals(part);
        Assert.Equal(values[..45], part);
    }

    [Fact]
    public void Streams_and_seeds_differ()
    {
        Assert.NotEqual(new CounterRandom(1, 1).Bits(0), new CounterRandom(1, 2).Bits(0));
        Assert.NotEqual(new CounterRandom(1, 1).Bits(0), new CounterRandom(2, 1).Bits(0));
    }
}
