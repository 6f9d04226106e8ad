using Pial.Operations.Denoising;

namespace Pial.Operations.Tests.Denoising;

public class RicianNoiseTests
{
    [Fact]
    public void In_air_the_spread_is_Rayleighs() =>
    Assert.Equal(Math.Sqrt(2 - (Math.PI / 2)), RicianNoise.SpreadAt(Math.Sqrt(Math.PI / 2)), 0.01);

    [Fact]
    public void In_strong_signal_it_is_the_channels() => Assert.InRange(RicianNoise.SpreadAt(40), 0.999, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Between_them_it_is_that_of_drawn_magnitudes(double signal)
    {
        var (a, b) = (new float[200_000], new float[200_000]);
        new Pial.Kernels.CounterRandom(1, 0).FillNormals(a);
        new Pial.Kernels.CounterRandom(1, 1).FillNormals(b);
        var drawn = a.Zip(b, (x, y) => Math.Sqrt(Math.Pow(signal + x, 2) + (y * y))).ToArray();
        var mean = drawn.Average();
        Assert.Equal(Math.Sqrt(drawn.Average(v => (v - mean) * (v - mean))), RicianNoise.SpreadAt(mean), 0.01);
    }
}
