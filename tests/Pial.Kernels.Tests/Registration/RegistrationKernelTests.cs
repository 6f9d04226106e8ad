using Pial.Kernels.Registration;

namespace Pial.Kernels.Tests.Registration;

public sealed class RegistrationKernelTests
{
    [Fact]
    public void Packed_sums_unpack_to_the_outer_products()
    {
        var random = new Random(3);
        float Next() => (float)(random.NextDouble() - 0.5);
        var packed = new double[NormalEquations.PackedLength];
        var expected = new double[144];
        for (var n = 0; n < 7; n++)
        {
            float[] g = [Next(), Next(), Next()];
            float[] u = [Next(), Next(), Next(), 1];
            var weight = random.NextDouble();
            NormalEquations.Add(weight, g[0], g[1], g[2], u[0], u[1], u[2], packed);
            for (var a = 0; a < 144; a++)
                expected[a] += weight * g[a / 12 / 4] * u[a / 12 % 4] * g[a % 12 / 4] * u[a % 12 % 4];
        }

        var actual = new double[144];
        NormalEquations.Unpack(packed, actual);
        for (var a = 0; a < 144; a++)
            Assert.Equal(expected[a], actual[a], 12);
    }

    [Fact]
    public void A_trilinear_polynomial_is_sampled_exactly_with_its_gradient()
    {
        const int Ni = 5, Nj = 4, Nk = 6;
        var image = new float[Ni * Nj * Nk];
        for (var n = 0; n < image.Length; n++)
            image[n] = Value(n % Ni, n / Ni % Nj, n / Ni / Nj);
        float[] x = [0, 3.25f, 4, 1.5f], y = [0, 2.75f, 3, 0.5f], z = [0, 0.5f, 5, 4.25f];
        var to = new float[5 * x.Length];
        ScatteredSampler.ValueAndGradient(image, Ni, Nj, Nk, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], x, y, z, to);
        for (var n = 0; n < x.Length; n++)
        {
            Assert.Equal(Value(x[n], y[n], z[n]), to[5 * n], 4);
            Assert.Equal(2 + (0.5f * y[n]), to[(5 * n) + 1], 4);
            Assert.Equal(-1 + (0.5f * x[n]), to[(5 * n) + 2], 4);
            Assert.Equal(3, to[(5 * n) + 3], 4);
        }

        static float Value(float i, float j, float k) => (2 * i) - j + (3 * k) + (0.5f * i * j);
    }

    [Fact]
    public void Points_leave_the_field_of_view_gradually()
    {
        var image = new float[27];
        Array.Fill(image, 1f);
        float[] x = [1, 0.25f, 0, -0.25f, -0.5f, 2.5f, float.NaN], one = [1, 1, 1, 1, 1, 1, 1];
        var to = new float[5 * x.Length];
        ScatteredSampler.ValueAndGradient(image, 3, 3, 3, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], x, one, one, to);
        Assert.Equal([1, 0.75f, 0.5f, 0.25f, 0, 0, 0], Enumerable.Range(0, x.Length).Select(n => to[(5 * n) + 4]));
    }
}
