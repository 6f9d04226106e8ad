namespace Pial.Kernels.Tests;

public sealed class TotalVariationTests
{
    private const int N = 24;

    private static float[] Solve(Func<int, int, int, float> region, float smoothness, ParallelOptions? parallel = null)
    {
        var r = new float[N * N * N];
        for (var n = 0; n < r.Length; n++)
            r[n] = region(n % N, n / N % N, n / (N * N));
        var u = new float[r.Length];
        TotalVariation.Segment(r, Enumerable.Repeat(smoothness, r.Length).ToArray(), N, N, N, 200, u, parallel);
        return u;
    }

    private static bool InBall(int i, int j, int k) => ((i - 12) * (i - 12)) + ((j - 12) * (j - 12)) + ((k - 12) * (k - 12)) < 64;

    [Fact]
    public void A_ball_survives_and_a_lone_voxel_does_not()
    {
        var u = Solve((i, j, k) => InBall(i, j, k) || (i, j, k) == (2, 2, 2) ? -1 : 1, 1);
        Assert.True(u[12 + (N * (12 + (N * 12)))] > 0.5f);
        Assert.True(u[2 + (N * (2 + (N * 2)))] < 0.5f);
    }

    [Fact]
    public void Without_surface_cost_every_voxel_follows_its_evidence()
    {
        var u = Solve((i, j, k) => (i + j + k) % 2 == 0 ? -1 : 1, 0);
        for (var n = 0; n < u.Length; n++)
            Assert.Equal(((n % N) + (n / N % N) + (n / (N * N))) % 2 == 0 ? 1f : 0f, u[n]);
    }

    [Fact]
    public void One_thread_and_several_give_the_same_bits()
    {
        float Region(int i, int j, int k) => MathF.Sin(i * 0.7f) + MathF.Cos(j * k * 0.1f);
        Assert.Equal(Solve(Region, 0.5f, new() { MaxDegreeOfParallelism = 1 }), Solve(Region, 0.5f, new() { MaxDegreeOfParallelism = 4 }));
    }

    [Theory]
    [InlineData(37, 6, 5)]
    [InlineData(16, 3, 4)]
    [InlineData(9, 2, 2)]
    [InlineData(3, 5, 1)]
    [InlineData(1, 4, 3)]
    public void Vectors_give_the_bits_of_scalars(int ni, int nj, int nk)
    {
        var random = new Random(4);
        float[] Many(float low, float high) =>
            [.. Enumerable.Range(0, ni * nj * nk).Select(_ => low + ((high - low) * random.NextSingle()))];
        var (region, edge, start) = (Many(-2, 2), Many(0, 1), Many(0, 1));
        float[] Of(bool vectors)
        {
            var u = (float[])start.Clone();
            TotalVariation.Segment(region, edge, ni, nj, nk, 40, u, vectors, null);
            return u;
        }

        Assert.Equal(Of(vectors: false).Select(BitConverter.SingleToInt32Bits), Of(vectors: true).Select(BitConverter.SingleToInt32Bits));
    }
}
