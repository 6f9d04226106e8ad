namespace Pial.Kernels.Tests;

public sealed class PositionsTests
{
    private static readonly double[] Map = [1.1, 0.2, -0.3, 4, 0.5, -1.6, 0.7, -8, 0.9, 1.0, 1.1, 12];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(11)]
    [InlineData(64)]
    public void Blocks_and_single_positions_agree_to_the_bit(int count)
    {
        var (x, y, z) = (new double[count], new double[count], new double[count]);
        var d = Values.Noise(3 * 64);
        Positions.Line(new(1, 2, 3, 0.3, -0.2, 0.1), x, y, z);
        Positions.Apply(Map, x, y, z);
        Positions.Add(Map, d.AsSpan(0, count), d.AsSpan(64, count), d.AsSpan(128, count), x, y, z);
        for (var n = 0; n < count; n++)
        {
            double[] px = [1 + (n * 0.3)], py = [2 + (n * -0.2)], pz = [3 + (n * 0.1)];
            Positions.Apply(Map, px, py, pz);
            Positions.Add(Map, d.AsSpan(n, 1), d.AsSpan(64 + n, 1), d.AsSpan(128 + n, 1), px, py, pz);
            Assert.Equal((px[0], py[0], pz[0]), (x[n], y[n], z[n]));
        }
    }

    [Fact]
    public void An_affine_and_a_displacement_by_hand()
    {
        double[] x = [1], y = [2], z = [3];
        Positions.Apply([1, 0, 0, 10, 0, 2, 0, 20, 0, 0, 3, 30], x, y, z);
        Positions.Add([0, 1, 0, 99, 1, 0, 0, 99, 0, 0, -1, 99], [1], [2], [3], x, y, z);
        Assert.Equal((13, 25, 36), (x[0], y[0], z[0]));
    }

    [Fact]
    public void Lengths_must_fit()
    {
        Assert.Throws<ArgumentException>(() => Positions.Apply(Map, new double[2], new double[1], new double[2]));
        Assert.Throws<ArgumentException>(() => Positions.Add(Map, [1], [1], [1], new double[2], new double[2], new double[2]));
        Assert.Throws<ArgumentException>(() => new TrilinearSampler([1], 1, 1, 1).Sample([1], [1], [], 0, 0, new float[1]));
    }
}
