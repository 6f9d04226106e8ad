namespace Pial.Kernels.Tests;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(999)]
    public void Quantiles_are_those_of_sorting(int count)
    {
        foreach (var values in new[] { Values.Noise(count), [.. Values.Noise(count).Order()],
            [.. Values.Noise(count).Select(v => MathF.Round(v / 50))], new float[count] })
        {
            var sorted = values.Order().ToArray();
            foreach (var q in new[] { 0, 0.01, 0.25, 0.5, 0.777, 1 })
            {
                var rank = q * (count - 1);
                var (lower, upper) = (sorted[(int)Math.Floor(rank)], sorted[(int)Math.Ceiling(rank)]);
                Assert.Equal(lower + ((rank - Math.Floor(rank)) * (upper - lower)), Quantile.Of(values, q), 1e-4);
            }
        }
    }

    [Fact]
    public void Quantiles_of_many_values_are_those_of_selecting()
    {
        var values = new float[(1 << 20) + 7];
        new CounterRandom(5, 1).FillNormals(values);
        for (var n = 0; n < values.Length; n += 3)
            values[n] = MathF.Round(values[n]); // many equal ones, zeros of both signs
        (values[4], values[5]) = (float.NaN, float.PositiveInfinity);
        double[] q = [0, 0.05, 0.5, 0.9995, 1];
        var found = new double[q.Length];
        Quantile.Of(values, q, found);
        var finite = values.Where(float.IsFinite).ToArray();
        for (var n = 0; n < q.Length; n++)
            Assert.Equal(Quantile.InPlace(finite, q[n]), found[n]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.Of(values, 1.5));
        Assert.Equal(double.NaN, Quantile.Of(Enumerable.Repeat(float.NaN, values.Length).ToArray(), 0.5));
    }

    [Fact]
    public void Quantiles_leave_out_what_is_no_number()
    {
        Assert.Equal(2, Quantile.Of([float.NaN, 1, float.PositiveInfinity, 3], 0.5));
        Assert.Equal(double.NaN, Quantile.Of([float.NaN], 0.5));
        Assert.Equal(double.NaN, Quantile.Of([], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.Of([1f], 1.5));
    }

    [Fact]
    public void A_histogram_counts_every_value_in_its_range_once()
    {
        float[] values = [0, 0.5f, 1, 9.99f, 10, 10.01f, -1, float.NaN];
        var histogram = Histogram.Of(values, 10, 0, 10);
        Assert.Equal([2, 1, 0, 0, 0, 0, 0, 0, 0, 2], histogram.Counts);
        Assert.Equal(0.5, histogram.Centre(0));
        Assert.Null(Histogram.Of([3f, 3f], 10));
        Assert.Throws<ArgumentException>(() => Histogram.Of(values, 10, 1, 1));
    }

    [Fact]
    public void Halving_averages_cells_and_what_is_left_of_them()
    {
        float[] source = [1, 2, 3, 4, 5, 6];
        var result = new float[2];
        Pyramid.Halve(source, 3, 2, 1, result);
        Assert.Equal([3f, 4.5f], result);
    }
}
