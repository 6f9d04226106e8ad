namespace Pial.Kernels.Tests;

public sealed class SamplerTests
{
    public static TheoryData<int, int, int> Shapes =>
        new() { { 19, 17, 13 }, { 1, 9, 8 }, { 9, 1, 8 }, { 9, 8, 1 }, { 1, 1, 1 }, { 2, 2, 2 }, { 300, 2, 1 } };

    private static readonly SampleLine[] Lines =
    [
        new(-1.5, 0.2, 0.1, 0.37, 0.11, 0.05), new(18.0, 16.0, 12.0, -0.5, -0.4, -0.3), new(3, 4, 5, 0, 0, 0), new(0, 0, 0, 1, 0, 0),
        new(0.3, 0.3, 40, 0.5, 0.5, 0.5),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Blocks_of_positions_are_the_single_positions_bit_by_bit(int ni, int nj, int nk)
    {
        var source = Values.Noise(ni * nj * nk);
        var cubic = CubicSampler.Fit(source, ni, nj, nk);
        foreach (var line in Lines)
        {
            for (var count = 0; count < 45; count += 1 + (count / 9))
            {
                var (linearRow, cubicRow) = (new float[count], new float[count]);
                var linear = new TrilinearSampler(source, ni, nj, nk);
                linear.Sample(line, -9, SampleLine.Rounding, linearRow);
                cubic.Sample(line, -9, SampleLine.Rounding, cubicRow);
                for (var n = 0; n < count; n++)
                {
                    var (x, y, z) = (line.X + (n * line.StepX), line.Y + (n * line.StepY), line.Z + (n * line.StepZ));
                    var expected = linear.Sample(x, y, z, -9);
                    Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(linearRow[n]));
                    var (from, to) = line.Inside(ni, nj, nk, count);
                    var spline = n >= from && n < to ? cubic.SampleScalar(x, y, z) : -9;
                    Assert.Equal(BitConverter.SingleToInt32Bits(spline), BitConverter.SingleToInt32Bits(cubicRow[n]));
                    Assert.Equal(n >= from && n < to, expected != -9);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Positions_given_one_by_one_are_the_positions_of_a_line(int ni, int nj, int nk)
    {
        var source = Values.Noise(ni * nj * nk);
        var cubic = CubicSampler.Fit(source, ni, nj, nk);
        var linear = new TrilinearSampler(source, ni, nj, nk);
        foreach (var line in Lines)
        {
            foreach (var margin in new[] { SampleLine.Rounding, 0.5, double.PositiveInfinity })
            {
                for (var count = 0; count < 45; count += 1 + (count / 9))
                {
                    var (x, y, z) = (new double[count], new double[count], new double[count]);
                    Positions.Line(line, x, y, z);
                    var (expected, found) = (new float[count], new float[count]);
                    linear.Sample(line, -9, margin, expected);
                    linear.Sample(x, y, z, -9, margin, found);
                    Assert.Equal(expected, found);
                    cubic.Sample(line, -9, margin, expected);
                    cubic.Sample(x, y, z, -9, margin, found);
                    Assert.Equal(expected, found);
                    NearestSampler.Sample(source, ni, nj, nk, line, -9, margin, expected);
                    NearestSampler.Sample(source, ni, nj, nk, x, y, z, -9, margin, found);
                    Assert.Equal(expected, found);
                    linear.SampleClamped(x, y, z, found);
                    for (var n = 0; n < count; n++)
                        Assert.Equal(linear.SampleClamped(x[n], y[n], z[n]), found[n]);
                }
            }
        }
    }

    [Fact]
    public void A_position_that_is_not_a_number_is_outside()
    {
        var source = Values.Noise(4 * 4 * 4);
        double[] x = [.. Enumerable.Repeat(1.0, 11)], y = [.. x], z = [.. x];
        (x[1], y[5], z[10]) = (double.NaN, double.NaN, double.NaN);
        var row = new float[11];
        new TrilinearSampler(source, 4, 4, 4).Sample(x, y, z, -9, double.PositiveInfinity, row);
        Assert.Equal([1, 5, 10], Enumerable.Range(0, 11).Where(n => row[n] == -9));
        CubicSampler.Fit(source, 4, 4, 4).Sample(x, y, z, -9, double.PositiveInfinity, row);
        Assert.Equal([1, 5, 10], Enumerable.Range(0, 11).Where(n => row[n] == -9));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Both_pass_through_the_voxels(int ni, int nj, int nk)
    {
        var source = Values.Noise(ni * nj * nk);
        var cubic = CubicSampler.Fit(source, ni, nj, nk);
        var linear = new TrilinearSampler(source, ni, nj, nk);
        for (var n = 0; n < source.Length; n += 7)
        {
            var (i, j, k) = (n % ni, n / ni % nj, n / (ni * nj));
            Assert.Equal(source[n], linear.Sample(i, j, k), 1e-4);
            Assert.Equal(source[n], cubic.SampleClamped(i, j, k), 2e-4);
        }
    }

    [Fact]
    public void A_spline_reproduces_a_cosine_far_better_than_a_line()
    {
        const int n = 40;
        var source = new float[n * n * n];
        for (var v = 0; v < source.Length; v++)
            source[v] = (float)(Math.Cos(v % n * 0.5) * Math.Cos(v / n % n * 0.4) * Math.Cos(v / (n * n) * 0.3));
        var cubic = CubicSampler.Fit(source, n, n, n);
        var linear = new TrilinearSampler(source, n, n, n);
        var (worstCubic, worstLinear) = (0.0, 0.0);
        for (var m = 0; m < 200; m++)
        {
            var (x, y, z) = (8 + (m * 0.113), 9 + (m * 0.097), 10 + (m * 0.071));
            var truth = Math.Cos(x * 0.5) * Math.Cos(y * 0.4) * Math.Cos(z * 0.3);
            worstCubic = Math.Max(worstCubic, Math.Abs(cubic.SampleClamped(x, y, z) - truth));
            worstLinear = Math.Max(worstLinear, Math.Abs(linear.SampleClamped(x, y, z) - truth));
        }

        Assert.InRange(worstCubic, 0, 1e-3);
        Assert.InRange(worstLinear, 0.01, 1);
    }

    [Fact]
    public void Spline_weights_sum_to_one_and_their_derivatives_to_zero()
    {
        var (w, d, ahead) = (new double[4], new double[4], new double[4]);
        for (var t = 0.0; t <= 1; t += 0.1)
        {
            BSpline.Weights(t, w);
            BSpline.Derivatives(t, d);
            BSpline.Weights(t + 1e-6, ahead);
            Assert.Equal(1, w.Sum(), 1e-12);
            Assert.Equal(0, d.Sum(), 1e-12);
            for (var n = 0; n < 4; n++)
                Assert.Equal((ahead[n] - w[n]) / 1e-6, d[n], 1e-5);
        }
    }
}
