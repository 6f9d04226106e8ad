using Pial.Operations.Resampling;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Resampling;

public sealed class ResampleLabelsTests
{
    private static readonly Grid Target = Grid.Centred(new(12, 12, 12), new(1.7, 1.3, 1.9), Awkward.Centre) is var g
        ? g with { Affine = Affine.Rotation(0.2, 0.1, 0.4).About(Awkward.Centre) * g.Affine } : default;

    private static Volume<int> Patches(Grid grid)
    {
        int[] ids = [0, 3, 17, 1002, 41];
        var random = new Random(5);
        return OfWorld(grid, _ => ids[random.Next(ids.Length)]);
    }

    [Theory]
    [InlineData(LabelInterpolation.Nearest)]
    [InlineData(LabelInterpolation.Vote)]
    public void No_label_is_invented_and_threads_change_nothing(LabelInterpolation interpolation)
    {
        var labels = Patches(Awkward);
        var result = Resample.Labels(labels, Target, null, interpolation, One);
        Assert.Empty(result.Span.ToArray().Except(labels.Span.ToArray()));
        Assert.True(result.Span.ToArray().Distinct().Count() > 3);
        Assert.Equal(result.Span.ToArray(), Resample.Labels(labels, Target, null, interpolation, Two).Span.ToArray());
        Assert.Equal(labels.Span.ToArray(), Resample.Labels(labels, Awkward, null, interpolation).Span.ToArray());
    }

    [Fact]
    public void A_vote_is_the_majority_on_a_coarser_grid()
    {
        var fine = Cube(12);
        var labels = OfWorld(fine, p => p.X < -0.6 ? 5 : 9);
        var coarse = Grid.Centred(new(4, 4, 4), new(3, 3, 3), default);
        var result = Resample.Labels(labels, coarse, null, LabelInterpolation.Vote);
        Assert.Equal(5, result[0, 1, 1]);
        Assert.Equal(5, result[1, 1, 1]);
        Assert.Equal(9, result[2, 1, 1]);
    }

    [Fact]
    public void A_mask_keeps_its_volume_on_a_finer_grid()
    {
        var ball = OfWorld(Cube(24), p => p.Length < 8);
        var fine = Resample.Mask(ball, Grid.Centred(new(96, 96, 96), new(0.25, 0.25, 0.25), default), null, Two);
        Assert.Equal(ball.Span.Count(true), fine.Span.Count(true) / 64.0, 1e-9);
    }
}
