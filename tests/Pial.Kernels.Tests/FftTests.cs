namespace Pial.Kernels.Tests;

public sealed class FftTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(64)]
    public void Forward_is_the_defining_sum(int length)
    {
        var (real, imaginary) = Signal(length);
        var (re, im) = ((double[])real.Clone(), (double[])imaginary.Clone());
        new Fft(length).Forward(re, im);
        for (var k = 0; k < length; k++)
        {
            var (sumRe, sumIm) = (0.0, 0.0);
            for (var n = 0; n < length; n++)
            {
                var (s, c) = Math.SinCos(-2 * Math.PI * n * k / length);
                sumRe += (real[n] * c) - (imaginary[n] * s);
                sumIm += (real[n] * s) + (imaginary[n] * c);
            }

            Assert.Equal(sumRe, re[k], 1e-11);
            Assert.Equal(sumIm, im[k], 1e-11);
        }
    }

    [Fact]
    public void Inverse_undoes_forward()
    {
        var (real, imaginary) = Signal(512);
        var (re, im) = ((double[])real.Clone(), (double[])imaginary.Clone());
        var fft = new Fft(512);
        fft.Forward(re, im);
        fft.Inverse(re, im);
        for (var n = 0; n < 512; n++)
        {
            Assert.Equal(real[n], re[n], 1e-13);
            Assert.Equal(imaginary[n], im[n], 1e-13);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    [InlineData(12)]
    public void Other_lengths_are_refused(int length) => Assert.Throws<ArgumentOutOfRangeException>(() => new Fft(length));

    [Fact]
    public void A_span_of_another_length_is_refused() =>
    Assert.Throws<ArgumentException>(() => new Fft(8).Forward(new double[8], new double[4]));

    private static (double[] Real, double[] Imaginary) Signal(int length) =>
        ([.. Enumerable.Range(0, length).Select(n => Math.Sin((n * n) + 1))],
            [.. Enumerable.Range(0, length).Select(n => Math.Cos(3 * n * n))]);
}
