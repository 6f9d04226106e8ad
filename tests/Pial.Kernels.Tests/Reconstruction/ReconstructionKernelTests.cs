using System.Numerics;
using Pial.Kernels.Denoising;
using Pial.Kernels.Fourier;
using Pial.Kernels.Reconstruction;

namespace Pial.Kernels.Tests.Reconstruction;

public sealed class ReconstructionKernelTests
{
    private const int I = 12, J = 10, K = 9;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_complex_transform_along_an_axis_is_the_sum_that_defines_it_and_comes_back(int axis)
    {
        var (re, im) = (Normals(1), Normals(2));
        var (a, b) = ((float[])re.Clone(), (float[])im.Clone());
        FourierAxis.Transform(a, b, I, J, K, axis, inverse: false);
        var (length, step) = axis switch { 0 => (I, 1), 1 => (J, I), _ => (K, I * J) };
        var start = 3 * (axis == 0 ? I : 1);
        for (var f = 0; f < length; f++)
        {
            var sum = Complex.Zero;
            for (var n = 0; n < length; n++)
                sum += new Complex(re[start + (n * step)], im[start + (n * step)]) * Complex.FromPolarCoordinates(1,
                    -2 * Math.PI * f * n / length);
            Assert.Equal(sum.Real, (double)a[start + (f * step)], 1e-4);
            Assert.Equal(sum.Imaginary, (double)b[start + (f * step)], 1e-4);
        }

        FourierAxis.Transform(a, b, I, J, K, axis, inverse: true);
        for (var n = 0; n < re.Length; n++) Assert.Equal(re[n], a[n], 1e-4f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Measured_frequencies_take_the_place_of_an_images_own_and_the_others_stay(int axis)
    {
        var (re, im, other, zero) = (Normals(1), Normals(2), Normals(3), new float[I * J * K]);
        var measured = Enumerable.Range(0, axis switch { 0 => I, 1 => J, _ => K }).Select(f => f % 3 == 0).ToArray();
        var (yr, yi) = ((float[])other.Clone(), (float[])zero.Clone());
        FourierAxis.Transform(yr, yi, I, J, K, axis, inverse: false);
        var (a, b) = ((float[])re.Clone(), (float[])im.Clone());
        FourierAxis.Replace(a, b, yr, yi, measured, I, J, K, axis, new() { MaxDegreeOfParallelism = 3 });
        var (c, d) = ((float[])re.Clone(), (float[])im.Clone());
        FourierAxis.Replace(c, d, yr, yi, measured, I, J, K, axis, new() { MaxDegreeOfParallelism = 1 });
        Assert.Equal(c, a);
        FourierAxis.Transform(a, b, I, J, K, axis, inverse: false);
        FourierAxis.Transform(re, im, I, J, K, axis, inverse: false);
        for (var n = 0; n < a.Length; n++)
            Assert.Equal(measured[axis switch { 0 => n % I, 1 => n / I % J, _ => n / (I * J) }] ? yr[n] : re[n], a[n], 1e-4f);
    }

    [Fact]
    public void A_threshold_of_nothing_leaves_an_image_and_a_high_one_the_means_of_blocks()
    {
        var (re, im) = (Normals(1), Normals(2));
        var (a, b) = ((float[])re.Clone(), (float[])im.Clone());
        HaarBlocks.Shrink(a, b, I, J, K, 0, (3, 5, 7));
        for (var n = 0; n < re.Length; n++)
            Assert.Equal((re[n], im[n]), (a[n], b[n]), (x, y) => Math.Abs(x.Item1 - y.Item1) < 1e-5 && Math.Abs(x.Item2 - y.Item2) < 1e-5);
        HaarBlocks.Shrink(a, b, I, J, K, 1e6f, (0, 0, 0));
        var mean = 0.0;
        for (var k = 0; k < 8; k++)
            for (var j = 0; j < 8; j++)
                for (var i = 0; i < 8; i++)
                    mean += re[(((k * J) + j) * I) + i] / 512.0;
        Assert.Equal(mean, a[0], 1e-4);
        Assert.Equal(mean, a[(((7 * J) + 7) * I) + 7], 1e-4);
    }

    [Fact]
    public void Shrinking_keeps_the_phase_and_is_the_same_for_any_number_of_threads()
    {
        var re = Normals(1);
        var im = Array.ConvertAll(re, v => 2 * v);
        var (a, b) = ((float[])re.Clone(), (float[])im.Clone());
        HaarBlocks.Shrink(a, b, I, J, K, 0.8f, (1, 2, 3), new() { MaxDegreeOfParallelism = 3 });
        for (var n = 0; n < a.Length; n++) Assert.Equal(2 * a[n], b[n], 1e-4f);
        HaarBlocks.Shrink(re, im, I, J, K, 0.8f, (1, 2, 3), new() { MaxDegreeOfParallelism = 1 });
        Assert.Equal(re, a);
    }

    [Fact]
    public void Patches_are_compared_voxel_by_voxel()
    {
        const int nx = 48, ny = 16, nz = 14, count = 16, rows = 5, slices = 3, radius = 2;
        var image = new float[nx * ny * nz];
        new CounterRandom(4, 1).FillNormals(image);
        var start = (((5 * ny) + 5) * nx) + 14;
        var (sum, weight) = (new float[count * rows * slices], new float[count * rows * slices]);
        PatchNonLocalMeans.Average(image, nx, ny, start, count, rows, slices, radius, 0.02f, sum, weight,
            new float[PatchNonLocalMeans.ScratchLength(count)]);
        foreach (var (x, y, z) in new[] { (0, 0, 0), (7, 2, 1), (15, 4, 2) })
        {
            var (total, all) = (0.0, 0.0);
            for (var o = 0; o < 125; o++)
            {
                var offset = (((o / 25) - 2) * nx * ny) + (((o / 5 % 5) - 2) * nx) + (o % 5) - 2;
                var (at, distance) = (start + (z * nx * ny) + (y * nx) + x, 0.0);
                for (var p = 0; p < 27; p++)
                {
                    var q = at + (((p / 9) - 1) * nx * ny) + (((p / 3 % 3) - 1) * nx) + (p % 3) - 1;
                    distance += Math.Pow(image[q] - image[q + offset], 2);
                }

                (total, all) = (total + (Math.Exp(-0.02 * distance) * image[at + offset]), all + Math.Exp(-0.02 * distance));
            }

            Assert.Equal(total / all, sum[(((z * rows) + y) * count) + x], 1e-3);
        }

        Assert.Throws<ArgumentOutOfRangeException>(
            () => PatchNonLocalMeans.Average(image, nx, ny, 5, count, rows, slices, radius, 0.02f, sum, weight,
                new float[PatchNonLocalMeans.ScratchLength(count)]));
    }

    private static float[] Normals(ulong stream)
    {
        var values = new float[I * J * K];
        new CounterRandom(7, stream).FillNormals(values);
        return values;
    }
}
