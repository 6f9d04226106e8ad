using Pial.Kernels.Denoising;

namespace Pial.Kernels.Tests.Denoising;

public class GuidedNonLocalMeansTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(-7)]
    public void AgreesWithTheFormula(int offset)
    {
        var random = new Random(11);
        float[] Values() => [.. Enumerable.Range(0, 64).Select(_ => (float)random.NextDouble())];
        var (noisy, guide, mean) = (Values(), Values(), Values());
        var (sum, weight) = (new float[32], new float[32]);
        GuidedNonLocalMeans.Accumulate(noisy, guide, mean, 10, 32, offset, 2.5f, sum, weight);
        for (var n = 0; n < 32; n++)
        {
            var (a, b) = (10 + n, 10 + n + offset);
            var w = Math.Exp(-2.5 * (Math.Pow(guide[a] - guide[b], 2) + (3 * Math.Pow(mean[a] - mean[b], 2))));
            Assert.Equal(w, weight[n], 1e-4);
            Assert.Equal(w * noisy[b], sum[n], 1e-4);
        }
    }

    [Fact]
    public void NeighboursOutsideAreRefused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => GuidedNonLocalMeans.Accumulate(new float[64], new float[64], new float[64], 0, 32, -1, 1, new float[32], new float[32]));
}
