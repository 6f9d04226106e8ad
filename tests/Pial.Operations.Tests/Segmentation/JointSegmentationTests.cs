using Pial.Operations.Segmentation;
using Pial.Volumes;

namespace Pial.Operations.Tests.Segmentation;

public sealed class JointSegmentationTests
{
    private static readonly NestedEllipsoids Head = new(Grid.Centred(new(56, 64, 55), new(1.5, 1.5, 1.5), new(3, -2, 5)), 0.1, 160);

    [Fact]
    public void A_second_contrast_tells_what_noise_hides_in_the_first()
    {
        var alone = TissueSegmentation.Run(Head.Image, Head.Mask);
        var both = TissueSegmentation.Run(Head.Image, [T2(40)], Head.Mask);
        var (before, after) = (Error(alone.Fractions), Error(both.Fractions));
        Assert.True(after < 0.9 * before, $"{before:0.0000} -> {after:0.0000}");
        for (var label = 1; label <= 3; label++)
            Assert.True(NestedEllipsoids.Dice(both.Labels, Head.Labels, label) > NestedEllipsoids.Dice(alone.Labels, Head.Labels, label));
        var channel = Assert.Single(both.Channels);
        Assert.Equal(900, channel.Csf, 45.0);
        Assert.Equal(560, channel.Gm, 30.0);
        Assert.Equal(400, channel.Wm, 30.0);
        Assert.True(channel.GreyWhite > 2);
    }

    [Fact]
    public void Where_a_channel_shows_nothing_the_first_decides()
    {
        var t2 = T2(40);
        var alone = TissueSegmentation.Run(Head.Image, Head.Mask);
        var upper = Volume.Create(t2.Grid, t2,
            static (Span<float> to, Volume<float> from) =>
                from.Span[(20 * from.Shape.SliceCount)..].CopyTo(to[(20 * from.Shape.SliceCount)..]));
        var (before, after) = (Error(alone.Fractions), Error(TissueSegmentation.Run(Head.Image, [upper], Head.Mask).Fractions));
        Assert.True(after < before, $"{before:0.0000} -> {after:0.0000}");
    }

    [Fact]
    public void Without_channels_nothing_changes()
    {
        var (plain, none) = (TissueSegmentation.Run(Head.Image, Head.Mask), TissueSegmentation.Run(Head.Image, [], Head.Mask));
        Assert.True(plain.Fractions.Gm.Span.SequenceEqual(none.Fractions.Gm.Span));
        Assert.Empty(none.Channels);
    }

    [Fact]
    public void One_thread_and_many_give_the_same_bits()
    {
        TissueResult Run(int threads) => TissueSegmentation.Run(Head.Image, [T2(40)], Head.Mask,
            parallel: new() { MaxDegreeOfParallelism = threads });
        var (one, many) = (Run(1), Run(3));
        Assert.True(one.Fractions.Gm.Span.SequenceEqual(many.Fractions.Gm.Span));
        Assert.True(one.Labels.Span.SequenceEqual(many.Labels.Span));
    }

    [Fact]
    public void Callers_mistakes_are_named()
    {
        var t2 = T2(40);
        Assert.Contains("not 3",
            Assert.Throws<ArgumentException>(() => TissueSegmentation.Run(Head.Image, [t2, t2, t2], Head.Mask)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Channel 1 has one value",
            Assert.Throws<ArgumentException>(() => TissueSegmentation.Run(Head.Image, [t2.Map(_ => 3f)], Head.Mask)).Message,
            StringComparison.Ordinal);
        Assert.Contains("does not lie",
            Assert.Throws<ArgumentException>(() => TissueSegmentation.Run(Head.Image,
                [Volume.Filled(Grid.Centred(new(9, 9, 9), new(1, 1, 1), default), 1f)], Head.Mask)).Message, StringComparison.Ordinal);
    }

    private static double Error(TissueMaps f)
    {
        var (sum, n) = (0.0, 0);
        for (var v = 0; v < Head.Mask.Span.Length; v++)
        {
            if (!Head.Mask.Span[v]) continue;
            sum += Math.Abs(f.Gm.Span[v] - Head.Fractions3.Gm.Span[v]) + Math.Abs(f.Wm.Span[v] - Head.Fractions3.Wm.Span[v]);
            n++;
        }

        return sum / n;
    }

    private static Volume<float> T2(double noise)
    {
        var random = new float[Head.Mask.Shape.Count];
        new Pial.Kernels.CounterRandom(4, 3).FillNormals(random);
        for (var n = 0; n < random.Length; n++)
            random[n] = (float)((900 * Head.Fractions3.Csf.Span[n]) + (560 * Head.Fractions3.Gm.Span[n])
                + (400 * Head.Fractions3.Wm.Span[n]) + (noise * random[n]));
        return Volume.Create<float>(Head.Mask.Grid, random);
    }
}
