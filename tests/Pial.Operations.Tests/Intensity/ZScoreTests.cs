using Pial.Operations.Intensity;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Intensity;

public sealed class ZScoreTests
{
    private static readonly Volume<float> Image = Noise(Awkward);
    private static readonly Volume<bool> Mask = RandomMask(Awkward, 0.4);

    private static (double Mean, double Sd) Of(Volume<float> image, Volume<bool> mask)
    {
        var values = image.Span.ToArray().Where((_, n) => mask.Span[n]).ToArray();
        var mean = values.Average(v => (double)v);
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }

    [Fact]
    public void In_the_mask_the_mean_is_0_and_the_deviation_1()
    {
        var result = ZScore.Run(Image, Mask);
        var (mean, sd) = Of(result.Image, Mask);
        Assert.Equal(0, mean, 1e-6);
        Assert.Equal(1, sd, 1e-6);
        var before = Of(Image, Mask);
        Assert.Equal(before.Mean, result.Mean, 1e-9);
        Assert.Equal(before.Sd, result.StandardDeviation, 1e-9);
        Assert.All(Enumerable.Range(0, Awkward.Shape.Count).Where(n => !Mask.Span[n]), n => Assert.Equal(0, result.Image.Span[n]));
    }

    [Fact]
    public void Outside_can_be_scored_too()
    {
        var result = ZScore.Run(Image, Mask, new ZScoreOptions { KeepOutside = true });
        for (var n = 0; n < Awkward.Shape.Count; n++)
            Assert.Equal((Image.Span[n] - result.Mean) / result.StandardDeviation, result.Image.Span[n], 1e-5);
    }

    [Fact]
    public void The_specified_formula_is_the_default_within_its_epsilon() => Assert.InRange(
        MaxDifference(ZScore.Run(Image, Mask).Image.Span, ZScore.Run(Image, Mask, ZScoreOptions.AsSpecified).Image.Span), 0, 1e-6);

    [Fact]
    public void The_sample_deviation_is_an_option()
    {
        var n = Mask.Span.Count(true);
        var (population, sample) = (ZScore.Run(Image, Mask), ZScore.Run(Image, Mask, new ZScoreOptions { DeltaDegreesOfFreedom = 1 }));
        Assert.Equal(population.StandardDeviation * Math.Sqrt(n / (n - 1.0)), sample.StandardDeviation, 1e-9);
    }

    [Fact]
    public void Nan_is_left_out_and_becomes_0()
    {
        var dirty = Image.Span.ToArray();
        var first = Mask.Span.IndexOf(true);
        dirty[first] = float.NaN;
        var result = ZScore.Run(Volume.Create<float>(Awkward, dirty), Mask);
        Assert.Equal(0, result.Image.Span[first]);
        Assert.True(double.IsFinite(result.Mean));
    }

    [Fact]
    public void Threads_change_no_bit() =>
        AssertSameBits(ZScore.Run(Image, Mask, null, One).Image.Span, ZScore.Run(Image, Mask, null, Two).Image.Span);

    [Fact]
    public void Constant_images_empty_masks_and_other_grids_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ZScore.Run(Volume.Filled(Awkward, 0.1f), Mask));
        Assert.Throws<ArgumentException>(() => ZScore.Run(Image, Volume.Filled(Awkward, false)));
        Assert.Throws<ArgumentException>(() => ZScore.Run(Image, Volume.Filled(Cube(5), true)));
        Assert.Throws<ArgumentException>(() => ZScore.Run(Volume.Filled(Awkward, float.NaN), Mask));
    }
}
