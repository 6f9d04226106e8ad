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
}
