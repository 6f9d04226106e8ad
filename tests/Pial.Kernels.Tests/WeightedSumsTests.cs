using Pial.Kernels.Statistics;

namespace Pial.Kernels.Tests;

public sealed class WeightedSumsTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 24, 528)]
    [InlineData(7, 5, 37)]
    [InlineData(13, 9, 47)]
    public void Every_path_gives_the_bits_of_the_plain_loop(int sets, int rows, int columns)
    {
        var stride = columns + 3;
        var (weights, table) = (Values.Noise(sets * rows), Values.Noise(rows * stride));
        var (found, plain) = (new float[sets * stride], new float[sets * stride]);
        WeightedSums.Of(weights, rows, table, stride, columns, found);
        for (var k = 0; k < sets; k++)
            WeightedSums.Scalar(weights.AsSpan(k * rows, rows), table, stride, 0, columns, plain.AsSpan(k * stride));
        Assert.Equal(plain, found);
    }

    [Fact]
    public void Spans_that_are_too_short_are_refused()
    {
        Assert.Throws<ArgumentException>(() => WeightedSums.Of(new float[6], 3, new float[5], 2, 2, new float[4]));
        Assert.Throws<ArgumentException>(() => WeightedSums.Of(new float[6], 3, new float[6], 2, 2, new float[3]));
        Assert.Throws<ArgumentException>(() => WeightedSums.Of(new float[7], 3, new float[6], 2, 2, new float[8]));
    }

    [Fact]
    public void Order_is_by_magnitude_and_stable()
    {
        var values = Values.Noise(5000);
        (values[7], values[9], values[11], values[13], values[15]) = (0, float.NaN, -0.25f, 0.25f, float.PositiveInfinity);
        var order = new DescendingOrder(6000).Of(values).ToArray();
        var expected = Enumerable.Range(0, 5000).Where(n => values[n] != 0 && !float.IsNaN(values[n]))
            .OrderByDescending(n => Math.Abs(values[n])).ToArray();
        Assert.Equal(expected, order);
        Assert.Equal(expected.Where(n => values[n] > 0), new DescendingOrder(5000).Of(values, Signs.Positive).ToArray());
        var sorter = new DescendingOrder(5000);
        Assert.Equal(expected.Where(n => values[n] < 0), sorter.Of(values, Signs.Negative).ToArray());
        Assert.Equal(-values[expected.First(n => values[n] < 0)], sorter.Magnitude(0));
    }
}
