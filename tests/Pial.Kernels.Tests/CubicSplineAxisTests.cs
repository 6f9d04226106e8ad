using static Pial.Kernels.CubicSplineAxis;

namespace Pial.Kernels.Tests;

public sealed class CubicSplineAxisTests
{
    private static readonly double[] Positions = [.. Enumerable.Range(0, 37).Select(n => n / 36.0)];
    private static readonly int[] All = [.. Enumerable.Range(0, 37)];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Straight_control_points_give_a_straight_line(int spans)
    {
        var axis = new CubicSplineAxis(Positions, spans);
        var points = Enumerable.Range(0, axis.ControlPoints).Select(c => 2 + (5 * (c - 1.0) / spans)).ToArray();
        var values = new float[Positions.Length];
        axis.Evaluate(points, All, values);
        for (var n = 0; n < values.Length; n++)
            Assert.Equal(2 + (5 * Positions[n]), values[n], 1e-6);
    }

    [Fact]
    public void Refining_keeps_the_function()
    {
        double[] points = [0.3, -1, 2, 0.7, 1.9, -0.4];
        var fine = new double[9];
        Refine(points, fine);
        var (a, b) = (new float[Positions.Length], new float[Positions.Length]);
        new CubicSplineAxis(Positions, 3).Evaluate(points, All, a);
        new CubicSplineAxis(Positions, 6).Evaluate(fine, All, b);
        for (var n = 0; n < a.Length; n++)
            Assert.Equal(a[n], b[n], 1e-6);
    }

    [Theory]
    [InlineData(Weight.Fit)]
    [InlineData(Weight.Square)]
    [InlineData(Weight.Basis)]
    public void Gathering_adds_each_samples_share(Weight weight)
    {
        var axis = new CubicSplineAxis(Positions, 4);
        int[] samples = [0, 1, 9, 10, 35, 36];
        float[] values = [1, -2, 3, 0.5f, 4, -1];
        var sums = new double[axis.ControlPoints];
        axis.Gather(weight, samples, values, sums);
        var expected = new double[axis.ControlPoints];
        for (var n = 0; n < samples.Length; n++)
        {
            for (var c = 0; c < 4; c++)
                expected[axis.First(samples[n]) + c] += values[n] * axis.Weights(weight, samples[n])[c];
        }

        for (var c = 0; c < expected.Length; c++)
            Assert.Equal(expected[c], sums[c], 1e-14);
    }

    [Fact]
    public void One_sample_is_met_exactly_by_its_approximation()
    {
        // Lee et al.: with one sample the quotient of fit and square weights is the least change that reproduces its value.
        var axis = new CubicSplineAxis([0.37], 2);
        var points = new double[axis.ControlPoints];
        axis.Gather(Weight.Fit, [0], [7], points);
        for (var c = 0; c < 4; c++)
            points[axis.First(0) + c] /= axis.Weights(Weight.Square, 0)[c];
        var value = new float[1];
        axis.Evaluate(points, [0], value);
        Assert.Equal(7, value[0], 1e-5);
    }

    [Fact]
    public void A_lattice_of_another_size_is_refused() =>
        Assert.Throws<ArgumentException>(() => new CubicSplineAxis(Positions, 2).Evaluate(new double[4], All, new float[37]));
}
