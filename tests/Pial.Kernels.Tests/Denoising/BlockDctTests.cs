using Pial.Kernels.Denoising;

namespace Pial.Kernels.Tests.Denoising;

public class BlockDctTests
{
    private const int Row = 24, Rows = 5, Slice = Row * Rows;

    [Fact]
    public void BlocksAgreeWithADirectTransform()
    {
        var source = Noise(Slice * 5, 3);
        const int start = (Row * 1) + 2;
        var (sum, weight) = (new float[source.Length], new float[source.Length]);
        BlockDct.Accumulate(source, [], start, Row, Slice, 0.4f, sum, weight);
        var (expectedSum, expectedWeight) = (new double[source.Length], new double[source.Length]);
        for (var lane = 0; lane < BlockDct.Lanes; lane++)
            Direct(source, start + lane, 2.7 * 0.4, expectedSum, expectedWeight);
        for (var n = 0; n < source.Length; n++)
        {
            Assert.Equal(expectedSum[n], sum[n], 1e-4);
            Assert.Equal(expectedWeight[n], weight[n], 1e-5);
        }
    }

    [Fact]
    public void ConstantStaysConstantInBothPasses()
    {
        var source = Enumerable.Repeat(5f, Slice * 5).ToArray();
        foreach (var pilot in new[] { [], source })
        {
            var (sum, weight) = (new float[source.Length], new float[source.Length]);
            BlockDct.Accumulate(source, pilot, 0, Row, Slice, 1, sum, weight);
            for (var n = 0; n < sum.Length; n++)
                if (weight[n] > 0) Assert.Equal(5f, sum[n] / weight[n], 1e-5f);
        }
    }

    [Fact]
    public void BlocksThatLeaveTheImageAreRefused()
    {
        var source = new float[Slice * 4];
        Assert.Throws<ArgumentOutOfRangeException>(
            () => BlockDct.Accumulate(source, [], Slice, Row, Slice, 1, new float[source.Length], new float[source.Length]));
    }

    private static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2))];
    }

    // The definition: orthonormal DCT-II along each axis, hard threshold except the mean, and back.
    private static void Direct(float[] source, int start, double threshold, double[] sum, double[] weight)
    {
        double Basis(int k, int n) => Math.Sqrt(k == 0 ? 0.25 : 0.5) * Math.Cos(Math.PI * k * (n + 0.5) / 4);
        int At(int v) => start + (v & 3) + (((v >> 2) & 3) * Row) + ((v >> 4) * Slice);
        double Wave(int c, int v) => Basis(c & 3, v & 3) * Basis((c >> 2) & 3, (v >> 2) & 3) * Basis(c >> 4, v >> 4);
        var spectrum = new double[64];
        var kept = 1;
        for (var c = 0; c < 64; c++)
        {
            for (var v = 0; v < 64; v++)
                spectrum[c] += source[At(v)] * Wave(c, v);
            if (c == 0) continue;
            if (Math.Abs(spectrum[c]) > threshold) kept++;
            else spectrum[c] = 0;
        }

        for (var v = 0; v < 64; v++)
        {
            var value = 0.0;
            for (var c = 0; c < 64; c++)
                value += spectrum[c] * Wave(c, v);
            sum[At(v)] += value / kept;
            weight[At(v)] += 1.0 / kept;
        }
    }
}
