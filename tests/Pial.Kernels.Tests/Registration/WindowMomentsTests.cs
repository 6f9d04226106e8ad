using Pial.Kernels.Registration;

namespace Pial.Kernels.Tests.Registration;

public sealed class WindowMomentsTests
{
    [Theory]
    [InlineData(37, 11, 9, 3)]
    [InlineData(16, 5, 4, 2)]
    [InlineData(5, 3, 2, 1)]
    [InlineData(6, 4, 3, 0)]
    public void Moments_are_those_of_whole_planes_one_after_the_other(int ni, int nj, int nk, int radius)
    {
        var (f, m, w) = (Values.Noise(ni * nj * nk), Values.Noise(ni * nj * nk, 2), new float[ni * nj * nk]);
        for (var n = 0; n < w.Length; n++) w[n] = n % 7 < 2 ? 0 : 0.2f * (n % 5);
        var moments = new WindowMoments(ni, nj, nk, radius);
        moments.Compute(f, m, w);
        Assert.Equal(Plain(f, m, w, ni, nj, nk, radius),
            [moments.MeanF, moments.MeanM, moments.VarianceF, moments.VarianceM, moments.Covariance]);
    }

    [Fact]
    public void A_window_without_weight_has_no_moments()
    {
        var moments = new WindowMoments(8, 8, 8, 1);
        moments.Compute(Values.Noise(512), Values.Noise(512, 2), new float[512]);
        Assert.All([.. moments.MeanF, .. moments.MeanM, .. moments.VarianceF, .. moments.VarianceM, .. moments.Covariance], v =>
            Assert.Equal(0, v));
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        const int n = 20;
        float[] Of(int threads)
        {
            var moments = new WindowMoments(n, n, n, 3);
            moments.Compute(Values.Noise(n * n * n), Values.Noise(n * n * n, 2), Values.Noise(n * n * n),
                new() { MaxDegreeOfParallelism = threads });
            return moments.Covariance;
        }

        Assert.Equal(Of(1), Of(3));
    }

    private static float[][] Plain(float[] f, float[] m, float[] w, int ni, int nj, int nk, int radius)
    {
        var box = new float[radius + 1];
        Array.Fill(box, 1f / ((2 * radius) + 1));
        float[] Sum(Func<int, float> product)
        {
            var plane = new float[w.Length];
            for (var n = 0; n < plane.Length; n++) plane[n] = product(n);
            Convolution.Separable(plane, ni, nj, nk, box, box, box, Boundary.Nearest, plane);
            return plane;
        }

        var seen = Sum(n => w[n]);
        var (meanF, meanM) = (Sum(n => w[n] * f[n]), Sum(n => w[n] * m[n]));
        var (ff, mm, fm) = (Sum(n => w[n] * f[n] * f[n]), Sum(n => w[n] * m[n] * m[n]), Sum(n => w[n] * f[n] * m[n]));
        for (var n = 0; n < seen.Length; n++)
        {
            var share = seen[n] > 1e-3f ? 1 / seen[n] : 0;
            var (af, am) = (meanF[n] * share, meanM[n] * share);
            (meanF[n], meanM[n]) = (af, am);
            (ff[n], mm[n], fm[n]) = ((ff[n] * share) - (af * af), (mm[n] * share) - (am * am), (fm[n] * share) - (af * am));
        }

        return [meanF, meanM, ff, mm, fm];
    }
}
