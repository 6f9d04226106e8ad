using Pial.Operations.Segmentation;
using Pial.Volumes;

namespace Pial.Operations.Tests.Segmentation;

public sealed class ChannelSegmentationTests
{
    private static readonly NestedEllipsoids Head = new(Grid.Centred(new(56, 64, 55), new(1.5, 1.5, 1.5), new(3, -2, 5)), 0, 1);

    // CSF, GM and WM of usual contrasts.
    private static readonly double[] T1 = [280, 720, 1000], T2 = [1000, 520, 380], Flair = [150, 700, 560], Pd = [820, 900, 720];

    [Theory]
    [InlineData("T1w", 0.9)]
    [InlineData("T2w", 0.9)]
    [InlineData("FLAIR", 0.9)]
    public void The_order_of_the_tissues_is_found(string contrast, double least)
    {
        var means = contrast switch { "T1w" => T1, "T2w" => T2, _ => Flair };
        var result = ChannelSegmentation.Run([Image(means, 30, 1)], Head.Mask, Priors());
        for (var label = 1; label <= 3; label++)
            Assert.InRange(NestedEllipsoids.Dice(result.Labels, Head.Labels, label), least, 1);
        Assert.True(result.GreyWhite > 3);
    }

    [Fact]
    public void Two_channels_tell_more_than_each_alone()
    {
        var (first, second) = (Image(Pd, 70, 2), Image(T2, 70, 3));
        double Worst(params Volume<float>[] channels)
        {
            var labels = ChannelSegmentation.Run(channels, Head.Mask, Priors()).Labels;
            return Enumerable.Range(1, 3).Min(l => NestedEllipsoids.Dice(labels, Head.Labels, l));
        }

        var both = Worst(first, second);
        Assert.True(both > Worst(first) + 0.01);
        Assert.True(both > Worst(second) + 0.01);
    }

    [Fact]
    public void Fractions_sum_to_one_inside_and_follow_partial_volume()
    {
        var result = ChannelSegmentation.Run([Image(T2, 20, 1)], Head.Mask, Priors());
        var f = result.Fractions;
        var (error, n) = (0.0, 0);
        for (var v = 0; v < Head.Mask.Span.Length; v++)
        {
            var sum = f.Gm.Span[v] + f.Wm.Span[v] + f.Csf.Span[v];
            Assert.Equal(Head.Mask.Span[v] ? 1 : 0, sum, 1e-4);
            if (!Head.Mask.Span[v]) continue;
            error += Math.Abs(f.Gm.Span[v] - Head.Fractions3.Gm.Span[v]);
            n++;
        }

        Assert.InRange(error / n, 0, 0.06);
    }

    [Fact]
    public void A_contrast_that_cannot_tell_grey_from_white_says_so()
    {
        var result = ChannelSegmentation.Run([Image([1000, 510, 500], 60, 4)], Head.Mask, Priors());
        Assert.InRange(result.GreyWhite, 0, 2.7);
        Assert.InRange(result.GreyCsf, 2, 100);
    }

    [Fact]
    public void One_thread_and_many_give_the_same_bits()
    {
        ChannelResult Run(int threads) => ChannelSegmentation.Run([Image(T1, 40, 1), Image(T2, 40, 2)], Head.Mask, Priors(), null,
            new() { MaxDegreeOfParallelism = threads });
        var (one, many) = (Run(1), Run(3));
        Assert.True(one.Fractions.Gm.Span.SequenceEqual(many.Fractions.Gm.Span));
        Assert.True(one.Labels.Span.SequenceEqual(many.Labels.Span));
    }

    [Fact]
    public void Callers_mistakes_are_named()
    {
        var image = Image(T1, 10, 1);
        Assert.Contains("not 0", Assert.Throws<ArgumentException>(() => ChannelSegmentation.Run([], Head.Mask, Priors())).Message,
            StringComparison.Ordinal);
        Assert.Contains("empty",
            Assert.Throws<ArgumentException>(() => ChannelSegmentation.Run([image], Head.Mask.Map(_ => false), Priors())).Message,
            StringComparison.Ordinal);
        Assert.Contains("Channel 2 has one value",
            Assert.Throws<ArgumentException>(() => ChannelSegmentation.Run([image, image.Map(_ => 3f)], Head.Mask, Priors())).Message,
            StringComparison.Ordinal);
        Assert.Contains("does not lie",
            Assert.Throws<ArgumentException>(
                () => ChannelSegmentation.Run([Volume.Filled(Grid.Centred(new(9, 9, 9), new(1, 1, 1), default), 1f)], Head.Mask,
                    Priors())).Message, StringComparison.Ordinal);
    }

    // A template of another head: the true maps, blurred and shifted.
    private static TissueMaps Priors()
    {
        Volume<float> Rough(Volume<float> map) => Pial.Operations.Resampling.Resample.ToGrid(
            Pial.Operations.Smoothing.GaussianSmoothing.Apply(map, 5), map.Grid, Affine.Translation(new(1.5, -1, 1)));
        return new(Rough(Head.Fractions3.Gm), Rough(Head.Fractions3.Wm), Rough(Head.Fractions3.Csf));
    }

    private static Volume<float> Image(double[] means, double noise, ulong seed)
    {
        var random = new float[Head.Mask.Shape.Count];
        new Pial.Kernels.CounterRandom(seed, 3).FillNormals(random);
        var values = new float[random.Length];
        for (var n = 0; n < values.Length; n++)
            values[n] = (float)((means[0] * Head.Fractions3.Csf.Span[n]) + (means[1] * Head.Fractions3.Gm.Span[n])
                + (means[2] * Head.Fractions3.Wm.Span[n]) + (noise * random[n]));
        return Volume.Create<float>(Head.Mask.Grid, values);
    }
}
