namespace Pial.Kernels.Tests;

public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(33)]
    [InlineData(64)]
    public void Vectors_and_the_plain_loop_agree_bit_by_bit(int length)
    {
        foreach (var sigma in new[] { 0, 0.4, 1.3, 5 })
        {
            foreach (var step in new[] { 1, 3, length + 5 })
            {
                var half = Convolution.GaussianHalfKernel(sigma);
                var padded = Values.Noise(length + (2 * (half.Length - 1) * step));
                var (fast, plain) = (new float[length], new float[length]);
                Convolution.Along(padded, half, step, fast);
                Convolution.AlongScalar(padded, half, step, plain, 0);
                Assert.Equal(plain.Select(BitConverter.SingleToInt32Bits), fast.Select(BitConverter.SingleToInt32Bits));
            }
        }
    }

    [Theory]
    [InlineData(Boundary.Reflect, "3 2 1 0 | 0 1 2 3 | 3 2 1 0")]
    [InlineData(Boundary.Mirror, "2 3 2 1 | 0 1 2 3 | 2 1 0 1")]
    [InlineData(Boundary.Nearest, "0 0 0 0 | 0 1 2 3 | 3 3 3 3")]
    [InlineData(Boundary.Zero, "-1 -1 -1 -1 | 0 1 2 3 | -1 -1 -1 -1")]
    public void Beyond_the_ends_a_line_goes_on_as_documented(Boundary boundary, string indices)
    {
        var expected = indices.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
        Assert.Equal(expected, Enumerable.Range(-4, 12).Select(n => Boundaries.Fold(boundary, n, 4)));
        Assert.Equal(boundary == Boundary.Zero ? -1 : 0, Boundaries.Fold(boundary, 100, 1));
    }

    [Theory]
    [InlineData(Boundary.Reflect)]
    [InlineData(Boundary.Mirror)]
    [InlineData(Boundary.Nearest)]
    [InlineData(Boundary.Zero)]
    public void Separable_is_the_sum_over_the_neighbourhood(Boundary boundary)
    {
        const int ni = 9, nj = 6, nk = 4;
        var source = Values.Noise(ni * nj * nk);
        float[] a = [0.5f, 0.2f, 0.05f], b = [0.6f, 0.2f], c = [0.4f, 0.2f, 0.1f];
        var result = new float[source.Length];
        Convolution.Separable(source, ni, nj, nk, a, b, c, boundary, result);
        for (var n = 0; n < source.Length; n++)
        {
            var (i, j, k, sum) = (n % ni, n / ni % nj, n / (ni * nj), 0.0);
            for (var w = -2; w <= 2; w++)
                for (var v = -1; v <= 1; v++)
                    for (var u = -2; u <= 2; u++)
                    {
                        var (p, q, r) = (Boundaries.Fold(boundary, i + u, ni), Boundaries.Fold(boundary, j + v, nj),
                            Boundaries.Fold(boundary, k + w, nk));
                        if (Math.Min(p, Math.Min(q, r)) >= 0)
                            sum += source[p + (ni * (q + (nj * r)))] * a[Math.Abs(u)] * b[Math.Abs(v)] * c[Math.Abs(w)];
                    }

            Assert.Equal(sum, result[n], 1e-4);
        }

        Convolution.Separable(source, ni, nj, nk, a, b, c, boundary, source);
        Assert.Equal(result, source);
    }
}
