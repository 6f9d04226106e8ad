using System.Numerics;
using Pial.Kernels.Fourier;

namespace Pial.Kernels.Tests.Fourier;

public sealed class FourierLinesTests
{
    public static TheoryData<int> Lengths => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 20, 25, 27, 30, 31, 49, 60, 64, 97, 160,
        181, 182, 192, 217, 34, 94, 166, 362];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Forward_is_the_sum_of_the_definition(int length)
    {
        const int lanes = 16;
        var (re, im) = (Values(length * lanes, 1), Values(length * lanes, 2));
        var (outRe, outIm) = (re.ToArray(), im.ToArray());
        new FourierLines(length).Forward(outRe, outIm, lanes, new float[new FourierLines(length).ScratchLength(lanes)]);
        foreach (var lane in (int[])[0, 7, 15])
        {
            for (var k = 0; k < length; k++)
            {
                var expected = Complex.Zero;
                for (var n = 0; n < length; n++)
                    expected += new Complex(re[(n * lanes) + lane], im[(n * lanes) + lane])
                        * Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)n * k % length) / length);
                var tolerance = 2e-6 * Math.Sqrt(length) * Math.Max(1, Math.Log2(length));
                Assert.InRange(outRe[(k * lanes) + lane] - expected.Real, -tolerance, tolerance);
                Assert.InRange(outIm[(k * lanes) + lane] - expected.Imaginary, -tolerance, tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Inverse_undoes_forward(int length)
    {
        const int lanes = 8;
        var (re, im) = (Values(length * lanes, 3), Values(length * lanes, 4));
        var (outRe, outIm) = (re.ToArray(), im.ToArray());
        var fourier = new FourierLines(length);
        var scratch = new float[new FourierLines(length).ScratchLength(lanes)];
        fourier.Forward(outRe, outIm, lanes, scratch);
        fourier.Inverse(outRe, outIm, lanes, scratch);
        for (var n = 0; n < re.Length; n++)
        {
            Assert.Equal(re[n], outRe[n], 1e-5f);
            Assert.Equal(im[n], outIm[n], 1e-5f);
        }
    }

    [Fact]
    public void Spans_that_do_not_fit_are_refused()
    {
        var fourier = new FourierLines(6);
        Assert.Throws<ArgumentException>(() => fourier.Forward(new float[48], new float[48], 7, new float[96]));
        Assert.Throws<ArgumentException>(() => fourier.Forward(new float[48], new float[47], 8, new float[96]));
        Assert.Throws<ArgumentException>(() => fourier.Forward(new float[48], new float[48], 8, new float[95]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FourierLines(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void An_axis_left_alone_gives_the_magnitudes_back_on_any_number_of_threads(int axis)
    {
        var source = Values(19 * 7 * 5, 5);
        var (one, many) = (new float[source.Length], new float[source.Length]);
        FourierAxis.Magnitude([source], 19, 7, 5, axis, [(_, _, _) => { }], one, new() { MaxDegreeOfParallelism = 1 });
        FourierAxis.Magnitude([source], 19, 7, 5, axis, [(_, _, _) => { }], many, new() { MaxDegreeOfParallelism = 7 });
        Assert.Equal(one, many);
        for (var n = 0; n < source.Length; n++)
            Assert.Equal(Math.Abs(source[n]), one[n], 1e-5f);
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }
}
