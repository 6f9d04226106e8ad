namespace Pial.Kernels.Tests;

public sealed class WeightedQuantileTests
{
    [Theory]
    [InlineData(0.0, -3)]
    [InlineData(0.25, -1.5)] // met exactly: between the first and the second
    [InlineData(0.3, 0)]
    [InlineData(0.5, 1)]
    [InlineData(1.0, 5)]
    public void Four_values_that_count_alike(double q, double expected)
    {
        var found = new double[1];
        WeightedQuantile.Of([5, -3, 0, 2], [], [q], found);
        Assert.Equal(expected, found[0]);
    }

    [Fact]
    public void A_weight_of_three_is_three_voxels()
    {
        var (weighted, repeated) = (new double[3], new double[3]);
        double[] q = [0.05, 0.5, 0.9];
        WeightedQuantile.Of([4, 1, 2.5f, 9], [3, 2, 0, 1], q, weighted);
        WeightedQuantile.Of([4, 4, 4, 1, 1, 9], [], q, repeated);
        Assert.Equal(repeated, weighted);
    }

    [Fact]
    public void The_same_as_sorting()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 10001).Select(_ => (float)((random.NextDouble() - 0.4) * Math.Pow(10, random.Next(-6, 6))))
            .ToArray();
        var found = new double[3];
        WeightedQuantile.Of(values, [], [0.05, 0.5, 0.95], found);
        Array.Sort(values);
        Assert.Equal([values[500], values[5000], values[9500]], found.Select(v => (float)v));
    }

    [Fact]
    public void Nothing_has_no_median()
    {
        Assert.True(double.IsNaN(WeightedQuantile.Median([])));
        Assert.Throws<ArgumentException>(() => WeightedQuantile.Of([1], [1, 2], [0.5], new double[1]));
        Assert.Throws<ArgumentException>(() => WeightedQuantile.Of([1], [], [1.5], new double[1]));
    }
}
