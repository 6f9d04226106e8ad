using Pial.Kernels;
using Pial.Operations.Denoising;
using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Operations.Tests.Denoising;

public class NonLocalMeansTests
{
    private static readonly Phantom Head = Phantom.Create(AnalyticHead.Create(2), new() { NoisePercent = 0, InuPercent = 0 });

    [Theory]
    [InlineData(3, 3)]
    [InlineData(9, 6.5)]
    public void Noise_of_a_head_goes_and_the_head_stays(double percent, double leastGainDb)
    {
        var noisy = Head.Acquire(percent, 0);
        var result = NonLocalMeans.Run(noisy.T1w);
        Assert.True(Psnr(result.Denoised) > Psnr(noisy.T1w) + leastGainDb, $"{Psnr(noisy.T1w):f2} dB became {Psnr(result.Denoised):f2} dB");
        Assert.True(Math.Abs(Mean(result.Denoised) - Mean(Head.T1w)) < 4, $"mean {Mean(Head.T1w):f1} became {Mean(result.Denoised):f1}");
        // white matter is 1000; the 2 mm head's cortex is one voxel thick and counts as noise a little
        Assert.InRange(result.Sigma, percent * 9.5, percent * 13);
    }

    [Fact]
    public void Noise_that_varies_is_found_where_it_is()
    {
        var balls = TestImages.OfWorld(TestImages.Cube(56), p => p.Length < 12 ? 900f : p.Length < 18 ? 300f : p.Length < 25 ? 600f : 0f);
        var noise = Noise(balls.Grid, 11);
        var noisy = Volume.CreateParallel<float>(balls.Grid, m =>
        {
            for (var n = 0; n < m.Length; n++)
            {
                var sigma = 10 + (80.0 * (n / balls.Shape.SliceCount) / (balls.Shape.K - 1));
                m.Span[n] = (float)Math.Sqrt(Math.Pow(balls.Span[n] + (sigma * noise.Item1[n]), 2) + Math.Pow(sigma * noise.Item2[n], 2));
            }
        });
        var uniform = NonLocalMeans.Run(noisy, options: new() { Varying = false });
        var result = NonLocalMeans.Run(noisy);
        var ball = balls.Map(v => v > 0);
        double Db(Volume<float> v) => Psnr(v, balls, ball);
        Assert.True(Db(result.Denoised) > Db(uniform.Denoised) + 1,
            $"{Db(noisy):f2} dB became {Db(uniform.Denoised):f2} uniform, {Db(result.Denoised):f2} varying");
        var (weak, strong) = (result.NoiseMap![28, 28, 10], result.NoiseMap[28, 28, 46]);
        Assert.True(strong > 1.6 * weak, $"{weak:f1} at the weak end, {strong:f1} at the strong");
        Assert.Null(uniform.NoiseMap);
    }

    [Fact]
    public void The_sign_is_kept_or_the_image_refused()
    {
        var balls = TestImages.OfWorld(TestImages.Cube(32), p => p.Length < 8 ? 900f : p.Length < 14 ? 300f : 0f);
        var noise = Noise(balls.Grid, 5);
        var noisy = Volume.CreateParallel<float>(balls.Grid, m =>
        {
            for (var n = 0; n < m.Length; n++)
                m.Span[n] = balls.Span[n] + (2 * noise.Item1[n]);
        });
        var ringing = NonLocalMeans.Run(noisy, options: new() { Sigma = 2 }).Denoised;
        for (var n = 0; n < noisy.Shape.Count; n++)
            Assert.False(ringing.Span[n] * noisy.Span[n] < 0, $"{noisy.Span[n]} became {ringing.Span[n]}");
        var scored = noisy.Map(v => (v - 300) / 250);
        Assert.Contains("negative", Assert.Throws<ArgumentException>(() => NonLocalMeans.Run(scored)).Message, StringComparison.Ordinal);
        var gaussian = NonLocalMeans.Run(scored, options: new() { Rician = false, Sigma = 2 / 250.0 }).Denoised;
        Assert.InRange(gaussian[0, 0, 0], -1.25, -1.15);
    }

    [Fact]
    public void Air_is_not_left_bright()
    {
        var grid = new Grid(new(24, 24, 24), Affine.Identity);
        var noise = Noise(grid, 7);
        var image = Volume.CreateParallel<float>(grid, m =>
        {
            for (var n = 0; n < m.Length; n++)
                m.Span[n] = MathF.Sqrt((noise.Item1[n] * noise.Item1[n]) + (noise.Item2[n] * noise.Item2[n])) * 10;
        });
        var clean = NonLocalMeans.Run(image, options: new() { Sigma = 10 }).Denoised;
        Assert.True(clean.Span.ToArray().Average() < 6,
            $"air of mean {image.Span.ToArray().Average():f1} became {clean.Span.ToArray().Average():f1}");
    }

    [Fact]
    public void Gaussian_noise_about_zero_stays_about_zero()
    {
        var grid = new Grid(new(20, 22, 24), Affine.Scaling(1, 2, 3));
        var values = Noise(grid, 3).Item1;
        var result = NonLocalMeans.Run(Volume.Create<float>(grid, values), options: new() { Rician = false });
        Assert.InRange(result.Sigma, 0.9, 1.1);
        Assert.True(Math.Abs(result.Denoised.Span.ToArray().Average() - values.Average()) < 0.02);
        Assert.True(Spread(result.Denoised.Span) < 0.25, $"spread {Spread(result.Denoised.Span):f3}");
    }

    [Fact]
    public void The_threads_do_not_matter()
    {
        var noisy = Head.Acquire(7, 20).T1w;
        var one = NonLocalMeans.Run(noisy, parallel: new() { MaxDegreeOfParallelism = 1 });
        Assert.Equal(one.Denoised.Span.ToArray(), NonLocalMeans.Run(noisy).Denoised.Span.ToArray());
    }

    [Fact]
    public void Outside_the_mask_nothing_changes()
    {
        var noisy = Head.Acquire(5, 0).T1w;
        var clean = NonLocalMeans.Run(noisy, Head.Mask).Denoised;
        for (var n = 0; n < noisy.Shape.Count; n++)
            if (!Head.Mask.Span[n]) Assert.Equal(noisy.Span[n], clean.Span[n]);
        Assert.True(Psnr(clean) > Psnr(noisy) + 5);
    }

    [Theory]
    [InlineData(1, 40, 40)]
    [InlineData(40, 1, 40)]
    [InlineData(40, 40, 1)]
    [InlineData(3, 3, 3)]
    [InlineData(1, 1, 1)]
    public void Thin_images_are_images_too(int i, int j, int k)
    {
        var grid = new Grid(new(i, j, k), Affine.Identity);
        var noise = Noise(grid, 5);
        var image = Volume.CreateParallel<float>(grid, m =>
        {
            for (var n = 0; n < m.Length; n++)
                m.Span[n] = MathF.Sqrt(MathF.Pow(100 + (5 * noise.Item1[n]), 2) + MathF.Pow(5 * noise.Item2[n], 2));
        });
        var clean = NonLocalMeans.Run(image).Denoised;
        Assert.Equal(grid, clean.Grid);
        Assert.All(clean.Span.ToArray(), v => Assert.InRange(v, 70, 130));
        if (image.Shape.Count > 1000)
            Assert.True(Spread(clean.Span) < 0.7 * Spread(image.Span), $"{Spread(image.Span):f2} became {Spread(clean.Span):f2}");
    }

    [Fact]
    public void An_image_without_noise_comes_back_as_it_is_and_NaN_counts_as_0()
    {
        var flat = Volume.Filled(new Grid(new(9, 9, 9), Affine.Identity), 5f);
        var result = NonLocalMeans.Run(flat);
        Assert.Equal(0, result.Sigma);
        Assert.Same(flat, result.Denoised);
        var holes = Head.Acquire(9, 0).T1w.Map(v => v > 1200 ? float.NaN : v);
        Assert.DoesNotContain(float.NaN, NonLocalMeans.Run(holes).Denoised.Span.ToArray());
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        var image = Head.T1w;
        Assert.Contains("grid",
            Assert.Throws<ArgumentException>(
                () => NonLocalMeans.Run(image, Volume.Filled(new Grid(new(2, 2, 2), Affine.Identity), true))).Message,
                StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => NonLocalMeans.Run(image, Volume.Filled(image.Grid, false))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NonLocalMeans.Run(image, options: new() { Sigma = -1 }));
        Assert.Throws<ArgumentException>(() => NonLocalMeans.Run(image, options: new() { VaryingFwhmMm = 0 }));
    }

    private static (float[], float[]) Noise(Grid grid, ulong seed)
    {
        var (a, b) = (new float[grid.Shape.Count], new float[grid.Shape.Count]);
        new CounterRandom(seed, 0).FillNormals(a);
        new CounterRandom(seed, 1).FillNormals(b);
        return (a, b);
    }

    private static double Spread(ReadOnlySpan<float> values)
    {
        var all = values.ToArray();
        var mean = all.Average();
        return Math.Sqrt(all.Average(v => (v - mean) * (v - mean)));
    }

    private static double Mean(Volume<float> image) => image.Span.ToArray().Where((_, n) => Head.Mask.Span[n]).Average();

    private static double Psnr(Volume<float> image) => Psnr(image, Head.T1w, Head.Mask);

    private static double Psnr(Volume<float> image, Volume<float> truth, Volume<bool> mask)
    {
        var (sum, count) = (0.0, 0);
        for (var n = 0; n < image.Shape.Count; n++)
        {
            if (!mask.Span[n]) continue;
            sum += Math.Pow(image.Span[n] - truth.Span[n], 2);
            count++;
        }

        return 20 * Math.Log10(1000 / Math.Sqrt(sum / count));
    }
}
