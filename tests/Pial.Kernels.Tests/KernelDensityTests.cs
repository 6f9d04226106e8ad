using Pial.Kernels.Statistics;

namespace Pial.Kernels.Tests;

public sealed class KernelDensityTests
{
    [Theory]
    [InlineData(1, 2.0)]
    [InlineData(5000, 3.0)]
    public void It_is_the_sum_of_Gaussians(int count, double bandwidth)
    {
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, count).Select(n => (float)((n % 2 * 60) + (20 * random.NextDouble())))];
        var density = KernelDensity.Of(values, bandwidth, 256);
        var peak = density.Values.Max();
        for (var p = 0; p < 256; p++)
        {
            var direct = values.Average(v => Math.Exp(-Math.Pow((density.At(p) - v) / bandwidth, 2) / 2))
                / (bandwidth * Math.Sqrt(2 * Math.PI));
            Assert.Equal(direct, density.Values[p], 0.02 * peak);
        }

        Assert.Equal(1, density.Values.Sum() * density.Step, 0.01);
    }

    [Fact]
    public void The_grid_reaches_three_bandwidths_beyond_the_values()
    {
        var density = KernelDensity.Of([10f, 30f], 2, 128);
        Assert.Equal((4.0, 36.0), (density.Low, Math.Round(density.At(127), 9)));
        Assert.Throws<ArgumentException>(() => KernelDensity.Of([], 2, 128));
        Assert.Throws<ArgumentException>(() => KernelDensity.Of([1f], 0, 128));
    }
}
